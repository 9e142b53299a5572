/** What a person set for this browser: keys, switches, theme. */

const KEY = "labelwise-prefs";
const DEFAULTS = { singleKeys: true, keys: {}, why: false, suggestions: true, guidelines: false };

function read() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

export const prefs = read();

/** @param {Partial<typeof DEFAULTS>} changes */
export function setPrefs(changes) {
  Object.assign(prefs, changes);
  localStorage.setItem(KEY, JSON.stringify(prefs));
  document.dispatchEvent(new CustomEvent("prefs"));
}

export const theme = () => document.documentElement.dataset.theme ?? "system";

/** The theme is a cookie, so that the server writes it into the page and nothing flashes. */
export function setTheme(name) {
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  document.cookie = `labelwise-theme=${name}; path=/; max-age=31536000; SameSite=Strict`;
}
