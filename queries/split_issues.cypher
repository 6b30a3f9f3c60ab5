// G5 split-issues: which linked issues are run apart?
// One row for each two linked themes: which active mechanisms of the scope are known to address both, or one alone; and
// how many of the latter share a member without a formal link. State: together (some address both), linked (some that
// address one are formally linked to some that address the other), split (neither, whichever way it turns out what is
// not known), else no evidence. With $country only rooms where it sits.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param country => null
// :param roles => ['member']
// :param scope => ['regional', 'hemispheric']
// :param state => ['split', 'no evidence', 'linked', 'together']
// :param themes => []

// The status of each mechanism on the day: the latest observation of it decides; a coarse end covers all its days.
OPTIONAL MATCH (m:Mechanism)
WHERE m.scope IN $scope
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(m)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH m, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH m, collect(o {.start, .text}) AS told
WITH m, CASE
    WHEN $as_of < m.start THEN 'none'
    WHEN $as_of > m.end + '-99' THEN 'ended'
    WHEN size(told) = 0 THEN coalesce(m.status, 'active')
    ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
  END AS status, coalesce(m.seats, '') <> 'none' AND m.subtype IN [
    'consultation-process', 'framework', 'committee', 'forum', 'declaration-process', 'compact'
  ] AS room

// Whether the country sits there, in three values; of whom no statement speaks, no where the list is known there.
OPTIONAL MATCH (party:Country {id: $country})
OPTIONAL MATCH (party)-[s]->(m)
WHERE s.seat IN $roles
WITH m, status, room, party, CASE
    WHEN s IS NULL THEN null
    WHEN s.until < $as_of THEN CASE WHEN s.confidence IN $confidence THEN 'no' END
    WHEN s.since <= $as_of THEN CASE WHEN s.confidence IN $confidence THEN 'yes' ELSE 'no evidence' END
    WHEN s.start IS NULL THEN 'no evidence'
    WHEN s.confidence IN $confidence THEN 'no'
  END AS said // less supported than asked for is no evidence
WITH m, status, room, party, collect(said) AS said
WITH m, CASE
    WHEN m IS NULL OR status <> 'active' THEN 'no'
    WHEN $country IS NULL THEN 'yes'
    WHEN NOT coalesce(room, false) THEN 'no'
    WHEN 'yes' IN said THEN 'yes'
    WHEN 'no evidence' IN said THEN 'no evidence'
    WHEN size(said) > 0 THEN 'no'
    WHEN m.members_known AND (
      m.members_known_in IS NULL
      OR party.region IN ['caribbean', 'central-america', 'north-america', 'south-america']
    ) THEN 'no'
    ELSE 'no evidence'
  END AS sits

