// The page as a file again: the text it was read from, byte for byte, as long as nothing has been drawn yet.

const VOID = new Set(["meta", "link", "input", "br", "hr", "img"]);
const RAW = new Set(["script", "style", "noscript"]);
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);
}

function startTag(element) {
  return `<${element.localName}${[...element.attributes].map(({ name, value }) => ` ${name}="${escaped(value)}"`).join("")}>`;
}

function written(node) {
  if (node.nodeType === 3) return RAW.has(node.parentNode.localName) ? node.data : escaped(node.data);
  if (node.nodeType !== 1) return "";
  const start = startTag(node);
  return VOID.has(node.localName) ? start : `${start}${[...node.childNodes].map(written).join("")}</${node.localName}>`;
}

/** Returns the text of a page that was just parsed; its scripts and styles keep their hashes. */
export function pageText(page) {
  const { head, body, documentElement: root } = page;
  const inside = [...body.childNodes].map(written).join("").trimEnd();
  // The parser moves the line feeds around `html` and `body`; they go back where the file has them.
  return `<!doctype html>\n${startTag(root)}\n${written(head)}\n${startTag(body)}${inside}\n</body>\n</html>\n`;
}
