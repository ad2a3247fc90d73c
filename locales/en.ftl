# What quet says in English. The same messages stand in vi.ftl; a test compares the two.

## The command line

about-quet = Sweeps malware off machines: scans, cleans, and gives back what was taken by mistake.
about-scan = Look for malware in files and folders. Changes nothing unless --clean is given.
about-vault = What was taken from its place: show it, put it back, hand it on, destroy it.
about-list = Show what is in the vault.
about-restore = Put a file back as it was.
about-export = Write a file out as an encrypted ZIP (password: infected), to send it to someone who examines it.
about-purge = Destroy files in the vault. They cannot be brought back.
about-rules = Rules and lists of hashes and of names.
about-check = Show what a rule pack holds and what in it cannot be used.
about-feed = Reports of those who saw infected addresses.
about-import = Count the sightings of a report, each once however often it is imported.
about-serve = Serve the campaign's public page and answer look-ups, until it is stopped.
about-audit = The record of what was done: verify it, vouch for it, erase details at the end of their time.
about-verify = Follow the record from its beginning to its end and say whether anything in it was changed, removed, added or cut off.
about-checkpoint = Say where the record ends now, signed, in one line: to be kept somewhere else.
about-accept = Answer for entries that were vouched for late, after somebody looked at them.
about-erase = Erase the details (names, addresses, reasons) of old entries. The entries stay, and so does the chain.
about-store = The server's data: back-ups, and bringing it to this version.
about-backup = Write all that is stored into one file, while the server goes on.
about-store-restore = Restore a back-up into an empty store, on either database.
about-migrate = Bring the database to this version, as every command does that opens it.
about-people = Who works with the server, from its own machine.
about-first = Make the first administrator and their unit. The password is asked for, or read from standard input.
about-reset = Give somebody who lost their telephone or password a code for a new way in.
about-campaign = For those who run a campaign: its key, its rule pack, its programs.
about-key = Show the campaign's public key. Makes the key at first use.
about-publish = Sign rules as the campaign's next pack and publish it.
about-offer = Offer built programs for download on the campaign's page.
about-demo = See the whole job on one machine: a country's sightings, a server, and a sample folder that is swept.
about-completion = Write what makes a shell complete quet's commands when Tab is pressed.
about-manual = Write the manual page, as `man` reads it.
usage-usage = Usage
usage-quet = [OPTIONS] COMMAND
usage-scan = scan [OPTIONS] --rules PATH | --campaign URL [--root PATH] [PATH…]
usage-vault = vault [OPTIONS] COMMAND
usage-list = vault list [OPTIONS]
usage-restore = vault restore [OPTIONS] ID
usage-export = vault export [OPTIONS] ID
usage-purge = vault purge [OPTIONS] ID… | --all
usage-rules = rules [OPTIONS] COMMAND
usage-check = rules check [OPTIONS] PATH…
usage-campaign = campaign [OPTIONS] COMMAND
usage-key = campaign key [OPTIONS]
usage-publish = campaign publish [OPTIONS] PATH…
usage-offer = campaign offer [OPTIONS] FILE…
usage-demo = demo [OPTIONS]
usage-feed = feed [OPTIONS] COMMAND
usage-import = feed import [OPTIONS] FILE…
usage-serve = serve [OPTIONS]
usage-audit = audit [OPTIONS] COMMAND
usage-verify = audit verify [OPTIONS] [--key PATH --checkpoints PATH…]
usage-checkpoint = audit checkpoint [OPTIONS]
usage-accept = audit accept [OPTIONS] --why TEXT NUMBER
usage-erase = audit erase [OPTIONS] --before DAY --why TEXT [--object WORD]
usage-store = store [OPTIONS] COMMAND
usage-backup = store backup [OPTIONS] -o FILE
usage-store-restore = store restore [OPTIONS] FILE
usage-migrate = store migrate [OPTIONS]
usage-people = people [OPTIONS] COMMAND
usage-first = people first [OPTIONS] --name NAME --login NAME --unit NAME --code CODE [--kind KIND]
usage-reset = people reset [OPTIONS] --login NAME
usage-completion = completion [OPTIONS] bash | fish | powershell | zsh
usage-manual = manual [OPTIONS]
usage-commands = Commands
usage-options = Options
usage-arguments = Arguments
usage-more = `quet --help` shows what there is.
usage-unknown = `{ $arg }` is not known.
usage-missing-command = A command is missing.
usage-missing = { $arg } is missing.
usage-conflict = { $arg } and { $other } do not go together.
usage-value = `{ $value }` is no value for { $arg }.
usage-purge-what = Say which items to destroy, or --all.
metavar-path = PATH
metavar-number = NUMBER
metavar-listen = ADDRESS:PORT
metavar-feed-report = REPORT
metavar-key = KEY
metavar-id = NAME
metavar-url = URL
metavar-day = DAY
metavar-text = TEXT
arg-help = Show this help
arg-version = Show the version
arg-lang = Language of what is said
arg-data = Where quet keeps its own data
arg-path = Files or folders
arg-places = Files or folders; the whole machine where none is given
arg-program = Built programs, named quet-VERSION-windows-x86_64.exe or quet-VERSION-linux-x86_64
arg-rules = Rules to look for: a file or folder of .yar, .yara and lists of hashes and of names; may be repeated
arg-root = A mounted disk or a folder that is looked at as another machine's root; each PATH is then one of that machine (all of it where none is given)
arg-campaign = Scan with the signed rules of the campaign at this address
arg-campaign-key = The campaign's public key, or a file that holds it; else the key is remembered at first use
arg-report = Agree beforehand that the campaign is told what the scan came to: numbers and names of rules
arg-report-to = Agree beforehand, and report to this address
arg-campaign-id = The campaign's short name: small letters, digits, hyphens (that of the last pack)
arg-days = How many days the pack is in force (30)
arg-skip-bad-rules = Go on without rule files that cannot be used, and name them in the summary
arg-clean = Move files with an alert into the vault: shows its plan and asks first
arg-yes = Do not ask
arg-dry-run = Show the plan and touch nothing
arg-system = The plan may also take files of root and of the system
arg-format = Write results for people (text) or for programs (jsonl)
arg-threads = How many files are looked at together (as many as there are processors)
arg-no-remember = Read every file, also those that have not changed since an earlier scan found nothing
arg-scoring = How scores are combined: added up as Loki does (sum), or weighted as Loki-RS does
arg-time-limit = Seconds that one file of ordinary size may take (120)
arg-id = An item of the vault
arg-ids = Items of the vault
arg-to = Into this folder, not where the file was
arg-output = The ZIP to write
arg-aes = Encrypt with AES-256, which 7-Zip opens but unzip does not
arg-all = All of them
arg-once = Exit when all is done, and do not keep serving
arg-sightings = How many sightings the demo's country has (2000000)
arg-file = Reports as CSV, also compressed with gzip; `-` is standard input
arg-feed-report = Which report it is, where the file's name does not say: event4_sinkhole, event4_sinkhole_http, event6_sinkhole, event6_sinkhole_http
arg-listen = Address and port to listen at (127.0.0.1:8080)
arg-config = The server's configuration, a TOML file
arg-database = The database: postgres://USER:PASSWORD@HOST/DATABASE; SQLite in the data folder where none is given
arg-key = The public key of the record, as record/key.pub in the data folder has it, for checkpoints that were kept elsewhere
arg-checkpoints = A file of checkpoints that was kept elsewhere; may be repeated
arg-before = Of entries from before that day, such as 01/01/2021
arg-object = Only of entries about this, such as person:12
arg-entry-number = Number of the entry that says so, as `quet audit verify` names it
arg-why = Why; it stands in the record
arg-backup-output = The back-up to write; nothing is overwritten
arg-backup = The back-up
arg-migrate-dry-run = Only say which steps there are to take; each is tried and undone
arg-name = Full name
arg-login = What they sign in with
arg-unit = The unit's name
arg-code = The unit's code, such as SNGV
arg-kind = The unit's kind (department): coordinator, board, ministry, province, city, commune, ward, special_zone, department, enterprise, operator, vendor, member
arg-shell = For this shell: bash, fish, powershell or zsh

