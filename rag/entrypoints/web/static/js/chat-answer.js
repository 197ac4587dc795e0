// A question and its answer: built up sentence by sentence, then completed with what belongs below it.

import { actions } from "./chat-actions.js";
import { notes } from "./chat-notes.js";
import { refusal } from "./chat-refusal.js";
import { citationLink, placeOf } from "./citations.js";
import { announce, element, problemNotice } from "./dom.js";
import { languageOf, say } from "./words.js";

const STEPS = { understand: "retrieve", retrieve: "retrieve", generate: "generate", verify: "verify", judge: "verify" };
const SHOWN_STEPS = ["retrieve", "generate", "verify"];
const VERDICTS = ["computed", "undisclosed"];
const LEADS_ON = /[：:]$/;

/**
 * `page`: what an answer needs of the page: `hrefOf(place)`, `open(place, places)`, `ask(question)`, `conversation()`.
 */
export class AnswerView {
  #lines = [];

  constructor(question, page) {
    this.question = question;
    this.page = page;
    this.citations = new Map();
    this.text = element("div", { class: "answer-text" });
    this.below = element("div", { class: "answer-below" });
    this.steps = element("ol", { class: "steps", "aria-label": say("chat_steps"), hidden: true },
      SHOWN_STEPS.map((one) => element("li", { "data-step": one }, say(`chat_step_${one}`))));
    this.element = element("article", { class: "turn" },
      element("h2", { class: "asked", lang: languageOf(question) }, element("span", { class: "unseen" }, say("chat_you_asked"), " "), question),
      element("div", { class: "answer" }, this.text, this.steps, this.below));
  }

  step(name) {
    this.steps.hidden = false;
    for (const one of this.steps.children) {
      if (one.dataset.step === STEPS[name]) one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    }
  }

  citation(citation) {
    this.citations.set(citation.id, citation);
  }

  sentence(claim) {
    this.#line(this.#words(claim));
    this.#lines.push(claim.text);
    announce(claim.text);
  }

  /** The whole answer, as the API gives it. `told`: whether somebody waits for it. */
  done(answer, { told = false } = {}) {
    this.answer = answer;
    this.steps.hidden = true;
    // Those that are shown already stay the same objects: their links hold them.
    for (const one of answer.citations) if (!this.citations.has(one.id)) this.citation(one);
    this.#settle(answer);
    this.#relink();
    const options = this.#options();
    const parts = [notes(answer, this.citations, options)];
    if (answer.status === "refused") parts.unshift(refusal(answer, this.question, this.page));
    parts.push(actions(this.question, answer, this.page), sources(answer.citations));
    this.below.replaceChildren(...parts.filter(Boolean));
    if (!told) return;
    if (answer.status === "refused") announce(answer.answer);
    announce(answer.status === "refused" ? say("chat_refused") : say("chat_answered", { count: answer.citations.length }));
  }

  /** Stopped by the reader: what is there has been checked. */
  stopped(again) {
    this.steps.hidden = true;
    const words = say(this.#lines.length ? "chat_stopped" : "chat_stopped_empty");
    const button = element("button", { type: "button", class: "plain" }, say("chat_ask_again"));
    button.addEventListener("click", again);
    this.below.replaceChildren(element("p", { class: "notice" }, words, " ", button));
    announce(words);
  }

  failed(problem, retry) {
    this.steps.hidden = true;
    this.below.replaceChildren(problemNotice(problem, { retry, dismiss: false }));
  }

  /** What was streamed is the answer; where it is not, the answer is what stands there. */
  #settle(answer) {
    const claims = answer.claims.map((one) => one.text);
    if (claims.length && claims.join("\n") === this.#lines.join("\n")) return;
    this.text.replaceChildren();
    this.#lines = [];
    for (const one of answer.claims) {
      this.#line(this.#words(one));
      this.#lines.push(one.text);
    }
    if (!claims.length) this.text.lang = languageOf(answer.answer);
    if (!claims.length) this.text.append(...answer.answer.split("\n").map((line) => element("p", {}, line)));
  }

  /** Numbers that were shown before the conversation had an address. */
  #relink() {
    for (const link of this.text.querySelectorAll("a.cite")) {
      link.href = this.page.hrefOf(this.citations.get(Number(link.dataset.citation)));
    }
  }

  #words({ text, citations, verdict }) {
    const tag = VERDICTS.includes(verdict) && element("span", { class: "answer-tag" }, say(`chat_${verdict}`));
    const options = this.#options();
    const numbers = citations
      .filter((one) => this.citations.has(one))
      .map((one) => citationLink(this.citations.get(one), options(this.citations.get(one))));
    return [text, ...numbers, tag].filter(Boolean);
  }

  #options() {
    return (citation) => ({
      href: this.page.hrefOf(citation),
      onopen: (one) => this.page.open(one, [...this.citations.values()]),
    });
  }

  /** One sentence is a paragraph; several are points, below the first where that leads on to them. */
  #line(nodes) {
    const [first, points] = this.text.children;
    if (!first) {
      this.text.lang = languageOf(nodes[0]);
      this.text.append(element("p", {}, nodes));
    } else if (points) {
      points.append(element("li", {}, nodes));
    } else if (first.tagName === "UL") {
      first.append(element("li", {}, nodes));
    } else if (LEADS_ON.test(this.#lines[0])) {
      this.text.append(element("ul", { class: "answer-points" }, element("li", {}, nodes)));
    } else {
      first.replaceWith(element("ul", { class: "answer-points" }, element("li", {}, [...first.childNodes]), element("li", {}, nodes)));
    }
  }
}

/** For paper, which has nothing to point at. */
function sources(citations) {
  const line = (one) => say("chat_source", { number: one.id, place: placeOf(one), quote: one.quote.trim() });
  return citations.length > 0 && element("ol", { class: "answer-sources" }, citations.map((one) => element("li", {}, line(one))));
}
