# An incident that is given to another unit, orders and requests, and who has a piece of evidence.

incident-give = Give the incident to another unit
incident-give-lead = For an incident that is another unit's, such as one that a citizen told of. From then on that unit is the one concerned; owner and board follow from the tree of units, and deadlines, papers and figures go by that unit. All that was done stays.
incident-give-to = To which unit
incidents-done-given = Given. You have no part in the incident any more, so it is not shown here.
notice-incident-given = Incident #{ $number } was given to your unit.
event-given = Given by { $from } to { $to }
incident-assign-unit = The unit that takes this part

incident-orders = Orders and requests
incident-answer = Say what was done
incident-answer-lead = What was done on this order or request. It is said once.
incident-answer-what = What was done
incident-order-waits = not answered
incident-order-late = late since { $moment }, not answered
incident-order-done = answered { $moment }
event-order-answered = Answered: { $what }
event-order-reminded = { $unit } was reminded: the time is up and nothing was answered

custody-chain = Chain of custody
custody-goes = Whole: whoever hands it over has it by the record
custody-broken-yes = Broken: by the record somebody else has it; the reasons say why
custody-not-with-them = By the record { $holder } has it. If somebody else hands it over, choose "Broken" and say why.
custody-refused = By the record it was just handed to somebody else. Look again.
custody-passed-broken = { $from } → { $to } (the chain is broken: by the record somebody else had it)
custody-copied = { $from } → { $to } (a copy)
event-custody-broken = Evidence { $number }: from { $from } to { $to }, with a broken chain of custody
