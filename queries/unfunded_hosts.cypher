// D3 unfunded-hosts: which hosts or plans are below requirement?
// The ties that the kernel finishes: each plan or host, its dated figures (requirement, received, share, people
// targeted), the counted payments to it of the kind $money, and the people whom a country hosts. The kernel brings the
// figures to one period each, lets the latest by the day decide, and divides; it adds no currencies and no datasets.
//
// All with a requirement, and all editions of response plans, where $plans is empty; all populations where
// $population is empty.
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param plans => []
// :param money => 'disbursement'
// :param population => []

MATCH (plan:Entity)
WHERE CASE
    WHEN size($plans) > 0 THEN plan.id IN $plans
    ELSE plan:Instrument AND plan.subtype = 'response-plan-edition' AND (plan.start IS NULL OR plan.start <= $as_of)
      OR EXISTS {
        MATCH (need:Observation {measure: 'financial_requirement'})-[:ABOUT]->(plan)
        WHERE need.confidence IN $confidence AND need.number IS NOT NULL
          AND (need.start IS NOT NULL OR need.end IS NOT NULL)
      }
  END
CALL {
  WITH plan
  RETURN 'plan' AS what, null AS other, null AS number, null AS usd, null AS unit, null AS currency, null AS money,
    null AS dataset, null AS start, null AS `end`, plan.id AS statement
  UNION ALL
  WITH plan
  MATCH (o:Observation)-[:ABOUT]->(plan)
  WHERE o.measure IN ['financial_requirement', 'funding_received', 'funded_share', 'people_targeted']
    AND o.confidence IN $confidence AND o.number IS NOT NULL AND (o.start IS NOT NULL OR o.end IS NOT NULL)
  RETURN o.measure AS what, null AS other, o.number AS number, null AS usd, o.unit AS unit, o.currency AS currency,
    null AS money, null AS dataset, o.start AS start, o.end AS `end`, o.id AS statement
  UNION ALL
  WITH plan
  MATCH (donor)-[f:FUNDS {counted: true, money: $money}]->(plan)
  WHERE f.confidence IN $confidence AND f.since <= $as_of
    AND NOT coalesce(f.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  RETURN 'pays' AS what, donor.id AS other, f.amount AS number, f.amount_usd AS usd, null AS unit,
    f.currency AS currency, f.money AS money, f.dataset AS dataset, f.since AS start, null AS `end`, f.id AS statement
  UNION ALL
  WITH plan
  MATCH (plan)-[h:HOSTS]->(population:Population)
  WHERE h.confidence IN $confidence AND h.since <= $as_of AND h.people IS NOT NULL
    AND NOT coalesce(h.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
    AND (size($population) = 0 OR population.id IN $population)
  RETURN 'hosts' AS what, population.id AS other, toFloat(h.people) AS number, null AS usd, null AS unit,
    null AS currency, null AS money, h.dataset AS dataset, h.since AS start, null AS `end`, h.id AS statement
}
RETURN
  plan.id AS subject,
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
  plan.start AS first,
  plan.end AS last,
  statement,
  [statement] AS evidence
ORDER BY subject, what, statement
