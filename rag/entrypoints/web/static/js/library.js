// The library: what is in, what is on its way in, and what can be done with it.

import { get, isAbort, post, remove } from "./api.js";
import { confirmed } from "./confirming.js";
import { announce, problemNotice } from "./dom.js";
import { Arrivals } from "./library-arrivals.js";
import { meant, receiveDrops } from "./library-dropping.js";
import { Following, jobsOf, latestJobs } from "./library-jobs.js";
import { Sending } from "./library-sending.js";
import { libraryName, number, ReportTable } from "./library-table.js";
import { data, say } from "./words.js";

const PAGE = 100;
// Rows are asked for again at most this often while files come in one after another.
const REFRESH_MS = 800;
const TYPING_MS = 250;
const LATEST_JOBS = 50;
const FILTERS = ["search", "year", "organisation", "library", "state"];

const at = (id) => document.getElementById(id);
const form = at("filter");
const page = { reports: [], total: 0, next: null, sort: "", any: data().reports > 0 };
let asked = null;

// --- the list

function filter() {
  return Object.fromEntries(FILTERS.map((name) => [name, form.elements[name].value.trim()]));
}

const isFiltered = () => FILTERS.some((name) => filter()[name]);

function query() {
  const { state, ...rest } = filter();
  return { ...rest, sort: page.sort };
}

/** The list anew, with as many rows as there were; `more`: the next ones added. */
async function load({ more = false, rows = PAGE } = {}) {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  at("reports").setAttribute("aria-busy", "true");
  try {
    const found = await fetched({ signal, wanted: more ? PAGE : rows, cursor: more ? page.next : null });
    page.reports = more ? [...page.reports, ...found.reports] : found.reports;
    Object.assign(page, { total: found.total, next: found.next });
    show();
  } catch (problem) {
    if (!isAbort(problem)) report(problem, () => load({ more, rows }));
  } finally {
    if (asked.signal === signal) at("reports").setAttribute("aria-busy", "false");
  }
}

async function fetched({ signal, wanted, cursor }) {
  const all = [];
  let answer;
  do {
    answer = await get("reports", { ...query(), limit: PAGE, cursor: answer?.next ?? cursor }, { signal });
    all.push(...answer.reports);
  } while (answer.next && all.length < wanted);
  return { reports: all, total: answer.total, next: answer.next };
}

function show() {
  table.show(page.reports);
  table.sorted(page.sort);
  const { total } = page;
  if (total) page.any = true;
  else if (!isFiltered()) page.any = false;
  at("clear").hidden = !isFiltered();
  const left = total - page.reports.length;
  at("more").hidden = !page.next;
  at("more").textContent = say("library_more", { count: Math.min(left, PAGE) });
  at("listed").textContent = page.next ? say("library_listed", { listed: number(page.reports.length), total: number(total) }) : "";
  knownValues(page.reports);
  showState();
}

/** What came in may be of a year, an organisation or a library that there was none of before. */
function knownValues(reports) {
  for (const [name, words] of [["year", String], ["organisation", String], ["library", libraryName]]) {
    const select = form.elements[name];
    const known = new Set([...select.options].map((one) => one.value));
    for (const value of new Set(reports.map((one) => one[name]))) {
      if (value === null || known.has(String(value))) continue;
      select.add(new Option(words(value), value));
      if (name === "library") at("libraries").append(new Option(value, value));
    }
    if (name === "library") oneLibrary(select.options.length < 3);
  }
}

/** Nothing is told apart by a library where there is one only. */
function oneLibrary(only) {
  form.elements.library.closest("label").hidden = only;
  at("reports").classList.toggle("one-library", only);
}

/** Which of the two lists the state that is filtered for stands in, and what is said where it is empty. */
function showState() {
  const { state } = filter();
  const counts = arrivals.counts;
  const listsReports = !state || state === "ready";
  const total = say(isFiltered() ? "library_found" : "library_total", { total: number(page.total) });
  at("total").textContent = page.any && listsReports ? total : "";
  document.querySelector("main").dataset.state = state;
  at("empty").hidden = page.any || counts.under_way > 0;
  at("listing").hidden = !page.any && !counts.under_way && !counts.failed;
  at("reports").hidden = !listsReports || !page.reports.length;
  const none = listsReports ? !page.reports.length && page.any && "library_nothing_found" : !counts[state] && `library_nothing_${state}`;
  at("none").hidden = !none;
  at("none").textContent = none ? say(none) : "";
  document.querySelector(".library-more").hidden = !listsReports;
}

