# Doors: what programs may, and how people come in from elsewhere. An id is the same in every language.

token-scopes = What the program may do
token-scopes-hint = Only what it needs, and never more than you may yourself.
token-scopes-none = Choose at least one.
token-everything = Everything that its owner may do
token-units-read = See units, contacts and duty
token-units-write = Change units and contacts
token-people-read = See people
token-people-write = Invite people and change their roles
token-systems-read = See information systems
token-systems-write = Change information systems
token-duty-write = Change the duty roster
token-record-read = Read the record