## The manual page

manual-title = Manual of Quét
manual-name = Name
manual-synopsis = Synopsis
manual-description = Description
manual-commands = Commands
manual-options = Options of every command
manual-exit = Exit status
manual-environment = Environment
manual-files = Files
manual-examples = Examples
manual-about = quet looks for malware with rules and lists of hashes, and says of every object whether it was looked at. What was not read is never called clean. With --clean it shows a plan and asks before anything is moved into the vault, from where it can be put back.
manual-exit-0 = Everything was read and done, and nothing was found.
manual-exit-1 = Everything was read and done, and something was found, cleaned or not.
manual-exit-2 = Not everything could be read or done; the output says what.
manual-exit-64 = Wrong usage. Nothing was scanned or touched.
manual-env-data = The data folder, where --data does not say.
manual-env-lang = The language, vi or en, where --lang does not say; without it the locale does (LC_ALL, LC_MESSAGES, LANG).
manual-env-config = The server's configuration, where --config does not say.
manual-env-database = The database, where --database does not say. Better than the flag where others on this machine could see a password.
manual-env-server = Like listen, public_url and trusted_proxies (with commas) in the server's configuration, and before those.
manual-file-root = The data of root: the vault, what was scanned, the keys of campaigns.
manual-file-user = The data of other users; $XDG_DATA_HOME/quet where that is set.
manual-example-scan = Look through the home folders with rules of your own, and change nothing.
manual-example-clean = Show a plan, ask, and move alerts into the vault.
manual-example-campaign = Scan with the signed rules of a campaign, and ask whether to report.
manual-example-restore = Put a file back, by the number that the list shows.

## While a scan runs

progress = { $done } of { $all } files, { $read } of { $size }, { $left }
progress-counting = still counting
progress-unknown = time left not known yet
progress-left = about { $time } left
time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
date-and-time = %Y-%m-%d %H:%M

## What was found

