// Evaluations: one is started, those that run are followed, two that are ticked can be compared.

import { follow, post } from "./api.js";
import { problemNotice } from "./dom.js";
import { data, language, say } from "./words.js";

const at = (id) => document.getElementById(id);
// As many as can be compared.
const MOST_TICKED = 2;

function problem(error, retry = null) {
  at("problems").replaceChildren(problemNotice(error, { retry }));
}

at("start")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  try {
    await post("evaluations", { suite: event.target.elements.suite.value });
    location.assign("/evaluations");
  } catch (error) {
    problem(error);
    button.disabled = false;
  }
});

for (const button of document.querySelectorAll(".run-stop")) {
  button.addEventListener("click", () => post(`jobs/${encodeURIComponent(button.dataset.run)}/cancel`).catch(problem));
}

const ticks = [...document.querySelectorAll("#compare input[name=run]")];
function ticked() {
  const chosen = ticks.filter((one) => one.checked);
  at("compare-ticked").disabled = chosen.length !== MOST_TICKED;
}
for (const tick of ticks) {
  tick.addEventListener("change", () => {
    const others = ticks.filter((one) => one.checked && one !== tick);
    if (tick.checked && others.length >= MOST_TICKED) others[0].checked = false;
    ticked();
  });
}
if (ticks.length) ticked();

// The server writes the time of the world, its readers have one of their own.
const times = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", { dateStyle: "medium", timeStyle: "short" });
for (const one of document.querySelectorAll("main time")) one.textContent = times.format(new Date(one.dateTime));

/** What a run says of itself until it is over; then the page is read again, with its metrics. */
function told(job) {
  const { done, total } = job.progress;
  const words = job.state === "running" && total ? say("evaluation_state_running_at", { done, total }) : say(`evaluation_state_${job.state}`);
  for (const one of document.querySelectorAll(`.run-state[data-run="${CSS.escape(job.id)}"]`)) one.textContent = words;
}

for (const id of data().running ?? []) {
  follow(id, { onProgress: told }).then(() => location.reload(), problem);
}
