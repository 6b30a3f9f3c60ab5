// The shortest ways between two nodes, over statements: each step is one, and which end it begins at does not matter.

/** Returns the ways of a list of statements: for each node its neighbours, each with the places of what joins them. */
export function waysOf(statements, allowed) {
  const ways = new Map();
  const put = (from, to, at) => {
    if (!ways.has(from)) ways.set(from, new Map());
    const near = ways.get(from);
    if (!near.has(to)) near.set(to, []);
    near.get(to).push(at);
  };
  statements.forEach((statement, at) => {
    if (statement.source === statement.target || !allowed(statement)) return;
    put(statement.source, statement.target, at);
    put(statement.target, statement.source, at);
  });
  return ways;
}

function distances(ways, from) {
  const far = new Map([[from, 0]]);
  let edge = [from];
  while (edge.length > 0) {
    const next = [];
    for (const node of edge) {
      for (const other of ways.get(node)?.keys() ?? []) {
        if (far.has(other)) continue;
        far.set(other, far.get(node) + 1);
        next.push(other);
      }
    }
    edge = next;
  }
  return far;
}

/**
 * Returns the shortest paths from one node to another, or null where there is none.
 *
 * `{length, total, paths}`: how many steps, how many paths of that length there are, and the first `most` of them as
 * lists of nodes, in the order of `compare(node, other)`.
 */
export function shortestPaths(ways, from, to, { most = 24, compare = (a, b) => (a < b ? -1 : 1) } = {}) {
  const left = distances(ways, to);
  if (!left.has(from)) return null;
  // From each node only steps that bring the end nearer belong to a shortest path.
  const steps = (node) => [...(ways.get(node)?.keys() ?? [])].filter((other) => left.get(other) === left.get(node) - 1);
  const counted = new Map([[to, 1]]);
  const count = (node) => {
    if (!counted.has(node)) counted.set(node, steps(node).reduce((sum, other) => sum + count(other), 0));
    return counted.get(node);
  };
  const total = count(from);
  const paths = [];
  const walk = (path) => {
    if (paths.length >= most) return;
    const node = path[path.length - 1];
    if (node === to) paths.push(path);
    else for (const other of steps(node).sort(compare)) walk([...path, other]);
  };
  walk([from]);
  return { length: left.get(from), total, paths };
}

/** Returns the plan of paths: a column for each distance, lines for each statement that joins two of its steps. */
export function columnsOfPaths(paths, ways) {
  const columns = paths[0].map((_, step) => [...new Set(paths.map((path) => path[step]))]);
  const places = new Set();
  for (const path of paths) {
    for (let step = 1; step < path.length; step += 1) for (const at of ways.get(path[step - 1]).get(path[step])) places.add(at);
  }
  return { columns, places: [...places].sort((a, b) => a - b) };
}
