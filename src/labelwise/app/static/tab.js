/** This tab's own name, under which the server holds items for it. */

const KEY = "labelwise-holder";
const letters = () => crypto.randomUUID().replaceAll("-", "");

/** Resolves to true when the lock was free; it is kept until the page goes. */
function takeFor(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => {});
    });
  });
}

/**
 * The name survives a reload. A duplicated tab copies it, so the copy, which finds it in use,
 * takes a new one: two tabs never hold the same item.
 */
export async function holder() {
  const kept = sessionStorage.getItem(KEY);
  if (kept && (await takeFor(kept))) return kept;
  const made = `tab:${letters()}`;
  sessionStorage.setItem(KEY, made);
  await takeFor(made);
  return made;
}

export const newId = () => `a${letters()}`;