level-alert = ALERT
level-warning = WARNING
level-notice = NOTICE
kind-yara = rule
kind-hash = hash
kind-name = name
because = { $kind } { $name } (+{ $score }, { $source })
gap = NOT READ  { $place }: { $reason } ({ $detail })
gaps-more = … and { $more } more. `--format jsonl` names them all.
left-out = LEFT OUT  { $file }: { $reason }
left-out-more = … and { $more } more.
unused-files = Not used by this version: { $files }
unused-addresses = addresses
unused-form = rules, hashes or patterns for names in a form that is not known
unused-keywords = words for log lines
reason-unreadable = could not be read
reason-vanished = was gone when it was to be opened
reason-changed-while-read = changed while it was read
reason-encrypted = encrypted
reason-corrupt = damaged container
reason-unsupported = a way of packing that this version cannot open
reason-too-deep = nested deeper than the limit
reason-too-many = more members than the limit
reason-too-large = larger than the limit when unpacked
reason-ratio = unpacks to far more than it is, as bombs do
reason-time-limit = took longer than the limit
reason-engine-timeout = the rules took longer than the limit
reason-match-limit = more matches than are counted
reason-crashed = broke the program that looked at it
reason-special-mount = a file system of the kernel, which stores no files
reason-away = a file that is not on this machine; looking at it would fetch it
reason-excluded = a drive of another machine, which was not asked for
skip-link = links
skip-device = devices
skip-socket = sockets
skip-fifo = FIFOs
skip-own = quet's own data

## The sums

sum-looked = Looked at { $scanned } of { $seen } files ({ $bytes }) in { $seconds } s. Rules: { $rules }, hashes: { $hashes }, patterns for names: { $names }.
sum-remembered = Not read again, unchanged since a scan with the same rules found nothing: { $number }.
sum-members = Members of archives: looked at { $scanned }, could not be had { $failed }.
sum-skipped = Passed over, nothing to read in them: { $kinds }.
sum-gaps = Not read, or not wholly: { $kinds }.
sum-found = Found: { $kinds }.
sum-level-alert = alerts
sum-level-warning = warnings
sum-level-notice = notices
verdict-nothing-complete = Nothing was found, and everything was read.
verdict-nothing-incomplete = Nothing was found in what was read. Not everything was read: this does not say that the rest is clean.
verdict-found-complete = Something was found, see above. Everything was read.
verdict-found-incomplete = Something was found, see above. Not everything was read or done.

## Why a scan did not start

no-rules = There is nothing to look for: give rules with --rules, a file or folder of .yar, .yara or lists of hashes or of names, or a campaign's address with --campaign.
no-rules-left = There is nothing to look for: no rule, no hash and no pattern for names in what was given can be used.
no-such-path = There is no `{ $path }`. Nothing was scanned.
root-windows = { $path } is looked at as a disk of Windows: rules see its paths as C:\…
root-other = { $path } is looked at as the root of a machine: rules see its paths as /…
root-no-folder = `{ $path }` is no folder that can be looked into: --root takes the folder that the disk is mounted at. Nothing was scanned.
root-not-there = There is no `{ $path }` in `{ $root }`. With --root each PATH is one of that machine, such as /etc or C:\Users. Nothing was scanned.
root-leads-out = `{ $path }` is not followed, it may lead out of `{ $root }`: there is a `..` or a link on the way. Name the place itself that it leads to. Nothing was scanned.
root-several = Several names differ from `{ $path }` in nothing but capital and small letters. Write one of them as it is. Nothing was scanned.
nobody-to-ask = --clean asks before it touches anything, and there is no terminal to ask at. Add --yes to agree beforehand, or --dry-run to see the plan. Nothing was scanned or touched.
nobody-to-ask-purge = This cannot be undone, and there is no terminal to ask at. Add --yes to agree beforehand. Nothing was touched.
bad-rules = Nothing was scanned. Problems in the rules: { $number }, see above. Mend them, or add --skip-bad-rules to go on without those files.
scan-lost = The scan ended before its end.
not-remembered = What is scanned cannot be remembered for the next scan; this one reads every file.
technical = { $error }

## Scanning for a campaign

