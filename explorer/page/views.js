// The views, in the order of their tabs. A view is one module and one line here; docs/EXPLORER.md tells how to add one.
//
// A view is `{name, fields, dated, draw, has, cells, scene, filters, behind, leave}`; the last six may be left out:
// - `name`: its word in the hash; the text `tab.NAME` is its tab.
// - `fields`: what it alone keeps in the state and the hash, by key (see state.js).
// - `dated(ctx)`: whether what it shows follows the day of the time bar.
// - `draw(ctx)`: what it shows, as an element or several.
// - `has(ctx)`: whether it has something to show of the answer, for a view that a question opens on (see main.js).
// - `cells(ctx)`: what it shows as `{head, rows}`, for tables to take away; without it, those of the table.
// - `scene(ctx)`: what it shows as boxes and lines (see scene.js), or null; pictures and paper are else made of what
//   `draw` gives, in a frame of its own, without what is marked `data-screen` or is a control (see picture.js).
// - `filters(ctx)`: what the reader chose in it, in words, for pictures and paper.
// - `behind(ctx)`: the statements (by place or id), nodes and figures that it shows, for the sources of a picture.
// - `leave()`: what is to be done when another view takes its place, or when its colours change.

import { MAP } from "./view_map.js";
import { MATRIX } from "./view_matrix.js";
import { NETWORK } from "./view_network.js";
import { OVERLAPS } from "./view_overlaps.js";
import { TABLE } from "./view_table.js";
import { TIMELINE } from "./view_timeline.js";

export const VIEWS = [MATRIX, OVERLAPS, TIMELINE, NETWORK, MAP, TABLE];

/** Returns the view of that name. */
export function viewOf(name) {
  return VIEWS.find((view) => view.name === name);
}

/** Returns the fields of the state that all views declare. */
export function fieldsOf(views) {
  return Object.assign({}, ...views.map((view) => view.fields));
}
