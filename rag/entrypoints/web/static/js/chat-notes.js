// What an answer does not say by itself: folded, quiet, and never left out.

import { cited, placeOf, shortened } from "./citations.js";
import { element } from "./dom.js";
import { listed, say } from "./words.js";

const QUOTE_CHARACTERS = 60;

/** Null where there is nothing to tell. `options`: of `citations.cited`. */
export function notes(answer, citations, options) {
  const told = toldAtOnce(answer);
  const folded = SORTS.map((sort) => sort(answer, citations, options)).filter(Boolean);
  if (!told.length && !folded.length) return null;
  const box = element("div", { class: "answer-notes" }, told.map((one) => element("p", { class: "notice" }, one)));
  if (folded.length) {
    const said = listed(folded.map((one) => one.short));
    box.append(element("details", {}, element("summary", {}, `${say("chat_notes")} · ${said}`),
      folded.map(({ title, body }) => element("div", { class: "answer-note" }, element("h3", {}, title), body))));
  }
  return box;
}

/** How the answer came to be, and which part of the question has none. */
function toldAtOnce(answer) {
  return answer.notices ?? [];
}

const SORTS = [conflicts, undisclosed, rewritten, dropped, doubts, computed, degraded];

function conflicts({ conflicts: found = [] }, citations, options) {
  if (!found.length) return null;
  return {
    short: say("chat_notes_conflicts", { count: found.length }),
    title: listed(found.map((one) => say("chat_conflict_title", one))),
    body: element("ul", {}, found.flatMap((one) => one.citations).map((id) => place(id, citations, options))),
  };
}

function place(id, citations, options) {
  const citation = citations.get(id);
  const where = citation ? `“${shortened(citation.quote, QUOTE_CHARACTERS)}” ${placeOf(citation)}` : "";
  return element("li", {}, cited(`[${id}]`, citations, options), " ", where);
}

function undisclosed({ undisclosed: found = [] }, citations, options) {
  if (!found.length) return null;
  return {
    short: say("chat_notes_undisclosed", { count: found.length }),
    title: say("chat_undisclosed_title"),
    body: element("ul", {}, found.map((one) => element("li", {}, one.text, cited(`[${one.citation}]`, citations, options)))),
  };
}

function rewritten({ rewritten: questions }) {
  if (!questions) return null;
  return {
    short: say("chat_notes_rewritten"),
    title: say("chat_rewritten_title"),
    body: questions.split("\n").map((one) => element("p", {}, one)),
  };
}

/** How many and why, not their words: nobody is to read what has failed its check. */
function dropped({ dropped: found = [] }) {
  if (!found.length) return null;
  const counts = new Map();
  for (const { reason } of found) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return {
    short: say("chat_notes_dropped", { count: found.length }),
    title: say("chat_dropped_title"),
    body: element("ul", {}, [...counts].map(([reason, count]) =>
      element("li", {}, say("chat_dropped_reason", { count, reason: say(`chat_reason_${reason}`) })))),
  };
}

function doubts({ judged, claims }) {
  const doubted = (judged?.claims ?? []).filter((one) => one.entailed === false);
  if (!doubted.length) return null;
  return {
    short: say("chat_notes_doubts", { count: doubted.length }),
    title: say("chat_doubts_title", { model: judged.model }),
    body: element("ul", {}, doubted.map((one) => element("li", {}, claims[one.claim - 1]?.text ?? ""))),
  };
}

function computed({ claims }) {
  if (!claims.some((one) => one.verdict === "computed")) return null;
  return {
    short: say("chat_notes_computed"), title: say("chat_computed_title"), body: element("p", {}, say("chat_computed_detail")),
  };
}

function degraded(answer) {
  if (!answer.degraded) return null;
  return {
    short: say("chat_notes_degraded"), title: say("chat_notes_degraded"), body: element("p", {}, say("chat_degraded_detail")),
  };
}
