// G1 corridor-rooms: do both ends of a corridor sit in the same room, and in what kind of room?
// One row for each pair of countries: the best rung of the ladder that is known to hold on the day (regional,
// scope-limited, hemispheric, dormant, global), `none` where every room is known to lack one of them, and
// `no evidence` otherwise. A corridor joins each origin with each destination, and each transit country with the next
// where their order is known.
//
// All corridors where $pair is empty; otherwise the two countries, such as ['country:COL', 'country:PAN'].
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param pair => []
// :param roles => ['member']

// The rooms and their status on the day: the latest observation of it decides; a coarse end covers all its days.
OPTIONAL MATCH (room:Mechanism)
WHERE coalesce(room.seats, '') <> 'none' AND room.subtype IN [
    'consultation-process', 'framework', 'committee', 'forum', 'declaration-process', 'compact'
  ]
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(room)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH room, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH room, collect(o {.start, .text}) AS told
WITH room, CASE
    WHEN room IS NULL OR $as_of < room.start THEN 'none'
    WHEN $as_of > room.end + '-99' THEN 'ended'
    WHEN size(told) = 0 THEN coalesce(room.status, 'active')
    ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
  END AS status
WITH collect({node: room, status: status}) AS known

// The legs of the corridors.
OPTIONAL MATCH (stop:Country)-[c:ON_CORRIDOR]->(corridor:Corridor)
WHERE c.confidence IN $confidence
  AND NOT coalesce(c.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  AND (c.start IS NULL OR c.since <= $as_of) AND (c.until IS NULL OR c.until >= $as_of)
WITH known, corridor, stop, c ORDER BY c.order, c.id
WITH known, corridor, collect({country: stop.id, role: c.role, place: c.order, proof: c.id}) AS stops
WITH known, corridor,
  [x IN stops WHERE x.role = 'origin'] AS origins,
  [x IN stops WHERE x.role = 'destination'] AS destinations,
  [x IN stops WHERE x.role = 'transit'] AS transits
WITH known, corridor,
  reduce(pairs = [], x IN origins | pairs + [y IN destinations | [x, y]])
  + COLLECT {
    UNWIND transits AS x
    UNWIND transits AS y
    WITH x, y WHERE y.place = head([z IN transits WHERE z.place > x.place | z.place])
    RETURN [x, y]
  } AS pairs
WITH known, collect([p IN pairs WHERE p[0].country <> p[1].country | {
    ends: CASE
      WHEN p[0].country < p[1].country THEN [p[0].country, p[1].country]
      ELSE [p[1].country, p[0].country]
    END,
    corridor: corridor.id,
    proof: [p[0].proof, p[1].proof]
  }]) AS parts
WITH known, reduce(legs = [], part IN parts | legs + part) AS legs

// The pairs to look at.
UNWIND CASE
    WHEN size($pair) = 0 THEN COLLECT { UNWIND legs AS leg RETURN DISTINCT leg.ends }
    ELSE [COLLECT { MATCH (side:Country) WHERE side.id IN $pair RETURN side.id AS id ORDER BY id }]
  END AS ends
WITH known, ends, [leg IN legs WHERE leg.ends = ends] AS legs

// What each room says of each end, in three values; of whom no statement speaks, no where the list is known there.
UNWIND known AS entry
WITH ends, legs, entry.node AS place, entry.status AS status
MATCH (party:Country)
WHERE party.id IN ends
OPTIONAL MATCH (party)-[s]->(place)
WHERE s.seat IN $roles
WITH ends, legs, place, status, party, s, CASE
    WHEN s IS NULL THEN null
    WHEN s.until < $as_of THEN CASE WHEN s.confidence IN $confidence THEN 'no' END
    WHEN s.since <= $as_of THEN CASE WHEN s.confidence IN $confidence THEN 'yes' ELSE 'no evidence' END
    WHEN s.start IS NULL THEN 'no evidence'
    WHEN s.confidence IN $confidence THEN 'no'
  END AS said // less supported than asked for is no evidence
WITH ends, legs, place, status, party,
  collect(CASE WHEN said IS NOT NULL THEN {id: s.id, state: said} END) AS statements
WITH ends, legs, place, status, collect([x IN statements WHERE x.state = 'yes' | x.id]) AS proofs, collect(CASE
    WHEN any(x IN statements WHERE x.state = 'yes') THEN 'yes'
    WHEN any(x IN statements WHERE x.state = 'no evidence') THEN 'no evidence'
    WHEN size(statements) > 0 THEN 'no'
    WHEN place.members_known AND (
      place.members_known_in IS NULL
      OR party.region IN ['caribbean', 'central-america', 'north-america', 'south-america']
    ) THEN 'no'
    ELSE 'no evidence'
  END) AS states
WITH ends, legs, collect({room: place.id, proofs: proofs, rung: CASE
    WHEN NOT status IN ['active', 'dormant'] THEN 'closed'
    WHEN 'no' IN states THEN 'absent'
    WHEN 'no evidence' IN states THEN 'unknown'
    WHEN status = 'dormant' THEN 'dormant'
    WHEN place.scope = 'regional' AND size(coalesce(place.population_scope, [])) > 0 THEN 'scope-limited'
    ELSE coalesce(place.scope, 'unknown')
  END}) AS found

// The ladder, best first.
WITH ends, legs, found, coalesce(
    head([step IN ['regional', 'scope-limited', 'hemispheric', 'dormant', 'global']
      WHERE any(f IN found WHERE f.rung = step)]),
    CASE WHEN any(f IN found WHERE f.rung = 'unknown') THEN 'no evidence' ELSE 'none' END
  ) AS rung
WITH ends, legs, found, rung, [f IN found WHERE NOT f.rung IN ['closed', 'absent', 'unknown']] AS together
RETURN
  ends[0] AS a,
  ends[1] AS b,
  rung,
  COLLECT { UNWIND together AS f WITH f WHERE f.rung = rung RETURN f.room AS id ORDER BY id } AS rooms,
  COLLECT { UNWIND found AS f WITH f WHERE f.rung = 'unknown' RETURN f.room AS id ORDER BY id } AS unknown_rooms,
  COLLECT { UNWIND together AS f WITH f WHERE f.rung <> rung RETURN f.room AS id ORDER BY id } AS other_rooms,
  COLLECT { UNWIND legs AS leg RETURN DISTINCT leg.corridor AS id ORDER BY id } AS corridors,
  COLLECT {
    UNWIND [leg IN legs | leg.proof] + reduce(lists = [], f IN together | lists + f.proofs) AS proof
    UNWIND proof AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY a, b
