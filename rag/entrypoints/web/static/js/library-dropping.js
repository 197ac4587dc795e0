// Files and folders dropped anywhere on the page.

// What a system leaves in folders and nobody means to hand in.
const NOT_MEANT = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i;

/** The files of a drop, folders opened. Must be called while the event is handled: its items are gone afterwards. */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry?.());
  if (entries.some((entry) => entry?.isDirectory)) {
    const found = await Promise.all(entries.filter(Boolean).map(filesOf));
    return meant(found.flat());
  }
  return meant([...transfer.files]);
}

export function meant(files) {
  return files.filter((file) => !NOT_MEANT.test(file.name));
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  // A browser gives a folder in portions of about a hundred, until one is empty.
  for (;;) {
    const portion = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!portion.length) return (await Promise.all(found.map(filesOf))).flat();
    found.push(...portion);
  }
}

/** `onFiles` with what is dropped; `overlay` is shown while files hang over the page. */
export function receiveDrops(overlay, onFiles) {
  let depth = 0;
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  const show = (shown) => {
    overlay.hidden = !shown;
  };
  addEventListener("dragenter", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth += 1;
    show(true);
  });
  addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  addEventListener("dragleave", (event) => {
    if (!holdsFiles(event)) return;
    depth = Math.max(depth - 1, 0);
    if (!depth) show(false);
  });
  addEventListener("drop", async (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    onFiles(await droppedFiles(event.dataTransfer));
  });
}
