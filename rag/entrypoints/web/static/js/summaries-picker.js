// Reports are found by the service, page by page, so that thousands can be chosen from; what is chosen stays chosen.

import { get, isAbort } from "./api.js";
import { element, problemNotice } from "./dom.js";
import { say } from "./words.js";

const PAGE = 50;
const TYPING_MS = 200;

export class Picker {
  #at;
  #chosen;
  #onchange;
  #next = null;
  #shown = 0;
  #waiting = 0;
  #asking = null;

  /** `chosen`: reports as the API lists them; `onchange` is told the ids, in the order in which they were chosen. */
  constructor(form, { chosen, onchange }) {
    const at = (id) => form.querySelector(`#${id}`);
    this.#at = {
      search: at("search"), year: at("year"), found: at("found"), state: at("found-state"), more: at("found-more"),
      picked: at("picked"), count: at("picked-count"), clear: at("picked-clear"),
    };
    this.#chosen = new Map(chosen.map((one) => [one.id, one]));
    this.#onchange = onchange;
    this.#at.search.addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.search(), TYPING_MS);
    });
    this.#at.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      clearTimeout(this.#waiting);
      this.search();
    });
    this.#at.year.addEventListener("change", () => this.search());
    this.#at.more.addEventListener("click", () => this.#ask());
    this.#at.clear.addEventListener("click", () => this.#clear());
    this.#tell();
  }

  get ids() {
    return [...this.#chosen.keys()];
  }

  search() {
    this.#next = null;
    this.#shown = 0;
    return this.#ask();
  }

  async #ask() {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const { search, year, found, state, more } = this.#at;
    const cursor = this.#next;
    found.setAttribute("aria-busy", "true");
    more.hidden = true;
    if (!this.#shown) state.textContent = say("summaries_loading");
    try {
      const query = { search: search.value.trim(), year: year.value, sort: "-year", limit: PAGE, cursor };
      const page = await get("reports", query, { signal: asking.signal });
      const rows = page.reports.map((one) => this.#row(one));
      if (cursor) found.append(...rows);
      else found.replaceChildren(...rows);
      this.#shown += rows.length;
      this.#next = page.next;
      more.hidden = !page.next;
      const counts = { total: page.total, shown: this.#shown };
      state.textContent = say(page.total === 0 ? "summaries_none_found" : page.next ? "summaries_found_shown" : "summaries_found", counts);
      if (cursor) rows[0]?.querySelector("input").focus();
    } catch (problem) {
      if (isAbort(problem)) return;
      state.replaceChildren(problemNotice(problem, { retry: () => this.search(), dismiss: false }));
    }
    if (this.#asking === asking) found.removeAttribute("aria-busy");
  }

  #row(report) {
    const box = element("input", { type: "checkbox", value: report.id });
    box.checked = this.#chosen.has(report.id);
    box.addEventListener("change", () => {
      if (box.checked) this.#chosen.set(report.id, report);
      else this.#chosen.delete(report.id);
      this.#tell();
    });
    const about = [report.organisation ?? report.file, report.period ?? report.year].filter(Boolean).join(" · ");
    return element("li", {}, element(
      "label", { class: "picker-row" }, box,
      element("span", { class: "picker-title", title: `${report.title} · ${report.file}` }, report.title),
      element("span", { class: "picker-about" }, about),
    ));
  }

  #clear() {
    this.#chosen.clear();
    for (const box of this.#at.found.querySelectorAll("input")) box.checked = false;
    this.#tell();
    this.#at.search.focus();
  }

  #drop(id, index) {
    this.#chosen.delete(id);
    const box = this.#at.found.querySelector(`input[value="${CSS.escape(id)}"]`);
    if (box) box.checked = false;
    this.#tell();
    const buttons = this.#at.picked.querySelectorAll("button");
    (buttons[Math.min(index, buttons.length - 1)] ?? this.#at.search).focus();
  }

  #tell() {
    const { picked, count, clear } = this.#at;
    const number = this.#chosen.size;
    count.textContent = number ? say("summaries_picked", { number }) : say("summaries_picked_none");
    clear.hidden = number < 2;
    picked.replaceChildren(...[...this.#chosen.values()].map((one, index) => {
      const label = say("summaries_unpick", { title: one.title });
      const button = element("button", { type: "button", class: "plain", "aria-label": label, title: label }, "×");
      button.addEventListener("click", () => this.#drop(one.id, index));
      return element("li", {}, element("span", { title: one.title }, one.title), button);
    }));
    this.#onchange(this.ids);
  }
}
