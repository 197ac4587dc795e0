// `<report-pane>`: a report's text in a serif face, its outline beside it, one span marked.
//
//   pane.show({report: {id, title}, start, end, section, citations, current})
//
// `start`, `end`: in code points, or null for the beginning; `section`: the path above, found in the report where it is left
// out; `citations`: those one can go through with the arrow keys, `current` the id of the one that is shown. Events:
// `pane-close`, and `pane-move` with the citation that the reader went to (the page shows it and keeps the address).
// Attribute `embedded`: the pane is the page, there is nothing to close.

import { get, text as fetchText } from "./api.js";
import { announce, calm, element, problemNotice } from "./dom.js";
import { mark, prepare, unmark } from "./report-text.js";
import { languageOf, say } from "./words.js";

const KEPT_REPORTS = 6;
// The part of the pane above which a section counts as reached.
const READING_LINE = 0.3;
const loaded = new Map();

/** The report's document and text, kept for the next citation. */
export function load(id) {
  if (!loaded.has(id)) {
    const path = `reports/${encodeURIComponent(id)}`;
    const both = Promise.all([get(path), fetchText(`${path}/text`)]).then(([view, text]) => ({ view, text }));
    both.catch(() => loaded.delete(id));
    loaded.set(id, both);
    if (loaded.size > KEPT_REPORTS) loaded.delete(loaded.keys().next().value);
  }
  return loaded.get(id);
}

class ReportPane extends HTMLElement {
  #shown = null;
  #asked = null;
  #prepared = null;
  #anchors = [];
  #entries = [];
  #current = null;
  #parts = null;

