// W2 best-new-link: which one new formal link would close most gaps?
// Each pair of unlinked rooms is joined in thought, which no server is asked to do: this text returns the ties, and the
// kernel of the Python form finishes ($top best, overlaps of $min_shared members and more). One row for each tie:
//   link      two mechanisms (a < b) are known to be formally linked, or to have been by the day, in either direction
//   seat      the country a sits in the room b (a room of the scope, active on the day)
// $top is not used: the kernel takes the first. $min_shared is not used: the kernel counts.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param roles => ['member']
// :param scope => ['regional']

CALL {
  MATCH (x:Mechanism)-[k:COORDINATES_WITH|SUPPORTS|SECRETARIAT_OF|PART_OF|IMPLEMENTS|SUCCEEDS]-(y:Mechanism)
  WHERE x.id < y.id AND k.since <= $as_of AND k.confidence IN $confidence
    AND NOT coalesce(k.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  RETURN 'link' AS tie, x.id AS a, y.id AS b, false AS near_universal,
    collect(k.id) AS proof
  UNION ALL
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
  MATCH (country:Country)-[s]->(room)
  WHERE s.seat IN $roles AND s.confidence IN $confidence
    AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
  RETURN 'seat' AS tie, country.id AS a, room.id AS b, room.scope = 'global' AS near_universal,
    collect(s.id) AS proof
}
RETURN
  tie,
  a,
  b,
  near_universal,
  COLLECT { UNWIND proof AS id RETURN id ORDER BY id } AS evidence
ORDER BY tie, a, b
