# What the public pages say in English. The same messages stand in pages.vi.ftl; a test compares the two.

## The frame

site-name = Quét
skip = Skip to the main content
other-language = Tiếng Việt
nav-label = Pages
nav-check = Check
nav-scan = Scan
nav-share = Share
nav-figures = Figures
generated-tag = Simulated data
generated = Every sighting on this page was generated for a demonstration. None of them is a real infected machine.
campaign-unnamed = This campaign has no name yet
campaign-unnamed-why = Whoever runs this server has not yet said what the campaign is called and who stands behind it. Until that is clear, do not follow an invitation made in its name.
owner = Organised by { $name }
contact = Need help? { $contact }
trust-title = Nobody will call you about this.
trust = The campaign never asks for a one-time code (OTP), never charges a fee, and never tells you to install software over the phone or by message. Whoever does is a scammer: hang up.
credit = Operator names: address ranges compiled from RouteViews, NRO (nro.net) and
credit-db-ip = IP Geolocation by DB-IP
credit-licence = licensed CC BY 4.0.
footer-api = For developers
footer-figures = How it is counted, and the figures
og-description = Takes a few seconds, no account, no fee. Nobody will call you to ask for a one-time code.

## The campaign's page

home-title = Is your machine part of a botnet?
home-lead = The check takes a few seconds and needs no account. This page looks up only the address that you are visiting from, and does not keep it.
home-what = A botnet is a crowd of machines infected with malware, controlled from afar without their owners knowing.
home-address = You are connecting from
home-address-only-you = Only you can see this line.
home-address-unknown = Not known
home-operator = Operator: { $name }
home-join = Join now
home-join-note = Step 1 of 3: check
home-steps = The campaign in three steps
home-step-1 = Check
home-step-1-text = Has your address ever been seen in a botnet?
home-step-1-link = Check my address
home-step-2 = Scan
home-step-2-text = How to find and remove malware on what you use: computer, phone, Wi‑Fi router, camera.
home-step-2-link = See how to scan
home-step-3 = Share
home-step-3-text = Pass it on to family and neighbours. Older people need your help most.
home-step-3-link = Get a message to send
home-behind = Who is behind this campaign?

## Figures

finding-nothing = No figures yet
finding-nothing-text = No sighting from the time of the campaign has been imported into this server yet. The figures appear right after the first.
finding-too-short = { $addresses } addresses were seen; two weeks are needed for a comparison
finding-fewer = Addresses seen in botnets are down { $percent } from the first week
finding-more = Addresses seen in botnets are up { $percent } from the first week
finding-same = Addresses seen in botnets are about as many as in the first week
finding-doubtful = A source was missing on some of the days compared, so the true change may differ.
figures-last-7 = different addresses in the last 7 days, { $first } – { $last }
figures-first-7 = First 7 days, { $first } – { $last }: { $addresses }
figures-source = Source: { $sources }. Last import at { $when } (Viet Nam time).
figures-how-link = How it is counted
figures-table-link = Table of figures
figures-csv-link = Download CSV
curve-label = Line chart: different addresses seen each day, from { $first } ({ $from } addresses) to { $last } ({ $to } addresses). Each day's figure stands in the table.
curve-axis = Addresses a day (days in UTC)
curve-gap = no data
curve-legend-gap = Grey band: days on which no source reported; unknown, not zero.
curve-legend-partial = Dashed: days on which at least one source is missing; the true figure may be higher.
families-title = By kind of malware
families-caption = Different addresses by kind of malware
families-family = Malware
families-last = Last 7 days
families-first = First 7 days
families-change = Change
families-new = new
families-more = { $number } more kinds are in the full table of figures.
reports-title = Results of scans
reports-tag = declared by users themselves
reports-scans = scans reported
reports-alerts = scans that found malware
reports-cleaned = scans after which malware was quarantined
reports-how = Nobody has verified these numbers. Each address counts for at most { $cap } reports a day; what is beyond that is not counted.

