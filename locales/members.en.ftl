# What the console says of the list of network members. The file members.vi.ftl says the same in Vietnamese; a test
# compares the two.

members-title = Network members
members-about = The files of form 01 that units keep, and what is missing in each.
members-state-any = Complete or not
members-complete = Complete
members-incomplete = Incomplete
members-state-none = The list knows no such state.
members-none = No member file is as the filters say.
members-shown = { $from }–{ $to } of { $found } files found; { $all } in all.
