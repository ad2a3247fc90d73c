# Packages of an incident, and the servers whose packages are taken in.

package-give = Hand out as a signed package
package-give-lead = One file with all of it: { $events } events, { $evidence } pieces of evidence ({ $size }), custody, papers, playbook and the rules of its day, signed by this server. Samples stay encrypted: { $samples }. It is noted here that it went out, and for each piece of evidence.
package-to = For whom
package-to-hint = The office or person who receives the file.
package-give-do = Make the package
package-too-large = It is more than a package may be: 4 GiB in all, 2 GiB for one file.
package-not-made = The package could not be made: the disk may be full. Nothing went out.
package-readme =
    This is a package of the incident { $code }, made with Quét and signed by the server that made it.

    manifest.json lists every file with its SHA-256; manifest.sig is the signature of that list (Ed25519). The number of
    the key that signed it:
        { $number }
    The key itself is not in here. Get it from those who run that server, compare its number by telephone, and check:
        quet incident verify FILE --key KEYFILE

    events.jsonl: all that happened, an event a line. names.json: who and which units those are.
    custody.json: through whose hands each piece of evidence went, and who saw it. evidence/: the files themselves.
    documents.json: papers that went out and came back. playbook.json: by which it goes. rulebook.json: what was owed.
    Times are seconds since 1970, UTC.

    evidence/N.zip is a sample of malware, encrypted (AES-256) with the password: infected. Open it only on a machine that
    is made for this.
package-arrive = Take in a package
package-arrive-lead = An incident comes from another server as a signed package. Its history, custody and deadlines go on here. Who has which part is set anew: nobody from there has rights here.
package-arrive-do = Take it in
package-arrive-too-large = The file is larger than a package may be: { $limit }.
package-nobody-known = No server is known here whose packages are taken in. An administrator adds its key first.
package-known-servers = Packages are taken in from:
package-unit = Unit with which it goes on
package-unit-hint = Its code or name.
package-file = The package
package-file-hint = At most { $limit }.
package-no-file = Choose the file.
package-done-came = It was taken in and goes on here.
package-other-key = It is signed with the key { $number }, which is not known here. A key in a package is never believed: an administrator adds the other server first.
package-altered = The signature is wrong: the package was altered after it was signed. Have it sent again.
package-file-altered = Not what was signed: { $files }. Have the package sent again.
package-newer-form = It is signed, but not in the form that this version reads.
package-none = This is no package of an incident, or it was altered. Have it sent again.
package-own = It is an incident of this server, and goes on here.
package-there = This incident was taken in already. It is counted once.
package-there-more = This incident was taken in already and goes on here; it is counted once. { $number } more events happened on the other server since. Two histories that went on in two places are not put together: note here what is to be known.
package-missing = Every file is what was signed, but { $file } is not among them.
package-history = Every file is what was signed, but the events are no history { $why }.
package-events = Every file is what was signed, but the list tells of { $told } events and there are { $held }.
package-names = Every file is what was signed, but the names cannot be read.
package-playbook = Every file is what was signed, but the playbook is not the one by which the incident goes.
package-evidence = Every file is what was signed, but evidence { $number } is not what the events tell of.

event-handed-out = Handed out as a signed package to { $to }
event-came-from = Came from the server “{ $server }”, where it is { $code }; events until then: { $number }

servers-title = Servers that are believed
servers-lead = Incidents are taken in from these servers. A key is added here before anything comes, and never taken from a package.
servers-own = The key of this server
servers-own-lead = Give it to those who take in packages from here, and compare the number by telephone.
servers-number = Number: { $number }
servers-since = Known since { $moment }
servers-none = No other server is known.
servers-ended = ended
servers-end = Take in nothing more
servers-add = Add a server
servers-name = What it is called
servers-name-hint = The office that runs it.
servers-key = Its key
servers-key-hint = One line of 44 characters: the file key.pub of that server. Compare its number by telephone afterwards.
servers-do = Add the server
servers-no-key = This is no key: one is a line of 44 characters.
servers-own-key = This is this server's own key.
servers-known = A server with this key is known already.
servers-done-known = The server is known. Compare the number of its key by telephone.
servers-done-ended = Nothing more is taken in from it.