## The page of figures

table-title = Daily figures and how they are counted
table-lead = { $sightings } sightings in all, of { $addresses } different addresses, { $first } – { $last }.
table-how = How it is counted
table-how-1 = A sighting is one time that a sinkhole server saw an address try to reach a botnet's controllers. The same report imported twice is counted once.
table-how-2 = An address counts once in each figure, however often it was seen, by however many sources, with however many kinds of malware.
table-how-3 = An address is not a machine: behind a shared address there may be many, and a machine whose address changes is counted more than once.
table-how-4 = Days are in universal time (UTC): from 7 in the morning to 7 the next morning in Viet Nam.
table-how-5 = A day on which no source reported is left empty, not written as zero. Where one source is missing, it is named.
table-caption = Different addresses each day, the latest day first
table-day = Day (UTC)
table-addresses = Addresses
table-missing = Missing source
table-unknown = no data
table-families-sightings = Sightings
table-families-ever = Ever
table-scroll = This table scrolls sideways

## The verdict

check-title = Result of the check
check-address = Address looked up: { $address }
check-address-operator = Address looked up: { $address } ({ $name })
check-recent = Your address was recently seen in a botnet
check-recent-lead = The last time was { $when }; the malware is { $family }. Most likely a device on this connection is infected. It is not your fault, and it can be dealt with.
check-old = This address was seen in a botnet, but long ago
check-old-lead = The last time was { $when }; the malware was { $family }. The device may be clean by now, or the address may have been someone else’s then. Scan once to be sure.
check-shared = A shared address: a machine is infected, not necessarily yours
check-shared-lead = Many subscribers use this address together. One of their machines has contacted the { $family } botnet, most recently at { $when }.
check-shared-old = A shared address: a machine was infected, but long ago
check-shared-old-lead = Many subscribers use this address together. The last time one of their machines contacted the { $family } botnet was { $when }.
check-neighbour = A device in your home was seen in a botnet
check-neighbour-lead = The device shares your connection but has another address: { $family }, most recently at { $when }. It is usually another device in your home; it may also be this one, because IPv6 addresses change often.
check-neighbour-old = A device in your home was seen in a botnet, but long ago
check-neighbour-old-lead = The device shares your connection but has another address: { $family }, most recently at { $when }. It may be clean by now. Scan once to be sure.
check-not-seen = Not seen, which does not mean clean
check-not-seen-lead = As of { $until }, no source has seen this address in a botnet. But malware that has not become active, or that no source watches, does not show up here.
check-no-data = No figures to answer from yet
check-no-data-lead = No sightings have been imported into this server, so nothing can be said about your address. In the meantime you can scan your device.
check-mobile = You are on a mobile network, so this cannot be checked
check-mobile-lead = Addresses of mobile networks pass from user to user all the time, so the result would not be about your device.
check-hosting = You are behind a VPN or a rented server, so this cannot be checked
check-hosting-lead = This page sees only the address of the VPN or data centre, not of your own connection.
check-foreign = This address is outside the campaign’s range
check-foreign-lead = The campaign has figures only for address ranges of operators in Viet Nam. If you are in Viet Nam, you are probably going through a VPN.
check-private = You are connecting from an internal address, so this cannot be checked
check-private-lead = An internal address has a meaning only inside your network. It is not the address that the Internet sees.
check-proxy = Your address could not be determined
check-proxy-lead = Between you and this page stands a proxy that does not say where you are connecting from.
check-now = What to do
check-now-urgent = What to do now
check-seen = What was seen
check-seen-first = First
check-seen-last = Latest
check-seen-times = Times
check-seen-clock = Viet Nam time.
check-why = Why do we say so?
check-why-listed = Infected machines try to reach whoever controls them. Some of the controllers’ addresses are sinkholes now, servers that write down who calls. Source: { $sources }.
check-why-recent = “Recently” means within the last { $days } days.
check-why-shared = The operator declared this range as shared, or so many kinds of malware were seen at one time that it is hardly one household. We therefore do not conclude that it is your machine.
check-why-neighbour = With IPv6, each household is given a whole range of addresses. We look only at the range of the connection that you are using.
check-why-not-seen = Source: { $sources }. Last import at { $when } (Viet Nam time).
check-not-kept = This result is not kept, and speaks only of the address that you are using right now.

