// Which addresses out of the data may become links.

/** Returns the address when it is plain http or https, else null: nothing else becomes a link. */
export function safeUrl(text) {
  if (typeof text !== "string" || !/^https?:\/\//i.test(text)) return null;
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
