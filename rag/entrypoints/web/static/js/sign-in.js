// A key for a cookie, then on to where one was going.

import { get, post, Problem } from "./api.js";
import { element, problemText } from "./dom.js";
import { say } from "./words.js";

const form = document.getElementById("sign-in");
const key = document.getElementById("key");
const told = document.getElementById("sign-in-problem");

/** Only ever a page of this service. */
function next() {
  const asked = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
  return asked.origin === location.origin ? asked.pathname + asked.search : "/";
}

// A link from elsewhere comes without the cookie of a browser that is signed in: from here on it is sent.
get("session").then(
  (session) => (session.signed_in || !session.keys) && location.replace(next()),
  () => {}, // then one signs in
);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await post("session", { key: key.value.trim() });
    location.replace(next());
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const words = problem.status === 401 ? say("signing_wrong") : problemText(problem);
    told.replaceChildren(element("div", { class: "problem", role: "alert" }, element("p", {}, words)));
    key.select();
  }
});