## What to do

step-scan = Scan this device
step-scan-text = There are instructions for each kind: computer, phone, Wi‑Fi router, camera.
step-scan-link = See how to scan
step-device = Clean the Wi‑Fi router, cameras, recorders
step-device-text = This kind of malware is seldom on a computer or a phone.
step-device-link = See how
step-others = Scan the other devices at home
step-others-text = Old computers, cameras, set-top boxes and the Wi‑Fi router too.
step-return = Come back in three days
step-return-text = Compare the latest time with today’s: if it has not moved on, what you did seems to work. A sighting goes on standing here for days, and new ones take a day or two to arrive.
step-operator = To be sure, ask your operator
step-operator-text = Only the operator knows which subscriber had this address at that time. Tell them the address and the times under “What was seen”.
step-home = Join your Wi‑Fi at home and check again
step-home-text = Switch mobile data off, join the Wi‑Fi at home or at work, and open this page again.
step-again-link = Check again
step-vpn = Switch the VPN off and check again
step-vpn-text = Switch off the VPN and whatever hides your address in the browser, join your Wi‑Fi at home, and open this page again.
step-outside = Try another connection
step-outside-text = Use your Wi‑Fi at home, not an office network or a proxy, and open this page again.
step-admin = At work or school: ask whoever runs the network
step-admin-text = They know by which address your network reaches the Internet, and can check for you.
step-share = Tell your family to check too
step-share-text = There is a message ready for your family’s chat group.
step-share-link = Get the message

## The first ten minutes

card-title = The first ten minutes
card-unplug = Take only the suspicious device off the network
card-unplug-text = Pull its network cable or switch off Wi‑Fi on that device. There is no need to switch off the router for everyone.
card-unplug-device-text = Pull the network cable of the suspicious camera, recorder or network drive. If it is the Wi‑Fi router, follow the steps below before using it further.
card-keep = A machine at work: do not power it off, do not reinstall it
card-keep-text = The traces in it help to find the cause. Tell whoever is responsible for IT right away.
card-bank = Do not log in to your bank on that device
card-bank-text = Nor to e-wallets, e-mail or work accounts. If it is urgent, use another device.
card-call = Whom to call
card-call-none = The organisers have not published a contact on this server. A machine at work: tell whoever is responsible for IT. A machine at home: call your Internet operator at the number on your bill.

## By kind of malware

family-title = Where to look first
family-windows = { $families }: infects Windows computers
family-windows-text = It usually spreads by USB sticks, programs, and machines that were not updated for long. Scan every Windows computer at home and all USB sticks; change passwords once the machine is clean.
family-windows-link = How to scan Windows
family-device = { $families }: infects Wi‑Fi routers, cameras, recorders
family-device-text = It is seldom on a computer. A restart removes it, but it comes back if the password and the software stay as they are.
family-device-link = What to do with routers and cameras
family-nas = { $families }: infects network drives (NAS)
family-nas-text = Update the drive’s software, scan it with its maker’s tool, change every password, and do not open it to the Internet.
family-nas-link = What to do with network drives and cameras
family-android = { $families }: infects Android phones and set-top boxes
family-android-text = It usually comes with apps from outside the official store. Look at Android television boxes too.
family-android-link = What to do with Android devices
family-unknown = { $families }
family-unknown-text = There are no special instructions for this kind. Begin with the computers, then the Wi‑Fi router and the cameras.
family-unknown-link = See how to scan each kind of device

## Scan

