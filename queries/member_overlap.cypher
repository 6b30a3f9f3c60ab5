// O1 member-overlap: which mechanisms share members, or which countries share rooms ($between)?
// One row for each two sets that share at least $min_shared (0 lists every pair): sizes, shared, Jaccard and overlap
// coefficients, whether one lies within the other, who is shared. A set holds the seats in force on the day, in rooms
// that are active or dormant then. Pairs with a global room come last: near-universal bodies overlap with everything.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param between => 'mechanisms'
// :param roles => ['member']
// :param min_shared => 1
// :param scope => ['regional', 'hemispheric', 'global']

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
WHERE status IN ['active', 'dormant']

// Who sits there.
MATCH (country:Country)-[s]->(room)
WHERE s.seat IN $roles AND s.confidence IN $confidence
  AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
WITH room, country, collect(s.id) AS proof

// The sets and what belongs to them.
WITH CASE $between WHEN 'mechanisms' THEN room ELSE country END AS holder,
     CASE $between WHEN 'mechanisms' THEN country ELSE room END AS member, proof
WITH holder, collect({member: member.id, proof: proof}) AS seats
WITH collect({id: holder.id, worldwide: coalesce(holder.scope = 'global', false), seats: seats}) AS holders

// Each pair once.
UNWIND holders AS one
UNWIND holders AS other
WITH one, other, size(one.seats) AS a_size, size(other.seats) AS b_size, [x IN other.seats | x.member] AS theirs
WHERE one.id < other.id
WITH one, other, a_size, b_size, COLLECT {
    UNWIND one.seats AS x
    WITH x.member AS member WHERE member IN theirs
    RETURN member ORDER BY member
  } AS members
WITH one, other, a_size, b_size, members, size(members) AS shared
WHERE shared >= $min_shared
RETURN
  one.id AS a,
  other.id AS b,
  a_size,
  b_size,
  shared,
  a_size + b_size - shared AS `union`,
  toFloat(shared) / (a_size + b_size - shared) AS jaccard,
  toFloat(shared) / CASE WHEN a_size < b_size THEN a_size ELSE b_size END AS overlap_coefficient,
  toFloat(shared) / a_size AS a_in_b,
  toFloat(shared) / b_size AS b_in_a,
  CASE
    WHEN shared = a_size AND shared = b_size THEN 'equal'
    WHEN shared = a_size THEN 'a in b'
    WHEN shared = b_size THEN 'b in a'
    ELSE 'no'
  END AS nested,
  members,
  COLLECT { // the shared seats; of a pair that shares nothing, all seats
    UNWIND one.seats + other.seats AS x
    WITH x WHERE x.member IN members OR shared = 0
    UNWIND x.proof AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY one.worldwide OR other.worldwide, shared DESC, a, b
