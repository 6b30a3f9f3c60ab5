// O3 uncoordinated-overlap: which mechanisms share members (and themes) without any known formal link?
// One row for each two rooms of the scope, active on the day, that share at least $min_shared members and between which
// no formal link is known to hold or to have held by the day. With $themes 'on', or a $theme_set, they share a theme as
// well. Between them stand the mechanisms of a nearest indirect way over formal links; of several, the first by ids.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param themes => 'off'
// :param theme_set => []
// :param min_shared => 1
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

// Who sits there, and which themes it addresses.
MATCH (country:Country)-[s]->(room)
WHERE s.seat IN $roles AND s.confidence IN $confidence
  AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
WITH room, country, collect(s.id) AS proof
WITH room, collect({member: country.id, proof: proof}) AS seats
OPTIONAL MATCH (room)-[m:ADDRESSES]->(theme:Theme)
WHERE (size($theme_set) = 0 OR theme.id IN $theme_set) AND m.confidence IN $confidence
  AND m.since <= $as_of AND (m.until IS NULL OR m.until >= $as_of)
  AND NOT coalesce(m.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
WITH room, seats, collect({theme: theme.id, proof: m.id}) AS mandate
WITH collect({node: room, seats: seats, mandate: mandate}) AS holders

// Each pair once, and what it shares.
UNWIND holders AS one
UNWIND holders AS other
WITH one, other, one.node AS x, other.node AS y
WHERE x.id < y.id
WITH x, y, one.seats + other.seats AS seats, one.mandate + other.mandate AS mandates,
  [held IN one.seats WHERE held.member IN [h IN other.seats | h.member] | held.member] AS both,
  COLLECT {
    UNWIND one.mandate AS item
    WITH item.theme AS issue WHERE issue IN [i IN other.mandate | i.theme]
    RETURN DISTINCT issue ORDER BY issue
  } AS shared_set,
  $themes = 'on' OR size($theme_set) > 0 AS strict
WHERE size(both) >= CASE WHEN $min_shared > 1 THEN $min_shared ELSE 1 END
  AND (NOT strict OR size(shared_set) > 0)
  AND NOT EXISTS {
    MATCH (x)-[k:COORDINATES_WITH|SUPPORTS|SECRETARIAT_OF|PART_OF|IMPLEMENTS|SUCCEEDS]-(y)
    WHERE k.since <= $as_of AND k.confidence IN $confidence
      AND NOT coalesce(k.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  }

// The nearest indirect way, and the statements along it.
WITH x, y, seats, mandates, both, shared_set, strict, head(COLLECT {
    MATCH p = allShortestPaths((x)-[:COORDINATES_WITH|SUPPORTS|SECRETARIAT_OF|PART_OF|IMPLEMENTS|SUCCEEDS*]-(y))
    WHERE all(n IN nodes(p) WHERE n:Mechanism)
      AND all(k IN relationships(p) WHERE k.since <= $as_of AND k.confidence IN $confidence
        AND NOT coalesce(k.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
    UNWIND relationships(p) AS k
    WITH [n IN nodes(p) | n.id] AS stops, collect(k.id) AS proof
    RETURN {stops: stops, proof: proof} AS way ORDER BY stops LIMIT 1
  }) AS way
RETURN
  x.id AS a,
  y.id AS b,
  size(both) AS shared,
  coalesce(way.stops[1..-1], []) AS indirect,
  size(both) * CASE WHEN strict THEN size(shared_set) ELSE 1 END AS closes,
  size(shared_set) AS shared_themes,
  EXISTS { // attested, but nobody says since when, or less supported than asked for
    MATCH (x)-[k:COORDINATES_WITH|SUPPORTS|SECRETARIAT_OF|PART_OF|IMPLEMENTS|SUCCEEDS]-(y)
    WHERE (k.since <= $as_of OR k.start IS NULL)
      AND NOT coalesce(k.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  } AS doubtful,
  COLLECT { UNWIND both AS id RETURN id ORDER BY id } AS members,
  shared_set AS themes,
  COLLECT {
    UNWIND [held IN seats WHERE held.member IN both | held.proof] + [coalesce(way.proof, [])]
      + [[item IN mandates WHERE strict AND item.theme IN shared_set | item.proof]] AS proof
    UNWIND proof AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY x.scope = 'global' OR y.scope = 'global', shared DESC, a, b
