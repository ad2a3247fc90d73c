# Papers that are issued and sent, what stands on them and what is known of the incident. The same messages stand in issued.vi.ftl.

paper-empty = (empty)
paper-wrote = { $who } kept it at { $moment }. Fields that differ from what you typed:
paper-stands = What stands there
paper-typed = What you typed
paper-stale = The incident says otherwise since this was written
paper-stale-lead = The fields below keep what was written. Correct them where the incident is right.
paper-on-it = On the paper
paper-known-now = In the incident now
paper-stale-fields = { $number } fields differ from the incident now
paper-too-many-cells = A row has { $number } cells. Take out a |.

paper-sent = sent
paper-issued = issued
papers-gone-out = Issued and sent
paper-lacks-number = Its number and sign, or its day, are missing.
paper-lacks-arrival = The number of arrival is missing, or why there is none.
paper-lacks-signature = A signed file that is as it was signed is missing: choose another, or “On paper”.
paper-arrival-hint = Leave it empty while there is none: the paper counts as issued until its number of arrival is noted.
paper-no-arrival = Why there is no number of arrival
paper-no-arrival-hint = Only where the addressee gives none, such as: sent by post, with a receipt.
paper-no-arrival-because = No number of arrival: { $why }
paper-arrival-needed = Note the number of arrival, or why there is none.
paper-arrival-both = With a number of arrival there is no such reason.
paper-file-stays = As it is
paper-file-is = Noted now: { $where }.
paper-deadline-hint = Only a deadline that asks for this kind of paper is met by it.
paper-deadline-owed = This report is owed by a deadline. Choose it.
paper-deadline-other-form = This deadline asks for another kind of paper.
paper-next-arrived = Note the arrival of the closing report
paper-dated = Dated { $day }, sent at { $moment }
deadline-issued = Issued at { $moment }; the number of arrival or the signed file is missing
event-paper-issued = Paper { $number } issued to { $to }
event-paper-more = More on paper { $number }

paper-system-of = the information system of { $unit }
paper-services = Services concerned: { $text }
paper-data = Data concerned: { $text }
paper-people = People concerned: { $text }
paper-loss = Estimated loss: { $text } đồng
paper-result-cause = Cause: { $text }
paper-result-course = How it was handled:
    { $text }
paper-result-remedy = What was done:
    { $text }
paper-result-ended = Result: { $text }
paper-result-lessons = Lessons: { $text }
paper-result-measures = Proposed measures: { $text }