let refreshing = null;
function refreshSoon() {
  refreshing ??= setTimeout(async () => {
    refreshing = null;
    await load({ rows: Math.max(page.reports.length, PAGE) });
  }, REFRESH_MS);
}

// --- the address carries the filter

function toAddress({ replace }) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter(), sort: page.sort })) if (value) parameters.set(name, value);
  const written = parameters.toString();
  const address = location.pathname + (written && `?${written}`);
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}

function fromAddress() {
  const parameters = new URLSearchParams(location.search);
  for (const name of FILTERS) choose(form.elements[name], parameters.get(name) ?? "");
  const by = parameters.get("sort") ?? "";
  page.sort = document.querySelector(`th[data-column="${CSS.escape(by.replace(/^-/, ""))}"]`) ? by : "";
}

function choose(control, value) {
  if (control instanceof HTMLSelectElement && ![...control.options].some((one) => one.value === value)) {
    control.add(new Option(value, value));
  }
  control.value = value;
}

function changed({ replace = false } = {}) {
  toAddress({ replace });
  load();
}

let typing = null;
form.addEventListener("input", (event) => {
  clearTimeout(typing);
  if (event.target.name === "search") typing = setTimeout(() => changed({ replace: true }), TYPING_MS);
  else changed();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  changed({ replace: true });
});
at("clear").addEventListener("click", () => {
  for (const name of FILTERS) form.elements[name].value = "";
  form.elements.search.focus();
  changed();
});
at("more").addEventListener("click", () => load({ more: true }));
addEventListener("popstate", () => {
  fromAddress();
  load();
});

function sort(column) {
  page.sort = page.sort === column ? `-${column}` : page.sort === `-${column}` ? "" : column;
  changed();
}

// --- what is chosen

function showChosen() {
  const count = table.chosen.size;
  at("chosen").hidden = !count;
  at("chosen-count").textContent = say("library_chosen", { count });
  at("chosen-compare").disabled = count < 2;
}

const chosenIds = () => [...table.chosen.keys()];

async function begin(path, document) {
  try {
    const job = await post(path, document);
    location.assign(`/${path}/${encodeURIComponent(job.id)}`);
  } catch (problem) {
    report(problem, () => begin(path, document));
  }
}

at("unchoose").addEventListener("click", () => table.unchoose());
at("chosen-summarize").addEventListener("click", () => begin("summaries", { reports: chosenIds(), style: "executive" }));
at("chosen-compare").addEventListener("click", () => begin("comparisons", { reports: chosenIds() }));
at("chosen-remove")?.addEventListener("click", () => removeAfterAsking([...table.chosen.values()]));

// --- removing and replacing

async function removeAfterAsking(reports) {
  const count = reports.length;
  const agreed = await confirmed(at("confirm"), {
    title: say(count > 1 ? "library_remove_title_many" : "library_remove_title", { count }),
    items: reports.map((one) => one.title),
    more: say("library_remove_and_more", { count }),
    detail: say("library_remove_detail"),
    yes: say("library_remove"),
  });
  if (!agreed) return;
  const next = table.neighbour(reports[0].id);
  const gone = [];
  try {
    for (const one of reports) {
      await remove(`reports/${encodeURIComponent(one.id)}`);
      gone.push(one);
    }
  } catch (problem) {
    report(problem);
  }
  table.forget(gone.map((one) => one.id));
  if (gone.length === 1) announce(say("library_told_removed", { title: gone[0].title }));
  else if (gone.length) announce(say("library_told_removed_many", { count: gone.length }));
  (next?.isConnected ? next.querySelector("a") : form.elements.search).focus();
  await load({ rows: Math.max(page.reports.length, PAGE) });
}

