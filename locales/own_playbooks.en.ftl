# What is said in English of units' own copies of playbooks, and of incidents that take another edition. The same messages
# stand in own_playbooks.vi.ftl; a test compares the two.

## By what a unit goes

own-playbooks = Playbooks of the unit
own-playbooks-of = { $unit }: playbooks
own-lead = New incidents of the unit, and of those below it that have no copy of their own, go by these. Incidents that are open keep the edition that they have until somebody takes another.
own-may-not = The coordinator of the unit changes its playbooks.
own-tag = own copy
own-tag-draft = being worked on
own-tag-outdated = the shipped one improved
own-goes-by-own = The unit goes by its own copy, edition { $number }.
own-goes-by-above = It goes by the copy of { $unit }, edition { $number }.
own-goes-by-shipped = It goes by the playbook that comes with the program.
own-units = Copies of units
own-units-lead = A unit that works otherwise has a copy of its own. The page of each unit leads to its playbooks.

## A copy

own-title = { $kind }: { $unit }
own-make = Make an own copy
own-make-lead = The copy begins as what the unit goes by now, and is in force only when you publish it.
own-change = Change the copy
own-draft = Being worked on
own-draft-told = This is not in force yet: incidents go by it when it is published.
own-draft-lost = What was being worked on cannot be read any more. Discard it, and begin again.
own-draft-differs = What this changes of what is in force
own-draft-same = Nothing is different from what is in force.
own-draft-from-shipped = What it has different from the playbook that comes with the program
own-differs = What the copy has different from the playbook that comes with the program
own-same-as-shipped = Nothing is different from the playbook that comes with the program.
own-same-as-before = Nothing changed.
own-steps = Steps
own-editions = Editions
own-edition = Edition { $number }
own-no-edition = No edition was published.
own-no-draft = Nothing is being worked on
own-edition-made = made { $at } by { $who }
own-edition-ended = { "" }, ended { $at }
own-in-force = in force
own-somebody = somebody of the office
own-export-draft = Download what is being worked on

## What is done to it

own-step = Change this step
own-step-lead = What you keep is judged at once: a copy that people could not follow is never kept. Say everything in both languages.
own-add = Add a step
own-add-lead = The steps after it are numbered anew. Say everything in both languages.
own-move = Move this step
own-move-lead = The steps are numbered anew.
own-remove = Take this step out
own-remove-lead = What led to it leads to the step after it. Incidents that are open keep it.
own-publish = Publish
own-publish-lead = From then on new incidents go by it. Those that are open are told that it is there.
own-publish-why = Why it is changed
own-publish-why-hint = It stands with the edition, and in the record.
own-discard = Discard what is being worked on
own-discard-lead = What was changed and not published is gone then. What is in force stays.
own-shipped = Go back to what others have
own-shipped-lead = The copy ends, its editions are kept. New incidents go by something else then.
own-decline = Do not take the improvement
own-decline-lead = The copy stays as it is, as a new edition, and the improved playbook is not offered again until the next one. Say why.
own-keep = Keep
own-name = Name
own-name-vi = Name, in Vietnamese
own-name-en = Name, in English
own-content = What is done
own-content-vi = What is done, in Vietnamese
own-content-en = What is done, in English
own-item = To tick
own-evidence = Evidence
own-item-vi = { $number }. In Vietnamese
own-item-en = { $number }. In English
own-items-hint = To take one out, empty both of its lines.
own-roles = Who leads and who helps
own-role-none = takes no part
own-role-lead = leads
own-role-helper = helps
own-leads = Leads
own-helpers = Helps
own-nobody = nobody
own-target = Target, in minutes
own-target-hint = How long the step is to take. Leave it empty where nobody set that.
own-target-wrong = Write whole minutes, from 1 to { $most }, or leave it empty.
own-no-target = none
own-source = Source
own-source-hint = The article of the law, or the rule of the office.
own-source-usual = Quy định của đơn vị
own-place = Place
own-place-hint = Before a step to which the procedure goes back, it is done again with it.
own-place-after = after the step below
own-place-before = before the step below
own-beside = The step beside it
own-order = Order
own-order-changed = What is to be ticked stands in another order.
own-place-changed = It is needed now, and in another place of the flow.
own-ways = Ways out and the way back
own-ways-changed = They are others.
own-ways-on = What follows it
own-unseen = Members that people do not follow
own-unseen-changed = They are others.
own-was = Before:
own-is = Now:
own-step-added = new
own-step-removed = taken out
own-step-changed = changed
own-nothing-changed = Nothing was changed.
own-step-not-there = That step is not there any more.
own-step-too-long = The step has more items than fit into a form. Download the playbook, change the file, and take it in.
own-no-item = There is nothing to tick. Write at least one.
own-no-lead = Nobody leads. Choose at least one who does.
own-no-time = The clock of the server is wrong.
own-conflict = Nothing was stored: somebody else changed this copy meanwhile
own-gone = What you changed is not there any more. What you typed stands above, so that you can take it along.

own-done-make = You can change the copy now. It is in force when you publish it.
own-done-step = Kept. It is in force when you publish it.
own-done-publish = Published. New incidents go by it from now on.
own-done-discard = Discarded.
own-done-shipped = The copy has ended.
own-done-merge = Put together. Look at it, and publish it.
own-done-decline = The copy stays as it is.
own-done-import = The file was taken in. Look at what it changes, and publish it.

