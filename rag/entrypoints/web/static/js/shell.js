// What every page does: theme, language, signing out.

import { remove } from "./api.js";
import { say } from "./words.js";

const A_YEAR_SECONDS = 365 * 24 * 60 * 60;
const root = document.documentElement;
const keep = (name, value) => {
  document.cookie = `${name}=${value}; path=/; max-age=${A_YEAR_SECONDS}; SameSite=Lax`;
};

const theme = document.getElementById("theme");
const shownTheme = () => root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
const nameTheme = () => {
  const words = say(`shell_theme_now_${shownTheme()}`);
  theme.setAttribute("aria-label", words);
  theme.title = words;
};
theme.addEventListener("click", () => {
  root.dataset.theme = shownTheme() === "dark" ? "light" : "dark";
  keep("theme", root.dataset.theme);
  nameTheme();
});
nameTheme();

const language = document.getElementById("language");
language.addEventListener("click", () => {
  keep("language", language.dataset.to);
  location.reload();
});

// Only where keys are asked for is there anything to sign out of.
document.getElementById("sign-out")?.addEventListener("click", async () => {
  await remove("session");
  location.assign("/sign-in");
});
