// A paper on the clipboard: with its numbers, and the places and words they lead to after it; as rich text and as plain.

import { element } from "./dom.js";
import { tell } from "./summary-places.js";
import { say } from "./words.js";

// Keeps a number on the line of its sentence; on the clipboard it would only be in the way.
const WORD_JOINER = "\u2060";
const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, tr";

export function offerCopy() {
  document.getElementById("copy").addEventListener("click", async () => {
    const paper = plainPaper(document.getElementById("paper"));
    const copied = await toClipboard({ html: paper.innerHTML, text: textOf(paper) });
    tell(say(copied ? "summary_copied" : "summary_copy_failed"));
  });
}

/** Without what only a page has: links, edge notes, classes. What is folded is in it. */
function plainPaper(paper) {
  const copy = paper.cloneNode(true);
  for (const one of copy.querySelectorAll(".paper-edge, .paper-foot")) one.remove();
  for (const one of copy.querySelectorAll("sup")) one.replaceWith(`[${one.textContent.trim()}]`);
  for (const one of copy.querySelectorAll("details > summary")) {
    one.replaceWith(element("h2", {}, (one.querySelector("h2") ?? one).firstChild.textContent.trim()));
  }
  for (const one of copy.querySelectorAll(".marker")) one.append(" ");
  for (const one of copy.querySelectorAll(".source-number")) one.replaceWith(`[${one.textContent}] `);
  for (const one of copy.querySelectorAll(".source-list li")) one.replaceWith(element("p", {}, ...one.childNodes));
  // The points have their numbers already: a word processor would count them once more.
  for (const one of copy.querySelectorAll("a, section, details, div, ol, ol > li")) one.replaceWith(...one.childNodes);
  for (const one of copy.querySelectorAll("*")) {
    for (const name of one.getAttributeNames()) one.removeAttribute(name);
  }
  copy.normalize();
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replaceAll(WORD_JOINER, "");
  return copy;
}

function textOf(paper) {
  const lines = [...paper.querySelectorAll(BLOCKS)].filter((one) => !one.querySelector(BLOCKS));
  return lines.map(lineOf).filter(Boolean).join("\n");
}

function lineOf(block) {
  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();
  return block.localName === "tr" ? [...block.cells].map(words).join("\t") : words(block);
}

/** Whether it is there. The clipboard's own interface is only for pages over HTTPS and on this machine. */
export async function toClipboard({ html, text }) {
  if (navigator.clipboard?.write) {
    try {
      const blob = (content, type) => new Blob([content], { type });
      await navigator.clipboard.write([
        new ClipboardItem({ "text/html": blob(html, "text/html"), "text/plain": blob(text, "text/plain") }),
      ]);
      return true;
    } catch {
      // Not allowed here: the older way may be.
    }
  }
  let set = false;
  document.addEventListener("copy", (event) => {
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    set = true;
  }, { once: true });
  return document.execCommand("copy") && set;
}
