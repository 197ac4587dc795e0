// The list of cases, narrowed to what is looked for. What is chosen stands in the address, so that it can be sent.
"use strict";
const form = document.getElementById("filters");
const list = document.getElementById("list");
const output = form.querySelector("output");
const cases = [...list.querySelectorAll(".case")].map((element) => ({
  element,
  id: element.dataset.id,
  result: element.dataset.result.split(" "),
  type: [element.dataset.type],
  stage: element.dataset.stage.split(" "),
  tag: JSON.parse(element.dataset.tag),
  words: null,
}));
const choices = [...form.querySelectorAll("select")].map((one) => one.name);

/** As people type it: full-width and capital letters are the same as others. */
const plain = (text) => text.normalize("NFKC").toLowerCase();

function wanted() {
  const chosen = Object.fromEntries(choices.map((name) => [name, form.elements[name].value]));
  return { ...chosen, q: form.elements.q.value.trim() };
}

function fits(one, want, words) {
  if (choices.some((name) => want[name] && !one[name].includes(want[name]))) return false;
  if (words.length === 0) return true;
  one.words ??= plain(one.element.textContent);
  return words.every((word) => one.words.includes(word));
}

function narrow() {
  const want = wanted();
  const words = plain(want.q).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const one of cases) {
    const is = fits(one, want, words);
    one.element.hidden = !is;
    shown += is;
  }
  document.getElementById("none").hidden = shown > 0;
  output.textContent = form.dataset.shown.replace("{shown}", shown).replace("{n}", cases.length);
  return want;
}

function remember(want) {
  const said = new URLSearchParams(Object.entries(want).filter(([name, value]) => value || name === "result"));
  history.replaceState(null, "", `#${said}`);
}

/** What the address asks for: filters, or one case. */
function read() {
  const said = new URLSearchParams(location.hash.slice(1));
  const asked = cases.find((one) => one.id === said.get("case"));
  const first = asked || location.hash ? "" : form.dataset.first;
  for (const name of choices) choose(form.elements[name], said.get(name) ?? (name === "result" ? first : ""));
  form.elements.q.value = said.get("q") ?? "";
  narrow();
  if (asked) show(asked.element);
}

function choose(select, value) {
  select.value = [...select.options].some((one) => one.value === value) ? value : "";
}

function show(element) {
  element.hidden = false;
  element.open = true;
  element.scrollIntoView();
  element.querySelector("summary").focus({ preventScroll: true });
}

form.addEventListener("input", () => remember(narrow()));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => remember(narrow())));
addEventListener("hashchange", () => {
  if (location.hash.includes("=")) read();
});

const opened = (is) => () => cases.forEach((one) => !one.element.hidden && (one.element.open = is));
document.getElementById("open").addEventListener("click", opened(true));
document.getElementById("close").addEventListener("click", opened(false));

// From one case to the next with the arrows, once one has the focus.
list.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.parentElement?.classList.contains("case") !== true) return;
  const seen = cases.filter((one) => !one.element.hidden);
  const next = seen[seen.findIndex((one) => one.element === event.target.parentElement) + step];
  if (!next) return;
  event.preventDefault();
  next.element.querySelector("summary").focus();
});

// On paper everything that is shown is open.
let closed = [];
addEventListener("beforeprint", () => {
  closed = cases.filter((one) => !one.element.open && !one.element.hidden);
  closed.forEach((one) => (one.element.open = true));
});
addEventListener("afterprint", () => closed.forEach((one) => (one.element.open = false)));

form.hidden = false;
read();
