// G3 uncovered-themes: which themes does nobody cover for a country?
// One row for each country and theme. A room (a platform, a plan) is crossed with both: who is in it and what it
// addresses are each yes, no evidence or no on the day. `covered`: an active room for everyone, where the country
// sits, addresses the theme or a part of it; `partial`: only others do; `none`: for each body one of the two is known
// to be no; otherwise `no evidence`.
//
// All countries of the Americas where $country is null (of the territories those that a statement ties to a mechanism,
// corridor or population), all themes where $themes is empty.
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param country => null
// :param themes => []
// :param coverage => ['none', 'no evidence', 'partial', 'covered']
// :param roles => ['member']
// :param scope => ['regional']

// The bodies of the scope: mechanisms that are active or dormant, and plans that run.
OPTIONAL MATCH (body:Mechanism|Instrument)
WHERE CASE
    WHEN body:Mechanism THEN body.scope IN $scope
    ELSE (body.start IS NULL OR body.start <= $as_of) AND (body.end IS NULL OR body.end + '-99' >= $as_of)
  END
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(body)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH body, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH body, collect(o {.start, .text}) AS told
WITH body, CASE
    WHEN body:Instrument THEN 'active'
    WHEN $as_of < body.start THEN 'none'
    WHEN $as_of > body.end + '-99' THEN 'ended'
    WHEN size(told) = 0 THEN coalesce(body.status, 'active')
    ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
  END AS status, body:Mechanism AND coalesce(body.seats, '') <> 'none' AND body.subtype IN [
    'consultation-process', 'framework', 'committee', 'forum', 'declaration-process', 'compact'
  ] AS room
WITH CASE WHEN status IN ['active', 'dormant'] THEN body END AS body, room, status
ORDER BY body.id
WITH collect(body {
    .id, node: body, room: coalesce(room, false),
    whole: coalesce(room, false) AND status = 'active' AND size(coalesce(body.population_scope, [])) = 0,
    listed: coalesce(room, false) OR coalesce(body.subtype IN ['platform', 'free-movement-regime'], false)
  }) AS bodies

// Who is in them; of whom no statement speaks, no where the list is known there (or there is none).
MATCH (party:Country)
WHERE CASE
    WHEN $country IS NOT NULL THEN party.id = $country
    WHEN NOT coalesce(party.region, '') IN ['caribbean', 'central-america', 'north-america', 'south-america'] THEN false
    ELSE coalesce(party.subtype, '') <> 'territory'
      OR EXISTS { MATCH (party)-[tie]-(tied:Mechanism) WHERE type(tie) <> 'FUNDS' } // money alone ties nobody
      OR EXISTS { MATCH (party)-[:ON_CORRIDOR|HOSTS]->() }
  END
WITH bodies, party, COLLECT {
    UNWIND bodies AS entry
    WITH entry, entry.node AS body
    OPTIONAL MATCH (party)-[s]-(body)
    WHERE s.seat IN $roles AND startNode(s) = party
      OR NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'] AND CASE
        WHEN entry.room THEN false
        WHEN type(s) = 'OPERATES_IN' THEN true
        ELSE body.subtype = 'free-movement-regime' AND type(s) IN ['MEMBER_OF', 'PARTICIPATES_IN']
          AND startNode(s) = party AND coalesce(s.role, '') <> 'invited'
          AND NOT coalesce(s.role, '') IN ['associate', 'observer', 'attended']
      END
    WITH entry, body, s, CASE
        WHEN s IS NULL THEN null
        WHEN s.until < $as_of THEN CASE WHEN s.confidence IN $confidence THEN 0 END
        WHEN s.since <= $as_of THEN CASE WHEN s.confidence IN $confidence THEN 2 ELSE 1 END
        WHEN s.start IS NULL THEN 1
        WHEN s.confidence IN $confidence THEN 0
      END AS said // less supported than asked for is no evidence
    WITH entry, body, max(said) AS best, collect(CASE said WHEN 2 THEN s.id END) AS proof
    ORDER BY entry.id
    RETURN {proof: proof, state: coalesce(best, CASE
        WHEN NOT entry.listed THEN 0
        WHEN body.members_known AND (
          body.members_known_in IS NULL
          OR party.region IN ['caribbean', 'central-america', 'north-america', 'south-america']
        ) THEN 0
        ELSE 1
      END)}
  } AS places
