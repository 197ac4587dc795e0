// Files on their way to the server: one request at a time, sent again where the server is busy or out of reach.

import { address, idempotencyKey } from "./api.js";
import { firstBatch, secondsToWait, shares } from "./library-batches.js";
import { language } from "./words.js";

// Out of reach for about a minute (1 + 2 + 4 + 8 + 16 + 30 s) is told to the reader; busy is waited for as long as it asks.
const REACH_AGAIN_SECONDS = [1, 2, 4, 8, 16, 30];
const BUSY = new Set([429, 503]);
const BUSY_SECONDS = 2;
const OF_THE_READER = new Set([401, 403]);

/**
 * `onChange(entry)` whenever an entry's `state` (queued, sending, waiting, accepted, failed, stopped) or `share` changes;
 * `onJob(job, entries)` when the server has taken a request. An entry's `problem` is `{code, detail?}`.
 */
export class Sending {
  #queue = [];
  #running = false;
  #abort = null;
  #onChange;
  #onJob;

  constructor({ onChange, onJob }) {
    this.#onChange = onChange;
    this.#onJob = onJob;
  }

  /** New entries for `files`. `replaces`: the id of the report that the (only) file takes the place of. */
  add(files, { library = "", replaces = null } = {}) {
    const entries = files.map((file) => ({
      file, name: file.name, size: file.size, library, replaces, state: "queued", share: 0, problem: null,
    }));
    this.#enqueue(entries);
    return entries;
  }

  /** An entry that failed, once more. */
  again(entry) {
    this.#enqueue([Object.assign(entry, { state: "queued", share: 0, problem: null })]);
  }

  /** Whatever has not been taken yet stays here. */
  stop() {
    for (const entry of this.#queue.splice(0)) this.#change(entry, { state: "stopped" });
    this.#abort?.abort();
  }

  get busy() {
    return this.#running;
  }

  #enqueue(entries) {
    this.#queue.push(...entries);
    if (!this.#running) this.#run();
  }

  async #run() {
    this.#running = true;
    while (this.#queue.length) await this.#deliver(this.#next());
    this.#running = false;
  }

  #next() {
    const first = this.#queue[0];
    const others = this.#queue.findIndex((one) => one.replaces || one.library !== first.library);
    const alike = first.replaces ? [first] : this.#queue.slice(0, others < 0 ? undefined : others);
    return this.#queue.splice(0, firstBatch(alike).length);
  }

  async #deliver(batch) {
    const readable = [];
    for (const entry of batch) {
      if (await canBeRead(entry.file)) readable.push(entry);
      else this.#change(entry, { state: "failed", problem: { code: "unreadable" } });
    }
    if (!readable.length) return;
    this.#abort = new AbortController();
    const reply = await this.#send(readable, this.#abort.signal);
    this.#abort = null;
    if (!reply) for (const entry of readable) this.#change(entry, { state: "stopped" });
    else if (reply.status === 202) {
      for (const entry of readable) this.#change(entry, { state: "accepted", share: 1 });
      this.#onJob(reply.document, readable);
    } else await this.#refused(readable, reply);
  }

  /** What is wrong with one file of several is found by sending each alone. */
  async #refused(entries, reply) {
    if (entries.length > 1 && !OF_THE_READER.has(reply.status) && reply.status) {
      for (const entry of entries) await this.#deliver([entry]);
      return;
    }
    const problem = { code: reply.document?.code ?? (reply.status ? "refused" : "unreachable"), ...reply.document };
    for (const entry of entries) this.#change(entry, { state: "failed", share: 0, problem: { ...problem, status: reply.status } });
  }

  /** The final reply, or null if it was stopped. The key stays, so that what arrived twice is taken once. */
  async #send(entries, signal) {
    const key = idempotencyKey();
    for (let attempt = 0; ; ) {
      for (const entry of entries) this.#change(entry, { state: "sending", share: 0 });
      const reply = await request(entries, key, signal, (loaded) => this.#progress(entries, loaded));
      if (signal.aborted) return null;
      const busy = BUSY.has(reply.status);
      if (!busy && reply.status) return reply;
      if (!busy && attempt >= REACH_AGAIN_SECONDS.length) return reply;
      const seconds = busy ? secondsToWait(reply.retryAfter, BUSY_SECONDS) : REACH_AGAIN_SECONDS[attempt++];
      for (const entry of entries) this.#change(entry, { state: "waiting", share: 0, busy });
      if (!(await pause(seconds, signal))) return null;
    }
  }

  #progress(entries, loaded) {
    const share = shares(entries.map((one) => one.size), loaded);
    entries.forEach((entry, index) => {
      if (entry.share !== share[index]) this.#change(entry, { share: share[index] });
    });
  }

  #change(entry, values) {
    Object.assign(entry, values);
    this.#onChange(entry);
  }
}

/** A file that was moved or changed since it was chosen would only break the connection. */
async function canBeRead(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** XMLHttpRequest, since fetch does not tell how much of a request has been sent. */
function request(entries, key, signal, onSent) {
  const form = new FormData();
  const [{ library, replaces }] = entries;
  if (library && !replaces) form.append("library", library);
  for (const { file, name } of entries) form.append("file", file, name);
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    signal.addEventListener("abort", stop);
    xhr.upload.addEventListener("progress", (event) => onSent(event.loaded));
    xhr.addEventListener("loadend", () => {
      signal.removeEventListener("abort", stop);
      resolve({ status: xhr.status, document: parsed(xhr.responseText), retryAfter: xhr.getResponseHeader("Retry-After") });
    });
    xhr.open(replaces ? "PUT" : "POST", address(replaces ? `reports/${encodeURIComponent(replaces)}` : "reports"));
    xhr.setRequestHeader("Accept", "application/json");
    xhr.setRequestHeader("Accept-Language", language);
    xhr.setRequestHeader("Idempotency-Key", key);
    xhr.send(form);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether the time passed without a stop. */
function pause(seconds, signal) {
  return new Promise((resolve) => {
    const stop = () => { clearTimeout(timer); resolve(false); };
    const timer = setTimeout(() => { signal.removeEventListener("abort", stop); resolve(true); }, seconds * 1000);
    signal.addEventListener("abort", stop, { once: true });
  });
}
