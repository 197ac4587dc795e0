// A job that is being done: how far it is, how to stop it, and what to do when it came to nothing.

import { follow, idempotencyKey, isAbort, post } from "./api.js";
import { announce, element, problemNotice } from "./dom.js";
import { say } from "./words.js";

// What was finished last; more would run down the page without being read.
const SHOWN_ITEMS = 5;
const ANNOUNCED_EVERY_MS = 8000;

/** `path`: where jobs of its kind are made, below the API; `page`: where they are shown; `asked`: for the same again. */
export function watch(job, { path, page, asked }) {
  const at = Object.fromEntries(
    ["now", "step", "bar", "count", "items", "cancel", "over", "outcome", "detail", "again", "notices"]
      .map((name) => [name, document.getElementById(`making-${name}`)]),
  );
  let announced = 0;

  function progressed(now) {
    const { done = 0, total = 0, item = "" } = now.progress ?? {};
    if (now.state === "waiting") at.step.textContent = say("summary_waiting");
    if (now.state !== "running") return;
    at.step.textContent = say(now.kind === "compare" ? "summary_making_compare" : "summary_making");
    if (!total) return;
    at.bar.max = total;
    at.bar.value = done;
    at.count.textContent = say("summary_progress", { done, total });
    if (item && at.items.lastElementChild?.textContent !== item) at.items.append(element("li", { title: item }, item));
    while (at.items.childElementCount > SHOWN_ITEMS) at.items.firstElementChild.remove();
    if (Date.now() - announced > ANNOUNCED_EVERY_MS) {
      announced = Date.now();
      announce(at.count.textContent);
    }
  }

  function ended(now) {
    if (now.state === "done") {
      announce(say("summary_finished"));
      location.reload();
      return;
    }
    at.now.hidden = true;
    at.over.hidden = false;
    const cancelled = now.state === "cancelled";
    at.outcome.textContent = say(cancelled ? "summary_cancelled" : "summary_failed");
    at.detail.textContent = cancelled ? say("summary_cancelled_detail") : (now.error?.detail ?? "");
    announce(`${at.outcome.textContent} ${at.detail.textContent}`);
    at.again.focus();
  }

  async function run() {
    try {
      ended(await follow(job.id, { onProgress: progressed }));
    } catch (problem) {
      if (!isAbort(problem)) at.notices.replaceChildren(problemNotice(problem, { retry: run, dismiss: false }));
    }
  }

  at.cancel.addEventListener("click", async () => {
    at.cancel.disabled = true;
    at.cancel.textContent = say("summary_cancelling");
    try {
      await post(`jobs/${encodeURIComponent(job.id)}/cancel`);
    } catch (problem) {
      at.cancel.disabled = false;
      at.cancel.textContent = say("summary_cancel");
      at.notices.replaceChildren(problemNotice(problem));
    }
  });
  at.again.addEventListener("click", () => makeAgain(asked, { path, page, notices: at.notices, button: at.again }));
  progressed(job);
  if (job.state === "waiting" || job.state === "running") run();
}

/** One more of its kind; the page of the new job is opened. */
export async function makeAgain(asked, { path, page, notices, button = null }) {
  const wanted = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null));
  const key = idempotencyKey();
  const attempt = async () => {
    if (button) button.disabled = true;
    try {
      const made = await post(path, wanted, { key });
      location.assign(`${page}/${encodeURIComponent(made.id)}`);
    } catch (problem) {
      if (button) button.disabled = false;
      notices.replaceChildren(problemNotice(problem, { retry: attempt }));
    }
  };
  await attempt();
}
