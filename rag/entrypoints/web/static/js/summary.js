// The page of one summary: being made, or made.

import { offerCopy } from "./summary-copying.js";
import { offerExports } from "./summary-exporting.js";
import { makeAgain, watch } from "./summary-making.js";
import { closeMenus, openBeside, printWhole } from "./summary-places.js";
import { data } from "./words.js";

const { job, places } = data();
const where = { path: "summaries", page: "/summaries" };

if (document.getElementById("making")) {
  watch(job, where);
} else {
  openBeside(places);
  printWhole();
  closeMenus();
  offerExports();
  offerCopy();
  const notices = document.getElementById("notices");
  for (const button of document.querySelectorAll("#restyle button[data-style]")) {
    button.addEventListener("click", () => {
      makeAgain(job, { ...where, notices, button, changes: { style: button.dataset.style, template: null, length: null } });
    });
  }
}
