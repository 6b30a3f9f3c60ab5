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