campaign-first-use = This machine did not know the campaign's key and trusts it from now on. Its fingerprint: { $fingerprint }. Compare it with the one that the campaign gives by telephone or in print.
campaign-offline = The campaign cannot be reached, so the rules that were fetched last time are used. They are in force until { $until }. { $why }
campaign-no-address = `{ $text }` is no address of a campaign. An address is like https://chiendich.example/; write a name with other letters in its xn-- form. Nothing was scanned.
campaign-plain = `{ $text }` is not encrypted: whoever is on the way could put other rules in place and read a report. Use https://, or give the campaign's key with --campaign-key. Without it, http:// is only for 127.0.0.1 and [::1]. Nothing was scanned.
campaign-no-key = `{ $text }` is neither a campaign's key (44 characters) nor a file that holds one. Nothing was scanned.
campaign-unreachable = The campaign's rules could not be fetched, and none that may be used are kept on this machine. Nothing was scanned. Check the network and the address and try again, or scan with rules of your own (--rules).
campaign-unreachable-expired = The campaign's rules could not be fetched, and those kept from last time have expired. Nothing was scanned. Check the network and the address and try again.
campaign-altered = What the campaign's address gave is no rule pack with a valid signature: it may have been altered on the way, or a sign-in page of the network answered. Nothing was scanned. Try another network; if that does not help, ask the campaign by telephone.
campaign-other-key = The rules are signed with another key than the one that is known. Somebody may have put other rules in place, or the campaign has changed its key. Nothing was scanned. Ask the campaign by telephone, at a number that you have from elsewhere. Known: { $expected }. Now: { $found }. If the campaign says that the new one is right, give its key with --campaign-key.
campaign-expired = The campaign's rules expired on { $when }. Nothing was scanned. Check this machine's clock; if it is right, ask the campaign for newer rules.
campaign-not-yet = The campaign's rules were made on { $when }, which has not come yet for this machine. Nothing was scanned. Check this machine's clock.
campaign-older = The campaign's address gave rules of version { $found }, and version { $seen } was already used here. Somebody may be keeping the newer rules from you. Nothing was scanned. Try another network; if that does not help, ask the campaign by telephone.
campaign-same-version = The campaign's address gave other rules than before under the same version { $version }. Nothing was scanned. Ask the campaign by telephone what happened.
campaign-other = The campaign's address gave the rules of the campaign `{ $found }`, and here it is known as `{ $known }`. Nothing was scanned. Ask the campaign by telephone which address is right.
campaign-damaged = What this machine remembers of the campaign is damaged, so its key is not known any more. Nothing was scanned. Remove { $path }, and give the campaign's key with --campaign-key.
campaign-memory = The campaign's key cannot be remembered in quet's data folder. Nothing was scanned. Choose another folder with --data.
report-shown = This report goes to { $to }:
report-plain = It is not encrypted on its way: others could read it.
report-campaign = campaign { $campaign }, rules of version { $version }
report-program = { $program } on { $system }; the scan took { $seconds } s
report-files = files seen: { $seen }, looked at: { $scanned }, not read or not wholly: { $gaps }
report-complete = everything was read and done
report-incomplete = not everything was read or done
report-alerts = alerts: { $alerts }, files moved into the vault: { $cleaned }
report-rule = rule { $rule }, matches in objects: { $objects }
report-id = number of this report, drawn at random: { $id }
report-never = No names, places or contents of files are in it. As with every connection, the server sees the address it comes from.
report-question = Send this report? [y/N]
report-declined = No report was sent.
report-nobody-to-ask = No report was sent: there is no terminal to ask at. Add --report to agree beforehand.
report-counted = The report was sent and counted. Thank you.
report-already-counted = The report was sent; it had been received and counted before.
report-over-cap = The report was sent, and not counted: too many came from this network's address today.
report-kept = The report could not be sent. It is kept and sent with the next scan for a campaign. { $why }
report-refused = The report was not accepted, and is not kept. { $why }
report-lost = The report could not be sent. { $why }
reports-sent = Reports kept from earlier scans were sent: { $number }.

## Running a campaign

campaign-key = Fingerprint of the key, to be compared by telephone or in print: { $fingerprint }
campaign-published = Published: campaign { $campaign }, version { $version }, files: { $files }, in force until { $until }.
campaign-not-published = Nothing was published.
campaign-bad-rules = Problems in the rules: { $number }, see above. A pack is published only when all of it can be used.
campaign-which = Say which campaign this is with --campaign NAME; later packs keep the name.
campaign-bad-id = A campaign's short name is small letters, digits, and hyphens between them, 64 at most.
campaign-not-this = This data folder publishes the campaign `{ $campaign }`. Use another one (--data) for another campaign.
campaign-published-otherwise = The pack that is published here was signed with another key, and machines that know that key would refuse this one. Put that key back, or use another data folder (--data).
offer-done = Offered: quet { $version } for { $system }, { $bytes } bytes.
offer-there = Offered already, the same bytes: quet { $version } for { $system }, { $bytes } bytes.
offer-newer = Version { $newer } is offered too, and pages show the newest. Remove { $file } from the folder of programs to go back.
offer-none = Nothing was offered.
offer-bad-name = { $path }: a program is called quet-VERSION-windows-x86_64.exe or quet-VERSION-linux-x86_64, with a version of three numbers such as 0.1.0.
offer-missing = { $path } is not there.
offer-no-file = { $path } is not an ordinary file: give the file itself, not a link to it.
offer-changed = { $path } changed while it was read: wait until it is written, then try again.
offer-large = { $path } is larger than any program may be ({ $most } bytes).
offer-other = { $path } is no program for the system and processor in its name.
offer-cut = { $path } ends too early: it was not copied as a whole. Copy it again.
offer-taken = { $file } is offered already, with other bytes. People were told the digest of those: give the new program a new version, or remove that file first.

## Cleaning

