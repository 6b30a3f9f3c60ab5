// O6 duplicate-activities: where may two agencies do the same work?
// The statements that place activities (who implements or leads them, where, on which theme and for whom) in the period
// from $from to the day, within the dates of the activities; where places lie; and the people reached. One row each: a
// join of them in Cypher would multiply agencies, places and themes. The kernel of the Python form
// (queries/duplicate_activities.py) joins them on integers, finds the cells where activities meet, and counts.
//
// $level is not used: the kernel takes the cells apart.
// $at_least is not used: the kernel counts the agencies.
// $top is not used: the kernel cuts the list.
// :param as_of => '2024-12-31'
// :param confidence => ['stated', 'inferred']
// :param from => null
// :param populations => 'off'

CALL {
  MATCH (a:Entity)-[s:IMPLEMENTS|LEADS|OPERATES_IN|ADDRESSES]->(b:Entity)
  WHERE s.confidence IN $confidence
    AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
    AND CASE type(s)
      WHEN 'ADDRESSES' THEN a:Project AND (b:Theme OR (b:Population AND $populations = 'on'))
      WHEN 'OPERATES_IN' THEN a:Project AND (b:Country OR b:Place)
      ELSE b:Project AND (a:Country OR a:Agency)
    END
  WITH a, s, b, CASE WHEN type(s) IN ['ADDRESSES', 'OPERATES_IN'] THEN a ELSE b END AS activity
  WITH a, s, b, left(activity.start + '-01-01', 10) AS opening, CASE size(activity.end)
      WHEN 4 THEN activity.end + '-12-31'
      WHEN 7 THEN toString(date(activity.end + '-01') + duration({months: 1}) - duration({days: 1}))
      ELSE activity.end
    END AS closing
  WITH a, s, b, CASE WHEN opening > s.since THEN opening ELSE s.since END AS since,
    CASE WHEN closing < coalesce(s.until, '9') THEN closing ELSE s.until END AS until
  WHERE since <= $as_of AND coalesce(until, '9') >= coalesce($from, $as_of) AND since <= coalesce(until, '9')
  RETURN a.id AS subject, type(s) AS relation, b.id AS object, since, until, null AS people, s.id AS evidence
  UNION ALL
  MATCH (a:Place)-[s:LOCATED_IN|PART_OF]->(b)
  WHERE (b:Country OR b:Place) AND s.confidence IN $confidence
    AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  RETURN a.id AS subject, type(s) AS relation, b.id AS object, null AS since, null AS until, null AS people,
    s.id AS evidence
  UNION ALL
  MATCH (o:Observation {measure: 'people_reached'})-[:ABOUT]->(activity:Project)
  WHERE o.number IS NOT NULL AND o.confidence IN $confidence
    AND coalesce(left(o.start + '-01-01', 10), $as_of) <= $as_of
    AND ($from IS NULL OR coalesce(coalesce(o.end, o.start) + '-99', '9') >= $from)
  RETURN activity.id AS subject, 'people_reached' AS relation, null AS object, null AS since, null AS until,
    o.number AS people, o.id AS evidence
}
RETURN subject, relation, object, since, until, people, evidence
ORDER BY relation, evidence