scan-title = Find and remove malware
scan-lead = Choose the device to scan. We guessed from your browser; choose another if that is wrong.
scan-lead-unknown = Choose the device to scan. Each kind has its own steps.
scan-choose = Kind of device
device-windows = Windows
device-macos = macOS
device-linux = Linux
device-android = Android
device-ios = iPhone, iPad
device-router = Wi‑Fi router
device-camera = Camera, recorder, NAS
scan-office = A machine at work? Tell whoever is responsible for IT before you scan or remove anything.
scan-windows = A Windows computer
scan-windows-lead = The campaign’s tool does not run on Windows yet. Windows has a good scanner built in, free of charge: use that one.
scan-windows-1 = Update Windows
scan-windows-1-text = Open Settings → Windows Update and install everything.
scan-windows-2 = Scan offline
scan-windows-2-text = Save your work. Open Windows Security → Virus & threat protection → Scan options, choose Microsoft Defender Antivirus (offline scan) and Scan now. The computer restarts and scans for about 15 minutes.
scan-windows-3 = Scan everything, USB sticks too
scan-windows-3-text = In Scan options again, choose Full scan. Plug in USB sticks and external drives before you begin.
scan-windows-4 = Change passwords once it is clean
scan-windows-4-text = E-mail and bank first, best from another device.
scan-macos = A Mac
scan-macos-lead = The campaign’s tool does not run on macOS yet. A Mac has XProtect built in, which updates itself; take these steps besides.
scan-macos-1 = Update macOS
scan-macos-1-text = Open System Settings → General → Software Update, then restart.
scan-macos-2 = Remove what you did not install
scan-macos-2-text = Look at the Applications folder, and at Login Items and Profiles in System Settings; delete what you do not know.
scan-macos-3 = Still in doubt? Scan with reputable software
scan-macos-3-text = Download it only from the App Store or the maker’s own site, never from an advertisement or a pop-up.
scan-macos-4 = Look at the other devices at home
scan-macos-4-text = Most sightings come from Windows computers, routers and cameras on the same connection.
scan-linux = A Linux computer or server
scan-linux-lead = The campaign’s tool, quet, runs on Linux. It reports only if you agree, and every quarantined file can be restored.
scan-linux-1 = Get quet
scan-linux-1-text = From the campaign’s organisers, or build it from source as its README says.
scan-linux-2 = Scan with the campaign’s rules
scan-linux-2-text = This fetches the rules and verifies their signature before it scans. It does not change any file.
scan-linux-key = Fingerprint of the key that signs the rules. quet shows it the first time; the two must be the same:
scan-linux-no-pack = This campaign has not published its rules yet, so the command below does not work yet. You can scan with rules of your own, with --rules.
scan-linux-3 = Read the result, then quarantine
scan-linux-3-text = Add --clean to see a plan; quet always asks before it acts. A file comes back with quet vault restore.
scan-linux-4 = Send a report if you agree
scan-linux-4-text = A report has only numbers and the names of the campaign’s rules, never the name or the contents of a file.
scan-android = An Android phone, tablet or set-top box
scan-android-lead = The campaign’s tool does not run on Android. Use what the device has.
scan-android-1 = Scan with Google Play Protect
scan-android-1-text = Open Play Store → your picture → Play Protect → Scan.
scan-android-2 = Remove unknown apps
scan-android-2-text = Above all those installed from an APK file or from a link in a message. In Settings, first take back the Accessibility and Device admin permissions of apps whose origin you do not know.
scan-android-3 = Update the system
scan-android-3-text = Open Settings → Software update. A device that gets no more updates should not be used for banking.
scan-android-4 = Still something odd? Reset to factory settings
scan-android-4-text = Save photos and contacts first. Cheap television boxes may be infected from the factory: stop using those.
scan-ios = iPhone, iPad
scan-ios-lead = The campaign’s tool does not run on iPhone and iPad. They are seldom part of a botnet, but worth a look.
scan-ios-1 = Update iOS
scan-ios-1-text = Open Settings → General → Software Update.
scan-ios-2 = Delete unknown profiles
scan-ios-2-text = Open Settings → General → VPN & Device Management; delete profiles and VPNs that you did not install. If the device belongs to your employer, ask them first.
scan-ios-3 = Remove apps that you do not use
scan-ios-3-text = Free VPN apps above all: some of them lend your connection to strangers.
scan-ios-4 = Look at the other devices at home
scan-ios-4-text = The source is more likely a Windows computer, the Wi‑Fi router or a camera.
scan-router = A Wi‑Fi router or modem
scan-router-lead = It cannot be scanned like a computer, but it can be cleaned. Malware such as Mirai vanishes at a restart and is back within minutes if the hole is still there, so take every step.
scan-router-1 = Write down your Internet login
scan-router-1-text = Ask your operator if you do not have it. If the device is theirs, they can take the other four steps for you.
scan-router-2 = Reset it to factory settings
scan-router-2-text = Pull the Internet cable, then hold the Reset button for about 10 seconds while it is on.
scan-router-3 = Change the administrator’s and the Wi‑Fi password
scan-router-3-text = Do this before you plug the Internet cable back in. Do not use the password printed on the device.
scan-router-4 = Switch off remote management
scan-router-4-text = In its settings, switch off remote management, Telnet and UPnP unless you need them.
scan-router-5 = Update its software
scan-router-5-text = If its maker provides no more updates, replace it.
scan-camera = A camera, recorder, set-top box or network drive (NAS)
scan-camera-lead = No scanner can be installed on these. Malware usually vanishes at a restart and comes back if the password and the software stay as they are.
scan-camera-1 = Unplug the network, then restart
scan-camera-1-text = One device after the other; do not plug the network back in yet.
scan-camera-2 = Reset it to factory settings
scan-camera-2-text = As its manual says. For a network drive: save your data first, then scan with its maker’s tool.
scan-camera-3 = Change the default password
scan-camera-3-text = A different one for each device, 12 characters or more.
scan-camera-4 = Update its software, switch off remote management
scan-camera-4-text = Switch off Telnet, UPnP and port forwarding on the router. To watch from afar, use the maker’s official app.
scan-camera-5 = No more updates? Replace it
scan-camera-5-text = An old device that cannot be patched will be infected again.
scan-after = When you are done, come back and check in three days.

