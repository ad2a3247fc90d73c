//! An incident goes from one server to another as a file on a stick, and somebody who has neither checks it.
//!
//! Must never look into a package but with the tools that a third party has.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::office::{PASSWORD, behind_its_back, first, submit};
use crate::quet::{On, Place, Ran, bytes_of, on_both};
use crate::served::Served;

on_both!(
    an_incident_goes_out_is_checked_by_a_third_party_and_goes_on_elsewhere,
    whoever_changes_an_event_behind_the_record_s_back_is_found,
);

/// A command of `quet` with the place's data, in English.
fn run(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[arguments, &["--lang", "en"]].concat())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A server on which somebody told of an incident, and the code that they have of it.
fn told(place: &Place) -> (Served, String) {
    assert_eq!(first(place, PASSWORD).code, 0);
    let served = Served::start(place);
    let form =
        "title=M%C3%A1y+ch%E1%BB%A7+g%E1%BB%ADi+th%C6%B0&told=M%C3%A1y+t%E1%BB%B1+g%E1%BB%ADi&kind=malware";
    let answer = submit(&served, "/report", form, "");
    assert_eq!(answer.status, 200, "{}", answer.body);
    let code = answer.body.split("<p class=\"big\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    (served, code)
}

fn key(place: &Place) -> PathBuf {
    place.path("data/record/key.pub")
}

/// What `quet incident verify` says and ends with, on a machine that has nothing but the package and the key.
fn verify(third: &Place, package: &Path, key: &Path) -> Ran {
    run(third, &["incident", "verify", text(package), "--key", text(key)])
}

fn an_incident_goes_out_is_checked_by_a_third_party_and_goes_on_elsewhere(on: On) {
    let (one, two, third) = (on.place(), on.place(), Place::new());
    let (served, code) = told(&one);
    let package = one.path("goi.zip");
    let export =
        |to: &Path| run(&one, &["incident", "export", &code, "-o", text(to), "--to", "Công an tỉnh"]);
    let went = export(&package);
    assert_eq!(went.code, 0, "{}", went.stderr);
    assert!(went.stdout.contains("4 events, 0 pieces of evidence"), "{}", went.stdout);
    let digest = went.stdout.rsplit(' ').next().unwrap().trim().to_owned();
    let again = export(&package);
    assert!(again.code == 64 && again.stderr.contains("nothing is overwritten"), "{}", again.stderr);
    let none = run(&one, &["incident", "export", "ZZZZ-ZZZZ", "-o", text(&one.path("none.zip"))]);
    assert!(none.code == 64 && none.stderr.contains("no incident with the code"), "{}", none.stderr);

    // Whoever has the key checks it, file by file, without any server.
    let good = verify(&third, &package, &key(&one));
    assert_eq!(good.code, 0, "{}{}", good.stdout, good.stderr);
    for file in ["events.jsonl", "names.json", "playbook.json", "rulebook.json", "README.txt", "manifest.sig"]
    {
        assert!(good.stdout.contains(&format!("right     {file}")), "{file}: {}", good.stdout);
    }
    assert!(good.stdout.contains("whole and signed with this key") && good.stdout.contains(&digest));
    assert!(!third.path("data").exists(), "to check makes nothing");
    by_hand(&package, &digest);
    changed(&third, &package, &key(&one));

    // Another server takes it in, by a key that its people have.
    assert_eq!(first(&two, PASSWORD).code, 0);
    let import = |package: &Path, unit: &str| {
        run(&two, &["incident", "import", text(package), "--key", text(&key(&one)), "--unit", unit])
    };
    let added = run(&two, &["servers", "add", "Máy chủ Một", "--key", text(&key(&one))]);
    assert_eq!(added.code, 0, "{}", added.stderr);
    let own = run(&one, &["servers", "key"]);
    let number = own.stdout.trim().rsplit(": ").next().unwrap();
    assert!(added.stdout.contains(number), "{} {}", added.stdout, own.stdout);
    assert!(run(&two, &["servers", "list"]).stdout.contains("Máy chủ Một"));
    let nowhere = import(&package, "XYZ");
    assert!(nowhere.code == 64 && nowhere.stderr.contains("No unit"), "{}", nowhere.stderr);
    let taken = import(&package, "MAU");
    assert_eq!(taken.code, 0, "{}{}", taken.stdout, taken.stderr);
    assert!(taken.stdout.contains("incident 1") && taken.stdout.contains(&code), "{}", taken.stdout);
    let twice = import(&package, "MAU");
    assert!(twice.code == 0 && twice.stdout.contains("counted once"), "{}{}", twice.stdout, twice.stderr);
    let newer = one.path("moi.zip");
    assert_eq!(export(&newer).code, 0);
    let more = import(&newer, "MAU");
    assert!(more.code == 2 && more.stderr.contains("1 more events"), "{}{}", more.stdout, more.stderr);
    // Whoever told of it has one code, which is answered where it goes on.
    let there = Served::start(&two);
    let page = there.ask(&format!("/report?code={code}&lang=en"), &[]).body;
    let here = served.ask(&format!("/report?code={code}&lang=en"), &[]).body;
    let state = |page: &str| page.split("role=\"status\"").nth(1).map(|rest| rest[..200].to_owned());
    assert!(state(&page).is_some() && state(&page) == state(&here), "{page}");
    for place in [&one, &two] {
        assert_eq!(run(place, &["audit", "verify"]).code, 0);
    }
    // It goes on: what the second hands out tells of both, and the first knows it for its own.
    let back = two.path("ve.zip");
    let went = run(&two, &["incident", "export", &code, "-o", text(&back)]);
    assert_eq!(went.code, 0, "{}", went.stderr);
    let returned =
        run(&one, &["incident", "import", text(&back), "--key", text(&key(&two)), "--unit", "MAU"]);
    assert!(returned.code == 2 && returned.stderr.contains("of this server"), "{}", returned.stderr);
    assert_eq!(run(&two, &["servers", "end", "1"]).code, 0);
    assert_eq!(run(&two, &["servers", "end", "1"]).code, 64);
    let bad_key = run(&two, &["servers", "add", "Hai", "--key", text(&package)]);
    assert!(bad_key.code == 64 && bad_key.stderr.contains("holds no key"), "{}", bad_key.stderr);
}

/// What somebody without `quet` can find out: Python's own ZIP and SHA-256.
fn by_hand(package: &Path, digest: &str) {
    let script = "import sys, json, hashlib, zipfile\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        assert z.testzip() is None\n\
        m = z.read('manifest.json')\n\
        assert hashlib.sha256(m).hexdigest() == sys.argv[2]\n\
        for f in json.loads(m)['files']:\n\
        \x20   b = z.read(f['name'])\n\
        \x20   assert len(b) == f['bytes'] and hashlib.sha256(b).hexdigest() == f['sha256'], f\n\
        print(len(z.read('README.txt').decode()) > 500)\n";
    let done = Command::new("python3").args(["-c", script]).arg(package).arg(digest).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(said.trim(), "True", "{}", String::from_utf8_lossy(&done.stderr));
}

/// Whatever is changed is told, and ends with 1.
fn changed(third: &Place, package: &Path, key: &Path) {
    let bytes = bytes_of(package);
    let step = bytes.len() / 40;
    for at in (0..bytes.len()).step_by(step) {
        let mut mutant = bytes.clone();
        mutant[at] ^= 1;
        let path = third.write("mutant.zip", &mutant);
        let ran = verify(third, &path, key);
        assert_eq!(ran.code, 1, "byte {at}: {}{}", ran.stdout, ran.stderr);
        assert!(!ran.stdout.contains("whole and signed"), "byte {at}: {}", ran.stdout);
    }
    // The very file is named.
    let text_at = bytes.windows(20).position(|part| part == b"This is a package of").unwrap();
    let mut mutant = bytes.clone();
    mutant[text_at] ^= 1;
    let ran = verify(third, &third.write("mutant.zip", &mutant), key);
    assert!(ran.stdout.contains("altered   README.txt") && ran.stdout.contains("right     events.jsonl"));
    let other = third.write("other.pub", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n");
    let ran = verify(third, package, &other);
    assert!(ran.code == 1 && ran.stdout.contains("never believed"), "{}", ran.stdout);
    let nothing = third.write("nothing.zip", "no package");
    assert_eq!(verify(third, &nothing, key).code, 1);
    assert_eq!(verify(third, &third.path("missing.zip"), key).code, 64);
    assert_eq!(verify(third, package, &third.path("missing.pub")).code, 64);
    assert_eq!(verify(third, third.folder.path(), key).code, 2);
}

fn whoever_changes_an_event_behind_the_record_s_back_is_found(on: On) {
    let (one, two) = (on.place(), on.place());
    let (_served, code) = told(&one);
    let package = one.path("goi.zip");
    assert_eq!(run(&one, &["incident", "export", &code, "-o", text(&package)]).code, 0);
    assert_eq!(first(&two, PASSWORD).code, 0);
    assert_eq!(run(&two, &["servers", "add", "Một", "--key", text(&key(&one))]).code, 0);
    let taken =
        run(&two, &["incident", "import", text(&package), "--key", text(&key(&one)), "--unit", "MAU"]);
    assert_eq!(taken.code, 0, "{}{}", taken.stdout, taken.stderr);
    for place in [&one, &two] {
        let whole = run(place, &["audit", "verify"]);
        assert!(whole.code == 0 && whole.stdout.contains("Events of incidents"), "{}", whole.stdout);
    }
    // Each is undone by what stands behind it.
    let ways = [
        (
            &one,
            "UPDATE incident_event SET event = replace(event, 'Máy chủ', 'Mấy chú') WHERE number = 1",
            "UPDATE incident_event SET event = replace(event, 'Mấy chú', 'Máy chủ') WHERE number = 1",
            "Event 1 of incident 1 was changed",
        ),
        (
            &one,
            "UPDATE incident_event SET at = at - 3600 WHERE number = 1",
            "UPDATE incident_event SET at = at + 3600 WHERE number = 1",
            "Event 1 of incident 1 was changed",
        ),
        (
            &one,
            "INSERT INTO incident_event SELECT incident_id, 99, at, who, unit_id, event FROM incident_event WHERE number = 1",
            "DELETE FROM incident_event WHERE number = 99",
            "is gone",
        ),
        (
            &two,
            "UPDATE incident_event SET who = 'server' || who WHERE number = 1",
            "UPDATE incident_event SET who = substr(who, 7) WHERE number = 1",
            "What came from elsewhere with incident 1 was changed",
        ),
        (&two, "DELETE FROM incident_event WHERE number > 1", "SELECT 1", "of incident 1 is gone"),
    ];
    for (place, way, back, said) in ways {
        behind_its_back(place, way);
        let found = run(place, &["audit", "verify"]);
        assert!(found.code == 1 && found.stdout.contains(said), "{way}: {}", found.stdout);
        behind_its_back(place, back);
        let again = run(place, &["audit", "verify"]);
        assert_eq!(again.code, if back == "SELECT 1" { 1 } else { 0 }, "{back}: {}", again.stdout);
    }
}
