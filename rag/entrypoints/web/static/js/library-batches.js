// Files cut into requests of a sensible size, and how far each file of a request has come. Nothing here touches the page.

// A request of 20 reports of a few dozen KB is received within a second or two, so its job soon shows the first file;
// 16 MB keeps one slow line from holding a request open for minutes. A larger file travels alone.
export const MOST_FILES = 20;
export const MOST_BYTES = 16 * 1024 * 1024;

/** The first of `entries` (each with `size`) that fit into one request: at least one. */
export function firstBatch(entries, { files = MOST_FILES, bytes = MOST_BYTES } = {}) {
  const batch = [];
  let total = 0;
  for (const entry of entries) {
    if (batch.length && (batch.length >= files || total + entry.size > bytes)) break;
    batch.push(entry);
    total += entry.size;
  }
  return batch;
}

/** Of `loaded` bytes of a whole request, the share (0 to 1) of each file, which travel one after another. */
export function shares(sizes, loaded) {
  let before = 0;
  return sizes.map((size) => {
    const share = size ? Math.min(Math.max((loaded - before) / size, 0), 1) : Number(loaded >= before);
    before += size;
    return share;
  });
}

/** Seconds that a Retry-After header asks for (a number or a date), or `otherwise`. */
export function secondsToWait(header, otherwise, now = Date.now()) {
  if (!header) return otherwise;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(seconds, 0);
  const date = Date.parse(header);
  return Number.isNaN(date) ? otherwise : Math.max(Math.ceil((date - now) / 1000), 0);
}
