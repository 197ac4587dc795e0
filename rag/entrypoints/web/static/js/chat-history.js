// Conversations that were kept: a list to go on from, each removable.

import { get, remove } from "./api.js";
import { announce, element, problemNotice } from "./dom.js";
import { language, say } from "./words.js";

const when = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", { dateStyle: "medium", timeStyle: "short" });

/** `current()`: the id of the one that is open; `onremoved(id)`. */
export function listen({ current, onremoved }) {
  const box = document.getElementById("history");
  const list = document.getElementById("history-list");
  const fill = async () => {
    try {
      const { conversations } = await get("conversations");
      const rows = conversations.map((one) => row(one, { isCurrent: one.id === current(), onremoved, fill }));
      list.replaceChildren(...(rows.length ? rows : [element("li", { class: "quiet" }, say("chat_history_empty"))]));
    } catch (problem) {
      list.replaceChildren(element("li", {}, problemNotice(problem, { retry: fill, dismiss: false })));
    }
  };
  box.addEventListener("toggle", (event) => event.newState === "open" && fill());
}

function row(one, { isCurrent, onremoved, fill }) {
  const link = element("a", { href: `/conversations/${encodeURIComponent(one.id)}`, "aria-current": isCurrent ? "page" : null },
    element("span", { class: "history-title" }, one.title),
    element("span", { class: "quiet" }, `${when.format(new Date(one.changed))} · ${say("chat_history_questions", { count: one.questions })}`));
  const button = element("button", {
    type: "button", class: "plain", "aria-label": say("chat_history_remove_this", { title: one.title }),
  }, say("chat_history_remove"));
  // The first press asks, the second does it: nothing brings a conversation back.
  let isAsked = false;
  button.addEventListener("blur", () => {
    isAsked = false;
    button.textContent = say("chat_history_remove");
  });
  button.addEventListener("click", async () => {
    if (!isAsked) {
      isAsked = true;
      button.textContent = say("chat_history_sure");
      return;
    }
    try {
      await remove(`conversations/${encodeURIComponent(one.id)}`);
    } catch (problem) {
      button.closest("li").append(problemNotice(problem));
      return;
    }
    announce(say("chat_history_removed"));
    onremoved(one.id);
    await fill();
  });
  return element("li", {}, link, button);
}
