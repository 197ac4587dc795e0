// A report's own page: text and outline, figures that lead into the text, summaries, facts and history.

import { get, post, remove } from "./api.js";
import { confirmed } from "./confirming.js";
import { element, narrow, problemNotice } from "./dom.js";
import { whatToDo } from "./library-arrivals.js";
import { Following } from "./library-jobs.js";
import { Sending } from "./library-sending.js";
import { Figures } from "./reading-figures.js";
import "./report-pane.js";
import { data, language, say } from "./words.js";

const { report } = data();
const at = (id) => document.getElementById(id);
const pane = at("view-text");
const tabs = [...document.querySelectorAll("[role=tab]")];
const dates = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", { dateStyle: "medium", timeStyle: "short" });
// As many jobs as are looked through for those that brought this report in.
const JOBS_LOOKED_AT = 1000;
const PAGE = 100;

// --- the text, and the span that the address names

function spanOfAddress() {
  const parameters = new URLSearchParams(location.search);
  const [start, end] = ["start", "end"].map((name) => Number.parseInt(parameters.get(name), 10));
  return 0 <= start && start < end ? { start, end } : { start: null, end: null };
}

const showPlace = (span) => pane.show({ report, ...span });

async function goTo(span) {
  history.pushState(null, "", `?start=${span.start}&end=${span.end}${location.hash}`);
  if (narrow()) choose("text");
  await showPlace(span);
  pane.reveal({ focus: narrow() });
}

addEventListener("popstate", () => {
  showPlace(spanOfAddress());
  choose(viewOfAddress());
});

for (const link of document.querySelectorAll("a.place")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const parameters = new URL(link.href).searchParams;
    goTo({ start: Number(parameters.get("start")), end: Number(parameters.get("end")) });
  });
}

// --- the views beside it; on narrow screens the text is one of them

const opened = {
  figures: () => figures.open(),
  summary: () => openSummaries(),
  facts: () => openHistory(),
};

/** The view that the address asks for; beside the text, which stands there on wide screens anyway, the figures. */
function viewOfAddress() {
  const asked = location.hash.slice(1);
  const here = tabs.filter((one) => one.offsetParent).map((one) => one.dataset.view);
  return here.includes(asked) ? asked : here[0];
}

function choose(view) {
  document.querySelector("main").dataset.view = view;
  for (const tab of tabs) {
    const chosen = tab.dataset.view === view;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  for (const panel of document.querySelectorAll("[role=tabpanel]")) panel.hidden = panel.id !== `view-${view}`;
  opened[view]?.();
}

for (const tab of tabs) {
  tab.addEventListener("click", () => {
    choose(tab.dataset.view);
    history.replaceState(null, "", `${location.search}#${tab.dataset.view}`);
  });
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const here = tabs.filter((one) => one.offsetParent);
    const next = here[(here.indexOf(tab) + step + here.length) % here.length];
    next.focus();
    next.click();
  });
}
// On narrow screens the outline stands in place of the text that its entries lead into.
pane.addEventListener("click", (event) => {
  if (narrow() && event.target.closest(".outline a")) choose("text");
}, true);
matchMedia("(max-width: 899px)").addEventListener("change", () => choose(viewOfAddress()));

const figures = new Figures(at("view-figures"), report.id, goTo);

// --- summaries of it, and how it came in

async function fill(list, none, noneKey, rows) {
  try {
    const made = await rows();
    list.replaceChildren(...made);
    none.hidden = made.length > 0;
    none.textContent = say(noneKey);
  } catch (problem) {
    none.hidden = true;
    list.replaceChildren(element("li", {}, problemNotice(problem, { retry: () => fill(list, none, noneKey, rows), dismiss: false })));
  }
}

const time = (written) => element("time", { datetime: written, class: "quiet" }, dates.format(new Date(written)));

function openSummaries() {
  return fill(at("summaries"), at("summaries-none"), "reading_summaries_none", async () => {
    const { jobs } = await get("jobs", { kind: "summarize", limit: PAGE });
    return jobs.filter((job) => job.request?.reports?.includes(report.id)).map(summaryRow);
  });
}

function summaryRow(job) {
  const others = job.request.reports.length - 1;
  return element(
    "li", {},
    element("a", { href: `/summaries/${encodeURIComponent(job.id)}` }, job.title || report.title),
    element("span", { class: "quiet" }, say(`reading_state_${job.state}`)),
    others > 0 && element("span", { class: "quiet" }, say("reading_summary_of_several", { count: others })),
    time(job.created),
  );
}

function openHistory() {
  return fill(at("history"), at("history-none"), "reading_history_none", async () => {
    const rows = [];
    let cursor = null;
    for (let looked = 0; looked < JOBS_LOOKED_AT; looked += PAGE) {
      const { jobs, next } = await get("jobs", { kind: "ingest", limit: PAGE, cursor });
      for (const job of jobs) rows.push(...job.files.filter((one) => one.id === report.id).map((file) => historyRow(job, file)));
      cursor = next;
      if (!cursor) break;
    }
    return rows;
  });
}

const historyRow = (job, file) =>
  element("li", {}, element("span", {}, say(`reading_history_${file.status}`)), element("span", { class: "quiet file" }, file.file), time(job.finished ?? job.created));

// --- what can be done with it

function problem(error, retry = null) {
  at("problems").replaceChildren(problemNotice(error, { retry }));
}

function status(words) {
  at("status").hidden = !words;
  at("status").textContent = words;
}

async function summarize() {
  try {
    const job = await post("summaries", { reports: [report.id], style: "executive" });
    location.assign(`/summaries/${encodeURIComponent(job.id)}`);
  } catch (error) {
    problem(error, summarize);
  }
}
at("summarize").addEventListener("click", summarize);

at("remove")?.addEventListener("click", async () => {
  const agreed = await confirmed(at("confirm"), {
    title: say("library_remove_title"), items: [report.title], detail: say("library_remove_detail"), yes: say("library_remove"),
  });
  if (!agreed) return;
  try {
    await remove(`reports/${encodeURIComponent(report.id)}`);
    location.assign("/reports");
  } catch (error) {
    problem(error);
  }
});

const sending = new Sending({
  onChange: (entry) => {
    if (entry.state === "failed") problem({ detail: whatToDo(entry.problem) }, () => sending.again(entry));
    status(entry.state === "sending" ? say("library_sending", { percent: Math.floor(entry.share * 100) }) : "");
  },
  onJob: (job) => following.add(job.id),
});
const following = new Following({
  onJob: (job) => {
    const [file] = job.files;
    const over = ["done", "failed", "cancelled"].includes(job.state);
    status(over ? "" : say("library_reading"));
    if (file.status === "failed" || job.state === "failed") problem({ detail: file.error ?? job.error?.detail });
    else if (over && file.id) location.assign(`/reports/${encodeURIComponent(file.id)}`);
  },
  onLost: (_, error) => problem(error),
});
at("replace")?.addEventListener("click", () => at("replacement").click());
at("replacement")?.addEventListener("change", (event) => {
  const files = [...event.target.files];
  event.target.value = "";
  at("problems").replaceChildren();
  if (files.length) sending.add(files.slice(0, 1), { replaces: report.id });
});

choose(viewOfAddress());
await showPlace(spanOfAddress());