// What it addresses (for certain, or for all that the sources say), and who sits there.
OPTIONAL MATCH (m)-[a:ADDRESSES]->(theme:Theme)
WHERE (a.since <= $as_of OR a.start IS NULL) AND (a.until IS NULL OR a.until >= $as_of)
  AND NOT coalesce(a.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
WITH m, sits, collect(CASE WHEN theme IS NOT NULL THEN {
    theme: theme.id,
    proof: a.id,
    counted: a.confidence IN $confidence,
    sure: coalesce(a.since <= $as_of, false) AND a.confidence IN $confidence
  } END) AS mandate
OPTIONAL MATCH (country:Country)-[s]->(m)
WHERE s.seat IN $roles AND s.confidence IN $confidence
  AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
WITH m, sits, mandate,
  collect(CASE WHEN country IS NOT NULL THEN {member: country.id, proof: s.id} END) AS seats
WITH collect({
    node: m,
    sits: sits = 'yes',
    may: sits <> 'no',
    silent: sits <> 'no' AND none(item IN mandate WHERE item.counted),
    themes: [item IN mandate WHERE item.sure | item.theme],
    maybe: [item IN mandate | item.theme],
    mandate: [item IN mandate WHERE item.sure],
    seats: seats
  }) AS holders

// The linked themes, each pair once, and who addresses them.
MATCH (x:Theme)-[l:LINKED_TO]-(y:Theme)
WHERE x.id < y.id AND l.confidence IN $confidence
  AND l.since <= $as_of AND (l.until IS NULL OR l.until >= $as_of)
  AND NOT coalesce(l.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  AND (size($themes) = 0 OR x.id IN $themes OR y.id IN $themes)
WITH holders, x, y, collect(l.id) AS proof
WITH holders, x, y, proof,
  [h IN holders WHERE h.sits AND (x.id IN h.themes OR y.id IN h.themes)] AS found,
  [h IN holders WHERE h.sits AND x.id IN h.themes AND y.id IN h.themes] AS both,
  [h IN holders WHERE h.sits AND x.id IN h.themes AND NOT y.id IN h.themes] AS one,
  [h IN holders WHERE h.sits AND y.id IN h.themes AND NOT x.id IN h.themes] AS other
WITH holders, x, y, proof, found, both, one, other,
  COLLECT { // the formal links between those that address one alone
    UNWIND one AS u
    UNWIND other AS v
    WITH u.node AS m, v.node AS n
    MATCH (m)-[k:COORDINATES_WITH|SUPPORTS|SECRETARIAT_OF|PART_OF|IMPLEMENTS|SUCCEEDS]-(n)
    WHERE k.since <= $as_of AND k.confidence IN $confidence
      AND NOT coalesce(k.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
    RETURN k.id
  } AS ties,
  COLLECT { // the seats of the members that two of them share, where no link is known
    UNWIND one AS u
    UNWIND other AS v
    WITH u.node AS m, v.node AS n, u.seats + v.seats AS seats,
      [held IN u.seats WHERE held.member IN [w IN v.seats | w.member] | held.member] AS shared
    WHERE size(shared) > 0 AND NOT EXISTS {
      MATCH (m)-[k:COORDINATES_WITH|SUPPORTS|SECRETARIAT_OF|PART_OF|IMPLEMENTS|SUCCEEDS]-(n)
      WHERE k.since <= $as_of AND k.confidence IN $confidence
        AND NOT coalesce(k.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
    }
    RETURN [held IN seats WHERE held.member IN shared | held.proof]
  } AS gaps
WITH x, y, proof, found, both, one, other, ties, gaps, CASE
    WHEN size(both) > 0 THEN 'together'
    WHEN size(ties) > 0 THEN 'linked'
    WHEN size(one) = 0 OR size(other) = 0
      OR any(h IN holders WHERE h.silent OR h.may AND x.id IN h.maybe AND y.id IN h.maybe)
      OR EXISTS {
        UNWIND holders AS u
        UNWIND holders AS v
        WITH u, v, u.node AS m, v.node AS n WHERE u.may AND v.may AND x.id IN u.maybe AND y.id IN v.maybe
        MATCH (m)-[k:COORDINATES_WITH|SUPPORTS|SECRETARIAT_OF|PART_OF|IMPLEMENTS|SUCCEEDS]-(n)
        WHERE (k.since <= $as_of OR k.start IS NULL)
          AND NOT coalesce(k.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
        RETURN k
      } THEN 'no evidence'
    ELSE 'split'
  END AS state
WHERE state IN $state
RETURN
  x.id AS a,
  y.id AS b,
  state,
  COLLECT { UNWIND both AS h WITH h.node AS m RETURN m.id AS id ORDER BY id } AS together,
  COLLECT { UNWIND one AS h WITH h.node AS m RETURN m.id AS id ORDER BY id } AS only_a,
  COLLECT { UNWIND other AS h WITH h.node AS m RETURN m.id AS id ORDER BY id } AS only_b,
  size(gaps) AS unlinked,
  COLLECT {
    UNWIND [proof, ties] + gaps
      + [h IN found | [item IN h.mandate WHERE item.theme IN [x.id, y.id] | item.proof]]
      + [h IN found | [held IN h.seats WHERE held.member = $country | held.proof]] AS part
    UNWIND part AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY CASE state WHEN 'split' THEN 0 WHEN 'no evidence' THEN 1 WHEN 'linked' THEN 2 ELSE 3 END, unlinked DESC, a, b