did-incident-handed-out = Handed out as a package
did-incident-came = Taken in from another server
did-incident-history = What happened on the other server
did-server-known = Made a server known
did-server-ended = Ended what is taken in from a server

about-incident = Incidents as signed packages: export, verify, import
usage-incident = incident [OPTIONS] COMMAND
about-incident-export = Makes a signed package of an incident, which is noted in it
usage-incident-export = incident export [OPTIONS] CODE -o FILE
about-incident-verify = Checks a package without any server, file by file
usage-incident-verify = incident verify [OPTIONS] FILE --key PATH
about-incident-import = Takes in an incident from another server
usage-incident-import = incident import [OPTIONS] FILE --key PATH --unit CODE
arg-incident-code = Code of the incident, as papers name it
arg-package = The package
arg-package-output = Where the package is written, as a new file
arg-made-for = For whom it is made
arg-made-why = Why it is made
arg-server-key = File with the public key of the server that made it (its key.pub)
arg-for-unit = Code of the unit with which it goes on
about-servers = Servers from which packages are taken in
usage-servers = servers [OPTIONS] COMMAND
about-servers-key = Shows this server's own key and its number
usage-servers-key = servers key [OPTIONS]
about-servers-list = Lists the servers that are known
usage-servers-list = servers list [OPTIONS]
about-servers-add = Makes a server known by its key
usage-servers-add = servers add [OPTIONS] NAME --key PATH
about-servers-end = Takes in nothing more from a server
usage-servers-end = servers end [OPTIONS] NUMBER
arg-server-name = What the server is called
arg-server-number = Number of the server, as the list has it

incident-cli-exported = { $path }: { $events } events, { $evidence } pieces of evidence, { $bytes }
incident-cli-left-out = Of { $number } pieces of evidence this server has no file; the package says so.
incident-cli-digest = SHA-256 of its list: { $digest }
incident-cli-no-incident = There is no incident with the code { $code }.
incident-cli-restricted = It is for named persons only: one of them makes the package on its page.
incident-cli-restricted-import = It is for named persons only: who is to see it takes it in on the page.
incident-cli-drill = It belongs to a drill: nothing of that goes out.
incident-cli-in-the-way = { $path } is there already; nothing is overwritten.
incident-cli-not-made = The package was not made.
incident-cli-no-key = { $path } holds no key: one is a line of 44 characters.
incident-cli-not-read = { $path } cannot be read.
incident-cli-not-there = { $path } is not there.
incident-cli-no-unit = No unit has the code { $code } today.
incident-cli-whole = right     { $name } ({ $bytes })
incident-cli-altered = altered   { $name }
incident-cli-missing = missing   { $name }
incident-cli-unlisted = not signed { $name }
incident-cli-displaced = misplaced { $name }
incident-cli-good = The package is whole and signed with this key: incident { $code }, { $events } events, made { $moment } by { $by } for { $for }.
incident-cli-bad = The package is not what was signed: { $number } files are wrong.
incident-cli-left = Evidence of which the server had no file when it was made: { $numbers }
incident-cli-not-taken = Nothing was taken in.
incident-cli-there = It is here already as incident { $id }, and counted once.
incident-cli-there-more = It is here already as incident { $id } and goes on here; it is counted once. { $number } more events happened on the other server since and are not put together with it.
incident-cli-own = It is incident { $id } of this server.
incident-cli-taken = Taken in as incident { $id }, code { $code }.
servers-cli-own = Number of this key, to be compared by telephone: { $number }
servers-cli-line = { $id }  { $name }  { $number }  since { $moment }
servers-cli-ended-line = { $id }  { $name }  { $number }  ended { $moment }
servers-cli-known = Known as { $id }. Compare the number of its key by telephone: { $number }
servers-cli-none = There is no such server, or it was ended already.
servers-cli-ended = Nothing more is taken in from it.
incident-cli-nobody = nobody in particular
incident-cli-server = the server with the key { $number }
incident-cli-not-written = It is noted that the package goes out, but { $path } could not be written. Make it once more.
metavar-code = CODE
