// The address of the page: the conversation, and the report and span that are open beside it.

const CONVERSATION = /^\/conversations\/([^/]+)$/;

/** `{conversation, place}` of the address as it is now; `place`: `{report, start, end}` or null. */
export function read() {
  const parameters = new URLSearchParams(location.search);
  const report = parameters.get("report");
  const [start, end] = [parameters.get("start"), parameters.get("end")].map((one) => (/^\d+$/.test(one ?? "") ? Number(one) : null));
  const conversation = CONVERSATION.exec(location.pathname)?.[1];
  return {
    conversation: conversation ? decodeURIComponent(conversation) : null,
    place: report ? { report, start, end: end ?? start } : null,
  };
}

/** The reports that a new conversation is to be about, of an address that leads here from their page. */
export const about = () => new URLSearchParams(location.search).getAll("about");

export function written({ conversation, place = null }) {
  const path = conversation ? `/conversations/${encodeURIComponent(conversation)}` : "/";
  if (!place) return path;
  const query = new URLSearchParams({ report: place.report });
  if (place.start !== null) {
    query.set("start", place.start);
    query.set("end", place.end);
  }
  return `${path}?${query}`;
}

/** The place that a citation points at, or a section that is near. */
export const placeOf = ({ report, start, end }) => ({ report: report.id, start, end });

export const isSame = (one, other) => one.report === other.report && one.start === other.start && one.end === other.end;

/** A new entry that Back leaves again. */
export const enter = (state) => history.pushState({ entered: true }, "", written(state));

export const replace = (state) => history.replaceState(history.state, "", written(state));

/** Whether the entry was made by `enter` in this page, so that Back stays in it. */
export const isEntered = () => Boolean(history.state?.entered);