plan = To be moved into the vault ({ $number }):
plan-take = { $path }   because of { $because }
plan-refused = Left alone: { $path }. { $why }
plan-question = Move these files into the vault? They can be put back. [y/N]
plan-declined = Nothing was touched.
plan-dry-run = This was the plan. Nothing was touched.
refused-own-program = This is quet itself.
refused-own-data = This belongs to quet's own data.
refused-not-a-file = This is not an ordinary file: remove it by hand.
refused-system-place = It lies in { $place }, and the system may need it. Add --system to take it all the same.
refused-root-owned = It belongs to root, and the system may need it. Add --system to take it all the same.
refused-system-owned = It belongs to the system, and the system may need it. Add --system to take it all the same.
taken = In the vault: { $path }   as { $id }
taken-later = Somebody wrote to it while it was taken: what they wrote is item { $id }.
taken-links = The same file still stands under other names outside what was scanned: { $number }. Scan there too.
taken-open = { $name } (process { $pid }) still has it open: end that program, or restart the machine.
taken-next-start = It is still running or open, so it has only another name for now and no longer starts from its old place: { $path }. It goes when that program ends and quet runs again, or at the next start of the machine.
taken-next-run = It is still running or open, so it has only another name for now and no longer starts from its old place: { $path }. Restart the machine and run quet once more: then it goes.
taken-problem = But: { $what }
not-taken = NOT TAKEN  { $path }. { $why }
take-changed = It is no longer the file that was scanned, and was left alone. Scan it again.
take-read = It could not be read, and was left alone.
take-disk-full = The vault's disk is full, so the file was left alone. Free some space, or choose another disk with --data.
take-store = No copy of it could be written into the vault, so it was left alone.
take-unsound = Its copy did not read back right, so it was left alone. Check the vault's disk.
take-pinned = It is marked as not removable, and was left alone. As root: chattr -i -a FILE.
take-remove = It could not be removed, and was left alone. Run quet as the owner of its folder, or as root.
take-remove-windows = It could not be removed, and was left alone. Run quet as an administrator.
take-in-use = A program is using it, and it was left alone. Close that program or restart the machine, then scan again.
take-in-use-by = { $names } is using it, and it was left alone. Close it or restart the machine, then scan again.
take-half-undone = It could not be removed and still stands, but not everything could be undone.
take-unsettled = It was cut short. Nothing is lost: `quet vault list` settles it.

## The vault

vault-empty = The vault is empty.
vault-item = { $id }  { $when }  { $size }  { $path }  because of { $because }
vault-sum = In the vault: { $number }. `quet vault restore ID` puts one back.
vault-recovered = Settled after an interruption: { $what }
vault-not-an-id = `{ $id }` is no item: an item has twelve digits, see `quet vault list`.
restored = Put back: { $path }
restored-renamed = { $wanted } is taken by another file, so this one is { $path }
restored-folder = The folder { $path } was gone and was made again.
restored-but = But: { $what }
not-restored = Not put back; it is still in the vault.
exported = Written: { $path } (password: { $password }). The file is still in the vault.
not-exported = Nothing was written.
purge-question = To be destroyed in the vault: { $number }. They cannot be brought back. Go on? [y/N]
purged = Destroyed: { $id }

## Rules

rules-hold = Rules: { $rules }, in files: { $files }. Hashes: { $hashes }, of good files: { $allowed }. Patterns for names: { $names }.
rules-unused = { $file }: { $kind }, which this version does not use
rules-good = All of it can be used.
rules-bad = Problems: { $number }. A scan stops at them unless --skip-bad-rules is given.

## The demo

demo-makes = A sample folder is made, with harmless test files: { $path }
demo-scans = It is scanned, and what is found is moved into the vault:
demo-vault = What the vault holds now:
demo-restores = One file is put back:
demo-right = right
demo-wrong = WRONG
demo-gap = cannot be read, and was reported as not read: { $path }
demo-gap-root = cannot be tried here: root may read every file, this one too: { $path }
demo-untouched = clean, and was left as it was: { $path }
demo-taken = found for what it is, and taken: { $path }
demo-sum = { $number } files were listed, and each came to exactly one end
demo-kept = { $number } files are in the vault, each byte for byte as it was
demo-restored = is back byte for byte: { $path }
demo-restored-once = and is no longer in the vault
demo-left = All of it lies in { $path }. Remove that folder when you have seen enough.
demo-good = Every result was compared with what was made, and all are right.
demo-bad = Some results are WRONG, see above.
demo-country = A country that never was is made on real address ranges; its reports are written as Shadowserver would send them: { $path }
demo-imports = Its { $number } reports are imported:
demo-counted = { $number } sightings were counted, each once
demo-repeated = { $number } repeated rows were not counted again
demo-refused = { $number } unusable rows were left out, each with its line and reason
demo-publishes = Rules are signed and published as the campaign's pack:
demo-published = they compile, and the pack is published
demo-serves = A server answers at { $url }
demo-figure-sightings = the campaign's figures show { $number } sightings
demo-figure-ever = { $number } different addresses were seen in all
demo-figure-first = { $number } different addresses in the first seven days
demo-figure-last = { $number } different addresses in the last seven days
demo-figure-families = every figure of the { $number } families
demo-figure-days = every one of the { $number } days, and the days on which a source is missing
demo-figure-page = the public pages show the same figures
demo-answer = { $who }: { $verdict }
demo-reported = the scan was reported and counts once: { $number }
demo-visitor-recent = an address that was seen lately
demo-visitor-old = an address that was seen long ago
demo-visitor-unlisted = an address that was not seen
demo-visitor-shared = a shared address
demo-visitor-six = an IPv6 address that was seen
demo-visitor-neighbour = another IPv6 address of the same home
demo-visitor-mobile = an address of a mobile network
demo-visitor-hosting = an address of a VPN or a rented server
demo-visitor-foreign = an address outside the country
demo-verdict-listed = seen
demo-verdict-shared = seen, but many share it
demo-verdict-neighbour = not it, but its home was seen
demo-verdict-not-listed = not seen
demo-verdict-unreadable = cannot tell
demo-look = The server goes on. Open the campaign's page: { $url }
    To see the answers of the check, come as one of these visitors:
