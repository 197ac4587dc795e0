// A question before something that cannot be undone: a dialog of the page's own, for mouse, keyboard and screen reader.

const ITEMS_SHOWN = 8;

/**
 * Whether the reader agreed. `items`: what it is about; `more`: said in place of those that are too many to list. The
 * focus begins on the way out and returns to where it was.
 */
export function confirmed(dialog, { title, items = [], more = "", detail, yes }) {
  dialog.querySelector("#confirm-title").textContent = title;
  dialog.querySelector("#confirm-detail").textContent = detail;
  dialog.querySelector("#confirm-yes").textContent = yes;
  const shown = items.length > ITEMS_SHOWN ? [...items.slice(0, ITEMS_SHOWN), more] : items;
  dialog.querySelector("#confirm-items").replaceChildren(...shown.map(listItem));
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function listItem(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
