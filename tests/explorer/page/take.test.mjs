import assert from "node:assert/strict";
import { test } from "node:test";

import { colourOf, cssParts, dashesOf, dotOf, gradientOf, shadowsOf, stripesOf, xmlText } from "../../../explorer/page/paint.js";
import { rasterScale } from "../../../explorer/page/raster.js";
import { pageText } from "../../../explorer/page/whole.js";
import { crc32, dosDate, sizedPng, zipped } from "../../../explorer/page/zip.js";

const bytes = (text) => new TextEncoder().encode(text);

// -- zip ------------------------------------------------------------------------------------------------------------

test("the checksum is the one of zip and PNG", () => {
  assert.equal(crc32(bytes("123456789")), 0xcbf43926);
  assert.equal(crc32(bytes("")), 0);
});

test("a day is written as DOS writes it, and none lies before 1980", () => {
  assert.equal(dosDate("2026-11-22"), (46 << 9) | (11 << 5) | 22);
  assert.equal(dosDate("1979-01-01"), 33);
  assert.equal(dosDate("?"), 33);
});

test("an archive has its end, its count and its names in one folder, and is the same twice", () => {
  const files = [{ name: "README.txt", content: "Quién" }, { name: "tables/a.csv", content: bytes("x") }];
  const archive = zipped("migov-2026-11-22-es", files, "2026-11-22");
  const view = new DataView(archive.buffer);
  assert.equal(view.getUint32(0, true), 0x04034b50);
  assert.equal(view.getUint16(6, true), 0x0800, "names are UTF-8");
  assert.equal(view.getUint32(archive.length - 22, true), 0x06054b50);
  assert.equal(view.getUint16(archive.length - 12, true), 2);
  assert.match(new TextDecoder().decode(archive), /migov-2026-11-22-es\/tables\/a\.csv/);
  assert.deepEqual(zipped("migov-2026-11-22-es", files, "2026-11-22"), archive);
});

test("no name in an archive leaves its folder", () => {
  for (const name of ["../x", "/etc/x", "a/../../x", "a\\b", "", "a//b", ".x", "a/"]) {
    assert.throws(() => zipped("m", [{ name, content: "" }], "2026-11-22"), /not a name/, name);
  }
});

test("a PNG says its size on paper after its first chunk", () => {
  const png = new Uint8Array(50).fill(7);
  const sized = sizedPng(png, 2);
  assert.equal(sized.length, 71);
  assert.equal(new TextDecoder().decode(sized.subarray(37, 41)), "pHYs");
  assert.equal(new DataView(sized.buffer).getUint32(41), 7559);
  assert.deepEqual(sized.subarray(54), png.subarray(33));
});

// -- pictures -------------------------------------------------------------------------------------------------------

test("a picture is drawn at twice its size unless a canvas could not hold it", () => {
  assert.equal(rasterScale(1200, 2000), 2);
  assert.equal(rasterScale(1200, 12_000), 1.33);
  assert.ok(rasterScale(9000, 9000) ** 2 * 9000 * 9000 <= 120_000_000);
});

test("colours of CSS become colours of SVG, and what is not seen is null", () => {
  assert.deepEqual(colourOf("rgb(23, 79, 132)"), { fill: "#174f84", alpha: 1 });
  assert.deepEqual(colourOf("rgba(0, 0, 0, 0.5)"), { fill: "#000000", alpha: 0.5 });
  assert.deepEqual(colourOf("color(srgb 1 0.5 0 / 0.25)"), { fill: "#ff8000", alpha: 0.25 });
  for (const none of ["rgba(0, 0, 0, 0)", "transparent", "url(#x)", "", undefined]) assert.equal(colourOf(none), null);
});

test("a hatched ground keeps its stripes", () => {
  const stripes = stripesOf(gradientOf("repeating-linear-gradient(135deg, rgb(23, 79, 132) 0px, rgb(23, 79, 132) 5px, rgb(74, 123, 171) 5px, rgb(74, 123, 171) 9px)"));
  assert.equal(stripes.period, 9);
  assert.equal(stripes.turn, 45);
  assert.deepEqual(stripes.bands.map(({ from, to, colour }) => [from, to, colour.fill]), [[0, 5, "#174f84"], [5, 9, "#4a7bab"]]);
  assert.equal(stripesOf(gradientOf("repeating-linear-gradient(rgb(1, 1, 1) 0px 2px, rgba(0, 0, 0, 0) 2px 6px)")).bands[1].colour, null);
  assert.equal(stripesOf(gradientOf("linear-gradient(rgb(1, 1, 1), rgb(2, 2, 2))")), null);
});

test("a dotted ground keeps its dot", () => {
  const dot = dotOf(gradientOf("radial-gradient(circle, rgb(170, 179, 186) 0px, rgb(170, 179, 186) 1.3px, rgba(0, 0, 0, 0) 1.8px)"));
  assert.equal(dot.colour.fill, "#aab3ba");
  assert.equal(dot.r, 1.55);
});

test("what CSS says in lists is taken apart outside its parentheses", () => {
  assert.deepEqual(cssParts("a(1, 2), b"), ["a(1, 2)", "b"]);
  assert.equal(gradientOf("none"), null);
  assert.equal(gradientOf('url("data:,")'), null);
  assert.equal(gradientOf("conic-gradient(red, blue)"), null);
});

test("hard shadows are lines, soft ones are left out, dashes grow with the line", () => {
  assert.deepEqual(shadowsOf("rgb(170, 179, 186) 0px -1px 0px 0px inset"), [{ colour: { fill: "#aab3ba", alpha: 1 }, x: 0, y: -1, spread: 0, inset: true }]);
  assert.deepEqual(shadowsOf("rgba(0, 0, 0, 0.2) 0px 6px 20px 0px"), []);
  assert.deepEqual(shadowsOf("none"), []);
  assert.equal(dashesOf("dotted", 2), "0 4");
  assert.equal(dashesOf("solid", 2), null);
});

test("no text holds what XML forbids", () => {
  assert.equal(xmlText("a\u0000b\u001fc\ufffed\ud800e\n"), "abcd\ufffde\n");
  assert.equal(xmlText("Curaçao 😀"), "Curaçao 😀");
});

// -- the page as a file ---------------------------------------------------------------------------------------------

test("a page is written as it was read, its signs escaped and its scripts as they are", () => {
  const node = (localName, attributes, ...childNodes) => {
    const element = { nodeType: 1, localName, attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })), childNodes };
    for (const child of childNodes) child.parentNode = element;
    return element;
  };
  const text = (data) => ({ nodeType: 3, data });
  const head = node("head", {}, text("\n"), node("meta", { content: "script-src 'self'" }), node("title", {}, text("A & <b>")), text("\n"));
  const body = node("body", {}, text("\n"), node("p", { hidden: "" }, text("x < y")), node("script", {}, text("1 < 2 && '3'")), text("\n\n\n"));
  const page = { head, body, documentElement: node("html", { lang: "en" }, head, text("\n"), body) };
  assert.equal(
    pageText(page),
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta content=\"script-src &#39;self&#39;\"><title>A &amp; &lt;b&gt;</title>\n</head>\n" +
      "<body>\n<p hidden=\"\">x &lt; y</p><script>1 < 2 && '3'</script>\n</body>\n</html>\n",
  );
});
