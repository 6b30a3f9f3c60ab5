// D4 pledge-to-payment: how far does pledged money get?
// Rates are arithmetic on sums of many amounts: this text returns the money that counts, and the kernel of the Python
// form finishes (sums and rates). One row a counted FUNDS statement that began in the period, whatever its end;
// amounts as known in $currency (for USD also those with a dated rate), or in their own where it is ''.
// $by is not used: the kernel applies it.
//
// :param as_of => '2026-11-22'
// :param confidence => ['stated', 'inferred']
// :param currency => ''
// :param from => null
// :param exclude => []
// :param recipients => ['Country', 'Agency', 'Mechanism', 'Project', 'Instrument', 'Event']

MATCH (donor:Entity)-[s:FUNDS]->(recipient:Entity)
WHERE s.counted AND s.money IN ['pledge', 'commitment', 'disbursement'] AND s.confidence IN $confidence
  AND NOT coalesce(s.status, '') IN ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
  AND s.since <= $as_of AND ($from IS NULL OR (s.start IS NOT NULL AND s.since >= $from))
  AND recipient.kind IN $recipients AND NOT donor.id IN $exclude
// An amount without a currency is not known in any.
WITH donor, recipient, s, CASE WHEN s.currency IS NOT NULL THEN s.amount END AS own, toUpper($currency) AS wanted
RETURN
  donor.id AS donor,
  recipient.id AS recipient,
  CASE
    WHEN wanted = '' THEN coalesce(own, s.amount_usd)
    WHEN s.currency = wanted AND own IS NOT NULL THEN own
    WHEN wanted = 'USD' THEN s.amount_usd
  END AS amount,
  CASE
    WHEN wanted <> '' THEN wanted
    WHEN own IS NULL AND s.amount_usd IS NOT NULL THEN 'USD'
    ELSE s.currency
  END AS currency,
  s.money AS money,
  s.dataset AS dataset,
  s.id AS statement,
  coalesce(donor.subtype, '') = 'unnamed' AS unnamed_donor,
  coalesce(recipient.subtype, '') = 'unnamed' AS unnamed_recipient,
  coalesce(s.latest_stage, false) AS latest_stage,
  [s.id] AS evidence
ORDER BY statement
