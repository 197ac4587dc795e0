// The page of one comparison: being made, or made; its rows can be filtered.

import { offerExports } from "./summary-exporting.js";
import { watch } from "./summary-making.js";
import { closeMenus, localMoments, openBeside, printWhole } from "./summary-places.js";
import { data, say } from "./words.js";

const { job, places } = data();

if (document.getElementById("making")) {
  watch(job, { path: "comparisons", page: "/comparisons", asked: { reports: job.request.reports } });
} else {
  openBeside(places);
  printWhole();
  closeMenus();
  localMoments();
  offerExports();
  offerFilter();
}

/** By name and by what became of it; the choice stands in the address. */
function offerFilter() {
  const form = document.getElementById("filter");
  if (!form) return;
  const [text, kind, count, none] = ["filter-text", "filter-kind", "filter-count", "none-shown"].map((id) => document.getElementById(id));
  const rows = [...document.querySelectorAll("#rows tbody.compared-row")];
  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    for (const row of rows) {
      const named = row.dataset.name.toLowerCase().includes(wanted);
      row.hidden = !(named && (!kind.value || row.dataset.kinds.split(" ").includes(kind.value)));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = say("comparison_shown", { shown, total: rows.length });
    none.hidden = shown > 0;
    keepInAddress({ filter: text.value.trim(), show: kind.value });
  };
  const asked = new URLSearchParams(location.search);
  text.value = asked.get("filter") ?? "";
  if ([...kind.options].some((one) => one.value === asked.get("show"))) kind.value = asked.get("show");
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

function keepInAddress(values) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  history.replaceState(history.state, "", address);
}
