// G4 orphaned-members: when a forum goes dormant or ends, who is left without one?
// One row for each country that sat in a lost forum when it fell: the forums that it lost, and the rooms of the scope,
// active on the day, where it still sits. Lost is $forum or, where that is null, each room that is dormant or ended on
// the day. It fell on the first day since which it is known not to be active, at the latest on the day asked for.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param forum => null
// :param roles => ['member']
// :param scope => ['regional']

// The status of each room on the day: the latest observation of it decides; a coarse end covers all its days.
MATCH (room:Mechanism)
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(room)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH room, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH room, collect(o {.start, .text}) AS told
WITH room, CASE
    WHEN $as_of < room.start THEN 'none'
    WHEN $as_of > room.end + '-99' THEN 'ended'
    WHEN size(told) = 0 THEN coalesce(room.status, 'active')
    ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
  END AS status,
  coalesce(reduce(
    first = null,
    t IN [t IN told WHERE t.start <= $as_of] |
    CASE WHEN t.text = 'active' THEN null ELSE coalesce(first, left(t.start + '-01-01', 10)) END
  ), $as_of) AS silent
WITH room, status,
  CASE WHEN left(room.end + '-01-01', 10) < silent THEN left(room.end + '-01-01', 10) ELSE silent END AS fell
WITH room, status, fell,
  CASE WHEN $forum IS NULL THEN status IN ['dormant', 'ended'] ELSE room.id = $forum END AS is_lost

// Who sat in a lost room when it fell (a seat since nobody knows when counts: nobody joins a forum that has ceased to
// meet), and who sits in the others on the day.
MATCH (party:Country)-[s]->(room)
WHERE s.seat IN $roles AND s.confidence IN $confidence AND CASE
    WHEN is_lost AND status IN ['dormant', 'ended']
    THEN (s.start IS NULL OR s.since <= $as_of) AND (s.until IS NULL OR s.until >= fell)
    ELSE (is_lost OR status = 'active' AND room.scope IN $scope)
      AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
  END
WITH party,
  collect(DISTINCT CASE WHEN is_lost THEN room.id END) AS gone,
  collect(DISTINCT CASE WHEN NOT is_lost THEN room.id END) AS kept,
  collect(s.id) AS proof
WHERE size(gone) > 0
RETURN
  party.id AS country,
  COLLECT { UNWIND gone AS id RETURN id ORDER BY id } AS lost,
  COLLECT { UNWIND kept AS id RETURN id ORDER BY id } AS `left`,
  size(kept) AS rooms_left,
  COLLECT { UNWIND proof AS id RETURN id ORDER BY id } AS evidence
ORDER BY rooms_left, country
