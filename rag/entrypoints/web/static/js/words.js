// The page's words and data, as the server put them into the page. No text stands in a module.

const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "{}");
const words = read("words");

/** What the page was given to begin with. */
export const data = () => read("data");

export const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/** The words for `key` with `values` filled in. Throws for a key that is not there: a fault of the code. */
export function say(key, values = {}) {
  if (!(key in words)) throw new Error(`no words for ${key}`);
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export const known = (key) => key in words;

/** The language of words that are not the page's: of reports, questions and answers. */
export const languageOf = (text) => (/\p{Script=Han}/u.test(text) ? "zh-CN" : "en");

/** Words joined as a list of the reader's language. */
export const listed = (parts) => parts.join(language === "zh" ? "、" : ", ");
