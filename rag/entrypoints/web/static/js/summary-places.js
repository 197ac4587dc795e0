// Every place that a paper points at: its words on pointing, the report beside the paper on a click, both in the address.

import { wire } from "./citations.js";
import { announce, element } from "./dom.js";
import "./report-pane.js";

const NAMES = ["report", "start", "end"];

/** `given`: citations of the API with a `key` each, in the order of the page; `id` is null for one without a number. */
export function openBeside(given) {
  const places = given.map((one) => ({ ...one, quote: one.quote ?? quoteOf(one) }));
  const byKey = new Map(places.map((one) => [one.key, one]));
  const numbered = places.filter((one) => one.id !== null);
  const [work, aside] = ["work", "beside"].map((id) => document.getElementById(id));
  const pane = aside.querySelector("report-pane");
  let opener = null;

  function show(place, { link = null, keyboard = false } = {}) {
    const before = link?.getBoundingClientRect().top;
    aside.hidden = false;
    work.classList.add("opened");
    if (link) scrollBy(0, link.getBoundingClientRect().top - before);
    markHere(place);
    const citations = place.id === null || place.id === undefined ? [] : numbered;
    const shown = pane.show({ ...place, citations, current: place.id ?? null });
    if (keyboard) shown.then(() => pane.reveal({ focus: true }));
  }

  function hide() {
    aside.hidden = true;
    work.classList.remove("opened");
    markHere(null);
    opener?.focus({ preventScroll: true });
    opener?.scrollIntoView({ block: "nearest" });
  }

  function open(place, event) {
    opener = event.currentTarget;
    keep(place, { move: !aside.hidden });
    show(place, { link: opener, keyboard: event.detail === 0 });
  }

  for (const link of document.querySelectorAll("a[data-place]")) {
    const place = byKey.get(link.dataset.place);
    if (!place) continue;
    link.removeAttribute("title");
    wire(link, place, open);
  }
  pane.addEventListener("pane-move", ({ detail }) => {
    opener = document.querySelector(`.paper .cite[data-place="${CSS.escape(detail.key)}"]`) ?? opener;
    keep(detail, { move: true });
    show(detail, { keyboard: document.activeElement?.matches("mark.cited") });
    opener?.scrollIntoView({ block: "nearest" });
  });
  function close() {
    if (history.state?.beside) history.back();
    else {
      keep(null, { move: true });
      hide();
    }
  }

  pane.addEventListener("pane-close", close);
  document.addEventListener("keydown", (event) => {
    const isElsewhere = event.defaultPrevented || aside.hidden || document.querySelector("details.work-menu[open]");
    if (event.key === "Escape" && !isElsewhere && !event.target.closest("input, select, textarea")) close();
  });
  const follow = () => {
    const place = placeInAddress(byKey);
    if (place) show(place);
    else if (!aside.hidden) hide();
  };
  addEventListener("popstate", follow);
  follow();
}

/** The list of sources has it already. */
const quoteOf = ({ id }) => document.querySelector(`#source-${id} q`)?.textContent ?? "";

function markHere(place) {
  for (const one of document.querySelectorAll("[data-place].here")) {
    one.classList.remove("here");
    one.removeAttribute("aria-current");
  }
  if (!place) return;
  for (const one of document.querySelectorAll(`[data-place="${CSS.escape(place.key)}"]`)) {
    one.classList.add("here");
    one.setAttribute("aria-current", "true");
  }
}

/** Keeps a place in the address: a new one can be gone back from, a move from one to the next cannot. */
function keep(place, { move }) {
  const address = new URL(location.href);
  for (const one of NAMES) address.searchParams.delete(one);
  if (place) {
    address.searchParams.set("report", place.report.id);
    address.searchParams.set("start", place.start);
    address.searchParams.set("end", place.end);
  }
  if (move) history.replaceState(history.state, "", address);
  else history.pushState({ beside: true }, "", address);
}

function placeInAddress(byKey) {
  const parameters = new URLSearchParams(location.search);
  const [report, start, end] = NAMES.map((one) => parameters.get(one));
  if (!report || !/^\d+$/.test(start ?? "") || !/^\d+$/.test(end ?? "")) return null;
  const known = byKey.get(`${report}:${start}:${end}`);
  return known ?? { key: "", id: null, report: { id: report }, start: Number(start), end: Number(end) };
}

/** What is folded is printed, but for the rest of long lists. */
export function printWhole() {
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll(".paper details:not([open]):not(.passage-rest)")) {
      one.open = true;
      opened.push(one);
    }
  });
  addEventListener("afterprint", () => {
    for (const one of opened.splice(0)) one.open = false;
  });
}

/** Menus close when one has chosen, gone elsewhere, or pressed Escape. */
export function closeMenus() {
  const menus = [...document.querySelectorAll("details.work-menu")];
  const closeAll = (except = null) => menus.forEach((one) => { if (one !== except) one.open = false; });
  document.addEventListener("click", (event) => closeAll(event.target.closest("details.work-menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement?.closest("details.work-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  });
  for (const one of menus) {
    one.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !one.contains(event.relatedTarget)) one.open = false;
    });
    one.querySelector("ul").addEventListener("click", (event) => {
      if (event.target.closest("a, button:not(:disabled)")) one.open = false;
    });
  }
}

/** Moments in the reader's own time, where the server gave its own. */
export function localMoments() {
  const written = { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, written);
  for (const one of document.querySelectorAll("time[data-moment]")) one.textContent = format.format(new Date(one.dateTime));
}

/** A line that says what was done, until the next one. */
export function tell(text) {
  const notices = document.getElementById("notices");
  notices.replaceChildren(element("p", { class: "quiet" }, text));
  announce(text);
}
