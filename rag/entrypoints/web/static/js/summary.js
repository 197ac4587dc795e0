// The page of one summary: being made, or made.

import { offerCopy } from "./summary-copying.js";
import { offerExports } from "./summary-exporting.js";
import { makeAgain, watch } from "./summary-making.js";
import { closeMenus, localMoments, openBeside, printWhole } from "./summary-places.js";
import { data } from "./words.js";

const { job, places } = data();
const where = { path: "summaries", page: "/summaries" };

if (document.getElementById("making")) {
  watch(job, { ...where, asked: job.request });
} else {
  openBeside(places);
  printWhole();
  closeMenus();
  localMoments();
  offerExports();
  offerCopy();
  const notices = document.getElementById("notices");
  for (const button of document.querySelectorAll("#restyle button[data-style]")) {
    button.addEventListener("click", () => {
      const asked = { ...job.request, style: button.dataset.style, template: null, length: null };
      makeAgain(asked, { ...where, notices, button });
    });
  }
}
