// G7 need-versus-presence: where is need large and presence small?
// One row for each country and population that it is known to host by the day: the latest number of people, and how
// many agencies operate there, or implement a project that does. No number (null) is no evidence, never zero.
//
// All populations where $population is empty.
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param population => []
// :param by => ['agencies', 'projects']

// The latest figure; of two of one day the last by id.
MATCH (country:Country)-[h:HOSTS]->(population:Population)
WHERE h.confidence IN $confidence AND (h.since <= $as_of OR h.start IS NULL)
  AND NOT coalesce(h.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  AND (size($population) = 0 OR population.id IN $population)
WITH country, population, h, h.people IS NOT NULL AND coalesce(h.since <= $as_of, false) AS told
WITH country, population, h, told ORDER BY CASE WHEN told THEN h.since ELSE '' END DESC, h.id DESC
WITH country, population, head(collect(h {.id, people: CASE WHEN told THEN h.people END,
    date: CASE WHEN told THEN coalesce(h.start, h.since) END})) AS latest

// Who operates in the country, or in a place in it.
OPTIONAL MATCH (who:Agency|Project)-[o:OPERATES_IN]->()-[lies:LOCATED_IN*0..3]->(country)
WHERE (who:Agency AND 'agencies' IN $by OR who:Project AND 'projects' IN $by)
  AND all(x IN [o] + lies WHERE x.confidence IN $confidence AND x.since <= $as_of
    AND (x.until IS NULL OR x.until >= $as_of)
    AND NOT coalesce(x.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
OPTIONAL MATCH (agency:Agency)-[i:IMPLEMENTS]->(who)
WHERE who:Project AND i.confidence IN $confidence AND i.since <= $as_of AND (i.until IS NULL OR i.until >= $as_of)
  AND NOT coalesce(i.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
WITH country, population, latest,
  count(DISTINCT CASE WHEN who:Agency THEN who ELSE agency END) AS agencies,
  count(DISTINCT CASE WHEN who:Project THEN who END) AS projects,
  collect([x IN [o, i] + coalesce(lies, []) WHERE x IS NOT NULL | x.id]) AS proofs
WITH country, population, latest, proofs, toFloat(latest.people) AS people,
  CASE WHEN agencies > 0 THEN toFloat(agencies) END AS organisations,
  CASE WHEN projects > 0 THEN toFloat(projects) END AS activities
RETURN
  country.id AS country,
  population.id AS population,
  people,
  latest.date AS people_date,
  organisations,
  activities,
  people / organisations AS people_per_organisation,
  CASE
    WHEN people IS NULL AND organisations IS NULL AND activities IS NULL THEN 'no evidence'
    WHEN people IS NULL THEN 'no evidence of need'
    WHEN organisations IS NULL AND activities IS NULL THEN 'no evidence of presence'
    ELSE 'known'
  END AS state,
  COLLECT {
    UNWIND reduce(ids = [latest.id], proof IN proofs | ids + proof) AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY coalesce(people_per_organisation, -1) DESC, coalesce(people, -1) DESC, country, population
