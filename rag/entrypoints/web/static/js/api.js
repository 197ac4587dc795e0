// The HTTP API: documents, errors as problem+json, events over fetch that can be stopped and gone on with.

import { language } from "./words.js";

const ROOT = "/api/v1";
const WAITS_MS = [500, 1000, 2000, 4000, 8000];

/** What went wrong: `status` (0: not reached), `code`, `detail`, `retryAfter` in seconds where one is asked to wait. */
export class Problem extends Error {
  constructor({ status = 0, code = "unexpected", detail = "" } = {}, retryAfter = null) {
    super(detail || code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

export const isAbort = (error) => error instanceof DOMException && error.name === "AbortError";

/** A new key for a request that must not be done twice: keep it while the same request is tried again. */
export const idempotencyKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

/** `path` below /api/v1 with its query; lists are repeated, empty values are left out. */
export function address(path, query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") parameters.append(name, one);
    }
  }
  const written = parameters.toString();
  return (path.startsWith("/") ? path : `${ROOT}/${path}`) + (written && `?${written}`);
}

/**
 * The response, or a Problem thrown. `json`: sent as the body; `body`: sent as it is (FormData); `key`: idempotency.
 */
export async function request(method, path, { query, json, body, headers = {}, key, signal, accept } = {}) {
  const sent = { Accept: accept ?? "application/json", "Accept-Language": language, ...headers };
  if (json !== undefined) sent["Content-Type"] = "application/json";
  if (key) sent["Idempotency-Key"] = key;
  let response;
  try {
    response = await fetch(address(path, query), {
      method, signal, headers: sent, credentials: "same-origin", body: json === undefined ? body : JSON.stringify(json),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Problem({ code: "offline" });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response) {
  if (response.status === 401) signIn();
  let document = {};
  try {
    document = await response.json();
  } catch {
    // Not from the service itself: a proxy's page.
  }
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Problem({ ...document, status: response.status }, Number.isNaN(wait) ? null : Math.max(1, wait));
}

function signIn() {
  const here = location.pathname + location.search;
  if (!location.pathname.startsWith("/sign-in")) location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

/** The JSON document of an answer; null where it has none. */
export async function call(method, path, options = {}) {
  const response = await request(method, path, options);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export const get = (path, query = {}, options = {}) => call("GET", path, { query, ...options });
export const post = (path, json = {}, options = {}) => call("POST", path, { json, ...options });
export const remove = (path, options = {}) => call("DELETE", path, options);

/** Text as it is, not as JSON. */
export const text = async (path, options = {}) => (await request("GET", path, { accept: "text/plain", ...options })).text();

/** Events as `{id, name, data}`, in order, until the server ends them. Aborting `signal` closes the connection. */
export async function* events(method, path, options = {}) {
  const response = await request(method, path, { ...options, accept: "text/event-stream" });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    while (true) {
      const { done, value } = await read(reader);
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function read(reader) {
  try {
    return await reader.read();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Problem({ code: "offline" });
  }
}

/** Null for a heartbeat. */
function eventOf(block) {
  const event = { id: null, name: "message", data: "" };
  const lines = [];
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    const field = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? "" : line.slice(at + 1).replace(/^ /, "");
    if (field === "id") event.id = value;
    if (field === "event") event.name = value;
    if (field === "data") lines.push(value);
  }
  return lines.length ? { ...event, data: JSON.parse(lines.join("\n")) } : null;
}

/**
 * A job to its end: `onProgress(job)` at every change; resolves with the whole job. A connection that breaks is taken up
 * again where it was; the job goes on meanwhile.
 */
export async function follow(id, { onProgress = () => {}, signal } = {}) {
  let last = null;
  for (let failures = 0; ; failures += 1) {
    try {
      const headers = last === null ? {} : { "Last-Event-ID": last };
      for await (const event of events("GET", `jobs/${id}`, { headers, signal })) {
        last = event.id ?? last;
        failures = 0;
        onProgress(event.data);
        if (event.name === "done") return event.data;
      }
    } catch (error) {
      if (isAbort(error) || (error.status >= 400 && error.status < 500)) throw error;
      if (failures >= WAITS_MS.length) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, WAITS_MS[Math.min(failures, WAITS_MS.length - 1)]));
  }
}
