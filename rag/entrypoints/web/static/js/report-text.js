// A report's canonical text as elements whose joined text is that text, character for character, so that spans stay exact.

import { Positions } from "./code-points.js";
import { element } from "./dom.js";

// The report's own title is a heading of level 2, so its sections begin at 3; there is none beyond 6.
const FIRST_HEADING = 3;
const LAST_HEADING = 6;
// What may follow a heading that stands alone in its line.
const ONLY_PUNCTUATION = /^[\s。．.：:；;，,、！!？?]*$/;
// Digits, and masks in their place, with signs and separators.
const NUMBER = /^[-+－—~～]*[\d*＊][\d\s,.，．*＊%％-]*$/;
// How much of a section without heading stands for it in the outline.
const LABEL_CHARACTERS = 18;

/** Sections in reading order, as `{section, depth, start, label, path}`; `start` in units of the string. */
export function walk(sections, text, positions) {
  const found = [];
  const visit = (one, depth, above) => {
    const start = positions.toUnit(one.start);
    const label = labelOf(one, text, start);
    const path = one.heading ? [...above, one.heading] : above;
    found.push({ section: one, depth, start, end: positions.toUnit(one.end), label, path });
    for (const child of one.children) visit(child, depth + 1, path);
  };
  for (const one of sections) visit(one, 0, []);
  return found;
}

function labelOf(section, text, start) {
  if (section.heading) return section.marker + section.heading;
  const words = text.slice(start, start + 4 * LABEL_CHARACTERS).trim().split("\n")[0];
  return words.length > LABEL_CHARACTERS ? `${words.slice(0, LABEL_CHARACTERS)}…` : words;
}

/** The text as blocks. `walked`: of `walk`; each section's place gets the id `section-<its index>`. */
export function blocks(text, walked, { title = "" } = {}) {
  const made = [];
  let next = 0;
  let table = null;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    const here = [];
    while (next < walked.length && walked[next].start < end) here.push(next++);
    const line = text.slice(start, end);
    if (line.includes("\t")) {
      table ??= made[made.push(element("table", {}, element("tbody"))) - 1];
      table.firstChild.append(row(line, here));
    } else {
      table = null;
      made.push(block({ line, start, here, walked, titled: !next && line.trim() === title }));
    }
    start = end;
  }
  for (const one of made) if (one.tagName === "TABLE") alignNumbers(one);
  return made;
}

/** A column of numbers below its head stands at the right, its head with it. */
function alignNumbers(table) {
  const rows = [...table.rows].map((one) => [...one.cells]);
  const width = Math.max(...rows.map((one) => one.length));
  for (let column = 0; column < width; column += 1) {
    const cells = rows.map((one) => one[column]).filter(Boolean);
    const below = cells.slice(1);
    if (below.length && below.every((one) => NUMBER.test(one.textContent.trim()))) cells.forEach((one) => one.classList.add("number"));
  }
}

function row(line, here) {
  const cells = line.split(/(?<=\t)/).map((cell) => element("td", {}, cell));
  return element("tr", { id: here.length ? anchor(here[0]) : null }, cells);
}

function block({ line, start, here, walked, titled }) {
  if (!line.trim()) return element("p", { class: "blank", id: here.length ? anchor(here[0]) : null }, line);
  if (titled) return element("p", { class: "report-title" }, line);
  const headings = here.map((index) => ({ index, ...headingIn(line, start, walked[index]) }));
  const alone = headings.find((one) => one.end > one.start && ONLY_PUNCTUATION.test(line.slice(one.end)));
  if (alone && headings.length === 1) {
    const level = Math.min(FIRST_HEADING + walked[alone.index].depth, LAST_HEADING);
    return element(`h${level}`, { id: anchor(alone.index) }, line);
  }
  return paragraph(line, headings);
}

/** Where in the line the heading stands; an empty stretch where the section has none. */
function headingIn(line, lineStart, { section, start }) {
  const from = Math.max(0, start - lineStart);
  const at = section.heading ? line.indexOf(section.heading, from + section.marker.length) : -1;
  return { start: from, end: at < 0 ? from : at + section.heading.length };
}

function paragraph(line, headings) {
  const made = element("p", { class: /^\s/.test(line) ? "spaced" : null });
  let done = 0;
  for (const { index, start, end } of headings) {
    if (start < done) continue;
    made.append(line.slice(done, start), element("b", { id: anchor(index) }, line.slice(start, end)));
    done = end;
  }
  made.append(line.slice(done));
  return made;
}

const anchor = (index) => `section-${index}`;

/** Marks `[start, end)`, in units, of all the text in `root`; the marks, whose joined text is that of the span. */
export function mark(root, start, end) {
  const pieces = [];
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let at = 0; nodes.nextNode() && at < end; ) {
    const node = nodes.currentNode;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, node.length);
    if (from < to) pieces.push({ node, from, to });
    at += node.length;
  }
  return pieces.map(({ node, from, to }) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const made = element("mark", { class: "cited" });
    range.surroundContents(made);
    return made;
  });
}

export function unmark(root) {
  for (const one of root.querySelectorAll("mark.cited")) {
    const parent = one.parentNode;
    one.replaceWith(...one.childNodes);
    parent.normalize();
  }
}

/** All that shows a text: its blocks, its outline's entries, and positions between code points and units. */
export function prepare(text, sections, title) {
  const positions = new Positions(text);
  const walked = walk(sections, text, positions);
  return { text, positions, walked, blocks: blocks(text, walked, { title }) };
}
