// Jobs followed to their end, a few at a time: a browser opens six connections to a host in all.

import { follow, get, isAbort } from "./api.js";

const AT_ONCE = 2;
const PAGE = 100;

/** `onJob(job)` at every change of a followed job, its end included; `onLost(id, problem)` if it cannot be followed. */
export class Following {
  #waiting = [];
  #open = new Set();
  #onJob;
  #onLost;

  constructor({ onJob, onLost }) {
    this.#onJob = onJob;
    this.#onLost = onLost;
  }

  add(id) {
    if (this.#open.has(id) || this.#waiting.includes(id)) return;
    this.#waiting.push(id);
    this.#fill();
  }

  get ids() {
    return [...this.#open, ...this.#waiting];
  }

  #fill() {
    while (this.#open.size < AT_ONCE && this.#waiting.length) this.#listen(this.#waiting.shift());
  }

  async #listen(id) {
    this.#open.add(id);
    try {
      this.#onJob(await follow(id, { onProgress: this.#onJob }));
    } catch (problem) {
      if (!isAbort(problem)) this.#onLost(id, problem);
    } finally {
      this.#open.delete(id);
      this.#fill();
    }
  }
}

/** Every job of a kind in a state, the oldest first: in the order in which they are worked on. */
export async function jobsOf(kind, state) {
  const found = [];
  let cursor = null;
  do {
    const page = await get("jobs", { kind, state, limit: PAGE, cursor });
    found.push(...page.jobs);
    cursor = page.next;
  } while (cursor);
  return found.reverse();
}

/** The jobs of a kind that came last, whatever became of them. */
export const latestJobs = async (kind, limit) => (await get("jobs", { kind, limit })).jobs;
