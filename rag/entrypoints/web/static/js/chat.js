// The page of questions and answers: conversation, report beside it, address.

import "./report-pane.js";

import { events, get, isAbort, Problem } from "./api.js";
import * as address from "./chat-address.js";
import { AnswerView } from "./chat-answer.js";
import { Draft } from "./chat-draft.js";
import * as conversations from "./chat-history.js";
import { Scope } from "./chat-scope.js";
import { start } from "./chat-start.js";
import { element, narrow, problemNotice, quiet } from "./dom.js";
import { say } from "./words.js";

const find = (id) => document.getElementById(id);
const [chat, turns, pane, form, question, send, stop] = ["chat", "turns", "pane", "ask", "question", "send", "stop"].map(find);
const talk = chat.querySelector(".talk");
const rail = document.querySelector(".rail");

let conversation = address.read().conversation;
let asking = null;
let opener = null;
const views = [];
const scope = new Scope();
const draft = new Draft(question, () => conversation);

const page = {
  hrefOf: (place) => address.written({ conversation, place: address.placeOf(place) }),
  conversation: () => conversation,
  ask,
  open(place, places) {
    opener = document.activeElement;
    const state = { conversation, place: address.placeOf(place) };
    if (pane.hidden) address.enter(state);
    else address.replace(state);
    show(place, places);
  },
};

/** Tabs are told apart by what was asked first. */
function entitle() {
  document.title = `${views[0].question} · ${say("shell_name")}`;
}

// --- questions

async function ask(words) {
  const asked = words.trim();
  if (!asked || asking) return;
  turns.querySelector(".start")?.remove();
  quiet();
  const view = new AnswerView(asked, page);
  turns.append(view.element);
  views.push(view);
  view.element.scrollIntoView({ block: "start" });
  asking = new AbortController();
  draft.pending(asked);
  busy(true);
  try {
    await answer(view, asking.signal);
    draft.settled();
  } catch (error) {
    const again = () => {
      if (error.code === "unknown_conversation") leave();
      forget(view);
      ask(asked);
    };
    if (isAbort(error)) view.stopped(again);
    else if (error instanceof Problem) view.failed(error, again);
    else throw error;
    draft.settled();
  } finally {
    asking = null;
    busy(false);
  }
}

async function answer(view, signal) {
  view.step("retrieve");
  let isDone = false;
  const json = { question: view.question, ...scope.query(), conversation: conversation ?? "new" };
  for await (const { name, data } of events("POST", "ask", { json, signal })) {
    if (name === "status") view.step(data.step);
    if (name === "citation") view.citation(data);
    if (name === "sentence") view.sentence(data);
    if (name === "error") throw new Problem(data);
    if (name === "done") {
      keep(data.conversation);
      view.done(data, { told: true });
      isDone = true;
    }
  }
  if (!isDone) throw new Problem({ code: "offline" });
}

/** The conversation has an id from its first answer on, and so has the page. */
function keep(id) {
  if (!id) return;
  const isNew = conversation !== id;
  conversation = id;
  scope.settle();
  entitle();
  if (isNew) address.replace({ conversation, place: address.read().place });
}

/** The conversation is gone: what is asked next begins another. */
function leave() {
  conversation = null;
  address.replace({ conversation });
}

function forget(view) {
  views.splice(views.indexOf(view), 1);
  view.element.remove();
}

function busy(isBusy) {
  send.hidden = isBusy;
  stop.hidden = !isBusy;
  turns.setAttribute("aria-busy", String(isBusy));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (asking || !question.value.trim()) return;
  const words = question.value;
  question.value = "";
  draft.fit();
  ask(words);
});
stop.addEventListener("click", () => {
  asking?.abort();
  question.focus();
});
question.addEventListener("keydown", (event) => {
  // While characters are being composed, Enter chooses among them.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

// --- the report beside

async function show(place, places = []) {
  pane.hidden = false;
  chat.classList.add("with-report");
  cover();
  for (const one of turns.querySelectorAll(".cite[aria-current]")) one.removeAttribute("aria-current");
  const view = views.find((one) => [...one.citations.values()].includes(place));
  view?.element.querySelectorAll(`[data-citation="${place.id}"]`).forEach((one) => one.setAttribute("aria-current", "true"));
  const isStepping = pane.contains(document.activeElement) && document.activeElement.tagName === "BUTTON";
  await pane.show({ ...place, citations: places, current: place.id ?? null });
  if (!isStepping) pane.reveal({ focus: true });
}

function hide() {
  if (pane.hidden) return;
  pane.hidden = true;
  chat.classList.remove("with-report");
  for (const one of turns.querySelectorAll(".cite[aria-current]")) one.removeAttribute("aria-current");
  cover();
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

/** Where the report lies over everything, nothing below it can be reached. */
function cover() {
  const isCovered = !pane.hidden && narrow();
  talk.inert = isCovered;
  rail.inert = isCovered;
}

/** The place of the address: as a citation of an answer where it is one. */
function follow() {
  const { place } = address.read();
  if (!place) return hide();
  for (const view of views.toReversed()) {
    const places = [...view.citations.values()];
    const found = places.find((one) => address.isSame(address.placeOf(one), place));
    if (found) return show(found, places);
  }
  return show({ report: { id: place.report }, start: place.start, end: place.end });
}

pane.addEventListener("pane-close", () => {
  if (address.isEntered()) return history.back();
  address.replace({ conversation });
  return hide();
});
pane.addEventListener("pane-move", ({ detail }) => {
  address.replace({ conversation, place: address.placeOf(detail) });
  const view = views.find((one) => [...one.citations.values()].includes(detail));
  show(detail, [...view.citations.values()]);
});
addEventListener("popstate", () => {
  const there = address.read();
  // An entry from before the conversation had its id.
  if (there.conversation !== conversation) address.replace({ ...there, conversation });
  follow();
});
addEventListener("resize", cover);

// --- to begin with

async function load() {
  turns.replaceChildren(element("p", { class: "quiet loading" }, say("chat_conversation_loading")));
  try {
    const kept = await get(`conversations/${encodeURIComponent(conversation)}`);
    turns.replaceChildren();
    const titles = new Map();
    for (const turn of kept.turns) {
      const view = new AnswerView(turn.question, page);
      view.done(turn.answer);
      views.push(view);
      turns.append(view.element);
      for (const { report } of turn.answer.citations) titles.set(report.id, report.title);
    }
    if (views.length) entitle();
    await scope.of(kept, titles);
    views.at(-1)?.element.scrollIntoView({ block: "start" });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const back = element("p", {}, element("a", { class: "button", href: "/" }, say("chat_new")));
    turns.replaceChildren(problemNotice(problem, { retry: problem.status === 404 ? null : load, dismiss: false }), back);
  }
}

conversations.listen({ current: () => conversation, onremoved: (id) => id === conversation && location.assign("/") });
draft.restore();
if (conversation) await load();
else {
  turns.append(start(ask, address.about()));
  await scope.begin(address.about());
}
follow();
if (!narrow() && pane.hidden) question.focus();