WITH bodies, collect({id: party.id, places: places}) AS countries

// What they address, themselves or by a part of a theme; a mandate leaves a theme out only where a source gives it.
WITH bodies, countries, COLLECT {
    UNWIND bodies AS entry
    WITH entry, entry.node AS body
    OPTIONAL MATCH (body)-[a:ADDRESSES]->()-[up:PART_OF*0..3]->(whole:Theme)
    WHERE NOT coalesce(a.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
      AND all(u IN up WHERE u.confidence IN $confidence AND u.since <= $as_of
        AND (u.until IS NULL OR u.until >= $as_of)
        AND NOT coalesce(u.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
      AND a.confidence IN $confidence AND (a.until IS NULL OR a.until >= $as_of)
      AND (a.since <= $as_of OR a.start IS NULL)
    WITH entry, count(a) > 0 AS known
    ORDER BY entry.id
    RETURN known
  } AS known
MATCH (theme:Theme)
WHERE size($themes) = 0 OR theme.id IN $themes
WITH bodies, countries, theme, known, COLLECT {
    UNWIND range(0, size(bodies) - 1) AS i
    WITH i, bodies[i].node AS body
    OPTIONAL MATCH (body)-[a:ADDRESSES]->()-[up:PART_OF*0..3]->(theme)
    WHERE NOT coalesce(a.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
      AND all(u IN up WHERE u.confidence IN $confidence AND u.since <= $as_of
        AND (u.until IS NULL OR u.until >= $as_of)
        AND NOT coalesce(u.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
    WITH i, a, up, CASE
        WHEN a IS NULL THEN null
        WHEN a.until < $as_of THEN CASE WHEN a.confidence IN $confidence THEN 0 END
        WHEN a.since <= $as_of THEN CASE WHEN a.confidence IN $confidence THEN 2 ELSE 1 END
        WHEN a.start IS NULL THEN 1
        WHEN a.confidence IN $confidence THEN 0
      END AS said
    WITH i, max(said) AS best, collect(CASE said WHEN 2 THEN [a.id] + [u IN up | u.id] END) AS proofs
    ORDER BY i
    RETURN {proof: reduce(ids = [], proof IN proofs | ids + proof), state: CASE
        WHEN known[i] THEN coalesce(best, 0)
        WHEN best > 0 THEN best
        ELSE 1
      END}
  } AS aims
UNWIND countries AS country

// The cell.
WITH bodies, country, theme, aims, [i IN range(0, size(bodies) - 1) | CASE
    WHEN country.places[i].state = 0 OR aims[i].state = 0 THEN 0
    WHEN country.places[i].state = 1 OR aims[i].state = 1 THEN 1
    ELSE 2
  END] AS both
WITH bodies, country, theme, aims, both,
  [i IN range(0, size(bodies) - 1) WHERE both[i] = 2 AND bodies[i].whole | bodies[i].id] AS mechanisms,
  [i IN range(0, size(bodies) - 1) WHERE both[i] = 2 AND NOT bodies[i].whole | bodies[i].id] AS partial_by,
  [i IN range(0, size(bodies) - 1) WHERE both[i] = 1 | bodies[i].id] AS unknown
WITH bodies, country, theme, aims, both, mechanisms, partial_by, unknown, CASE
    WHEN size(mechanisms) > 0 THEN 'covered'
    WHEN size(partial_by) > 0 THEN 'partial'
    WHEN size(unknown) > 0 THEN 'no evidence'
    ELSE 'none'
  END AS coverage
WHERE coverage IN $coverage
RETURN
  country.id AS country,
  theme.id AS theme,
  coverage,
  mechanisms,
  partial_by,
  unknown,
  COLLECT { // the seat and the mandate of whoever covers it; where nobody does, where the country sits
    UNWIND range(0, size(bodies) - 1) AS i
    WITH i WHERE both[i] = 2 OR bodies[i].room AND NOT 2 IN both
    UNWIND country.places[i].proof + CASE both[i] WHEN 2 THEN aims[i].proof ELSE [] END AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY country, CASE coverage WHEN 'none' THEN 0 WHEN 'no evidence' THEN 1 WHEN 'partial' THEN 2 ELSE 3 END, theme
