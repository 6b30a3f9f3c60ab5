// O4 country-seats: how many forums must each ministry staff, and in what combination?
// One row for each country with a seat in force on the day in a room of the scope that is active then: how many such
// rooms, and which. Rows with the same `mechanisms` are the rows of an UpSet plot.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
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

// Who sits there.
MATCH (party:Country)-[s]->(room)
WHERE s.seat IN $roles AND s.confidence IN $confidence
  AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
WITH party, collect(DISTINCT room.id) AS held, collect(s.id) AS proof
RETURN
  party.id AS country,
  size(held) AS seats,
  COLLECT { UNWIND held AS id RETURN id ORDER BY id } AS mechanisms,
  COLLECT { UNWIND proof AS id RETURN id ORDER BY id } AS evidence
ORDER BY seats DESC, country
