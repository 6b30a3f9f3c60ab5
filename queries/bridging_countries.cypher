// B1 bridging-countries: which countries bridge two forums, and is any the only bridge?
// One row for each two rooms of the scope, active on the day, that share members: the countries that sit in both, how
// many, whether it is one alone, and whether without that one nothing joins the two, not even over other rooms and
// countries. $country leaves the pairs that it bridges, $at_most those with at most so many bridges (0: all).
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param country => null
// :param at_most => 0
// :param roles => ['member']
// :param scope => ['regional']

// The status of each room on the day: the latest observation of it decides; a coarse end covers all its days.
MATCH (room:Mechanism)
WHERE room.scope IN $scope
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(room)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH room, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH room, collect(o {.start, .text}) AS told
WITH room, CASE
    WHEN $as_of < room.start THEN 'none'
    WHEN $as_of > room.end + '-99' THEN 'ended'
    WHEN size(told) = 0 THEN coalesce(room.status, 'active')
    ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
  END AS status
WHERE status = 'active'
WITH collect(room) AS open

// Who sits in two of them.
MATCH (x:Mechanism)<-[s]-(c:Country)-[also]->(y:Mechanism)
WHERE x IN open AND y IN open AND x.id < y.id
  AND s.seat IN $roles AND s.confidence IN $confidence
  AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
  AND also.seat IN $roles AND also.confidence IN $confidence
  AND also.since <= $as_of AND (also.until IS NULL OR also.until >= $as_of)
WITH open, x, y, collect(DISTINCT c) AS bridge, collect(s.id) + collect(also.id) AS proof
WHERE ($country IS NULL OR any(c IN bridge WHERE c.id = $country)) AND ($at_most = 0 OR size(bridge) <= $at_most)

// Whether nothing but the only one joins the two.
WITH x, y, bridge, proof, size(bridge) = 1 AND NOT EXISTS {
    MATCH p = shortestPath((x)-[*]-(y))
    WHERE none(n IN nodes(p) WHERE n = bridge[0])
      AND all(n IN nodes(p) WHERE n:Country OR n IN open)
      AND all(s IN relationships(p) WHERE s.seat IN $roles AND s.confidence IN $confidence
        AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of))
  } AS cut
RETURN
  x.id AS a,
  y.id AS b,
  COLLECT { UNWIND bridge AS c RETURN c.id AS id ORDER BY id } AS countries,
  size(bridge) AS bridges,
  size(bridge) = 1 AS only,
  cut,
  COLLECT { UNWIND proof AS id RETURN DISTINCT id ORDER BY id } AS evidence
ORDER BY bridges, a, b
