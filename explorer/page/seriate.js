// An order of rows and columns in which those that are alike stand together, so that blocks show.
//
// Average linkage (Sokal & Michener 1958) on a weighted Jaccard distance: what nearly everybody has says little, so a
// member of many sets weighs less. When two groups join, the one of the four ways to set them side by side is taken that
// brings the most alike ends together (Gruvaeus & Wainer 1972). Ties go to what came first: the order is always the same.

// A member that all have still counts a little.
const FLOOR = 0.05;

function distance(a, b, weights) {
  let both = 0;
  let either = 0;
  for (const member of new Set([...a, ...b])) {
    either += weights.get(member);
    if (a.has(member) && b.has(member)) both += weights.get(member);
  }
  return either === 0 ? 0 : 1 - both / either;
}

function weightsOf(sets) {
  const counts = new Map();
  for (const set of sets) for (const member of set) counts.set(member, (counts.get(member) ?? 0) + 1);
  return new Map([...counts].map(([member, count]) => [member, Math.max(FLOOR, 1 - count / sets.length)]));
}

function sideBySide(a, b, far) {
  const [ra, rb] = [[...a].reverse(), [...b].reverse()];
  const ways = [[a, b], [a, rb], [ra, b], [ra, rb]];
  const gap = ([left, right]) => far[left.at(-1)][right[0]];
  return ways.reduce((best, way) => (gap(way) < gap(best) ? way : best)).flat();
}

/** Returns the places of sets in the order in which those that share most stand together; empty sets come last. */
export function seriated(sets) {
  const filled = [...sets.keys()].filter((place) => sets[place].size > 0);
  const empty = [...sets.keys()].filter((place) => sets[place].size === 0);
  const weights = weightsOf(filled.map((place) => sets[place]));
  const far = sets.map((a) => sets.map((b) => distance(a, b, weights)));
  let groups = filled.map((place) => [place]);
  while (groups.length > 1) {
    let best = null;
    for (let i = 0; i < groups.length; i += 1) {
      for (let j = i + 1; j < groups.length; j += 1) {
        let sum = 0;
        for (const a of groups[i]) for (const b of groups[j]) sum += far[a][b];
        const mean = sum / (groups[i].length * groups[j].length);
        if (best === null || mean < best.mean - 1e-12) best = { mean, i, j };
      }
    }
    const merged = sideBySide(groups[best.i], groups[best.j], far);
    groups = groups.flatMap((group, at) => (at === best.i ? [merged] : at === best.j ? [] : [group]));
  }
  const order = groups[0] ?? [];
  // Of an order and its mirror the one is taken that starts with the fuller half.
  const weight = (places) => places.reduce((sum, place) => sum + sets[place].size, 0);
  const half = Math.floor(order.length / 2);
  const turned = weight(order.slice(0, half)) < weight(order.slice(order.length - half)) ? [...order].reverse() : order;
  return [...turned, ...empty];
}
