// G9 members-in-name-only: which members of a forum are not recorded as having taken part in its meetings?
// One row for each seat in force on the day in a room ($forum, or all active ones of the scope): the meetings of the
// window (from $from, by default three years before, to the day) that have a list of who attended ($attendees or more)
// and were held while the country sat, and what is recorded of it. Meetings are events that are part of the room, that
// review it, or that it convenes. Without a list there is no evidence; and a list may be incomplete, so nobody is said
// to be absent.
//
// :param as_of => '2024-12-31'
// :param confidence => ['stated', 'inferred']
// :param attendees => 2
// :param forum => null
// :param from => null
// :param meetings => 2
// :param roles => ['member']
// :param scope => ['regional', 'hemispheric']

WITH coalesce($from, toString(date($as_of) - duration({years: 3}))) AS begins

// The rooms and their status on the day: the latest observation of it decides; a coarse end covers all its days.
MATCH (room:Mechanism)
WHERE coalesce(room.seats, '') <> 'none' AND room.subtype IN [
    'consultation-process', 'framework', 'committee', 'forum', 'declaration-process', 'compact'
  ]
  AND CASE WHEN $forum IS NULL THEN room.scope IN $scope ELSE room.id = $forum END
OPTIONAL MATCH (o:Observation {measure: 'status'})-[:ABOUT]->(room)
WHERE o.start IS NOT NULL AND o.text IS NOT NULL AND o.confidence IN ['stated', 'inferred']
WITH begins, room, o ORDER BY left(o.start + '-01-01', 10), o.id
WITH begins, room, collect(o {.start, .text}) AS told
WITH begins, room, CASE
    WHEN $as_of < room.start THEN 'none'
    WHEN $as_of > room.end + '-99' THEN 'ended'
    WHEN size(told) = 0 THEN coalesce(room.status, 'active')
    ELSE coalesce(last([t IN told WHERE t.start <= $as_of | t.text]), 'active')
  END AS status
WHERE status = 'active' OR $forum IS NOT NULL

// Their meetings that began by the day.
WITH begins, room, COLLECT {
    MATCH (room)-[link:PART_OF|SUPPORTS|CONVENES]-(meeting:Event)
    WHERE link.confidence IN $confidence
      AND NOT coalesce(link.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
      AND CASE type(link)
        WHEN 'CONVENES' THEN startNode(link) = room
        WHEN 'SUPPORTS' THEN startNode(link) = meeting AND link.role = 'review'
        ELSE startNode(link) = meeting
      END
      AND left(meeting.start + '-01-01', 10) <= $as_of
    WITH meeting, collect(link.id) AS ties, coalesce(meeting.end, meeting.start) + '-99' AS closing
    RETURN {
      node: meeting, ties: ties, text: meeting.start, day: left(meeting.start + '-01-01', 10), closing: closing,
      within: closing >= begins,
      listed: COUNT {
        MATCH (attendee:Country)-[a:PARTICIPATES_IN]->(meeting)
        WHERE coalesce(a.role, '') <> 'invited' AND a.confidence IN $confidence
          AND NOT coalesce(a.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
        RETURN DISTINCT attendee
      } >= CASE WHEN $attendees < 1 THEN 1 ELSE $attendees END
    }
  } AS held

// Who sits there on the day, and in which spells.
MATCH (country:Country)-[s]->(room)
WHERE s.seat IN $roles AND s.confidence IN $confidence
  AND s.since <= $as_of AND (s.until IS NULL OR s.until >= $as_of)
WITH begins, room, held, country, collect(s.id) AS seats
WITH *, COLLECT {
    MATCH (country)-[s]->(room)
    WHERE s.seat IN $roles AND s.confidence IN $confidence
    RETURN {since: CASE WHEN s.start IS NULL THEN '' ELSE s.since END, until: coalesce(s.until, '9')}
  } AS spells,
  COLLECT { // what is recorded of the country
    UNWIND held AS x
    WITH x, x.node AS meeting
    MATCH (country)-[a:PARTICIPATES_IN|CONVENES|PRESIDES]->(meeting)
    WHERE a.confidence IN $confidence AND coalesce(a.role, '') <> 'invited'
      AND NOT coalesce(a.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
      AND (type(a) <> 'CONVENES' OR a.role IN ['host', 'co-host', 'convenor', 'co-convenor', 'organiser'])
    RETURN {
      meeting: meeting.id, id: a.id, ties: x.ties, day: x.day, text: x.text, within: x.within,
      attended: type(a) = 'PARTICIPATES_IN'
    }
  } AS own,
  COLLECT {
    MATCH (country)-[a:PRESIDES]->(room)
    WHERE a.confidence IN $confidence AND a.since <= $as_of AND coalesce(a.until, '9') >= begins
      AND NOT coalesce(a.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
    RETURN a.id
  } AS chairs
WITH *, [x IN own WHERE x.attended | x.meeting] AS there
WITH *, [x IN held WHERE x.within AND (
    x.node.id IN there
    OR x.listed AND any(spell IN spells WHERE spell.since <= x.closing AND x.day <= spell.until)
  )] AS counted
WITH *,
  size([x IN counted WHERE x.node.id IN there]) AS attended,
  COUNT { UNWIND own AS x WITH x WHERE x.within AND NOT x.attended RETURN DISTINCT x.meeting } AS hosted
RETURN
  room.id AS forum,
  country.id AS country,
  size(counted) AS meetings,
  attended,
  COLLECT { UNWIND own AS x RETURN x.text ORDER BY x.day DESC, x.text DESC LIMIT 1 }[0] AS last_attended,
  CASE
    WHEN attended > 0 OR hosted > 0 OR size(chairs) > 0 THEN 'yes'
    WHEN size(counted) > 0 AND size(counted) >= $meetings THEN 'none recorded'
    ELSE 'no evidence'
  END AS participation,
  hosted,
  size(chairs) > 0 AS presided,
  COLLECT {
    UNWIND seats + chairs + [x IN own | x.id] + reduce(ids = [], x IN counted + own | ids + x.ties) AS id
    RETURN DISTINCT id ORDER BY id
  } AS evidence
ORDER BY CASE participation WHEN 'none recorded' THEN 1 WHEN 'yes' THEN 2 ELSE 3 END, forum, country
