// Choosing reports and how to write of them; what was made before is listed below.

import { follow, idempotencyKey, post } from "./api.js";
import { problemNotice } from "./dom.js";
import { listEarlier } from "./summaries-earlier.js";
import { Picker } from "./summaries-picker.js";
import { data, say } from "./words.js";

// A template that is being written survives a reload, until it is used.
const DRAFT = "summaries-template";
const at = (id) => document.getElementById(id);
const wish = data().wish;
const picker = new Picker(at("wish"), { chosen: wish.reports, onchange: chosen });

if (data().reports) picker.search();
if (wish.gone) at("wish-notices").append(problemNotice({ detail: say("summaries_gone", { number: wish.gone }) }));
at("length").value = wish.length ?? "";
at("written-in").value = wish.language;
at("template").value = wish.template || (sessionStorage.getItem(DRAFT) ?? "");
at("template-fold").open = Boolean(at("template").value);
for (const one of document.getElementsByName("style")) one.checked = one.value === wish.style;
at("template").addEventListener("input", () => {
  sessionStorage.setItem(DRAFT, at("template").value);
  templateWins();
});
templateWins();
listEarlier();

/** Nothing is asked for that cannot be done: what is missing is said beside the buttons. */
function chosen(ids) {
  at("make").disabled = ids.length < 1;
  at("compare").disabled = ids.length < 2;
  at("make-needs").textContent = ids.length === 0 ? say("summaries_make_needs") : ids.length === 1 ? say("summaries_compare_needs") : "";
  const address = new URL(location.href);
  address.search = "";
  for (const id of ids) address.searchParams.append("report", id);
  history.replaceState(history.state, "", address);
}

function templateWins() {
  at("styles").disabled = Boolean(at("template").value.trim());
}

async function make(button, path, page, asked) {
  const key = idempotencyKey();
  const attempt = async () => {
    button.disabled = true;
    try {
      const job = await post(path, asked, { key });
      sessionStorage.removeItem(DRAFT);
      location.assign(`${page}/${encodeURIComponent(job.id)}`);
    } catch (problem) {
      button.disabled = false;
      at("wish-notices").replaceChildren(problemNotice(problem, { retry: attempt }));
    }
  };
  await attempt();
}

at("wish").addEventListener("submit", (event) => {
  event.preventDefault();
  if (document.activeElement === at("search") || !picker.ids.length) return;
  const template = at("template").value.trim();
  const asked = { reports: picker.ids, language: at("written-in").value };
  if (template) asked.template = at("template").value;
  else asked.style = new FormData(event.target).get("style");
  if (at("length").value) asked.length = Number(at("length").value);
  make(at("make"), "summaries", "/summaries", asked);
});
at("compare").addEventListener("click", () => make(at("compare"), "comparisons", "/comparisons", { reports: picker.ids }));
at("template-example").addEventListener("click", () => {
  at("template").value = say("summaries_template_sample");
  templateWins();
  at("template").focus();
});

// Coming back to the page, the buttons are as they were left.
addEventListener("pageshow", (event) => event.persisted && location.reload());

at("samples").addEventListener("click", async () => {
  at("samples").disabled = true;
  const state = at("samples-state");
  try {
    const job = await post("samples", {}, { key: idempotencyKey() });
    const shown = ({ progress }) => {
      state.textContent = say("summaries_empty_working", { done: progress?.done ?? 0, total: progress?.total || "…" });
    };
    shown(job);
    const done = await follow(job.id, { onProgress: shown });
    if (done.state !== "done") throw Object.assign(new Error(), { detail: done.error?.detail });
    state.textContent = say("summaries_empty_done");
    location.reload();
  } catch (problem) {
    at("samples").disabled = false;
    state.replaceChildren(problemNotice(problem));
  }
});
