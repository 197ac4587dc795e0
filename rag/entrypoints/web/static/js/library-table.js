// The reports as a table: rows made of a template, kept as they are while the list around them changes.

import { language, say } from "./words.js";

const numbers = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en");
const DEFAULT_LIBRARY = "default";

export const libraryName = (name) => (name === DEFAULT_LIBRARY ? say("library_default") : name);
export const number = (value) => numbers.format(value);

/** `onRemove(report)`, `onReplace(report)`, `onSort(column)`, `onChoice()`: what the reader does with a row. */
export class ReportTable {
  #table;
  #template;
  #callbacks;
  #rows = new Map();
  #replacing = new Set();
  /** The reports chosen, by id: they stay chosen while the filter changes. */
  chosen = new Map();

  constructor(table, template, callbacks) {
    this.#table = table;
    this.#template = template;
    this.#callbacks = callbacks;
    for (const button of table.querySelectorAll("button.sort")) {
      button.addEventListener("click", () => callbacks.onSort(button.dataset.sort));
    }
    this.#all.addEventListener("change", () => this.#chooseAll(this.#all.checked));
  }

  get length() {
    return this.#rows.size;
  }

  /** These reports in this order and no others; rows that were there already stay the same elements. */
  show(reports) {
    const rows = reports.map((report) => [report.id, this.#rows.get(report.id) ?? this.#made(report)]);
    this.#rows = new Map(rows);
    const body = this.#table.tBodies[0];
    rows.forEach(([, row], position) => {
      if (body.rows[position] !== row) body.insertBefore(row, body.rows[position] ?? null);
    });
    while (body.rows.length > rows.length) body.lastElementChild.remove();
    this.#markAll();
  }

  /** Which column the rows are sorted by: `name`, or `-name` from the highest down. */
  sorted(by) {
    for (const head of this.#table.querySelectorAll("th[data-column]")) {
      const { column } = head.dataset;
      if (by === column) head.setAttribute("aria-sort", "ascending");
      else if (by === `-${column}`) head.setAttribute("aria-sort", "descending");
      else head.removeAttribute("aria-sort");
    }
  }

  /** A new file is on its way in place of this report. */
  replacing(id) {
    this.#replacing.add(id);
    const row = this.#rows.get(id);
    if (row) row.querySelector(".row-state").textContent = say("library_state_under_way");
  }

  /** The row after this one, or before it, or none: where the focus goes when it is gone. */
  neighbour(id) {
    const row = this.#rows.get(id);
    return row?.nextElementSibling ?? row?.previousElementSibling ?? null;
  }

  forget(ids) {
    for (const id of ids) {
      this.chosen.delete(id);
      this.#rows.get(id)?.remove();
      this.#rows.delete(id);
    }
    this.#markAll();
    this.#callbacks.onChoice();
  }

  unchoose() {
    this.chosen.clear();
    for (const row of this.#rows.values()) this.#mark(row, false);
    this.#markAll();
    this.#callbacks.onChoice();
  }

  get #all() {
    return this.#table.querySelector("#select-all");
  }

  #chooseAll(wanted) {
    for (const row of this.#rows.values()) {
      const box = row.querySelector(".row-select input");
      if (box.checked !== wanted) box.click();
    }
  }

  #choose(report, row, wanted) {
    if (wanted) this.chosen.set(report.id, report);
    else this.chosen.delete(report.id);
    this.#mark(row, wanted);
    this.#markAll();
    this.#callbacks.onChoice();
  }

  #mark(row, chosen) {
    row.querySelector(".row-select input").checked = chosen;
    row.classList.toggle("is-chosen", chosen);
  }

  #markAll() {
    const here = [...this.#rows.keys()].filter((id) => this.chosen.has(id)).length;
    this.#all.checked = here > 0 && here === this.#rows.size;
    this.#all.indeterminate = here > 0 && here < this.#rows.size;
  }

  #made(report) {
    const { id, title } = report;
    const row = this.#template.content.firstElementChild.cloneNode(true);
    const set = (selector, text) => { row.querySelector(selector).textContent = text; };
    const link = row.querySelector(".row-title a");
    link.textContent = title;
    link.href = `/reports/${encodeURIComponent(id)}`;
    set(".row-title .row-file", report.file);
    set(".row-year", report.year ?? say("library_unknown"));
    set(".row-organisation", report.organisation ?? say("library_unknown"));
    set(".row-in-library", libraryName(report.library));
    for (const name of ["sections", "figures", "characters"]) set(`.row-${name}`, number(report[name]));
    set(".row-state", say(this.#replacing.has(id) ? "library_state_under_way" : "library_state_ready"));
    const ask = row.querySelector(".row-ask");
    ask.href = `/?about=${encodeURIComponent(id)}`;
    ask.setAttribute("aria-label", say("library_ask_of", { title }));
    this.#offer(row, ".row-replace", "library_replace_of", title, () => this.#callbacks.onReplace(report));
    this.#offer(row, ".row-remove", "library_remove_of", title, () => this.#callbacks.onRemove(report));
    const box = row.querySelector(".row-select input");
    box.setAttribute("aria-label", say("library_select", { title }));
    box.addEventListener("change", () => this.#choose(report, row, box.checked));
    this.#mark(row, this.chosen.has(id));
    return row;
  }

  /** A button of a row, where the reader may do what it does. */
  #offer(row, selector, key, title, act) {
    const button = row.querySelector(selector);
    if (!button) return;
    button.setAttribute("aria-label", say(key, { title }));
    button.addEventListener("click", act);
  }
}
