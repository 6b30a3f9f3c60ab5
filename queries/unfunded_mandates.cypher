// G8 unfunded-mandates: which mandates have no means?
// The ties that the kernel finishes: what each holder addresses (`silent` where no source says), the projects and plans
// that it implements and its parts, the money that began by the day to it or to these (a leg is counted elsewhere), and
// the figures of plans (requirement, received, share). A holder is a mechanism that is active or dormant, or a plan,
// project or agency that has begun and not ended.
//
// $of is mechanisms, plans, projects or agencies.
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param of => 'mechanisms'
// :param money => ['pledge', 'commitment', 'disbursement', 'expenditure', 'incoming']

// The holders, and the status of mechanisms on the day.
MATCH (holder:Entity)
WHERE CASE $of
    WHEN 'mechanisms' THEN holder:Mechanism
    WHEN 'plans' THEN holder:Instrument AND holder.subtype IN ['strategy', 'response-plan-edition']
    WHEN 'projects' THEN holder:Project
    ELSE holder:Agency
  END
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(holder:Mechanism)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH holder, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH holder, collect(o {.start, .text}) AS told
WITH holder, CASE
    WHEN $as_of < left(holder.start + '-01-01', 10) THEN 'none'
    WHEN $as_of > holder.end + '-99' THEN 'ended'
    WHEN NOT holder:Mechanism THEN 'active'
    WHEN size(told) = 0 THEN coalesce(holder.status, 'active')
    ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
  END AS status
WHERE status IN ['active', 'dormant']
WITH holder, EXISTS {
    MATCH (holder)-[a:ADDRESSES]->()
    WHERE a.confidence IN $confidence AND a.since <= $as_of AND (a.until IS NULL OR a.until >= $as_of)
      AND NOT coalesce(a.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  } AS known

// It, what it implements, its parts, and funds that support it.
CALL {
  WITH holder
  RETURN holder AS via, null AS tie
  UNION ALL
  WITH holder, known
  MATCH (holder)-[i:IMPLEMENTS]->(via:Project|Instrument)
  WHERE known AND i.confidence IN $confidence AND i.since <= $as_of
    AND NOT coalesce(i.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  RETURN via, i.id AS tie
  UNION ALL
  WITH holder, known
  MATCH (via)-[part:PART_OF|SUPPORTS]->(holder)
  WHERE known AND (type(part) = 'PART_OF' OR via.subtype = 'fund')
    AND part.confidence IN $confidence AND part.since <= $as_of
    AND NOT coalesce(part.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  RETURN via, part.id AS tie
}
WITH holder, known, via, collect(tie) AS carried
CALL {
  WITH holder, via
  MATCH (holder)-[a:ADDRESSES]->(aim)
  WHERE holder = via AND a.confidence IN $confidence AND a.since <= $as_of AND (a.until IS NULL OR a.until >= $as_of)
    AND NOT coalesce(a.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  RETURN 'mandate' AS what, aim.id AS other, null AS number, null AS usd, null AS unit, null AS currency,
    null AS money, null AS dataset, null AS start, null AS `end`, null AS first, null AS last, a.id AS statement
  UNION ALL
  WITH holder, known
  WITH holder WHERE NOT known
  RETURN 'silent' AS what, null AS other, null AS number, null AS usd, null AS unit, null AS currency,
    null AS money, null AS dataset, null AS start, null AS `end`, null AS first, null AS last, holder.id AS statement
  UNION ALL
  WITH carried
  UNWIND carried AS tie
  RETURN 'through' AS what, null AS other, null AS number, null AS usd, null AS unit, null AS currency,
    null AS money, null AS dataset, null AS start, null AS `end`, null AS first, null AS last, tie AS statement
  UNION ALL
  WITH via, known
  MATCH (donor)-[f:FUNDS]->(via)
  WHERE known AND f.money IN $money AND f.confidence IN $confidence AND f.since <= $as_of
    AND NOT coalesce(f.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  RETURN CASE WHEN f.counted THEN 'pays' ELSE 'leg' END AS what, donor.id AS other, f.amount AS number,
    f.amount_usd AS usd, null AS unit,
    f.currency AS currency, f.money AS money, f.dataset AS dataset, f.since AS start, f.end AS `end`,
    null AS first, null AS last, f.id AS statement
  UNION ALL
  WITH via, known
  MATCH (o:Observation)-[:ABOUT]->(via)
  WHERE known AND o.measure IN ['financial_requirement', 'funding_received', 'funded_share']
    AND o.confidence IN $confidence AND o.number IS NOT NULL AND (o.start IS NOT NULL OR o.end IS NOT NULL)
  RETURN o.measure AS what, null AS other, o.number AS number, null AS usd, o.unit AS unit, o.currency AS currency,
    null AS money, null AS dataset, o.start AS start, o.end AS `end`, via.start AS first, via.end AS last,
    o.id AS statement
}
RETURN
  holder.id AS subject,
  via.id AS via,
  what,
  other,
  number,
  usd,
  unit,
  currency,
  money,
  dataset,
  start,
  `end`,
  first,
  last,
  statement,
  [statement] AS evidence
ORDER BY subject, via, what, statement
