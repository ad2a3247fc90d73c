# What the console says of information systems, and of what is restricted. The file systems.vi.ftl says the same in Vietnamese; a test
# compares the two.

## Information systems

desk-systems = Systems
systems-sheet = Information systems
systems-name = Name of the system
systems-unit = Unit
systems-level = Level
systems-level-hint = The security level, 1 to 5. At level 5 the harm would be gravest.
systems-level-of = Level { $level }
systems-level-any = Any level
systems-level-none = The level is a number from 1 to 5.
systems-products = Products and versions
systems-products-hint = One product on each line, its version in brackets: Apache HTTP Server (2.4.58). Only who knows the version knows which weaknesses matter.
systems-product = Product
systems-version = Version
systems-addresses = Public IP addresses
systems-addresses-hint = Addresses at which the world sees it, on each line one, or a range such as 192.0.2.0/24. No addresses of the inner network.
systems-domains = Domains
systems-domains-hint = One domain on each line, without https://.
systems-seen = Where the world sees it
systems-seen-none = No address and no domain is known. Without them nobody can warn the unit when something is seen there.
systems-unknown = Nothing is known yet.
systems-fresh = There is no information system yet. Enter the first, or import a whole list from a CSV or Excel file.
systems-fresh-look = There is no information system here that you may see.
systems-none = There is no such system.
systems-shown = { $from }–{ $to } of { $found } systems found; { $all } in all.
systems-filter-text = Name, product, address, domain
systems-filter-state = State
systems-in-use = In use
systems-ended = In use no more
systems-ended-on = In use no more since { $moment }.
systems-new = Enter a system
systems-new-do = Enter it
systems-lead = One system of one unit: what it is, what runs on it, where the world sees it.
systems-change = Change
systems-end = Note that it is in use no more
systems-end-lead = The system leaves the list of those in use. What is known of it is kept; to use it again, enter it again.
systems-taken = The unit has a system of that name already.
systems-conflict = Nothing was stored: while you worked, somebody else changed this system
systems-done-found = The system was entered.
systems-done-changed = Saved.
systems-done-ended = Noted that it is in use no more.
systems-done-imported = The whole table was stored.
systems-done-named = Who may see it was saved.
systems-done-opened = It is restricted no more.
systems-of-unit = { $number } information systems that you may see, those of units below included.
systems-of-unit-link = See the systems
did-system-found = Entered an information system
did-system-changed = Changed an information system
did-system-imported = Imported an information system from a table
did-system-ended = Noted that a system is in use no more
did-system-restricted = Restricted who may see a system
did-system-opened = Lifted the restriction of a system
task-systems = Enter the information systems of your unit
task-systems-why = No system of your unit is known yet. With domains and public addresses your unit is told when the world sees something there.
task-systems-do = Enter the first system

## Systems from a table

systems-import = Import a table
systems-column-unit = The code of the unit whose system it is.
systems-column-name = The full name. A name that the unit has is that system; another is a new one.
systems-column-level = A number from 1 to 5.
systems-column-products = One product on each line of the cell, or with semicolons between them; the version in brackets.
systems-column-addresses = Addresses or ranges, on lines, or with commas or spaces between them.
systems-column-domains = Domains, on lines, or with commas or spaces between them.
systems-sum-new = new systems
systems-sum-changed = systems that change
systems-does = { $what } at { $unit }, level { $level }; products: { $products }, addresses: { $addresses }, domains: { $domains }. { $seen }
systems-does-new = Enter
systems-does-change = Change
systems-fault-unit = There is no unit { $code }.
systems-fault-level = The level is a number from 1 to 5, not “{ $typed }”.
systems-fault-piece = “{ $typed }”: { $why }
systems-fault-semicolon = Names and versions have no semicolon: it stands between products.
systems-fault-brackets = The brackets of the version do not close.
systems-fault-address = This is no IP address, and no range such as 192.0.2.0/24.
systems-fault-inside = The range does not begin with this address.
systems-fault-not-public = The world does not see this address: it is of an inner network, or shared by customers of an operator.
systems-fault-too-wide = This range is too wide to belong to one system.
systems-fault-page = Write the domain alone, without https://, a path or a port.
systems-fault-letters = Write a domain with accents in its form that begins with xn--.
systems-fault-domain = This is no domain.
systems-fault-many = More than { $most } in one cell.
systems-fault-twice = This system stands in row { $row } already.

## Who may see a system

systems-who = Who may see it
systems-restricted = Restricted
systems-restricted-what = Only these people may see it: not superiors, not administrators.
systems-open-what = Everybody with a role at this unit or above, other than administrators, who see to units and people.
systems-code = Code for the papers: { $code }. Write it on the paper file; who needs to come in in an emergency must know it.
systems-restrict = Restrict who may see it
systems-names = Who may see it
systems-names-lead = One that is restricted is in lists, searches, counts, exports, the API and the record for those who are named. For everybody else it is not there.
systems-names-last = There is always at least one who is there. If the last one leaves, emergency access is the only way in: two people agree, and who is let in then names people anew.
systems-names-only = Only those who are named
systems-names-all = Everybody with a role, as usual
systems-names-who = Those who are named
systems-names-let-in = let in for the emergency
systems-names-more = One more, by what they sign in with
systems-names-more-hint = May stay empty. They must belong where you may see the people.
systems-names-nobody = Among those whom you may see, nobody signs in with that.
systems-names-left = Nobody who is named is there. Name at least one.
systems-names-taken = The unit has another system of this name. Rename it before you lift the restriction.
systems-names-conflict = Look again at who is named, then send it again. Ticked now:
systems-why-hint = Say why. Only those who are named see it.
