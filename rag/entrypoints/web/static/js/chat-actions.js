// Below an answer: copy it with its sources, say whether it helped.

import { post } from "./api.js";
import { placeOf } from "./citations.js";
import { element, problemText } from "./dom.js";
import { say } from "./words.js";

export function actions(question, answer, page) {
  const said = element("span", { class: "quiet", role: "status" });
  const copy = element("button", { type: "button", class: "plain" }, say("chat_copy"));
  copy.addEventListener("click", async () => {
    const isCopied = await put(plainText(answer), html(answer));
    said.textContent = say(isCopied ? "chat_copied" : "chat_copy_failed");
  });
  const box = element("div", { class: "actions", role: "group", "aria-label": say("chat_actions") }, copy);
  box.append(...feedback(question, answer, page, said), said);
  return box;
}

function feedback(question, answer, page, said) {
  const comment = element("input", { type: "text", "aria-label": say("chat_comment"), placeholder: say("chat_comment"), maxlength: 500 });
  const form = element("form", { class: "comment", hidden: true }, comment,
    element("button", { type: "submit", class: "button" }, say("chat_comment_send")));
  const buttons = [true, false].map((helpful) => {
    const made = element("button", { type: "button", class: "plain", "aria-pressed": "false" },
      say(helpful ? "chat_helpful" : "chat_unhelpful"));
    made.addEventListener("click", () => give(helpful));
    return made;
  });
  let given = null;
  const give = async (helpful, words = "") => {
    if (given === helpful && !words) return;
    given = helpful;
    try {
      const conversation = page.conversation();
      await post("feedback", {
        question, answer: answer.answer, helpful, ...(words && { comment: words }), ...(conversation && { conversation }),
      });
    } catch (problem) {
      given = null;
      said.textContent = say("chat_feedback_failed", { reason: problemText(problem) });
      return;
    }
    buttons.forEach((one, index) => one.setAttribute("aria-pressed", String((index === 0) === helpful)));
    form.hidden = helpful || Boolean(words);
    said.textContent = say("chat_thanks");
    if (!form.hidden) comment.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (comment.value.trim()) give(false, comment.value.trim());
    else form.hidden = true;
  });
  return [...buttons, form];
}

const cites = (answer) => answer.citations.map((one) => ({ number: one.id, place: placeOf(one), quote: one.quote.trim() }));

export function plainText(answer) {
  const sources = cites(answer).map(({ number, place, quote }) => `[${number}] ${place}\n    “${quote}”`);
  return [answer.answer, ...(sources.length ? ["", say("chat_copy_sources"), ...sources] : [])].join("\n");
}

/** For a word processor: the same, with raised numbers. Made of elements, so that text stays text. */
export function html(answer) {
  const line = (text) => text.split(/(\[\d+\])/).filter(Boolean)
    .map((piece) => (/^\[\d+\]$/.test(piece) ? element("sup", {}, piece) : piece));
  const box = element("div", {}, answer.answer.split("\n").map((one) => element("p", {}, line(one))));
  const sources = cites(answer);
  if (sources.length) {
    box.append(element("p", {}, element("b", {}, say("chat_copy_sources"))));
    box.append(...sources.map(({ number, place, quote }) => element("p", {}, `[${number}] ${place}`, element("br"), `“${quote}”`)));
  }
  return box.innerHTML;
}

/** Browsers give their clipboard to pages on https and loopback alone; elsewhere an ordinary copy is made of it. */
async function put(text, markup) {
  if (navigator.clipboard?.write && window.ClipboardItem) {
    const blobs = { "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([markup], { type: "text/html" }) };
    try {
      await navigator.clipboard.write([new ClipboardItem(blobs)]);
      return true;
    } catch {
      // Not allowed: as where there is no clipboard.
    }
  }
  const fill = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", markup);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { once: true });
  const isDone = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return isDone;
}