let replaced = null;
function replace(report) {
  replaced = report;
  at("replacement").click();
}
at("replacement")?.addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file && replaced) {
    table.replacing(replaced.id);
    send([file], { replaces: replaced.id });
  }
  event.target.value = "";
});

// --- files coming in

function send(files, options = { library: at("into").value.trim() }) {
  if (!files.length) {
    announce(say("library_nothing_dropped"));
    return;
  }
  const entries = sending.add(files, options);
  arrivals.chosen(entries);
  announce(say("library_told_received", { count: files.length }));
}

function chosenFrom(input) {
  send(meant([...input.files]));
  input.value = "";
}

/** The job cannot be followed, but it may well go on: the list of jobs tells. */
async function lost(id, problem) {
  if (problem.status === 404) return;
  report(problem, () => following.add(id));
}

const sending = new Sending({
  onChange: (entry) => arrivals.changed(entry),
  onJob: (job, entries) => {
    arrivals.taken(job, entries);
    following.add(job.id);
  },
});
const following = new Following({
  onJob: (job) => {
    if (job.kind === "rebuild") rebuilt(job);
    else arrivals.told(job);
  },
  onLost: lost,
});
const arrivals = new Arrivals(at("arrivals"), at("arrival"), {
  onSettled: refreshSoon,
  onAgain: (entry) => sending.again(entry),
  onCounts: () => showState(),
});
const table = new ReportTable(at("reports"), at("row"), {
  onRemove: (one) => removeAfterAsking([one]),
  onReplace: replace,
  onSort: sort,
  onChoice: showChosen,
});

at("upload")?.addEventListener("click", () => at("files").click());
at("upload-folder")?.addEventListener("click", () => at("folder").click());
at("files")?.addEventListener("change", (event) => chosenFrom(event.target));
at("folder")?.addEventListener("change", (event) => chosenFrom(event.target));
if (at("upload")) receiveDrops(at("drop-here"), send);
at("stop").addEventListener("click", async () => {
  sending.stop();
  for (const id of following.ids) await post(`jobs/${encodeURIComponent(id)}/cancel`).catch(report);
});
addEventListener("beforeunload", (event) => {
  if (sending.busy) event.preventDefault();
});

at("samples")?.addEventListener("click", async (event) => {
  event.target.disabled = true;
  try {
    const job = await post("samples");
    arrivals.found(job);
    following.add(job.id);
    announce(say("library_samples_coming"));
  } catch (problem) {
    report(problem);
  } finally {
    event.target.disabled = false;
  }
});

// --- indexes made anew

at("rebuild")?.addEventListener("click", async () => {
  const agreed = await confirmed(at("confirm"), {
    title: say("library_rebuild_title"),
    detail: say("library_rebuild_detail"),
    yes: say("library_rebuild_begin"),
  });
  if (!agreed) return;
  try {
    const job = await post("rebuild");
    rebuilt(job);
    following.add(job.id);
  } catch (problem) {
    report(problem);
  }
});

function rebuilt(job) {
  const over = ["done", "failed", "cancelled"].includes(job.state);
  if (job.state === "failed") report(job.error);
  const words = say(job.state === "done" ? "library_rebuilt" : "library_rebuilding");
  if (!over || job.state === "done") at("rebuild-state").textContent = words;
  else at("rebuild-state").textContent = "";
  at("rebuild").disabled = !over;
}

// --- from the beginning

function report(problem, retry = null) {
  at("problems").replaceChildren(problemNotice(problem, { retry }));
}

/** Jobs go on when the page is closed: those that run or wait are shown again, and what failed until it has been read. */
async function takeUp() {
  const under_way = [...(await jobsOf("ingest", "running")), ...(await jobsOf("ingest", "waiting"))];
  for (const job of under_way) {
    arrivals.found(job);
    following.add(job.id);
  }
  for (const job of await latestJobs("ingest", LATEST_JOBS)) arrivals.found(job);
  for (const job of await jobsOf("rebuild", "running")) following.add(job.id);
}

fromAddress();
await Promise.all([load(), takeUp().catch(report)]);
