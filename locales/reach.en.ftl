# Mail, notices, webhooks, short codes.
desk-notices = Notices
desk-notices-unseen = Notices ({ $number })
desk-messages = Outgoing

mail-end =
    --
    Quét sent this by itself, please do not answer. If you did not expect it, tell the administrator of your unit.
mail-link = See it at: { $link }
mail-no-link = Sign in to Quét to see it.
mail-invitation-subject = Quét: your code to begin with
mail-invitation-lead = You are invited to work with Quét.
mail-invitation-again = Your account on Quét was reset. The password and devices you had are good no more.
mail-invitation =
    1. Open: { $link }
    2. Sign in as: { $login }
    3. Code: { $code }

    The code is good once, until { $until }. Do not pass this mail on.
mail-notice-subject = Quét: a new notice
mail-notice-role-given = You were just given a role.
mail-notice-role-withdrawn = A role of yours was just taken away.
mail-notice-reset = Your account was just reset. If you did not ask for that, call your administrator at once.
mail-notice-import = The table of units that you imported is stored.
mail-notice-other = There is a new notice for you.
mail-digest-subject = Quét: notices you have not seen
mail-digest = There are { $number } notices that you have not seen.
mail-test-subject = Quét: a test
mail-test = This is a test. The server can send mail to this address.

messages-title = Outgoing
messages-lead = Mail and webhooks of the units that you administer: waiting, sent, and not arrived. What they say is sealed, and removed once it is sent.
messages-none = Nothing yet.
messages-no-mail = This server is not set to send mail: printed codes work as ever. Its operator sets [mail] in the configuration.
messages-test = Send a test message to myself
messages-test-done = The test is in the queue.
messages-test-no-address = There is no mail address in your account.
messages-retried = It will be sent again, under the name that it had.
messages-cancelled = It was cancelled.
messages-unchanged = This cannot be changed any more: it was sent, is being sent, or its content is gone.
messages-retry = Send again
messages-cancel = Cancel
messages-to-webhooks = Webhooks
message-kind-mail = Mail
message-kind-webhook = Webhook
message-about-invitation = a code to begin with
message-about-notice = a notice
message-about-digest = the digest of a day
message-about-test = a test
message-state-waiting = waiting
message-state-failed = did not arrive, tried again at { $when }
message-state-sending = being sent
message-state-sent = sent
message-state-unknown = not known whether sent
message-state-given-up = given up
message-state-cancelled = cancelled
message-tries = tried { $number } times
trouble-broken-off = the server stopped in the middle
trouble-sealed = the key of this server does not open it
trouble-letter = the mail address cannot be used
trouble-smtp = the mail server answers { $number }
trouble-http = the receiver answers { $number }
trouble-no-answer = the mail server took it and said nothing
trouble-unfit = the mail server has no TLS, or not the way to sign in that is set
trouble-address = the address cannot be used
trouble-plain = only https is used
trouble-inside = the address lies in an inner network, which the operator did not allow
trouble-no-host = nobody knows that host
trouble-elsewhere = the receiver sends us elsewhere
trouble-slow = the receiver is too slow
trouble-lost = no connection

webhooks-title = Webhooks
webhooks-lead = Tell another program what was done at a unit: the kind, the number of the object and when, never a name or an address. Every delivery is signed.
webhooks-none = There is no webhook yet.
webhooks-add = Add a webhook
webhooks-url = Address of the receiver
webhooks-url-hint = https://… The path is kept secret: only the host is shown later.
webhooks-unit = Unit
webhooks-unit-hint = Name or code. The webhook hears of this unit and all below it.
webhooks-kinds = What it hears of
webhooks-kinds-none = Choose one at least.
webhooks-kinds-systems = You may not see information systems there, so no webhook of yours hears of them.
webhooks-kind-unit = Units
webhooks-kind-person = People
webhooks-kind-role = Roles
webhooks-kind-system = Information systems
webhooks-kind-incident = Incidents
webhooks-kind-duty = Duty
webhooks-do = Add
webhooks-end = End
webhooks-done-ended = The webhook has ended.
webhooks-ended = ended
webhooks-deliveries = Last deliveries
webhooks-deliveries-see = See deliveries
webhook-secret-title = The webhook was added
webhook-secret-lead = This is the secret to verify signatures with. It is shown once.
webhook-secret-how = The header Quet-Signature reads t=SECONDS,v1=HEX, where HEX is HMAC-SHA256 with this secret over SECONDS.BODY. Refuse what is more than five minutes off, and a Quet-Delivery that you had before.
webhook-secret-on = To the webhooks

notices-title = Notices
notices-none = There are no notices.
notices-new = New
notices-seen-one = Seen
notices-seen-all = Mark all as seen
notices-done-seen = Marked.
notices-done-settings = Saved.
notices-done-feed = The Atom link has ended.
notices-see = See notices
notices-home = There are { $number } notices that you have not seen.
notice-role-given = You were given the role “{ $role }” at { $unit }.
notice-role-withdrawn = Your role “{ $role }” at { $unit } was taken away.
notice-person-reset = Your account was reset. If you did not ask for that, call your administrator at once. Where an administrator did it, what you are named for opens again once a second person has confirmed it.
notice-message-given-up = Something you sent did not arrive, or it is not known whether it did.
notice-import-finished = The table of units that you imported is stored: { $number } units.
notice-other = There is something new.
notices-mail = By mail
notices-mail-what = Mail says only that there are notices, and leads here.
notices-mail-no = No
notices-mail-once = Each, at once
notices-mail-day = One a day, at seven in the morning in Viet Nam
notices-mail-do = Save
notices-mail-no-address = There is no mail address in your account: ask your administrator to add one.
notices-feed = In a feed reader (Atom)
notices-feed-what = A link of your own with a key in it. Whoever has it can read your notices, and nothing else.
notices-feed-since = There is one, made { $when }.
notices-feed-make = Make a new link
notices-feed-end = End the link
feed-key-title = Your Atom link
feed-key-lead = Copy it into your reader. It is shown once; the link before is good no more.
feed-key-on = To the notices
feed-figures-title = Figures of the campaign
feed-figures-day = { $day }: { $number } addresses
feed-figures-dark = { $day }: no figure
feed-figures-missing = Sources that did not report: { $sources }.

copy-do = Copy for a chat group
copy-title = Copy for a chat group
copy-lead = There is no name, address or indicator in it. Whoever opens it signs in, and sees only what they may.
copy-back = Back
copy-label = Select all of it, and copy
copy-text =
    Quét: there is something to see.
    { $link }
    Or sign in and type the code { $code }
    It is good until { $until }.
copy-text-no-link =
    Quét: there is something to see.
    Sign in and type the code { $code }
    It is good until { $until }.
short-title = Type a short code
short-lead = The code of eight signs from the group's message.
short-code = Code
short-open = Open
short-none = This code leads nowhere: it is mistyped, has run out, or too many were tried.

slip-mail = Send the code by e-mail
slip-mail-what = The mail has the link, the name to sign in with and the code, and goes to { $address }.
slip-mail-done = The code will be sent by mail. Its state is on the page of what goes out.

did-message-queued = queued a message
did-message-retried = had a message sent again
did-message-cancelled = cancelled a message
did-webhook-added = added a webhook
did-webhook-ended = ended a webhook
did-feed-made = made an Atom link
did-feed-ended = ended an Atom link
did-person-notices = changed how notices reach them
serve-no-mail = quet: no mail is sent, since [mail] is not set in the configuration: codes are printed.
manual-env-reach = Like inside (with commas) and the keys of [mail] in the server's configuration, and before those.
