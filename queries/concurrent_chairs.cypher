// B3 concurrent-chairs: who holds several chairs, when?
// The ties from which the kernel in Python finds the days on which chairs are held at once: one row for each chair that
// came to be held by the day, of all holders (the next one ends a presidency whose end is unknown), with its dates as
// written, its first and last day in force, its latest evidence, and the end of what is presided over.
//
// $holder is not used: the kernel needs who came next, whoever that is.
// $at_least is not used: the kernel counts.
// $from is not used: the kernel leaves out runs that ended before.
// :param as_of => '2026-11-22'
// :param confidence => ['stated', 'inferred']
// :param chairs => ['presidencies']
// :param of => ['mechanisms']

MATCH (x:Entity)-[s:PRESIDES|LEADS]->(y:Entity)
WHERE s.confidence IN $confidence AND s.since <= $as_of
  AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  AND CASE type(s) WHEN 'PRESIDES' THEN 'presidencies' ELSE 'leads' END IN $chairs
  AND ('mechanisms' IN $of AND y:Mechanism OR 'agencies' IN $of AND y:Agency OR 'events' IN $of AND y:Event)
RETURN
  x.id AS holder,
  y.id AS chair,
  type(s) AS relation,
  s.start AS start,
  s.end AS `end`,
  s.since AS since,
  s.until AS until,
  s.last_seen AS last_seen,
  y.end AS closed,
  [s.id] AS evidence
ORDER BY holder, since, s.id
