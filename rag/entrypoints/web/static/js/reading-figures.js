// A report's figures as a table that leads to their places in the text.

import { get } from "./api.js";
import { problemNotice } from "./dom.js";
import { number } from "./library-table.js";
import { say } from "./words.js";

/** `onPlace({start, end}, link)`: the reader wants to see where a figure stands. */
export class Figures {
  #view;
  #report;
  #onPlace;
  #rows = null;

  constructor(view, report, onPlace) {
    this.#view = view;
    this.#report = report;
    this.#onPlace = onPlace;
    const form = view.querySelector("form");
    form.addEventListener("input", () => this.#filter());
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Asked for when they are first looked at. */
  async open() {
    if (this.#rows) return;
    this.#rows = [];
    try {
      const { figures } = await get("figures", { report: this.#report });
      this.#rows = figures.map((figure) => ({ figure, row: this.#made(figure), words: wordsOf(figure) }));
      this.#view.querySelector("tbody").replaceChildren(...this.#rows.map((one) => one.row));
      this.#filter();
    } catch (problem) {
      this.#rows = null;
      this.#view.prepend(problemNotice(problem, { retry: () => this.open() }));
    }
  }

  #filter() {
    const { search, masked } = this.#view.querySelector("form").elements;
    const wanted = search.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { figure, row, words } of this.#rows ?? []) {
      row.hidden = (masked.checked && !figure.masked) || !wanted.every((one) => words.includes(one));
      shown += Number(!row.hidden);
    }
    this.#told(shown, this.#rows?.length ?? 0);
  }

  #told(shown, total) {
    const at = (id) => this.#view.querySelector(id);
    at("table").hidden = !shown;
    at("#figures-none").hidden = shown > 0;
    at("#figures-none").textContent = say(total ? "reading_figures_none_found" : "reading_figures_none");
    at("#figures-count").textContent =
      shown === total ? say("reading_figures_total", { total: number(total) }) : say("reading_figures_count", { shown: number(shown), total: number(total) });
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
