// What is on its way into the library: a row a file, from the reader's disk to the shelf, with what went wrong and what to do.

import { announce, problemText } from "./dom.js";
import { known, listed, say } from "./words.js";

const GROUPS = ["failed", "under_way", "done"];
const TOLD_AFTER_MS = 1500;
const NAMES_TOLD = 3;
const KEPT_DISMISSALS = 2000;
const STORE = "library-dismissed";

/**
 * `onSettled()` once files have changed what is in; `onAgain(entry)` to send a file once more. An item is a file: while it
 * travels `entry` (of `Sending`) tells its state, from then on the file `index` of `job`.
 */
export class Arrivals {
  #panel;
  #template;
  #items = new Set();
  #byEntry = new Map();
  #byFile = new Map();
  #callbacks;
  #told = { added: 0, failed: [] };
  #timer = null;

  constructor(panel, template, callbacks) {
    this.#panel = panel;
    this.#template = template;
    this.#callbacks = callbacks;
    panel.querySelector("#dismiss-all").addEventListener("click", () => this.#dismissAll("failed"));
    panel.querySelector("#hide-done").addEventListener("click", () => this.#dismissAll("done"));
  }

  /** Files that were just chosen. */
  chosen(entries) {
    for (const entry of entries) this.#byEntry.set(entry, this.#add({ name: entry.name, entry }));
    this.#count();
  }

  /** An entry of `Sending` has changed. */
  changed(entry) {
    const item = this.#byEntry.get(entry);
    if (item) this.#draw(item);
  }

  /** The server has taken `entries` as the files of `job`, in their order. */
  taken(job, entries) {
    entries.forEach((entry, index) => {
      const item = this.#byEntry.get(entry);
      if (item) this.#byFile.set(place(job, index), Object.assign(item, { job, index }));
    });
    this.told(job);
  }

  /** A job that was there when the page was opened: with all its files, or, over already, with those that failed. */
  found(job) {
    const over = isOver(job);
    const read = new Set(dismissed());
    job.files.forEach((file, index) => {
      const failed = stateOfFile(job, index) === "failed";
      if (this.#byFile.has(place(job, index)) || (over && !failed) || read.has(place(job, index))) return;
      this.#byFile.set(place(job, index), this.#add({ name: file.file, job, index, old: over }));
    });
    this.#count();
  }

  /** A job as it is now. */
  told(job) {
    job.files.forEach((_, index) => {
      const item = this.#byFile.get(place(job, index));
      if (!item) return;
      item.job = job;
      this.#draw(item);
    });
  }

  /** How many items are in each group. */
  get counts() {
    return Object.fromEntries(GROUPS.map((group) => [group, this.#of(group).length]));
  }

  #of(group) {
    return [...this.#items].filter((one) => one.group === group);
  }

  #add(item) {
    const row = this.#template.content.firstElementChild.cloneNode(true);
    row.querySelector(".arrival-name").textContent = item.name;
    row.querySelector("progress").setAttribute("aria-label", say("library_progress_of", { name: item.name }));
    row.querySelector(".arrival-again").addEventListener("click", () => this.#callbacks.onAgain(item.entry));
    row.querySelector(".arrival-dismiss").addEventListener("click", () => this.#dismiss([item]));
    Object.assign(item, { row, group: null, state: null });
    this.#items.add(item);
    this.#draw(item);
    return item;
  }

  #draw(item) {
    const shown = item.job ? ofJob(item) : ofEntry(item.entry);
    if (shown.state !== item.state) this.#enter(item, shown);
    item.row.querySelector(".arrival-state").textContent = shown.text;
    const progress = item.row.querySelector("progress");
    progress.hidden = shown.share === undefined;
    if (shown.share === null) progress.removeAttribute("value");
    else if (shown.share !== undefined) progress.value = shown.share;
  }

  #enter(item, shown) {
    item.state = shown.state;
    item.row.dataset.state = shown.state;
    const problem = item.row.querySelector(".arrival-problem");
    problem.textContent = shown.problem ?? "";
    problem.hidden = !shown.problem;
    const open = item.row.querySelector(".arrival-open");
    open.hidden = !shown.report;
    if (shown.report) open.href = `/reports/${encodeURIComponent(shown.report)}`;
    item.row.querySelector(".arrival-again").hidden = !(shown.group === "failed" && item.entry);
    item.row.querySelector(".arrival-dismiss").hidden = shown.group !== "failed";
    if (shown.group !== item.group) {
      item.group = shown.group;
      this.#list(shown.group).append(item.row);
      this.#settled(item);
      this.#count();
    }
  }

  #settled(item) {
    if (item.old || item.group === "under_way") return;
    if (item.group === "failed") this.#told.failed.push(item.name);
    else {
      this.#told.added += 1;
      this.#callbacks.onSettled();
    }
    this.#timer ??= setTimeout(() => this.#tell(), TOLD_AFTER_MS);
  }

  /** All that happened in a moment is said at once, so that a hundred files are not a hundred announcements. */
  #tell() {
    const { added, failed } = this.#told;
    this.#timer = null;
    this.#told = { added: 0, failed: [] };
    const names = listed(failed.slice(0, NAMES_TOLD));
    const parts = [];
    if (added) parts.push(say("library_told_added", { count: added }));
    if (failed.length) parts.push(say("library_told_failed", { count: failed.length, names }));
    if (parts.length) announce(parts.join(" "));
  }

  #list(group) {
    return this.#panel.querySelector(`[data-group="${group}"] ul`);
  }

  #dismissAll(group) {
    this.#dismiss(this.#of(group));
  }

  #dismiss(items) {
    remember(items.filter((one) => one.job).map((one) => place(one.job, one.index)));
    for (const item of items) {
      item.row.remove();
      this.#items.delete(item);
    }
    this.#count();
  }

