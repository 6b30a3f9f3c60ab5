// B2 brokers: who holds separate parts together?
// The measures are arithmetic on a whole network, so this text returns its ties and the kernel of the Python form
// finishes. One row for each two nodes and direction of $network: seats, and countries (country -> active room of the
// scope; the kernel ties countries that share one), links (formal links between mechanisms, in force or held before),
// organisations (agencies, mechanisms and countries, by membership, partnership, support and the like), funds (from
// donor to recipient, and on to who implements what is funded). The group of a country without a known region is null.
// $top is not used: the kernel cuts.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param network => 'seats'
// :param groups => 'region'
// :param roles => ['member']
// :param scope => ['regional']

CALL {
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
  RETURN collect(room.id) AS open
}
MATCH (x:Entity)-[s]->(y:Entity)
WHERE x.id <> y.id AND s.confidence IN $confidence AND s.since <= $as_of
  AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  AND (s.until IS NULL OR s.until >= $as_of OR $network = 'links')
  AND CASE $network
    WHEN 'links' THEN x:Mechanism AND y:Mechanism AND type(s) IN
      ['COORDINATES_WITH', 'SUPPORTS', 'SECRETARIAT_OF', 'PART_OF', 'IMPLEMENTS', 'SUCCEEDS']
    WHEN 'organisations' THEN (x:Agency OR x:Country OR x:Mechanism) AND (y:Agency OR y:Country OR y:Mechanism)
      AND type(s) IN ['COORDINATES_WITH', 'IMPLEMENTS', 'LEADS', 'MEMBER_OF', 'PARTNER_IN', 'PART_OF',
        'SECRETARIAT_OF', 'SUPPORTS']
      AND (type(s) <> 'MEMBER_OF' OR coalesce(s.role, '') IN $roles)
    WHEN 'funds' THEN type(s) = 'FUNDS' OR type(s) = 'IMPLEMENTS' AND EXISTS {
        MATCH (:Entity)-[f:FUNDS]->(y)
        WHERE f.confidence IN $confidence AND f.since <= $as_of AND (f.until IS NULL OR f.until >= $as_of)
          AND NOT coalesce(f.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
      }
    ELSE x:Country AND s.seat IN $roles AND y.id IN open
  END

// Money flows from what is funded to who implements it.
WITH s, CASE WHEN $network = 'funds' AND type(s) = 'IMPLEMENTS' THEN [y, x] ELSE [x, y] END AS ends
WITH s.id AS statement, ends[0] AS giver, ends[1] AS taker
WITH giver, taker, collect(statement) AS proof
RETURN
  giver.id AS source,
  taker.id AS target,
  CASE
    WHEN $groups = 'kind' THEN giver.kind
    WHEN $groups = 'region' AND giver:Country THEN giver.region
    ELSE coalesce(giver.subtype, giver.kind)
  END AS source_group,
  CASE
    WHEN $groups = 'kind' THEN taker.kind
    WHEN $groups = 'region' AND taker:Country THEN taker.region
    ELSE coalesce(taker.subtype, taker.kind)
  END AS target_group,
  COLLECT { UNWIND proof AS id RETURN id ORDER BY id } AS evidence
ORDER BY source, target
