// What a question is narrowed to: reports, year, library. Said in one line, changed in a fold.

import { get } from "./api.js";
import { element } from "./dom.js";
import { data, listed, say } from "./words.js";

const SHOWN_REPORTS = 8;
const PAUSE_MS = 200;

export class Scope {
  #chosen = new Map();
  #initial = "";
  #timer = 0;

  constructor() {
    const find = (id) => document.getElementById(id);
    this.said = find("scope-said");
    this.search = find("scope-search");
    this.list = find("scope-list");
    this.year = find("scope-year");
    this.library = find("scope-library");
    this.hint = find("scope-hint");
    this.fold = find("scope");
    const { years, libraries } = data();
    this.year.append(...years.map((one) => element("option", { value: one }, say("chat_scope_year_of", { year: one }))));
    this.library.append(...libraries.map((one) => element("option", { value: one }, one)));
    find("scope-library-field").hidden = libraries.length < 2;
    this.search.addEventListener("input", () => this.#later());
    this.fold.addEventListener("toggle", () => this.fold.open && this.#find());
    for (const one of [this.year, this.library]) one.addEventListener("change", () => { this.#say(); this.#find(); });
    this.#say();
  }

  /** What goes into the question; nothing of what the conversation has by itself. */
  query() {
    const query = this.#query();
    return JSON.stringify(query) === this.#initial ? {} : query;
  }

  /** Before the first question: reports that another page asks about; those that are gone are left out. */
  async begin(reports) {
    const titled = (id) => get(`reports/${encodeURIComponent(id)}`).then((one) => [one.id, one.title], () => null);
    this.#chosen = new Map((await Promise.all(reports.map(titled))).filter(Boolean));
    this.#say();
  }

  /** That of a conversation which goes on; `reports`: ids; `titles` of those that are known. */
  async of({ reports = [], year = null, library = null }, titles = new Map()) {
    const titled = async (id) => [id, titles.get(id) ?? (await get(`reports/${encodeURIComponent(id)}`).then((one) => one.title, () => id))];
    this.#chosen = new Map(await Promise.all(reports.map(titled)));
    this.year.value = year ?? "";
    this.library.value = library ?? "";
    this.library.disabled = true;
    this.settle();
  }

  /** What has been asked is what the conversation goes on with. */
  settle() {
    this.#initial = JSON.stringify(this.#query());
    this.library.disabled = true;
    const isNarrowed = this.#initial !== "{}";
    this.hint.hidden = !isNarrowed;
    this.hint.textContent = isNarrowed ? say("chat_scope_hint") : "";
    this.#say();
  }

  #query() {
    return {
      ...(this.#chosen.size && { report: [...this.#chosen.keys()] }),
      ...(this.year.value && { year: Number(this.year.value) }),
      ...(this.library.value && { library: this.library.value }),
    };
  }

  #say() {
    const titles = [...this.#chosen.values()];
    const parts = [
      titles.length > 1 ? say("chat_scope_count", { count: titles.length }) : titles[0],
      this.year.value && say("chat_scope_year_of", { year: this.year.value }),
      this.library.value,
    ].filter(Boolean);
    this.said.textContent = parts.length ? listed(parts) : say("chat_scope_all");
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#find(), PAUSE_MS);
  }

  async #find() {
    const words = this.search.value.trim();
    const query = { search: words, year: this.year.value, library: this.library.value, limit: SHOWN_REPORTS };
    const found = await get("reports", query).then((one) => one.reports, () => []);
    if (words !== this.search.value.trim()) return;
    const others = found.filter((one) => !this.#chosen.has(one.id)).slice(0, SHOWN_REPORTS);
    const rows = [...this.#chosen].map(([id, title]) => this.#row(id, title, true));
    rows.push(...others.map((one) => this.#row(one.id, one.title, false)));
    this.list.replaceChildren(...(rows.length ? rows : [element("li", { class: "quiet" }, say("chat_scope_none"))]));
  }

  #row(id, title, isChosen) {
    const box = element("input", { type: "checkbox" });
    box.checked = isChosen;
    box.addEventListener("change", () => {
      if (box.checked) this.#chosen.set(id, title);
      else this.#chosen.delete(id);
      this.#say();
    });
    return element("li", {}, element("label", {}, box, " ", title));
  }
}
