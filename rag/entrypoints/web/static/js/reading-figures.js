// A report's figures as a table that leads to their places in the text.

import { get } from "./api.js";
import { problemNotice } from "./dom.js";
import { number } from "./library-table.js";
import { say } from "./words.js";

const A_TIME = 200;

/** `onPlace({start, end}, link)`: the reader wants to see where a figure stands. */
export class Figures {
  #view;
  #report;
  #onPlace;
  #figures = null;
  #found = [];

  constructor(view, report, onPlace) {
    this.#view = view;
    this.#report = report;
    this.#onPlace = onPlace;
    const form = view.querySelector("form");
    form.addEventListener("input", () => this.#filter());
    form.addEventListener("submit", (event) => event.preventDefault());
    const more = view.querySelector("#figures-more");
    more.addEventListener("click", () => {
      const before = view.querySelectorAll("tbody tr").length;
      this.#show(before + A_TIME);
      view.querySelectorAll("tbody tr")[before]?.querySelector("a").focus();
    });
  }

  /** Asked for when they are first looked at. */
  async open() {
    if (this.#figures) return;
    this.#figures = [];
    try {
      const { figures } = await get("figures", { report: this.#report });
      this.#figures = figures.map((figure) => ({ figure, words: wordsOf(figure), row: null }));
      this.#filter();
    } catch (problem) {
      this.#figures = null;
      this.#view.prepend(problemNotice(problem, { retry: () => this.open() }));
    }
  }

  #filter() {
    const { search, masked } = this.#view.querySelector("form").elements;
    const wanted = search.value.trim().toLowerCase().split(/\s+/);
    this.#found = (this.#figures ?? []).filter(
      ({ figure, words }) => (!masked.checked || figure.masked) && wanted.every((one) => words.includes(one)),
    );
    this.#show(A_TIME);
  }

  /** The first `count` of those found: a report may have thousands, and rows take their time. */
  #show(count) {
    const at = (id) => this.#view.querySelector(id);
    const shown = this.#found.slice(0, count);
    at("tbody").replaceChildren(...shown.map((one) => (one.row ??= this.#made(one.figure))));
    const left = this.#found.length - shown.length;
    at("#figures-more").hidden = !left;
    at("#figures-more").textContent = say("reading_figures_more", { count: Math.min(left, A_TIME) });
    this.#told(this.#found.length, this.#figures?.length ?? 0);
  }

  #told(found, total) {
    const at = (id) => this.#view.querySelector(id);
    at("table").hidden = !found;
    at("#figures-none").hidden = found > 0;
    at("#figures-none").textContent = say(total ? "reading_figures_none_found" : "reading_figures_none");
    const counts = { shown: number(found), total: number(total) };
    at("#figures-count").textContent = say(found === total ? "reading_figures_total" : "reading_figures_count", counts);
  }

  #made(figure) {
    const row = this.#view.querySelector("template").content.firstElementChild.cloneNode(true);
    const { start, end } = figure;
    const indicator = figure.indicator || say("reading_no_indicator");
    const link = row.querySelector("a");
    link.textContent = indicator;
    link.href = `/reports/${encodeURIComponent(this.#report)}?start=${start}&end=${end}`;
    link.title = say("reading_show_place", { text: figure.text });
    row.querySelector(".figure-path").textContent = figure.section.at(-1) ?? "";
    row.querySelector(".figure-value").textContent = figure.text;
    row.querySelector(".figure-tag").textContent = figure.masked ? say("reading_masked") : figure.planned ? say("reading_planned") : "";
    row.querySelector(".figure-period").textContent = figure.period ?? "";
    row.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || getSelection().toString()) return;
      event.preventDefault();
      this.#view.querySelector("tr[aria-current]")?.removeAttribute("aria-current");
      row.setAttribute("aria-current", "true");
      this.#onPlace({ start, end });
    });
    return row;
  }
}

function wordsOf({ indicator, text, unit, period, section }) {
  return [indicator, text, unit, period, ...section].join(" ").toLowerCase();
}
