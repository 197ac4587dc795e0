// Before the first question: what can be asked; where nothing is in yet, what to do, with the sample reports one click away.

import { follow, get, idempotencyKey, post } from "./api.js";
import { announce, element, problemNotice } from "./dom.js";
import { data, languageOf, say } from "./words.js";

const SHOWN_SUGGESTIONS = 6;
const EXAMPLES = ["figures", "problems", "plans"];

/** `ask(question)`: put it. `about`: ids of reports that the suggestions are made from, those of all where there is none. */
export function start(ask, about = []) {
  const box = element("section", { class: "start" });
  if (data().reports) fillWithSuggestions(box, ask, about);
  else fillWithLesson(box, ask);
  return box;
}

function fillWithSuggestions(box, ask, about = []) {
  const list = element("ul", { class: "suggestions" });
  const heading = element("h3", { hidden: true }, say("chat_start_try"));
  box.replaceChildren(
    element("h2", {}, say("chat_start_title")),
    element("p", { class: "quiet" }, say("chat_start_lead")),
    heading,
    list,
  );
  suggestions(about).then((questions) => {
    heading.hidden = false;
    list.replaceChildren(...questions.map((one) => element("li", {}, suggestion(one, ask))));
  });
}

function suggestion(question, ask) {
  const button = element("button", { type: "button", class: "suggestion", lang: languageOf(question) }, question);
  button.addEventListener("click", () => ask(question));
  return button;
}

async function suggestions(about) {
  const made = await get("suggestions", { report: about }).then((one) => one.questions, () => []);
  return made.length ? made.slice(0, SHOWN_SUGGESTIONS) : EXAMPLES.map((one) => say(`chat_start_example_${one}`));
}

function fillWithLesson(box, ask) {
  const state = element("div", { class: "start-state", role: "status" });
  const samples = element("button", { type: "button", class: "button primary" }, say("chat_empty_samples"));
  samples.addEventListener("click", () => putSamplesIn({ box, ask, state, samples }));
  box.replaceChildren(
    element("h2", {}, say("chat_empty_title")),
    element("p", {}, say("chat_empty_lead")),
    element("ol", { class: "lesson" }, ["reports", "ask", "check"].map((one) => element("li", {}, say(`chat_empty_step_${one}`)))),
    element("p", { class: "start-buttons" }, samples, element("a", { class: "button", href: "/reports" }, say("chat_empty_own"))),
    state,
  );
}

async function putSamplesIn({ box, ask, state, samples }) {
  samples.disabled = true;
  const shown = element("p", {}, say("chat_samples_waiting"));
  const bar = element("progress", { "aria-label": say("chat_samples_waiting") });
  state.replaceChildren(shown, bar);
  try {
    const job = await post("samples", {}, { key: idempotencyKey() });
    const done = await follow(job.id, { onProgress: ({ progress }) => {
      if (!progress?.total) return;
      shown.textContent = say("chat_samples_progress", progress);
      bar.max = progress.total;
      bar.value = progress.done;
    } });
    const failed = (done.files ?? []).filter((one) => one.status === "failed").length;
    announce(failed ? say("chat_samples_failed", { count: failed }) : say("chat_samples_done"));
    fillWithSuggestions(box, ask);
  } catch (problem) {
    samples.disabled = false;
    state.replaceChildren(problemNotice(problem, { retry: () => samples.click() }));
  }
}
