// E1 why: why does the graph say this, and who disagrees?
// One row for each piece of evidence on $node: a statement, or a node with the statements it takes part in and its
// dated values. What contradicts stands beside what supports, with the reason why it was not chosen. $lang ('en' or
// 'es') is the language of readings and reasons.
//
// $as_of is not used: evidence of any time is shown.
// :param confidence => ['stated', 'inferred']
// :param node => 'mechanism:r4v'
// :param lang => 'en'

CALL {
  MATCH (x:Entity)-[s]->(y:Entity)
  WHERE $node IN [s.id, x.id, y.id] AND s.confidence IN $confidence
  RETURN s.id AS about, x.id AS subject, type(s) AS relation, y.id AS object,
    s.start AS `start`, s.end AS `end`, s.confidence AS confidence
  UNION ALL
  // A dated value as people write it: 192 organisations, dormant, 1350000000 USD.
  MATCH (o:Observation)-[:ABOUT]->(x:Entity {id: $node})
  WHERE o.confidence IN $confidence
  WITH o, x, toInteger(abs(o.number) * 1000000 + 0.5) AS millionths
  WITH o, x, [part IN [
      CASE
        WHEN abs(o.number) >= 1e18 THEN replace(replace(toString(o.number), '.0E', 'E'), 'E', 'e+')
        WHEN abs(o.number) >= 1e12 OR o.number = toInteger(o.number) THEN toString(toInteger(o.number))
        ELSE CASE WHEN o.number < 0 THEN '-' ELSE '' END + reduce( // six decimals at most, without zeros at the end
          line = toString(millionths / 1000000) + '.' + right('00000' + toString(millionths), 6),
          i IN range(1, 7) |
          CASE WHEN line CONTAINS '.' AND right(line, 1) IN ['0', '.'] THEN left(line, size(line) - 1) ELSE line END
        )
      END,
      o.text, o.currency, o.unit
    ] WHERE part IS NOT NULL] AS parts
  RETURN o.id AS about, x.id AS subject, o.measure AS relation,
    coalesce(reduce(line = head(parts), part IN tail(parts) | line + ' ' + part), '') AS object,
    o.start AS `start`, o.end AS `end`, o.confidence AS confidence
  UNION ALL
  MATCH (x:Entity {id: $node})
  RETURN x.id AS about, x.id AS subject, null AS relation, null AS object,
    null AS `start`, null AS `end`, null AS confidence
}
MATCH (e:Evidence {about: about})-[:FROM]->(d:Source)
RETURN
  subject,
  relation,
  object,
  `start`,
  `end`,
  confidence,
  e.stance AS stance,
  d.id AS document,
  e.locator AS locator,
  coalesce(e.date, d.published, d.accessed) AS date,
  CASE $lang WHEN 'es' THEN coalesce(e.reading_es, e.reading) ELSE e.reading END AS reading,
  CASE $lang WHEN 'es' THEN coalesce(e.reason_es, e.reason) ELSE e.reason END AS reason,
  [about] AS evidence
ORDER BY
  relation IS NOT NULL, relation, subject, `start` IS NOT NULL, `start`, object IS NOT NULL, object,
  about, stance DESC, date IS NOT NULL, date, e.id
