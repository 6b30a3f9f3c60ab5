// E2 weak-evidence: what is stale, unsourced or single-sourced?
// One row for each statement on record on the day with one of the weaknesses asked for: the gravest of these, all that
// it has, how many sources and publishers support it, and when it was last seen. Evidence dated after the day does not
// count; a statement that only such evidence supports is not on record. Publishers are counted as written, those that
// are unknown as one. Then, for the kernel, the rows without a statement: how many of a relation have just these
// weaknesses, whatever $weakness and $top leave out.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param weakness => ['unsourced', 'disputed', 'unverified', 'stale']
// :param stale_days => 1095
// :param relation => ['MEMBER_OF', 'PRESIDES', 'OPERATES_IN']
// :param node => null
// :param top => 50

MATCH (x:Entity)-[s]->(y:Entity)
WHERE type(s) IN $relation AND s.confidence IN $confidence AND ($node IS NULL OR $node IN [x.id, y.id, s.id])

// Its evidence: a coarse date counts from its first day, an unknown one as seen by the day.
OPTIONAL MATCH (e:Evidence {about: s.id})-[:FROM]->(d:Source)
WITH x, y, s, e, d, left(coalesce(e.date, d.published, d.accessed) + '-01-01', 10) AS seen
WITH x, y, s,
  count(CASE WHEN e.stance = 'supports' THEN 1 END) AS ever,
  count(DISTINCT CASE WHEN e.stance = 'supports' AND coalesce(seen, '') <= $as_of THEN d.id END) AS sources,
  count(DISTINCT CASE
    WHEN e.stance = 'supports' AND coalesce(seen, '') <= $as_of THEN coalesce(d.publisher, '')
  END) AS publishers,
  max(CASE WHEN e.stance = 'supports' AND seen <= $as_of THEN seen END) AS last_seen,
  count(CASE WHEN e.stance = 'contradicts' AND coalesce(seen, '') <= $as_of THEN 1 END) AS against
WHERE sources > 0 OR (ever = 0 AND (s.since IS NULL OR s.since <= $as_of))
WITH x, y, s, sources, publishers, last_seen, against,
  toFloat(duration.inDays(date(last_seen), date($as_of)).days) AS days_old,
  s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
    AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
    AND type(s) IN ['MEMBER_OF', 'PRESIDES', 'LEADS', 'SECRETARIAT_OF', 'PARTNER_IN', 'SUPPORTS', 'COORDINATES_WITH',
      'IMPLEMENTS', 'FUNDS', 'OPERATES_IN', 'PARTICIPATES_IN', 'HOSTS', 'ON_CORRIDOR'] AS goes_on

// What is weak about it, gravest first.
WITH x, y, s, sources, publishers, last_seen, days_old,
  [w IN [
    CASE WHEN sources = 0 THEN 'unsourced' END,
    CASE WHEN against > 0 OR s.disputed THEN 'disputed' END,
    CASE WHEN s.confidence = 'unverified' THEN 'unverified' END,
    CASE WHEN goes_on AND days_old > $stale_days THEN 'stale' END,
    CASE WHEN s.confidence = 'inferred' THEN 'inferred' END,
    CASE WHEN publishers = 1 THEN 'single-sourced' END
  ] WHERE w IS NOT NULL] AS weaknesses
WITH x, y, s, sources, publishers, last_seen, days_old, weaknesses,
  head([w IN weaknesses WHERE w IN $weakness]) AS weakness
WITH type(s) AS relation, weaknesses, count(*) AS number, collect(CASE WHEN weakness IS NOT NULL THEN {
    statement: s.id, subject: x.id, object: y.id, weakness: weakness, sources: sources, publishers: publishers,
    last_seen: last_seen, days_old: days_old, gravity: CASE weakness
      WHEN 'unsourced' THEN 0
      WHEN 'disputed' THEN 1
      WHEN 'unverified' THEN 2
      WHEN 'stale' THEN 3
      WHEN 'inferred' THEN 4
      ELSE 5
    END
  } END) AS found
WITH collect({relation: relation, weaknesses: weaknesses, number: number, found: found}) AS groups
CALL {
  WITH groups
  UNWIND groups AS part
  UNWIND part.found AS row
  WITH part, row
  ORDER BY row.gravity, coalesce(row.days_old, -1.0) DESC, row.statement
  LIMIT CASE WHEN $top = 0 THEN 9223372036854775807 ELSE $top END
  RETURN part, row, 1 AS number
  UNION ALL
  WITH groups
  UNWIND groups AS part
  RETURN part, {sources: 0, publishers: 0, gravity: 6} AS row, part.number AS number
}
RETURN
  row.statement AS statement,
  row.subject AS subject,
  part.relation AS relation,
  row.object AS object,
  row.weakness AS weakness,
  part.weaknesses AS weaknesses,
  row.sources AS sources,
  row.publishers AS publishers,
  row.last_seen AS last_seen,
  row.days_old AS days_old,
  number,
  CASE WHEN row.statement IS NULL THEN [] ELSE [row.statement] END AS evidence
ORDER BY row.gravity, coalesce(days_old, -1.0) DESC, statement, relation, weaknesses
