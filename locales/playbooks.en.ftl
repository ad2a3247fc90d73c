# What is said in English of playbooks. The same messages stand in playbooks.vi.ftl; a test compares the two.

## The command

about-playbooks = What is done in an incident, step by step: list, export and check it.
about-playbooks-check = Say whether files are playbooks that an incident can follow, and if not, which step is wrong.
about-playbooks-list = Show the playbooks that come with the program.
about-playbooks-export = Write one of them into a file, as CACAO 2.0 JSON.
usage-playbooks = playbooks [OPTIONS] COMMAND
usage-playbooks-check = playbooks check [OPTIONS] FILE…
usage-playbooks-list = playbooks list [OPTIONS]
usage-playbooks-export = playbooks export [OPTIONS] KIND -o FILE
arg-playbook = Playbooks, as CACAO 2.0 JSON
arg-playbook-kind = Kind of incident: malware, denial_of_service, defacement, phishing, data_leak or ransomware
metavar-kind = KIND
arg-playbook-output = The file to write; nothing is overwritten
playbooks-line = { $kind }: { $name } (steps: { $steps }, version { $modified })
playbooks-good = { $path }: a playbook for { $kind } that can be followed. { $name }; steps: { $steps }.
playbooks-refused = { $path }: refused. { $why }
playbooks-not-there = { $path } is not there.
playbooks-not-read = { $path } cannot be read.
playbooks-exported = { $path } is written: { $name }.
playbooks-not-written = { $path } cannot be written.
playbooks-in-the-way = { $path } is there already, and nothing is overwritten. Name another file with -o.
playbooks-no-kind = There is no kind `{ $kind }`. Kinds: { $kinds }.

## Why a file is no playbook, and what to do

playbook-at-step = Step “{ $name }” ({ $id }): { $why }
playbook-at-nameless = Step { $id }: { $why }
playbook-bytes = The file has more than { $most } bytes. Take out what is no part of the playbook.
playbook-nesting = More than { $most } lists and objects lie in one another. Lay them out flatter.
playbook-no-json = It is no JSON: line { $line }, column { $column }. Mend the text there.
playbook-twice = The member `{ $what }` stands twice in one object. Leave one of them.
playbook-number = { $at }: only whole numbers are taken. Write one without decimals.
playbook-steps = It has more than { $most } steps. Make it shorter.
playbook-entries = { $at }: more than { $most } entries. Take some out.
playbook-text = { $at }: more than { $most } characters. Shorten the text.
playbook-schemas = The program cannot use its own schemas. Install it again. { $what }
playbook-schema = { $at } is not as CACAO 2.0 has it. Mend what the schema says: { $what }
playbook-extension = { $at }: what Quét needs beside CACAO is missing or has another shape. Mend it: { $what }
playbook-version = The extension has the version `{ $what }`, which this program does not know. Take a newer program, or export the playbook for this one.
playbook-undefined = `{ $what }` is used and not defined. Add its definition.
playbook-id-type = `{ $what }` is to begin with `{ $expected }--`. Write such a number.
playbook-time = `{ $what }` is no moment with three decimals (2026-11-28T00:00:00.000Z), or lies before the time it was made. Write the right one.
playbook-kind = There is no kind `{ $what }`. Write one of: { $kinds }.
playbook-no-start = It does not start at a start. Let `workflow_start` name one.
playbook-no-steps = There is no step that people do. Add one.
playbook-not-followed = `{ $what }` is nothing that an incident follows. Take it out, or say it with steps that people do.
playbook-no-way-on = Nothing says what follows. Set `{ $way }`.
playbook-dangling = `{ $way }` leads to { $to }, which is not there. Name a step that is, or add it.
playbook-cycle = From here the way leads back to { $to }, and only the way back that `returns` states may do that. Let it lead on.
playbook-two-ways = More than one way leads here, so that nobody knows what was done before. Leave one.
playbook-unreachable = No way leads here. Let a step lead to it, or take it out.
playbook-return = The way back is not as `returns` states it. It goes from the step right before to earlier steps of the same branch; make both say the same.
playbook-no-return = `returns` states a way back, and there is none. Add the `while-condition`, or take `returns` out.
playbook-beside = Here one branch goes on, and each of the others is one step that stays open throughout. Set `throughout`, or put steps one after the other.
playbook-place = `{ $what }` does not agree with its place in the flow. Change one of the two.
playbook-order = It is number { $found } and stands at place { $expected }. Number the steps in the order of the flow.
playbook-leaderless = Nobody leads. Name a lead.
playbook-unknown-role = There is no role `{ $role }`. Take one of: { $roles }.
playbook-role-twice = The role `{ $role }` stands there twice. Leave it as lead or as helper.
playbook-named = `{ $what }` does not name who leads and helps in this step. Write their numbers there, in their order.
playbook-words = { $at }, the words in { $language }: { $why }
playbook-language-vi = Vietnamese
playbook-language-en = English
playbook-source = The source in the law: { $why } Write the article.
playbook-key = `{ $key }` is no key. Take small letters, digits, - and _, at most 64.
playbook-key-twice = Another item has the key `{ $key }`. Take another one.
playbook-nothing-to-do = There is nothing to tick. Add an item.
playbook-target = The target is not between 1 and { $most } minutes. Set another, or leave it out.
playbook-exit = The way out `{ $what }` is not known, stands there twice, or names steps that are not there. Known are: { $exits }.

## Pages of the console

playbooks = Playbooks
playbooks-lead = What is done in an incident, step by step. A new incident goes by the playbook of its kind, and keeps that edition.
playbooks-steps = { $number } steps
playbooks-export = Download as CACAO 2.0 JSON
playbooks-optional = only where it is needed
playbooks-throughout = open throughout
playbooks-target = target: { $minutes } minutes
playbooks-return = The way back
playbooks-back = After “{ $from }” it may go back, and these are done again: { $to }
playbooks-exits = Ways out into another procedure
playbooks-version = Version { $version }
