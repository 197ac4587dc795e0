// Summaries and comparisons that were made, or are being made: the latest first, both kinds in one list.

import { get, isAbort, remove } from "./api.js";
import { announce, element, problemNotice } from "./dom.js";
import { language, say } from "./words.js";

const PAGE = 20;
const LOOK_EVERY_MS = 2000;
const KINDS = [
  { path: "summaries", page: "/summaries" },
  { path: "comparisons", page: "/comparisons" },
];
const WRITTEN = { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };

const at = (id) => document.getElementById(id);
const when = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", WRITTEN);
const isOver = (job) => !["waiting", "running"].includes(job.state);

export async function listEarlier() {
  const lists = KINDS.map((kind) => ({ ...kind, cursor: null, waiting: [], ended: false }));
  at("earlier-more").addEventListener("click", () => more(lists));
  await more(lists);
}

/** The next of both lists, merged by time: a kind whose next ones are not known yet is asked first. */
async function more(lists) {
  try {
    const shown = [];
    while (shown.length < PAGE) {
      await Promise.all(lists.filter((one) => !one.waiting.length && !one.ended).map(fill));
      const latest = lists.filter((one) => one.waiting.length).sort((a, b) => (a.waiting[0].created < b.waiting[0].created ? 1 : -1))[0];
      if (!latest) break;
      shown.push(row(latest.waiting.shift(), latest));
    }
    at("earlier").tBodies[0].append(...shown);
    at("earlier-more").hidden = lists.every((one) => one.ended && !one.waiting.length);
  } catch (problem) {
    if (!isAbort(problem)) at("earlier-notices").replaceChildren(problemNotice(problem, { retry: () => more(lists), dismiss: false }));
  }
  settle();
}

async function fill(list) {
  const page = await get(list.path, { limit: PAGE, cursor: list.cursor });
  list.waiting.push(...page.jobs);
  list.cursor = page.next;
  list.ended = !page.next;
}

function settle() {
  const empty = !at("earlier").tBodies[0].rows.length;
  at("earlier").hidden = empty;
  at("earlier-none").hidden = !empty;
}

function row(job, { page, path }) {
  const state = element("td", { class: "earlier-state" });
  const actions = element("td", { class: "earlier-actions" });
  const made = element(
    "tr", {},
    element("td", {}, element("a", { class: "earlier-title", href: `${page}/${encodeURIComponent(job.id)}` }, job.title)),
    element("td", { class: "earlier-kind" }, kindOf(job)),
    element("td", { class: "earlier-when" }, element("time", { datetime: job.created }, when.format(new Date(job.created)))),
    state, actions,
  );
  const show = (now) => {
    state.className = `earlier-state ${now.state}`;
    state.textContent = stateOf(now);
    if (isOver(now)) actions.replaceChildren(removal(now, made));
    else setTimeout(() => look(now, path, show, made), LOOK_EVERY_MS);
  };
  show(job);
  return made;
}

function kindOf({ kind, request }) {
  const how = request.template ? say("summaries_own_template") : request.style && say(`summaries_style_${request.style}`);
  return [say(`summaries_kind_${kind}`), how].filter(Boolean).join(" · ");
}

function stateOf({ state, progress }) {
  if (state === "running" && progress?.total) return say("summaries_state_running_steps", progress);
  return say(`summaries_state_${state}`);
}

/** One look at a time, and none while nobody sees the page. */
async function look(job, path, show, made) {
  if (!made.isConnected) return;
  if (document.hidden) {
    document.addEventListener("visibilitychange", () => look(job, path, show, made), { once: true });
    return;
  }
  try {
    show(await get(`jobs/${encodeURIComponent(job.id)}`));
  } catch (problem) {
    if (problem.status === 404) {
      made.remove();
      settle();
    } else {
      setTimeout(() => look(job, path, show, made), LOOK_EVERY_MS * 5);
    }
  }
}

function removal(job, made) {
  const label = say("summaries_remove_named", { title: job.title });
  const button = element("button", { type: "button", class: "plain", "aria-label": label }, say("summaries_remove"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await remove(`jobs/${encodeURIComponent(job.id)}`);
    } catch (problem) {
      if (problem.status !== 404) {
        button.disabled = false;
        at("earlier-notices").replaceChildren(problemNotice(problem));
        return;
      }
    }
    const next = made.nextElementSibling ?? made.previousElementSibling;
    made.remove();
    settle();
    announce(say("summaries_removed", { title: job.title }));
    next?.querySelector("a")?.focus();
  });
  return button;
}
