// G6 silent-pledges: which commitments have gone quiet?
// One row for each commitment made by the day: who made it, the latest trace of it up to the day (the promise, what
// implements, funds or supports it, what its makers did at an event that it was made under, evidence about it, dated
// values of it) and the days since. Evidence is dated by itself, else by the publication of its source, else by when
// that was read; what is dated after the day is not seen.
//
// :param as_of => '2024-12-31'
// :param confidence => ['stated', 'inferred']
// :param days => 365
// :param by => null
// :param under => null

MATCH (c:Commitment)
WITH c,
  // The promise: who commits, and under what; one that was dropped was made.
  COLLECT {
    MATCH (c)-[s:COMMITS_TO|UNDER]-(other)
    WHERE s.confidence IN $confidence
      AND NOT coalesce(s.status, '') IN [x IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
        WHERE x <> 'dropped']
    RETURN {
      id: s.id, other: other.id, under: type(s) = 'UNDER', dropped: coalesce(s.status, '') = 'dropped',
      start: s.start, since: s.since, seen: coalesce(s.since, $as_of) <= $as_of,
      over: coalesce(s.status, '') = 'dropped' OR coalesce(s.until < $as_of, s.status IN ['done', 'ended'], false)
    }
  } AS promises,
  COLLECT {
    MATCH (c)<-[s:IMPLEMENTS|FUNDS|SUPPORTS]-(other)
    WHERE s.confidence IN $confidence AND coalesce(s.since, $as_of) <= $as_of
      AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
    RETURN {id: s.id, other: other.id, day: s.since}
  } AS follows,
  COLLECT {
    MATCH (c)<-[m:COMMITS_TO]-()-[a:CONVENES|PARTICIPATES_IN]->(:Event)<-[u:UNDER]-(c)
    WHERE coalesce(a.role, '') <> 'invited' AND all(s IN [m, a, u] WHERE s.confidence IN $confidence
      AND coalesce(s.since, $as_of) <= $as_of
      AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
    RETURN DISTINCT {id: a.id, day: a.since}
  } AS acts,
  COLLECT {
    MATCH (o:Observation)-[:ABOUT]->(c)
    WHERE o.confidence IN $confidence AND coalesce(left(o.start + '-01-01', 10), $as_of) <= $as_of
    RETURN {id: o.id, day: left(o.start + '-01-01', 10)}
  } AS observed,
  COLLECT {
    MATCH (e:Evidence {about: c.id, stance: 'supports'})-[:FROM]->(source:Source)
    RETURN left(coalesce(e.date, source.published, source.accessed) + '-01-01', 10)
  } AS told,
  COLLECT { // what is recorded of its status
    MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(c)
    WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
    RETURN o {.start, .text} ORDER BY left(o.start + '-01-01', 10), o.id
  } AS statuses

// When it was made: the earliest known start, else the earliest evidence.
WITH *, [x IN promises WHERE x.start IS NOT NULL | x.start] + [x IN [c.start] WHERE x IS NOT NULL] AS starts,
  [x IN promises WHERE x.since IS NOT NULL | x.since] + [day IN told WHERE day IS NOT NULL] AS attested
WITH *, CASE size(starts)
    WHEN 0 THEN COLLECT { UNWIND attested AS day RETURN day ORDER BY day LIMIT 1 }[0]
    ELSE COLLECT { UNWIND starts AS text RETURN text ORDER BY left(text + '-01-01', 10), text LIMIT 1 }[0]
  END AS made
WHERE coalesce(left(made + '-01-01', 10), $as_of) <= $as_of

// When it was last heard of.
WITH *, [x IN promises WHERE x.seen] AS promises, [day IN told WHERE day <= $as_of] AS told
WITH *, COLLECT {
    UNWIND follows + acts + observed AS x
    MATCH (e:Evidence {about: x.id, stance: 'supports'})-[:FROM]->(source:Source)
    WITH left(coalesce(e.date, source.published, source.accessed) + '-01-01', 10) AS day
    WHERE day <= $as_of
    RETURN day
  } + [x IN follows + acts + observed WHERE x.day IS NOT NULL | x.day] + told AS days
WITH *, COLLECT { UNWIND days AS day RETURN day ORDER BY day DESC LIMIT 1 }[0] AS last_seen
WITH *, CASE
    WHEN made IS NULL THEN last_seen
    WHEN coalesce(last_seen, '') < left(made + '-01-01', 10) THEN left(made + '-01-01', 10)
    ELSE last_seen
  END AS trace
WITH *, toFloat(duration.inDays(date(trace), date($as_of)).days) AS days_silent,
  [x IN promises WHERE NOT x.under] AS pledged,
  CASE
    WHEN size(statuses) = 0 THEN coalesce(c.status = 'ended', false)
    ELSE coalesce(last([x IN statuses WHERE left(x.start + '-01-01', 10) <= $as_of | x.text]), '') IN ['ended', 'done']
  END OR coalesce($as_of > c.end + '-99', false) AS over
WITH *, CASE
    WHEN over OR size(pledged) > 0 AND all(x IN pledged WHERE x.over) THEN 'ended'
    WHEN days_silent > $days THEN 'silent'
    WHEN days_silent IS NOT NULL AND size(follows) + size(observed) > 0 THEN 'followed up'
    ELSE 'no evidence'
  END AS state,
  COLLECT { UNWIND pledged AS x WITH x WHERE NOT x.dropped RETURN DISTINCT x.other AS id ORDER BY id } AS parties,
  COLLECT {
    UNWIND promises AS x WITH x WHERE x.under AND NOT x.dropped RETURN DISTINCT x.other AS id ORDER BY id
  } AS frames
WHERE ($by IS NULL OR $by IN parties) AND ($under IS NULL OR $under IN frames)
RETURN
  c.id AS commitment,
  parties AS by,
  frames AS under,
  made,
  last_seen,
  days_silent,
  COLLECT { UNWIND follows AS x RETURN DISTINCT x.other AS id ORDER BY id } AS follow_up,
  state,
  COLLECT {
    UNWIND [x IN promises + follows + acts + observed | x.id] + CASE WHEN size(told) > 0 THEN [c.id] ELSE [] END AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY
  CASE state WHEN 'silent' THEN 1 WHEN 'no evidence' THEN 2 WHEN 'followed up' THEN 3 ELSE 4 END,
  coalesce(days_silent, -1.0) DESC, commitment