demo-units = Units in the tree, the 34 provinces among them: { $number }
demo-record = The record of what was done is whole: { $number } entries
demo-sign-in = Sign in to the console at { $url } as `{ $login }` with the password { $password }
demo-keeps-serving = Ctrl-C ends it.

## The server

serve-ready = Serving at { $url }. Addresses known to have been seen: { $addresses }.
serve-no-ranges = quet: shared and mobile networks are known by few operators' names only, since declared_ranges is not set in the configuration.
serve-first = Begin here (this link is nobody else's):
    { $url }
serve-record-broken = The record of what was done ends before what was vouched for: something was removed from the database, or an older back-up of it lies beside newer checkpoints. `quet audit verify` says more. The server does not start on it.
serve-stops = Stopping: what is being answered is answered first.
serve-port-taken = { $address } is taken by another program. Choose another port with --listen.
serve-cannot-listen = Cannot listen at { $address }: --listen takes an address of this machine and a port.
serve-no-file = { $path } cannot be read.
serve-bad-config = The configuration makes no sense.
serve-other-campaign = The published pack is of the campaign `{ $pack }`, and this server is configured for `{ $configured }`. Set `id` under [campaign] in its configuration.

## Feeds

feed-imported = { $file } ({ $report }): { $read } rows. Counted: { $new }. Counted before: { $repeated }. Left out: { $refused }.
feed-unknown-columns = Columns that this version does not know, kept as evidence: { $columns }
feed-replaced = Fields with bytes that are not UTF-8, kept with those bytes replaced: { $number }
feed-maybe-cut = The last line has no end: the file may have been cut there. Fetch it again and import it again; nothing is counted twice.
feed-left-out = Line { $line } left out: { $why }
feed-left-out-sum = Left out in all { $number }: { $why }
feed-waiting = Another import is running; waiting for its end.
feed-unknown-format = `{ $name }` is no format. Known are: { $known }.
feed-unreadable = It cannot be read.
feed-gzip = It is compressed, and damaged or cut. Nothing of it was counted; fetch it again.
feed-bomb = It unpacks to more than { $ratio } times its size.
feed-empty = It is empty.
feed-too-many = It has more than { $rows } rows: divide it into several files.
feed-too-many-families = With it more than { $number } names of malware would be known, more than any feed has.
feed-unknown-report = By its name it is a report `{ $name }`, which is not understood. Understood are: { $known }.
feed-utf16 = It is written in UTF-16: save it as UTF-8.
feed-which-report = It cannot be told which report this is: name it with --format.
feed-missing = The column `{ $column }` is missing from its first line.
feed-twice = The column `{ $column }` stands twice in its first line.
feed-ours = The column `{ $column }` in its first line has a name that quet keeps for itself: call it otherwise.
feed-no-header = Its first line is no list of columns.
feed-nothing = Nothing of it was counted.
row-too-long = the line is longer than any row
row-not-a-row = it is no row of a table (a quote that is not closed, too many fields, a line break in the middle, or a NUL byte)
row-fields = it has not as many fields as the first line
row-not-text = `{ $field }` is not UTF-8
row-time = `timestamp` is no time
row-address = `{ $field }` is no address
row-port = `{ $field }` is no port
row-not-public = the address is private or reserved
row-future = the time lies in the future
row-too-old = the time lies before the year 2000
row-no-family = it does not say which malware was seen
row-bad-family = the malware's name is too long or has control characters
store-disk-full = The disk is full. Nothing of it was stored; free some space and try again.
store-newer = { $path } was written by a newer version of quet. Use that version, or another folder with --data.
store-segment = Evidence is missing or damaged: { $path }. Put it back from a copy; until then no answer would be right.
store-away = The database at { $place } does not answer. Start it, or name another with --database or QUET_DATABASE.
store-not-utf8 = The database at { $place } keeps texts as { $encoding }, which has no Vietnamese. Make one that keeps them as UTF8: createdb --encoding UTF8 --template template0 NAME.
store-other = What lies in { $path } belongs to another database. Name that one with --database (without it, it is SQLite in that folder), or take another folder with --data. To move a store, take a back-up of it and restore that into an empty one.
backup-made = Backed up: { $tables } tables with { $rows } rows, { $segments } segments of evidence, in { $path }.
backup-restored = Restored: { $tables } tables with { $rows } rows, { $segments } segments of evidence, in { $place }.
backup-exists = { $path } exists, and is not overwritten: choose another name.
backup-altered = { $path } is no whole back-up, and nothing was restored. Take another copy.
backup-newer = { $path } was written by a newer version of quet, and nothing was restored. Use that version.
backup-opened = { $place } was opened by this version already, and the back-up is of an older one. Restore it into a store that nobody has opened yet: another folder with --data, another database with --database.
backup-not-empty = There is something in { $place } already ({ $table }), and nothing was restored. Restore into an empty store: another folder with --data, another database with --database.
migrate-nothing = { $place } is of this version. There is nothing to do.
migrate-would = Steps that { $place } is still to take. Each was tried and undone; nothing was changed:
migrate-done = Steps that { $place } has taken:
migrate-step = { $number }. { $name }

## The guide, for those who type nothing

about-guide = Lead through a scan of this whole machine: look, ask, clean, and leave a result to read and send.
usage-guide = guide [OPTIONS] [PATH…]
arg-result = Write the result into this folder, not on the desktop
arg-wait = Keep the window open at the end until Enter is pressed
arg-take = The list of files that were agreed to, for the part of the guide that runs with an administrator's rights
guide-title = Quét { $version }: looks for malware on this machine
guide-where = Machine: { $machine }. Begun: { $when }.
guide-what = First it only looks: nothing is changed and nothing is sent. If something is found, you are asked before it is touched.
    You can stop at any time with Ctrl-C or by closing this window.
guide-campaign = It looks with the rules of the campaign at { $url }
guide-rules = It looks with the rules in { $path }
guide-patience = This can take from some minutes to some hours. You can go on working meanwhile.
guide-ask-campaign = Which campaign? Type its address as its page shows it, then press Enter:
guide-no-rules = There is nothing to look with yet. Download this program from your campaign's page and open it under the name that it has there, or put a folder named `rules` beside it.
guide-not-scanned = RESULT: this machine was not looked at, so nothing is known of it. { $why }
guide-nothing = RESULT: nothing was found, and everything was read.
guide-nothing-but-gaps = RESULT: nothing was found in what could be read. Some things could not be read; they are named above.
guide-suspicious = RESULT: something looks suspicious, but not surely bad, so it was not touched. Send this result to who looks after this machine.
guide-cleaned = RESULT: malware was found and is locked away. It can do no more harm, and a mistake can be undone.
    Change your passwords from another machine, and restart this one.
guide-not-over = RESULT: malware was found and is locked away, but it is not over yet:
guide-still-there = RESULT: malware was found, and not all of it is locked away. Show this result to who looks after this machine before you go on working on it.
guide-left-running = - A file that was locked away still runs, or a program still has it open. Restart this machine now, before anything else, and then start this program once more.
guide-left-links = - The same files still stand under other names that were not looked at ({ $number }). Send this result to who looks after this machine.
guide-left-unread = - Not everything could be read, and there may be more in it: { $kinds }. It is named above.
guide-left-cut = - The scan did not come to its end, and there may be more in what it did not reach. Start this program once more.
guide-left-elsewhere = - The administrator's part has more to say: do what its own result says, beside this one.
guide-left-trouble = - Not everything went as it should, see above. Send this result to who looks after this machine.
guide-left-passwords = - Change your passwords from another machine, and restart this one. A mistake can be undone.
guide-needs-rights = Files that were found lie where Windows or another user keeps things, so only an administrator can lock them away ({ $number }):
guide-of-the-system = Files that were found lie where the system keeps things or belong to it, and it may need them. If in doubt, ask who looks after this machine first ({ $number }):
guide-system-question = Move these files into the vault, too? They can be put back. [y/N]
guide-no-longer = { $path } is no longer there as it was found, and was left alone.
guide-not-reached = { $path } could not be reached, and was left alone. { $why }
guide-no-room = There was no room for { $path } in the list that was handed over, and it was left alone. Start this program once more for it.
guide-no-list = RESULT: nothing was locked away, because it cannot be told which files were agreed to. Close this window and start again. { $why }
guide-no-vault = These files were left alone, because there is no vault to move them into. { $why }
guide-long-folder = its data folder has too long a name
guide-rights-libraries = Libraries (.dll) lie in the folder of this program. They could be run with an administrator's rights, so those are not asked for: move the program into an empty folder and start it again.
guide-rights-question = Ask Windows for an administrator's rights for this now? A second window then does it and nothing else. [y/N]
guide-rights-declined = Those files were left alone.
guide-rights-done = The administrator's part locked those files away. Its own result lies beside this one.
guide-rights-not-all = The administrator's part could not do everything. Its own result says what is left.
guide-rights-otherwise = Ask who looks after this machine to run this guide once more with an administrator's rights (with sudo): then it asks about these files.
guide-rights-failed = Those files were left alone, because an administrator's rights could not be asked for: { $why }
guide-paper = Quét { $when }.txt
guide-paper-at = This result is kept in { $path }. You can read it again and send it to who helps you.
guide-wait = Press Enter to close this window.

## The same sentences for those who type nothing: without options of a command line

guided-gaps-more = … and { $more } more.
guided-bad-rules = The rules are broken, and nothing was scanned. Problems: { $number }, see above. Ask who gave them to you for others.
guided-campaign-plain = `{ $text }` is not encrypted: whoever is on the way could put other rules in place and read a report. Use the address that begins with https://. Nothing was scanned.
guided-campaign-unreachable = The campaign's rules could not be fetched, and none that may be used are kept on this machine. Nothing was scanned. Check the network and the address and start again.
guided-campaign-other-key = The rules are signed with another key than the one that is known. Somebody may have put other rules in place, or the campaign has changed its key. Nothing was scanned. Ask the campaign by telephone, at a number that you have from elsewhere. Known: { $expected }. Now: { $found }.
guided-campaign-damaged = What this machine remembers of the campaign is damaged, so its key is not known any more. Nothing was scanned. Send this result to who looks after this machine: { $path } must be removed.
guided-campaign-memory = The campaign's key cannot be remembered on this machine. Nothing was scanned. Free some space, or send this result to who looks after this machine.
guided-report-nobody-to-ask = No report was sent: nobody can be asked here.
guided-refused-system-place = It lies in { $place }, and the system may need it.
guided-refused-root-owned = It belongs to root, and the system may need it.
guided-refused-system-owned = It belongs to the system, and the system may need it.
guided-take-disk-full = The vault's disk is full, so the file was left alone. Free some space, then start again.
guided-take-remove = It could not be removed with this user's rights, and was left alone.
guided-take-remove-windows = It could not be removed with this user's rights, and was left alone.
guided-take-unsettled = It was cut short. Nothing is lost: it is settled when this program locks something away again.

## The record

audit-whole = The record is whole: { $entries } entries, held against { $checkpoints } checkpoints. The details of { $erased } were erased at their time.
    It ends at { $digest }
audit-beyond = No checkpoint vouches for the last { $entries } entries: of these it cannot be said that nobody added them, nor that nothing was cut off behind them. A server that runs vouches for them in a moment; one that was broken off, when it starts again.
audit-late = Entries { $first } to { $last } were vouched for late, as entry { $told } says: a process was broken off right after it wrote them, or somebody wrote them into the database.
audit-late-then = That happened so many times: { $times }. Hold these entries against what is known of those moments (`/console/record`). Whoever answers for them says so: quet audit accept NUMBER --why "…"
audit-accepted = What entry { $entry } tells of is answered for now, and that stands in the record.
audit-not-late = Entry { $entry } does not say that entries were vouched for late: `quet audit verify` names those that do.
audit-broken = THE RECORD IS NOT WHAT IT WAS. { $what }
audit-broken-then = Keep this copy as it is, and a copy of the checkpoints. An older back-up shows what stood there before.
audit-break-order = Entry { $expected } was to follow, and entry { $found } does: one was removed, added, or put elsewhere.
audit-break-link = Entry { $entry } does not follow from the one before: one of the two was changed.
audit-break-entry = Entry { $entry } was changed.
audit-break-details = The details of entry { $entry } were changed.
audit-break-gone = The details of entry { $entry } are gone, and nobody erased them.
audit-break-erased = Entry { $entry } says that the details of { $told } entries were erased, and those of { $gone } are gone.
audit-break-forged = Line { $line } of the checkpoints says another thing than the record, and was not signed with its key.
audit-break-anew = Entry { $entry } is another one than its checkpoint has: the record was made anew from some entry on.
audit-break-cut = It ends at entry { $end }, and a checkpoint knows of entry { $known }: its end was cut off.
audit-break-orphan = There are details of entry { $entry }, and the entry is not there.
audit-key-and-checkpoints = --key and --checkpoints go together.
audit-cannot-read = { $path } cannot be read.
audit-no-key = { $path } is no key of a record.
audit-bad-checkpoint = { $path }, line { $line }: this is no checkpoint that was signed with this key.
audit-not-vouched = Entries at the end of the record are vouched for by nobody yet: start the server once, or verify the record.
audit-no-day = `{ $day }` is no day such as 01/01/2021.
audit-erased = Entries whose details were erased: { $entries }.

## People, at the server's machine

people-ask-password = Password, at least 12 characters (it is not shown):
people-first-made = Made. Sign in at the server's console as `{ $login }`.
people-reset-done = `{ $login }` is signed out everywhere; password, second factor, tokens and the Atom link are gone. New code, until { $until }: { $code }
    It is typed at the server's page /console/invited and shown only now.
people-not-the-first = There is somebody already: further people are invited on the console. If nobody can sign in any more: quet people reset --login NAME
people-nobody = Nobody signs in with that name.
people-bad-code = A unit's code has up to 32 letters without accents, digits, points, hyphens and underscores.
people-bad-kind = There is no such kind of unit. There are: { $kinds }
people-bad-login = A sign-in name has 3 to 64 small letters without accents, digits, points, hyphens, underscores, + or @.
people-bad-clock = The clock of this machine is wrong.
people-password-short = A password has at least 12 characters.
people-password-long = A password has at most 256 bytes.
people-password-guessable = This is among the first passwords that anybody would try: leave out names, years and rows of keys.