  #count() {
    const counts = this.counts;
    for (const group of GROUPS) {
      const section = this.#panel.querySelector(`[data-group="${group}"]`);
      section.hidden = !counts[group];
      section.querySelector(".arrivals-group-count").textContent = counts[group] || "";
    }
    const total = this.#items.size;
    this.#panel.hidden = !total;
    this.#panel.querySelector("#arrivals-count").textContent =
      counts.under_way ? say("library_arrivals_count", { done: total - counts.under_way, total }) : "";
    this.#panel.querySelector("#stop").hidden = !counts.under_way;
    this.#panel.querySelector("#dismiss-all").hidden = counts.failed < 2;
    this.#panel.querySelector("#hide-done").hidden = !counts.done || counts.under_way > 0;
    this.#callbacks.onCounts(counts);
  }
}

const isOver = (job) => ["done", "failed", "cancelled"].includes(job.state);
const place = (job, index) => `${job.id}/${index}`;

/** As its file says; a file that a job left behind shares the fate of the job. */
function stateOfFile(job, index) {
  const { status } = job.files[index];
  if (status !== "waiting") return status;
  if (job.state === "failed") return "failed";
  if (job.state === "cancelled") return "stopped";
  if (job.state !== "running") return "received";
  return job.files.findIndex((one) => one.status === "waiting") === index ? "reading" : "received";
}

function ofJob({ job, index }) {
  const state = stateOfFile(job, index);
  const file = job.files[index];
  const text = say(`library_${state}`);
  if (state === "failed") return { state, group: "failed", text, problem: file.error ?? job.error?.detail ?? "" };
  if (state === "reading") return { state, group: "under_way", text, share: null };
  if (state === "received") return { state, group: "under_way", text };
  return { state, group: "done", text, report: file.id };
}

function ofEntry(entry) {
  const { state } = entry;
  if (state === "failed") return { state, group: "failed", text: say("library_failed"), problem: whatToDo(entry.problem) };
  if (state === "stopped") return { state, group: "done", text: say("library_kept_back") };
  if (state === "sending") {
    const text = say("library_sending", { percent: Math.floor(entry.share * 100) });
    return { state, group: "under_way", text, share: entry.share };
  }
  if (state === "waiting") {
    return { state, group: "under_way", text: say(entry.busy ? "library_retrying" : "library_reaching") };
  }
  return { state, group: "under_way", text: say(state === "accepted" ? "library_received" : "library_queued") };
}

/** What went wrong with a file on its way here, and what its reader can do. */
export function whatToDo(problem) {
  if (problem.status === 401) return say("library_problem_signed_out");
  const key = `library_problem_${problem.code}`;
  if (known(key)) return say(key, { status: problem.status });
  return problemText(problem);
}

function dismissed() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]");
  } catch {
    return [];
  }
}

function remember(places) {
  try {
    localStorage.setItem(STORE, JSON.stringify([...dismissed(), ...places].slice(-KEPT_DISMISSALS)));
  } catch {
    // No room, or not allowed: they will be shown again.
  }
}
