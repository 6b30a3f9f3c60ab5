// T3 overlap-trend: is overlap growing?
// One row for each chain of statements that ties a holder ($between) to what belongs to its set ($by): from which day
// it may hold, from which to which it holds for certain while its mechanism is active or dormant. This is what the
// kernel takes: it counts, date by date, what two sets share.
//
// $by: mechanisms by members, themes, cells (country+theme), organisations; countries by rooms, organisations,
// memberships, themes; agencies by countries, members, themes, cells; donors by recipients, countries, themes, cells;
// projects by countries, themes, cells, donors, agencies; plans by countries, themes, cells, donors. The first is the
// default. The dates and thresholds are the kernel's: $as_of is not used, $from is not used, $to is not used,
// $step is not used, $nodes is not used, $min_shared is not used.
//
// :param confidence => ['stated', 'inferred']
// :param between => 'mechanisms'
// :param by => 'default'
// :param roles => ['member']
// :param scope => ['regional']

// The mechanisms, and when they are active or dormant: from each dated observation of the status to the next.
OPTIONAL MATCH (m:Mechanism)
WHERE m.scope IN $scope OR m.scope IS NULL
WITH collect(m) AS open, CASE
    WHEN $by <> 'default' THEN $by
    WHEN $between = 'mechanisms' THEN 'members'
    WHEN $between = 'countries' THEN 'rooms'
    WHEN $between = 'donors' THEN 'recipients'
    ELSE 'countries'
  END AS made

// Chains of statements from each holder to what belongs to its set.
CALL {
  WITH open, made // seats, and the organisations of a mechanism
  UNWIND open AS m
  MATCH (party)-[s]->(m)
  WHERE ($between = 'mechanisms' AND made = 'members' OR $between = 'countries' AND made IN ['rooms', 'memberships'])
      AND s.seat IN $roles AND party:Country
    OR $between = 'mechanisms' AND made = 'organisations' AND party:Agency
      AND (type(s) = 'PARTNER_IN' OR type(s) = 'MEMBER_OF' AND coalesce(s.role, 'member') IN $roles)
  WITH s, CASE $between WHEN 'mechanisms' THEN [m, party] ELSE [party, m] END AS ends
  RETURN ends[0] AS holder, ends[1].id AS member, [s] AS chain
  UNION ALL
  WITH open, made // countries in organisations
  MATCH (party:Country)-[s:MEMBER_OF]->(body:Agency)
  WHERE coalesce(s.role, 'member') IN $roles AND ($between = 'agencies' AND made = 'members'
    OR $between = 'countries' AND made IN ['organisations', 'memberships'])
  WITH s, CASE $between WHEN 'agencies' THEN [body, party] ELSE [party, body] END AS ends
  RETURN ends[0] AS holder, ends[1].id AS member, [s] AS chain
  UNION ALL
  WITH open, made // money, and who carries out a project
  MATCH (actor)-[s:FUNDS|IMPLEMENTS]->(target)
  WHERE type(s) = 'FUNDS' AND s.counted AND (
      $between = 'donors' AND (made = 'recipients' OR made = 'countries' AND target:Country)
      OR made = 'donors' AND ($between = 'projects' AND target:Project
        OR $between = 'plans' AND target:Instrument AND target.subtype IN ['strategy', 'response-plan-edition']))
    OR type(s) = 'IMPLEMENTS' AND $between = 'projects' AND made = 'agencies' AND actor:Agency AND target:Project
  WITH s, CASE $between WHEN 'donors' THEN [actor, target] ELSE [target, actor] END AS ends
  RETURN ends[0] AS holder, ends[1].id AS member, [s] AS chain
  UNION ALL
  WITH open, made // countries, themes and cells: of whoever does it, itself or led to by a statement
  CALL {
    WITH open
    UNWIND open AS holder
    WITH holder WHERE $between = 'mechanisms'
    RETURN holder, holder AS doer, [] AS way
    UNION ALL
    WITH open
    UNWIND open AS doer
    MATCH (holder:Country)-[s]->(doer)
    WHERE $between = 'countries' AND s.seat IN $roles
    RETURN holder, doer, [s] AS way
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
  WITH made, holder, doer, way,
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
  UNWIND CASE made
      WHEN 'countries' THEN places
      WHEN 'themes' THEN themes
      WHEN 'cells' THEN COLLECT {
        UNWIND places AS x UNWIND themes AS y RETURN {id: x.id + '+' + y.id, chain: x.chain + y.chain}
      }
      ELSE []
    END AS part
  RETURN holder, part.id AS member, way + part.chain AS chain
}
// Nothing of a chain is only announced. It may hold from the latest start and does from the latest of start and
// earliest evidence, to the earliest end; where a place lies has no beginning, unless a source dates it.
WITH holder, member, chain
WHERE all(s IN chain WHERE s.confidence IN $confidence
  AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
WITH holder, member, chain,
  [s IN chain WHERE s.start IS NOT NULL | s.since] AS starts,
  [s IN chain WHERE s.start IS NULL AND type(s) <> 'LOCATED_IN' | s.since] AS seen,
  [s IN chain WHERE s.until IS NOT NULL | s.until] AS ends,
  CASE
    WHEN $between = 'mechanisms' THEN holder
    WHEN $between = 'countries' AND endNode(chain[0]):Mechanism THEN endNode(chain[0])
  END AS m
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(m)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH member, holder, chain, starts, seen, ends, m, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH member, holder, chain, starts, seen, ends, m,
  collect({day: left(o.start + '-01-01', 10), open: o.text IN ['active', 'dormant']}) AS told
WITH member, holder, chain, starts, seen, ends, m, CASE
    WHEN m IS NULL THEN [{day: '', open: true}]
    WHEN told[0].day IS NULL THEN [{day: '', open: coalesce(m.status, 'active') IN ['active', 'dormant']}]
    ELSE [{day: '', open: true}] + told
  END AS turns
UNWIND range(0, size(turns) - 1) AS i
WITH member, holder, chain, seen, turns[i].open AS isOpen,
  starts + [turns[i].day, CASE WHEN m.start IS NULL THEN '' ELSE left(m.start + '-01-01', 10) END] AS starts,
  ends + [toString(date(turns[i + 1].day) - duration({days: 1})), CASE size(m.end)
    WHEN 4 THEN m.end + '-12-31'
    WHEN 7 THEN toString(date(m.end) + duration({months: 1}) - duration({days: 1}))
    ELSE m.end
  END] AS ends
WHERE isOpen
WITH member, holder, chain, seen,
  reduce(latest = '', day IN starts | CASE WHEN day > latest THEN day ELSE latest END) AS earliest,
  reduce(first = null, day IN ends | CASE WHEN first IS NULL OR day < first THEN day ELSE first END) AS until
WITH member, holder, chain, earliest, until,
  CASE WHEN all(day IN seen WHERE day IS NOT NULL)
    THEN reduce(latest = earliest, day IN seen | CASE WHEN day > latest THEN day ELSE latest END)
  END AS since
WHERE until IS NULL OR earliest <= until
RETURN DISTINCT
  holder.id AS holder,
  member,
  CASE WHEN earliest <> '' THEN earliest END AS earliest,
  CASE WHEN until IS NULL OR since <= until THEN since END AS since,
  until,
  COLLECT { UNWIND chain AS s RETURN DISTINCT s.id AS id ORDER BY id } AS evidence
ORDER BY holder, member, since, until, evidence
