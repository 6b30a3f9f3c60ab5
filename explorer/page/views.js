// The views, in the order of their tabs. A view is one module and one line here; docs/EXPLORER.md tells how to add one.
//
// A view is `{name, fields, dated, draw, cells, leave}`:
// - `name`: its word in the hash; the text `tab.NAME` is its tab.
// - `fields`: what it alone keeps in the state and the hash, by key (see state.js).
// - `dated(ctx)`: whether what it shows follows the day of the time bar.
// - `draw(ctx)`: what it shows, as an element or several.
// - `cells(ctx)`: what it shows as `{head, rows}`, for tables to take away; without it, those of the table.
// - `leave()`: what is to be done when another view takes its place, or when its colours change.

import { MAP } from "./view_map.js";
import { MATRIX } from "./view_matrix.js";
import { NETWORK } from "./view_network.js";
import { OVERLAPS } from "./view_overlaps.js";
import { TABLE } from "./view_table.js";

export const VIEWS = [MATRIX, OVERLAPS, NETWORK, MAP, TABLE];

/** Returns the view of that name. */
export function viewOf(name) {
  return VIEWS.find((view) => view.name === name);
}

/** Returns the fields of the state that all views declare. */
export function fieldsOf(views) {
  return Object.assign({}, ...views.map((view) => view.fields));
}
