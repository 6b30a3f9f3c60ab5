// W1 what-breaks: if a forum, donor or member goes, what breaks?
// A what-if compares the graph with itself without the node, which no server is asked to do: this text returns the
// incidence, and the kernel of the Python form finishes (pairs, orphans, components, themes). One row for each tie:
//   seat      the country sits in the room (a room of the scope, active on the day)
//   mandate   such a room addresses the theme
//   funding   $node gives the recipient money that is counted: amount, currency, kind of money
// Without $node the rows that name it as country or room are gone.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param node => 'mechanism:quito-process'
// :param scope => ['regional']
// :param roles => ['member']

CALL {
  // The status of each room on the day: the latest observation of it decides; a coarse end covers all its days.
  MATCH (place:Mechanism)
  WHERE place.scope IN $scope AND coalesce(place.seats, '') <> 'none' AND place.subtype IN [
      'consultation-process', 'framework', 'committee', 'forum', 'declaration-process', 'compact'
    ]
  OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(place)
  WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
  WITH place, o ORDER BY left(o.start + '-01-01', 10), o.id
  WITH place, collect(o {.start, .text}) AS told
  WITH place, CASE
      WHEN $as_of < place.start THEN 'none'
      WHEN $as_of > place.end + '-99' THEN 'ended'
      WHEN size(told) = 0 THEN coalesce(place.status, 'active')
      ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
    END AS status
  WHERE status = 'active'
  MATCH (place)-[s]-(x:Country|Theme)
  WHERE (s.seat IN $roles OR type(s) = 'ADDRESSES') AND s.confidence IN $confidence
    AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
    AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  WITH place, x, collect(s.id) AS proof
  RETURN CASE WHEN x:Country THEN 'seat' ELSE 'mandate' END AS tie, place.id AS room,
    CASE WHEN x:Country THEN x.id END AS country, CASE WHEN x:Theme THEN x.id END AS theme,
    null AS recipient, null AS amount, null AS currency, null AS money, proof
  UNION ALL
  MATCH (:Entity {id: $node})-[s:FUNDS]->(y:Entity)
  WHERE s.counted AND s.confidence IN $confidence
    AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
    AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  RETURN 'funding' AS tie, null AS room, null AS country, null AS theme,
    y.id AS recipient, s.amount AS amount, s.currency AS currency, s.money AS money, [s.id] AS proof
}
RETURN
  tie,
  country,
  room,
  theme,
  recipient,
  amount,
  currency,
  money,
  COLLECT { UNWIND proof AS id RETURN id ORDER BY id } AS evidence
ORDER BY tie DESC, country, theme, room, recipient, evidence[0]