## Share

share-title = Pass it on
share-lead = The message below holds nothing about you or about the result of your check.
share-text-label = A message for chat groups
share-text = The computers, cameras and Wi‑Fi router at home may be controlled by criminals without our knowing. The check takes a few seconds, needs no account and costs nothing. Nobody will call about this: whoever asks for a one-time code, a fee or an installation in the campaign’s name is a scammer. Open it on the Wi‑Fi at home: { $link }
share-copy = Copy the message
share-copied = Copied. Open the chat group and paste it.
share-copy-failed = It could not be copied. Press and hold the message to select and copy it.
share-card = A picture to post with it
share-card-alt = A picture that says: Is your machine part of a botnet? Check in a few seconds, no account, no fee.
share-card-link = Open the picture to save it
share-help = Help older people
share-help-text = Sit down together with parents and grandparents: open this page on their Wi‑Fi, press Check, and take the steps together. Never ask for their passwords, and remind them not to read a one-time code to anybody.

## When something goes wrong

error-not-found = There is no such page
error-not-found-text = The address may be incomplete. The check is right on the front page.
error-method = This page does not take that kind of request
error-method-text = Please start again from the front page.
error-too-large = The request is too large
error-too-large-text = Your browser sent more than is needed. Delete this site’s cookies and start again from the front page.
error-request = The request cannot be understood
error-request-text = Please start again from the front page.
error-server = The server has a problem
error-server-text = It is not your fault. Try again in a minute; the result of a check is never kept.
error-home = To the front page
error-code = Error { $status }
