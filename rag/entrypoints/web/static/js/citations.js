// Citation numbers in the flow of a text; pointing at one, or reaching it with the keyboard, shows the words it points at.

import { element } from "./dom.js";
import { languageOf, say } from "./words.js";

const QUOTE_CHARACTERS = 200;
const GAP_PIXELS = 8;
// A card narrower than this is hard to read: then it does not stand in the margin.
const NARROWEST_PIXELS = 200;
// Time to move the pointer from the number to the card.
const GRACE_MS = 180;

/** Where a citation stands, on one line. */
export const placeOf = ({ report, section, page }) =>
  [report.title, ...section, ...(page ? [say("report_page", { page })] : [])].join(" › ");

/** A number that leads to `href`; `onopen(citation, event)` is called instead where it is given. */
export function citationLink(citation, { href, onopen = null }) {
  const link = element("a", {
    class: "cite", href, "data-citation": citation.id, "aria-label": say("report_citation_at", { number: citation.id, place: placeOf(citation) }),
  }, String(citation.id));
  wire(link, citation, onopen);
  return element("sup", {}, link);
}

/** Lets a link that is there already show the words that it leads to. */
export function wire(link, citation, onopen = null) {
  link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && card.open(link, citation));
  link.addEventListener("pointerleave", () => card.leave());
  link.addEventListener("focus", () => link.matches(":focus-visible") && card.open(link, citation));
  link.addEventListener("blur", () => card.close());
  link.addEventListener("click", (event) => {
    card.close();
    if (!onopen || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    onopen(citation, event);
  });
}

/** Text with `[1]` in it, as nodes: each number that `citations` has becomes a link. */
export function cited(text, citations, options) {
  return text.split(/(\[\d+\])/).filter(Boolean).map((piece) => {
    const number = /^\[(\d+)\]$/.exec(piece)?.[1];
    const citation = number && citations.get(Number(number));
    return citation ? citationLink(citation, options(citation)) : document.createTextNode(piece);
  });
}

/** The quoted words, without the middle where they are long. */
export function shortened(quote, limit = QUOTE_CHARACTERS) {
  const points = [...quote.replace(/\s+/g, " ").trim()];
  if (points.length <= limit) return points.join("");
  const head = Math.floor((limit * 2) / 3);
  return `${points.slice(0, head).join("")}…${points.slice(points.length - (limit - head)).join("")}`;
}

const card = {
  box: null,
  link: null,
  timer: 0,

  open(link, citation) {
    clearTimeout(this.timer);
    if (this.link === link) return;
    this.close();
    this.box ??= this.make();
    this.box.replaceChildren(
      element("p", { class: "card-quote", lang: languageOf(citation.quote) }, shortened(citation.quote)),
      element("p", { class: "card-place", lang: languageOf(citation.report.title) }, placeOf(citation)),
    );
    this.link = link;
    link.setAttribute("aria-describedby", this.box.id);
    this.box.hidden = false;
    this.place(link);
  },

  /** In the margin beside the text where there is room, so that it covers no other number; else below or above. */
  place(link) {
    this.box.style.maxWidth = "";
    const number = link.getBoundingClientRect();
    const column = link.closest("p, li, td, h1, h2, h3, h4, h5, h6")?.getBoundingClientRect() ?? number;
    const room = link.closest("section, main, body").getBoundingClientRect().right - column.right - 4 * GAP_PIXELS;
    const isBeside = room >= NARROWEST_PIXELS;
    if (isBeside) this.box.style.maxWidth = `${room}px`;
    const box = this.box.getBoundingClientRect();
    const top = isBeside ? number.top - GAP_PIXELS : number.bottom + GAP_PIXELS;
    const isAbove = !isBeside && top + box.height > innerHeight;
    const left = isBeside ? column.right + 2 * GAP_PIXELS : number.left - 3 * GAP_PIXELS;
    const within = (at, size, all) => Math.max(GAP_PIXELS, Math.min(at, all - size - GAP_PIXELS));
    this.box.style.left = `${within(left, box.width, innerWidth)}px`;
    this.box.style.top = `${within(isAbove ? number.top - GAP_PIXELS - box.height : top, box.height, innerHeight)}px`;
  },

  leave() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close(), GRACE_MS);
  },

  close() {
    clearTimeout(this.timer);
    this.link?.removeAttribute("aria-describedby");
    this.link = null;
    if (this.box) this.box.hidden = true;
  },

  make() {
    const box = element("div", { class: "quote-card", id: "quote-card", role: "tooltip", hidden: true });
    box.addEventListener("pointerenter", () => clearTimeout(this.timer));
    box.addEventListener("pointerleave", () => this.leave());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.link) return;
      this.close();
      event.stopPropagation();
    }, { capture: true });
    document.addEventListener("scroll", () => this.close(), { capture: true, passive: true });
    document.body.append(box);
    return box;
  },
};
