// G2 hosts-outside-forum: which host countries of a response are outside its political forum, and the reverse?
// One row for each country that is in one of the two and not, or not known to be, in the other. In a room a country
// sits; elsewhere (a platform, a plan) it is one where the mechanism operates. A country that no statement names is
// outside only where the list is known to be whole; otherwise there is no evidence.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param response => 'mechanism:r4v'
// :param forum => 'mechanism:quito-process'
// :param roles => ['member']

MATCH (mechanism:Mechanism)
WHERE mechanism.id IN [$response, $forum]
WITH mechanism, coalesce(mechanism.seats, '') <> 'none' AND mechanism.subtype IN [
    'consultation-process', 'framework', 'committee', 'forum', 'declaration-process', 'compact'
  ] AS room

// What each says of each country, in three values; a statement less supported than asked for is no evidence.
MATCH (party:Country)
OPTIONAL MATCH (party)-[s]-(mechanism)
WHERE CASE
    WHEN room THEN s.seat IN $roles
    ELSE type(s) = 'OPERATES_IN' // and what was only announced or dropped says nothing
      AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  END
WITH mechanism, party, s, CASE
    WHEN s IS NULL THEN null
    WHEN s.until < $as_of THEN CASE WHEN s.confidence IN $confidence THEN 'no' END
    WHEN s.since <= $as_of THEN CASE WHEN s.confidence IN $confidence THEN 'yes' ELSE 'no evidence' END
    WHEN s.start IS NULL THEN 'no evidence'
    WHEN s.confidence IN $confidence THEN 'no'
  END AS said
WITH mechanism, party, collect(CASE
    WHEN said IS NOT NULL THEN {id: CASE WHEN s.confidence IN $confidence THEN s.id END, state: said}
  END) AS statements
WITH mechanism, party, statements, CASE
    WHEN any(x IN statements WHERE x.state = 'yes') THEN 'yes'
    WHEN any(x IN statements WHERE x.state = 'no evidence') THEN 'no evidence'
    WHEN size(statements) > 0 THEN 'no'
    WHEN mechanism.members_known AND (
      mechanism.members_known_in IS NULL
      OR party.region IN ['caribbean', 'central-america', 'north-america', 'south-america']
    ) THEN 'no'
    ELSE 'no evidence'
  END AS state

// Of a mechanism that the graph does not have, nothing is known.
WITH party,
  coalesce(max(CASE mechanism.id WHEN $response THEN state END), 'no evidence') AS in_response,
  coalesce(max(CASE mechanism.id WHEN $forum THEN state END), 'no evidence') AS in_forum,
  collect([x IN statements WHERE x.state = state AND x.id IS NOT NULL | x.id]) AS proofs
WHERE 'yes' IN [in_response, in_forum] AND in_response <> in_forum
RETURN
  party.id AS country,
  in_response,
  in_forum,
  COLLECT { UNWIND proofs AS proof UNWIND proof AS id RETURN DISTINCT id ORDER BY id } AS evidence
ORDER BY in_response DESC, in_forum, country
