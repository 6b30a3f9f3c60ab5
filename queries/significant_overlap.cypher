// O7 significant-overlap: which overlaps are more than chance?
// The tests are arithmetic, so this text returns who holds what ($between, $by) and the kernel of the Python form
// finishes: sizes, what two sets share, what chance would have them share, p-values, their correction. Where $universe
// is not 'seated', only countries of it count (it is for sets of countries), and each of them follows once without a
// holder. A tie is a chain of statements that all hold on the day. Mechanisms count that are active or dormant then.
// $alpha is not used, $correction is not used, $min_shared is not used, $model is not used, $tail is not used: they are
// for the kernel.
//
// $by: mechanisms by members, themes, cells (country+theme), organisations; countries by rooms, organisations,
// memberships, themes; agencies by countries, members, themes, cells; donors by recipients, countries, themes, cells;
// projects by countries, themes, cells, donors, agencies; plans by countries, themes, cells, donors. The first is the
// default.
//
// :param as_of => '2022-05-17'
// :param confidence => ['stated', 'inferred']
// :param between => 'mechanisms'
// :param by => 'default'
// :param roles => ['member']
// :param scope => ['regional', 'hemispheric', 'global']
// :param universe => 'seated'

CALL {
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
  WITH collect(CASE WHEN status IN ['active', 'dormant'] THEN m END) AS open, CASE
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
  // All of a chain holds on the day; where a place lies has no beginning, unless a source dates it.
  WITH holder, member, chain
  WHERE all(s IN chain WHERE s.confidence IN $confidence AND (s.until IS NULL OR s.until >= $as_of)
    AND (s.since <= $as_of OR type(s) = 'LOCATED_IN' AND s.start IS NULL)
    AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed'])
  UNWIND chain AS s
  WITH holder, member, collect(DISTINCT s.id) AS proof
  RETURN holder.id AS holder, member, proof
  UNION ALL
  MATCH (alone:Country)
  WHERE $universe <> 'seated'
  RETURN null AS holder, alone.id AS member, [] AS proof
}
WITH holder, member, proof
WHERE $universe = 'seated' OR EXISTS {
    MATCH (land:Country {id: member})
    WHERE $universe = 'all' OR land.region IN ['caribbean', 'central-america', 'north-america', 'south-america']
  }
RETURN
  holder,
  member,
  COLLECT { UNWIND proof AS id RETURN id ORDER BY id } AS evidence
ORDER BY holder, member
