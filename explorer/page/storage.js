// What the browser remembers between visits: the language and the theme. Where it may not remember, nothing breaks.

/** Returns what is remembered under a name, or null. */
export function remembered(name) {
  try {
    return globalThis.localStorage.getItem(`migov.${name}`);
  } catch {
    return null;
  }
}

/** Remembers a value under a name, where the browser allows it. */
export function remember(name, value) {
  try {
    globalThis.localStorage.setItem(`migov.${name}`, value);
  } catch {
    // Private windows and locked profiles refuse; the page then starts as on a first visit.
  }
}

/** Returns the language to start in: the link's, the one remembered, the one the page was made for, the browser's. */
export function startLanguage(linked, kept, made, browser) {
  const known = (lang) => (["en", "es"].includes(lang) ? lang : null);
  return known(linked) ?? known(kept) ?? known(made) ?? (/^es\b/i.test(browser ?? "") ? "es" : "en");
}

/** Puts a hash into the address, so that Back undoes; where no address may be changed, the page goes on without. */
export function putAddress(hash, replace) {
  try {
    // Not the hash alone: inside a notebook it would be resolved against the address of the notebook, and refused.
    history[replace ? "replaceState" : "pushState"](null, "", location.href.split("#")[0] + hash);
  } catch {
    // A frame that may not: the view is drawn all the same.
  }
}

/** Returns whether the page has an address that a link could lead to; inside a notebook it has none. */
export function hasAddress() {
  return location.protocol !== "about:";
}

/** Offers a text as a file to save. */
export function saveFile(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Returns whether the text could be put on the clipboard. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
