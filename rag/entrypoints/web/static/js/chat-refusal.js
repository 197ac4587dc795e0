// Below a refusal: what is not there, what is nearest, and one question that has an answer.

import { get } from "./api.js";
import { element } from "./dom.js";
import { languageOf, listed, say } from "./words.js";

export function refusal({ missing = [], nearest = [] }, question, page) {
  const box = element("div", { class: "refusal" });
  if (missing.length) box.append(row(say("chat_missing"), listed(missing)));
  if (nearest.length) {
    box.append(row(say("chat_nearest"), element("ul", {}, nearest.map((one) => element("li", {}, link(one, nearest, page))))));
    const better = element("span", {});
    const asked = row(say("chat_better"), better);
    box.append(asked);
    offer(nearest[0], question, page).then((button) => better.append(button));
  }
  return box.childElementCount ? box : null;
}

const row = (title, body) => element("div", { class: "refusal-row" }, element("h3", {}, title), element("div", {}, body));

function link(place, places, page) {
  const made = element("a", { href: page.hrefOf(place), lang: languageOf(place.report.title) },
    element("span", { class: "near-report" }, place.report.title), place.section.join(" › ") || say("report_whole"));
  made.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    page.open(place, []);
  });
  return made;
}

/** Of what can be asked of the nearest report, that which has most in common with what was asked. */
async function offer(place, question, page) {
  const suggested = await get("suggestions", { report: place.report.id }).then((one) => one.questions, () => []);
  const others = suggested.filter((one) => one !== question);
  const closest = others.sort((one, other) => inCommon(other, question) - inCommon(one, question))[0];
  const words = closest ?? say("chat_better_section", { title: place.report.title, section: place.section.at(-1) ?? "" });
  const button = element("button", { type: "button", class: "suggestion", lang: languageOf(words) }, words);
  button.addEventListener("click", () => page.ask(words));
  return button;
}

/** How many pairs of neighbouring characters two questions share. */
function inCommon(one, other) {
  const pairs = (text) => new Set([...text].slice(0, -1).map((character, index) => character + [...text][index + 1]));
  const known = pairs(other);
  return [...pairs(one)].filter((pair) => known.has(pair)).length;
}