  connectedCallback() {
    if (this.#parts) return;
    this.#build();
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  get embedded() {
    return this.hasAttribute("embedded");
  }

  /** Resolves when it stands there and is scrolled to. */
  async show(asked) {
    this.#asked = asked;
    this.#head(asked);
    if (this.#shown !== asked.report.id) {
      this.#shown = null;
      this.#parts.outline.replaceChildren();
      this.#parts.text.removeAttribute("lang");
      this.#parts.text.replaceChildren(element("p", { class: "quiet" }, say("report_loading")));
      try {
        const { view, text } = await load(asked.report.id);
        if (this.#asked !== asked) return;
        this.#fill(view, text);
      } catch (error) {
        if (this.#asked !== asked) return;
        this.#parts.text.replaceChildren(problemNotice(error, { retry: () => this.show(asked), dismiss: false }));
        return;
      }
    }
    this.#point(asked);
  }

  /** To the span that is marked. */
  reveal({ focus = false } = {}) {
    const first = this.querySelector("mark.cited");
    if (!first) return;
    first.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "auto" });
    if (focus) first.focus({ preventScroll: true });
    this.#follow();
  }

  #build() {
    const button = (name, words, sign) =>
      element("button", { type: "button", class: `pane-${name}`, "aria-label": words, title: words }, sign);
    const parts = {
      back: element("button", { type: "button", class: "pane-back" }, say("report_back")),
      title: element("a", {}),
      path: element("p", { class: "pane-path" }),
      previous: button("step", say("report_previous"), "‹"),
      number: element("span", { class: "pane-number" }),
      next: button("step", say("report_next"), "›"),
      close: button("close", say("report_close"), "×"),
      outline: element("ol"),
      text: element("div", { class: "canonical", tabindex: "0", role: "region", "aria-label": say("report_text") }),
    };
    parts.steps = element("div", { class: "pane-steps" }, parts.previous, parts.number, parts.next);
    parts.head = element(
      "header", { class: "pane-head" },
      parts.back, element("h2", {}, parts.title), parts.steps, parts.close, parts.path,
    );
    const nav = element("nav", { class: "outline", "aria-label": say("report_outline") }, parts.outline);
    this.replaceChildren(parts.head, element("div", { class: "pane-body" }, nav, parts.text));
    this.#parts = parts;
    for (const one of [parts.back, parts.close]) one.addEventListener("click", () => this.#tell("pane-close"));
    parts.previous.addEventListener("click", () => this.#step(-1));
    parts.next.addEventListener("click", () => this.#step(1));
    let waiting = false;
    parts.text.addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; this.#follow(); });
    }, { passive: true });
  }

  #head({ report, start, end, section = [], citations = [], current = null }) {
    const { head, title, path, steps, number, close, back } = this.#parts;
    title.textContent = report.title ?? "";
    title.title = say("report_open");
    const query = start === null || start === undefined ? "" : `?start=${start}&end=${end}`;
    title.href = `/reports/${encodeURIComponent(report.id)}${query}`;
    path.textContent = section.join(" › ");
    path.hidden = !section.length;
    steps.hidden = citations.length < 2;
    number.textContent = current === null ? "" : say("report_citation", { number: current });
    close.hidden = back.hidden = head.hidden = this.embedded;
  }

  #fill(view, text) {
    this.#prepared = prepare(text, view.sections, view.title);
    this.#parts.title.textContent = view.title;
    for (const one of [this.#parts.text, this.#parts.outline, this.#parts.title, this.#parts.path]) one.lang = languageOf(text);
    this.#parts.text.replaceChildren(...this.#prepared.blocks);
    // A section that begins within the heading of another has no place of its own.
    const places = this.#prepared.walked.map((_, index) => this.#parts.text.querySelector(`#section-${index}`));
    const shown = this.#prepared.walked.map((one, index) => ({ ...one, index, place: places[index] })).filter((one) => one.place);
    this.#anchors = shown.map((one) => one.place);
    this.#entries = shown.map((one) => this.#entry(one));
    this.#parts.outline.replaceChildren(...this.#entries.map((one) => element("li", {}, one)));
    this.#current = null;
    this.#parts.text.scrollTop = 0;
    this.#shown = view.id;
  }

  #entry({ depth, label, index, place }) {
    const link = element("a", { href: `#section-${index}`, class: `depth-${Math.min(depth, 4)}` }, label);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      place.scrollIntoView({ block: "start" });
      this.#parts.text.focus({ preventScroll: true });
      this.#follow();
    });
    return link;
  }

  #point({ report, start, end, section }) {
    const { positions, walked } = this.#prepared;
    unmark(this.#parts.text);
    if (start !== null && start !== undefined) {
      const [from, to] = [positions.toUnit(start), positions.toUnit(end)];
      const marks = mark(this.#parts.text, from, to);
      marks[0]?.setAttribute("tabindex", "-1");
      const path = section ?? walked.findLast((one) => one.start <= from && from < one.end)?.path ?? [];
      this.#parts.path.textContent = path.join(" › ");
      this.#parts.path.hidden = !path.length;
      this.reveal();
      announce(say("report_shown", { title: report.title ?? this.#parts.title.textContent, section: path.at(-1) ?? say("report_whole") }));
    }
    this.#follow();
  }

  /** The outline goes along with what is read. */
  #follow() {
    if (!this.#prepared) return;
    const box = this.#parts.text.getBoundingClientRect();
    // As long as it is in sight, what is marked is what is read.
    const marked = this.querySelector("mark.cited")?.getClientRects()[0];
    const isInSight = marked && marked.bottom > box.top && marked.top < box.bottom;
    const line = isInSight ? marked.top + marked.height / 2 : box.top + box.height * READING_LINE;
    const reached = this.#entries[lastAbove(this.#anchors, line)];
    if (reached === this.#current) return;
    this.#current?.removeAttribute("aria-current");
    this.#current = reached;
    reached?.setAttribute("aria-current", "location");
    keepInView(this.#parts.outline.parentElement, reached);
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && !this.#parts.steps.hidden) {
      event.preventDefault();
      this.#step(step);
    } else if (event.key === "Escape" && !this.embedded) {
      event.preventDefault();
      this.#tell("pane-close");
    }
  }

  #step(by) {
    const { citations = [], current } = this.#asked ?? {};
    const at = citations.findIndex((one) => one.id === current);
    const next = citations[(at + by + citations.length) % citations.length];
    if (next) this.#tell("pane-move", next);
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

/** Index of the last of `places`, which stand one below the other, that begins above `line`; 0 where none does. */
function lastAbove(places, line) {
  let [low, high] = [0, places.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle].getBoundingClientRect().top <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Scrolls the column alone: `scrollIntoView` would move the page as well. */
function keepInView(column, entry) {
  if (!entry) return;
  const [outer, inner] = [column.getBoundingClientRect(), entry.getBoundingClientRect()];
  if (inner.top < outer.top) column.scrollTop -= outer.top - inner.top + outer.height / 3;
  if (inner.bottom > outer.bottom) column.scrollTop += inner.bottom - outer.bottom + outer.height / 3;
}

customElements.define("report-pane", ReportPane);
