// A paper as a file: fetched, so that what keeps it from being made is told, then saved under the name it comes with.

import { request } from "./api.js";
import { problemNotice } from "./dom.js";
import { tell } from "./summary-places.js";
import { say } from "./words.js";

const KEPT_MS = 60_000;

export function offerExports() {
  const menu = document.getElementById("export");
  for (const link of menu.querySelectorAll("a[data-format]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      fetchFile(link);
    });
  }
  document.getElementById("print").addEventListener("click", () => print());
}

async function fetchFile(link) {
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  tell(say("summary_exporting"));
  try {
    const response = await request("GET", link.getAttribute("href"), { accept: "*/*" });
    const name = nameOf(response, link.dataset.format);
    save(await response.blob(), name);
    tell(say("summary_exported", { file: name }));
  } catch (problem) {
    document.getElementById("notices").replaceChildren(problemNotice(problem, { retry: () => fetchFile(link) }));
  } finally {
    link.removeAttribute("aria-busy");
  }
}

/** As the service names it, in RFC 5987's form where it is not plain. */
function nameOf(response, format) {
  const header = response.headers.get("Content-Disposition") ?? "";
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (coded) return decodeURIComponent(coded);
  return /filename="([^"]+)"/.exec(header)?.[1] ?? `${document.querySelector("h1").textContent.trim()}.${format}`;
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
