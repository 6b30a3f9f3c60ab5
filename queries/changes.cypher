// T1 changes: what changed between two dates?
// One row for each dated change from the day $from to the day $to, both included: starts and ends of statements, and
// observations of status. A coarse start counts on its first day, a coarse end on its last; what is unknown is no
// change. Several statements of one change on one day are one row.
//
// $as_of is not used: the window is given by its two days.
// :param confidence => ['stated', 'inferred']
// :param from => '2018-12-01'
// :param to => '2023-02-01'

CALL {
  MATCH (x:Entity)-[s]->(y:Entity)
  WHERE s.confidence IN $confidence AND s.since IS NOT NULL
    AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  WITH x, y, s, s.seat IS NOT NULL AND type(s) <> 'VOTED' AS seated
  UNWIND [
    {
      day: CASE WHEN s.start IS NOT NULL THEN s.since END,
      date: s.start,
      change: CASE
        WHEN type(s) = 'MEMBER_OF' AND s.role IN ['associate', 'observer'] THEN 'joined as ' + s.role
        WHEN type(s) = 'PARTICIPATES_IN' AND s.role = 'invited' THEN 'was invited'
        WHEN seated OR type(s) IN ['MEMBER_OF', 'ENDORSED'] THEN 'joined'
        WHEN type(s) = 'PRESIDES' THEN 'took over'
        WHEN type(s) = 'ADOPTED' THEN 'adopted'
        WHEN type(s) = 'VOTED' THEN CASE s.choice
          WHEN 'yes' THEN 'voted yes'
          WHEN 'against' THEN 'voted against'
          WHEN 'abstain' THEN 'abstained'
          WHEN 'absent' THEN 'did not vote'
          ELSE 'voted'
        END
        WHEN type(s) = 'SIGNED' THEN 'signed'
        WHEN type(s) = 'SUCCEEDS' THEN 'succeeded'
        WHEN type(s) = 'ESTABLISHED_BY' THEN 'was established'
        WHEN type(s) = 'CONVENES' THEN 'convened'
        WHEN type(s) = 'PARTICIPATES_IN' THEN 'took part'
        WHEN type(s) = 'WITHDREW_FROM' THEN 'left'
        ELSE 'began'
      END
    },
    {
      day: s.until,
      date: coalesce(s.end, s.until),
      change: CASE
        WHEN type(s) = 'MEMBER_OF' AND s.role IN ['associate', 'observer'] THEN 'left as ' + s.role
        WHEN seated OR type(s) IN ['MEMBER_OF', 'ENDORSED'] THEN 'left'
        WHEN type(s) = 'PRESIDES' THEN 'handed over'
        WHEN type(s) IN [
          'ADOPTED', 'VOTED', 'SIGNED', 'SUCCEEDS', 'ESTABLISHED_BY', 'CONVENES', 'PARTICIPATES_IN', 'WITHDREW_FROM'
        ] THEN null
        ELSE 'ended'
      END
    }
  ] AS event
  WITH x, y, s, event WHERE event.change IS NOT NULL
  RETURN event.day AS day, event.date AS told, event.change AS change,
    x.id AS subject, type(s) AS tie, y.id AS object, s.id AS about
  UNION ALL
  MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(x:Entity)
  WHERE o.start IS NOT NULL AND o.confidence IN $confidence
  RETURN left(o.start + '-01-01', 10) AS day, o.start AS told, o.text AS change,
    x.id AS subject, null AS tie, null AS object, o.id AS about
}
WITH * WHERE $from <= day AND day <= $to
WITH day, change, subject, object, min(told) AS date, min(tie) AS relation, collect(about) AS proof
RETURN
  date,
  change,
  subject,
  relation,
  object,
  COLLECT { UNWIND proof AS id RETURN id ORDER BY id } AS evidence
ORDER BY date, change, subject, relation, object
