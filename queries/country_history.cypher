// T2 country-history: what is a country's forum history?
// One row for each statement that puts a country in a forum, in its chair, or out of it, as it stands on the day. A
// later statement is left out, unless a source of before the day plans or announces it. The gap is counted in days on
// which no earlier spell of the same tie and role held any more. Without $country: all of the Americas.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param country => 'country:BRA'
// :param of => ['mechanisms']

MATCH (x:Country)-[s:MEMBER_OF|ADOPTED|ENDORSED|PARTICIPATES_IN|VOTED|SIGNED|WITHDREW_FROM|PRESIDES|LEADS|CONVENES]->(y)
WHERE s.confidence IN $confidence
  AND CASE
    WHEN $country IS NULL
    THEN x.region IS NULL OR x.region IN ['caribbean', 'central-america', 'north-america', 'south-america']
    ELSE x.id = $country
  END
  AND ('mechanisms' IN $of AND y:Mechanism OR 'agencies' IN $of AND y:Agency
    OR 'instruments' IN $of AND y:Instrument OR 'events' IN $of AND y:Event)
WITH x, y, s,
  coalesce(s.since, '9999') AS began,
  coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'] AS void

// The earlier spells of the same tie.
WITH x, y, type(s) AS relation, coalesce(s.role, '') AS part, collect({spell: s, began: began, void: void}) AS spells
UNWIND spells AS one
WITH x, y, relation, one.spell AS s, one.began AS began, one.void AS void,
  CASE WHEN one.void THEN [] ELSE [
    o IN spells
    WHERE NOT o.void AND (o.began < one.began OR o.began = one.began AND o.spell.id < one.spell.id)
    | coalesce(o.spell.until, 'unknown')
  ] END AS ends
WITH x, y, relation, s, began, void,
  CASE
    WHEN s.start IS NOT NULL AND size(ends) > 0 AND NOT 'unknown' IN ends
    THEN reduce(last = head(ends), e IN ends | CASE WHEN e > last THEN e ELSE last END)
  END AS ended,
  CASE
    WHEN s.start IS NOT NULL
    THEN began <= $as_of OR (s.status = 'announced' OR s.status = 'planned') AND s.last_seen <= $as_of
    ELSE NOT coalesce(y.start > $as_of, false) AND (s.since IS NULL OR began <= $as_of OR NOT void)
  END AS shown
WHERE shown

// A withdrawal that ended a seat.
OPTIONAL MATCH (x)-[w:WITHDREW_FROM]->(y)
WHERE NOT relation IN ['VOTED', 'SIGNED', 'WITHDREW_FROM'] AND w.since = s.until
  AND NOT s.until STARTS WITH coalesce(s.end, 'none')
  AND w.start IS NOT NULL AND w.confidence IN ['stated', 'inferred']
  AND NOT coalesce(w.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
WITH x, y, relation, s, began, void, ended, collect(w.id) + [s.id] AS proof
RETURN
  s.start AS start,
  CASE
    WHEN relation IN ['VOTED', 'SIGNED', 'WITHDREW_FROM'] OR s.until STARTS WITH s.end THEN s.end
    ELSE s.until
  END AS `end`,
  x.id AS subject,
  relation,
  y.id AS object,
  coalesce(s.role, CASE WHEN relation = 'VOTED' THEN s.choice END) AS role,
  CASE
    WHEN void THEN s.status
    WHEN began <= $as_of AND relation IN ['VOTED', 'SIGNED', 'WITHDREW_FROM'] THEN 'done'
    WHEN began <= $as_of AND y:Event AND coalesce(s.until, began) < $as_of THEN 'done'
    WHEN s.until < $as_of THEN 'ended'
    WHEN began > $as_of AND s.start IS NOT NULL THEN 'not yet'
    WHEN began > $as_of THEN 'no evidence'
    WHEN s.status = 'suspended' AND s.last_seen <= $as_of THEN 'suspended'
    ELSE 'in force'
  END AS status,
  CASE
    WHEN relation = 'VOTED' THEN CASE s.choice
      WHEN 'yes' THEN 'voted yes'
      WHEN 'against' THEN 'voted against'
      WHEN 'abstain' THEN 'abstained'
      WHEN 'absent' THEN 'did not vote'
      ELSE 'voted'
    END
    ELSE coalesce(s.role, CASE relation
      WHEN 'MEMBER_OF' THEN 'member'
      WHEN 'ADOPTED' THEN 'adopted'
      WHEN 'ENDORSED' THEN 'endorsed'
      WHEN 'PARTICIPATES_IN' THEN 'participant'
      WHEN 'SIGNED' THEN 'signed'
      WHEN 'WITHDREW_FROM' THEN 'withdrew'
      WHEN 'PRESIDES' THEN 'chair'
      WHEN 'LEADS' THEN 'lead'
      ELSE 'convenor'
    END)
  END AS tie,
  s.since AS since,
  s.last_seen AS last_seen,
  toFloat(CASE
    WHEN date(s.since) <= date(ended) THEN 0
    ELSE duration.inDays(date(ended), date(s.since)).days - 1
  END) AS gap_days,
  s.confidence AS confidence,
  s.id AS statement,
  COLLECT { UNWIND proof AS id RETURN DISTINCT id ORDER BY id } AS evidence
ORDER BY subject, began, object, statement
