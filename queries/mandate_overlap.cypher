// O2 mandate-overlap: which do the same thing for the same states?
// One row for each two mechanisms, agencies, donors, projects or plans ($between) that share at least $min_shared
// cells, a cell being a theme in a country: how many countries, themes and cells both have, Jaccard and overlap
// coefficients. A mechanism has each theme that it addresses for each of its members (one without seats: where it
// operates, a free-movement regime for its parties). A tie is a chain of statements that all hold on the day. Pairs
// with a global mechanism come last.
//
// All themes and countries where $themes and $countries are empty; otherwise only these.
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param between => 'mechanisms'
// :param themes => []
// :param countries => []
// :param roles => ['member']
// :param min_shared => 1
// :param scope => ['regional', 'hemispheric', 'global']

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
WITH collect(CASE WHEN status IN ['active', 'dormant'] THEN m END) AS open

// Who does something, itself or led to it by a statement; for which countries, and on which themes.
CALL {
  WITH open
  UNWIND open AS holder
  WITH holder WHERE $between = 'mechanisms'
  RETURN holder, holder AS doer, [] AS way
  UNION ALL
  MATCH (holder:Agency|Project|Instrument)
  WHERE $between = 'agencies' AND holder:Agency OR $between = 'projects' AND holder:Project
    OR $between = 'plans' AND holder:Instrument AND holder.subtype IN ['strategy', 'response-plan-edition']
  RETURN holder, holder AS doer, [] AS way
  UNION ALL
  MATCH (holder)-[s:FUNDS|IMPLEMENTS]->(doer)
  WHERE $between = 'donors' AND type(s) = 'FUNDS' AND s.counted
    OR $between = 'agencies' AND type(s) = 'IMPLEMENTS' AND holder:Agency AND doer:Project
  RETURN holder, doer, [s] AS way
}
WITH holder, doer, way,
  COLLECT {
    MATCH (doer)-[w:OPERATES_IN]->()-[l:LOCATED_IN*0..3]->(land:Country)
    WHERE $between <> 'mechanisms' OR doer.seats = 'none' OR NOT coalesce(doer.subtype, '') IN [
        'consultation-process', 'framework', 'committee', 'forum', 'declaration-process', 'compact'
      ]
    RETURN {id: land.id, chain: [w] + l}
  } + COLLECT {
    MATCH (land:Country)-[s]->(doer)
    WHERE $between = 'mechanisms' AND (s.seat IN $roles OR doer.subtype = 'free-movement-regime'
      AND type(s) IN ['MEMBER_OF', 'PARTICIPATES_IN']
      AND coalesce(s.role, '') <> 'invited' AND NOT coalesce(s.role, '') IN ['associate', 'observer', 'attended'])
    RETURN {id: land.id, chain: [s]}
  } AS places,
  COLLECT { MATCH (doer)-[aim:ADDRESSES]->(theme:Theme) RETURN {id: theme.id, chain: [aim]} } AS themes
UNWIND places AS x
UNWIND themes AS y
WITH holder, x.id + '+' + y.id AS cell, x.id AS land, y.id AS theme, way + x.chain + y.chain AS chain
WHERE (size($countries) = 0 OR land IN $countries) AND (size($themes) = 0 OR theme IN $themes)

// All of a chain holds on the day; where a place lies has no beginning, unless a source dates it.
WITH holder, cell, land, theme, chain
WHERE all(s IN chain WHERE s.confidence IN $confidence AND (s.until IS NULL OR s.until >= $as_of)
  AND (s.since <= $as_of OR type(s) = 'LOCATED_IN' AND s.start IS NULL)
  AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
UNWIND chain AS s
WITH holder, cell, land, theme, collect(DISTINCT s.id) AS proof

// The sets of cells, and each pair of them once.
WITH holder AS who, collect({cell: cell, land: land, theme: theme, proof: proof}) AS held
WITH collect({id: who.id, worldwide: coalesce(who.scope = 'global', false), held: held}) AS holders
UNWIND holders AS one
UNWIND holders AS other
WITH one, other, size(one.held) AS a_size, size(other.held) AS b_size, [x IN other.held | x.cell] AS theirs
WHERE one.id < other.id
WITH one, other, a_size, b_size, [x IN one.held WHERE x.cell IN theirs] AS both
WITH one, other, a_size, b_size, both, [x IN both | x.cell] AS cells, size(both) AS shared,
  COLLECT { UNWIND both AS x WITH DISTINCT x.land AS id RETURN id ORDER BY id } AS members,
  COLLECT { UNWIND both AS x WITH DISTINCT x.theme AS id RETURN id ORDER BY id } AS themes
WHERE shared >= $min_shared
RETURN
  one.id AS a,
  other.id AS b,
  size(members) AS shared_members,
  size(themes) AS shared_themes,
  shared,
  a_size + b_size - shared AS `union`,
  toFloat(shared) / (a_size + b_size - shared) AS jaccard,
  toFloat(shared) / CASE WHEN a_size < b_size THEN a_size ELSE b_size END AS overlap_coefficient,
  a_size,
  b_size,
  themes,
  members,
  COLLECT { // the statements on what is shared; of a pair that shares nothing, on both whole sets
    UNWIND one.held + other.held AS x
    WITH x WHERE x.cell IN cells OR shared = 0
    UNWIND x.proof AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY one.worldwide OR other.worldwide, shared DESC, a, b
