// O5 crowded-themes: where is a theme crowded, country by country?
// One row for each country and theme that at least $at_least mechanisms address there: the rooms where the country
// sits, the free-movement regimes that it is party to and the platforms that operate in it, active on the day, and
// which of them are only for some populations. All statements behind a row hold on the day.
//
// All themes and countries where $themes and $countries are empty; otherwise only these.
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param at_least => 3
// :param themes => []
// :param countries => []
// :param roles => ['member']
// :param scope => ['regional', 'hemispheric']

// The mechanisms and their status on the day: the latest observation of it decides; a coarse end covers all its days.
OPTIONAL MATCH (m:Mechanism)
WHERE m.scope IN $scope OR m.scope IS NULL
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(m)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH m, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH m, collect(o {.start, .text}) AS told
WITH m, CASE
    WHEN $as_of < m.start THEN 'none'
    WHEN $as_of > m.end + '-99' THEN 'ended'
    WHEN size(told) = 0 THEN coalesce(m.status, 'active')
    ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
  END AS status
WITH m WHERE status = 'active'

// Who is there, and what it addresses.
WITH m,
  COLLECT {
    MATCH (m)-[w:OPERATES_IN]->()-[l:LOCATED_IN*0..3]->(land:Country)
    WHERE m.seats = 'none' OR NOT coalesce(m.subtype, '') IN [
        'consultation-process', 'framework', 'committee', 'forum', 'declaration-process', 'compact'
      ]
    RETURN {id: land.id, chain: [w] + l}
  } + COLLECT {
    MATCH (land:Country)-[s]->(m)
    WHERE s.seat IN $roles OR m.subtype = 'free-movement-regime' AND type(s) IN ['MEMBER_OF', 'PARTICIPATES_IN']
      AND coalesce(s.role, '') <> 'invited' AND NOT coalesce(s.role, '') IN ['associate', 'observer', 'attended']
    RETURN {id: land.id, chain: [s]}
  } AS places,
  COLLECT { MATCH (m)-[aim:ADDRESSES]->(theme:Theme) RETURN {id: theme.id, tie: aim} } AS themes
UNWIND places AS x
UNWIND themes AS y
WITH m, x.id AS country, y.id AS theme, x.chain + y.tie AS chain
WHERE (size($countries) = 0 OR country IN $countries) AND (size($themes) = 0 OR theme IN $themes)

// All of a chain holds on the day; where a place lies has no beginning, unless a source dates it.
WITH m, country, theme, chain
WHERE all(s IN chain WHERE s.confidence IN $confidence AND (s.until IS NULL OR s.until >= $as_of)
  AND (s.since <= $as_of OR type(s) = 'LOCATED_IN' AND s.start IS NULL)
  AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
UNWIND chain AS s
WITH country, theme, collect(DISTINCT m) AS there, collect(DISTINCT s.id) AS proof
WHERE size(there) >= $at_least
RETURN
  country,
  theme,
  COLLECT { UNWIND there AS m WITH m.id AS id RETURN id ORDER BY id } AS mechanisms,
  size(there) AS number,
  COLLECT {
    UNWIND there AS m
    WITH m.id AS id WHERE size(coalesce(m.population_scope, [])) > 0
    RETURN id ORDER BY id
  } AS restricted,
  COLLECT { UNWIND proof AS id RETURN id ORDER BY id } AS evidence
ORDER BY number DESC, country, theme
