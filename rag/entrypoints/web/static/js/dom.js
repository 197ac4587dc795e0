// Elements, made of text and never of markup; what is announced; what went wrong.

import { known, say } from "./words.js";

/** `element("p", {class: "quiet", onclick}, "text", child)`; null and false are left out. Text is only ever text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

/** Read out by screen readers, after what is being read. */
export function announce(text) {
  document.getElementById("announcer").append(element("p", {}, text));
}

/** Empties what has been announced: before something else begins. */
export function quiet() {
  document.getElementById("announcer").replaceChildren();
}

/** What to tell about a `Problem` of `api.js`, in the page's words where it has better ones than the API. */
export function problemText(problem) {
  if (problem.retryAfter) return say("shell_problem_busy", { seconds: problem.retryAfter });
  const key = `shell_problem_${problem.code}`;
  if (known(key)) return say(key, { status: problem.status });
  return problem.detail || say("shell_problem_unexpected", { status: problem.status });
}

/**
 * A notice that stays until it is read, with a button to try again where `retry` is given.
 * Put it where the thing that failed would have stood.
 */
export function problemNotice(problem, { retry = null, dismiss = true } = {}) {
  const notice = element("div", { class: "problem", role: "alert" }, element("p", {}, problemText(problem)));
  const actions = element("p", { class: "problem-actions" });
  if (retry) {
    const again = element("button", { type: "button", class: "plain" }, say("shell_retry"));
    again.addEventListener("click", () => { notice.remove(); retry(); });
    if (problem.retryAfter) {
      again.disabled = true;
      setTimeout(() => { again.disabled = false; }, problem.retryAfter * 1000);
    }
    actions.append(again);
  }
  if (dismiss) {
    const done = element("button", { type: "button", class: "plain" }, say("shell_dismiss"));
    done.addEventListener("click", () => notice.remove());
    actions.append(done);
  }
  if (actions.childElementCount) notice.append(actions);
  return notice;
}

/** Whether motion is welcome. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether the report lies over the page instead of beside it. The same width as in the stylesheet. */
export const narrow = () => matchMedia("(max-width: 899px)").matches;