## When the shipped one improves

own-outdated = The playbook that comes with the program improved
own-outdated-told = The copy goes back to an earlier one. What the new one changed and the copy did not comes in by itself; where both changed the same, you choose.
own-outdated-draft = Publish or discard what is being worked on first.
own-merge = See what it improves
own-merge-lead = Nothing is in force before you publish it.
own-merge-theirs = What the program changed
own-merge-ours = What your copy changed
own-merge-both = Where both changed the same
own-merge-both-told = Choose for each step which of the two is taken. What only one of them changed in it is taken in any case.
own-merge-none = Nowhere. All of it comes together by itself.
own-merge-whole = The playbook as a whole
own-merge-base = before
own-merge-is-ours = In your copy
own-merge-is-theirs = In the program
own-merge-not-there = (not there)
own-merge-other = Something else
own-merge-take-ours = Take what our copy has
own-merge-take-theirs = Take what the program brings
own-merge-do = Put together
own-merge-choose = Choose one of the two.
own-merge-together = Together they are nothing that people could follow. Choose otherwise, or change your copy first. { $why }
own-merge-other-shipped = The program was replaced meanwhile. Look at it again.

## Files

own-import = Take in a file
own-import-lead = A playbook as CACAO 2.0 JSON, as it was downloaded here or made elsewhere. It is judged, you see what it changes, and it is in force when you publish it.
own-import-file = File
own-import-hint = At most { $limit }.
own-import-do = Take it in
own-import-worked-on = The copy is being worked on. Publish or discard that first: a file takes its place only then.
own-import-kind = This file is for “{ $kind }”, and this copy for “{ $wanted }”.
own-import-same = The file is the very edition that is in force.

## An incident takes another edition

edition-title = The playbook of the incident
edition-goes-by = Playbook
edition-shipped = It goes by the playbook that comes with the program, version { $version }.
edition-own = It goes by the copy of { $unit }, edition { $number }.
edition-earlier = It goes by an earlier edition, version { $version }.
edition-there = Another edition of the playbook is in force by now.
edition-look = See what would change
edition-look-at = See whether there is a newer one
edition-same = No other edition is in force.
edition-other = By now, this is in force: { $what }
edition-differs = What is different
edition-done = What becomes of what was done
edition-kept = Steps that are done stay done. Of { $all } ticks, { $kept } stay where they are or go with what they are about; the others are kept and shown apart.
edition-begun = Begins at once, since it stands before where the incident is
edition-moved = Goes to another step
edition-moved-from-to = from “{ $from }” to “{ $to }”
edition-placeless = Has no place any more, and stays to be seen on the page of the incident
edition-item-gone = The step does not have that any more.
edition-step-gone = That step is not there any more.
edition-reworded = Is ticked, and says something else now
edition-said-then = When it was ticked it said: { $said }
edition-gone = Was done, and is not there any more: it stays to be seen on the page of the incident
edition-refused = What was done has no place in that edition.
edition-refused-gone = “{ $step }” is being done, and that edition does not have it. Finish the step first.
edition-refused-order = “{ $step }” was begun, and in that edition other steps stand before it. Finish the incident by the edition that it has.
edition-take = Take this edition
edition-take-do = Take it
edition-may-not = Who answers for the place where it happened decides on that.
edition-conflict = Nothing was stored: something changed meanwhile. Look at it again.
edition-done-taken = The incident goes by the other edition now.
edition-earlier-done = Done by an earlier edition
edition-step-over = The step was ended
event-edition = Another edition of the playbook was taken
event-edition-placeless = Ticks without a place in it: { $number }

## The record

did-playbook-begun = Began to work on a playbook of the unit
did-playbook-changed = Changed what is being worked on in a playbook
did-playbook-imported = Took in a playbook as a file
did-playbook-merged = Put a playbook together with the shipped one
did-playbook-published = Published an edition of a playbook
did-playbook-declined = Did not take an improved playbook
did-playbook-discarded = Discarded what was being worked on in a playbook
did-playbook-ended = Ended a playbook of the unit

## The command

about-playbooks-import = Publish a file as a unit's own copy, after saying what it changes.
usage-playbooks-import = playbooks import [OPTIONS] --unit CODE --why TEXT FILE
arg-playbook-unit = Code of a unit: by which playbooks it goes, with --data or --database
arg-playbook-why = Why it is changed
own-cli-line = { $kind }: { $said } { $name } (steps: { $steps }, version { $modified })
own-cli-no-unit = There is no unit with the code `{ $code }`.
own-cli-changes = { $path }, against what { $unit } goes by:
own-cli-none = Nothing is different.
own-cli-published = { $unit } goes by { $path } from now on, edition { $number }.
own-cli-worked-on = Somebody works on this copy. It is to be published or discarded on its page first.
own-cli-changed = Somebody changed this copy at the same time. Nothing was stored; try again.
own-cli-same = { $path } is the very edition that is in force. Nothing was stored.
own-cli-why = --why takes a line that says why, of at most { $most } characters.
own-cli-exported = { $path } is written: { $said }
