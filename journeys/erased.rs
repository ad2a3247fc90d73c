//! Names are erased at the end of the time for which they are kept: who left, and who told of an incident that was closed.
//!
//! Must never erase by anything but the command that README names.

use crate::office::{PASSWORD, behind_its_back, first, submit};
use crate::quet::{On, Place, Ran, on_both};
use crate::served::Served;

on_both!(whoever_left_and_whoever_told_are_named_no_more);

fn erase(place: &Place, before: &str) -> Ran {
    place.run(&["people", "erase", "--before", before, "--why", "hết hạn lưu", "--lang", "en"])
}

/// Somebody tells of an incident; the code that they have of it.
fn tell(served: &Served, name: &str) -> String {
    let form = format!(
        "title=M%C3%A1y+l%E1%BA%A1&told=Ch%E1%BA%ADm&kind=malware&name={name}&contact={name}%40example.vn"
    );
    let answer = submit(served, "/report", &form, "");
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body.split("<p class=\"big\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// What a package of the incident says of it, which is all that is stored of it.
fn exported(place: &Place, code: &str, to: &str) -> String {
    let package = place.path(to);
    let went = place.run(&["incident", "export", code, "-o", package.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(went.code, 0, "{}", went.stderr);
    let script =
        "import sys, zipfile\nsys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('events.jsonl'))";
    let read = std::process::Command::new("python3").args(["-c", script]).arg(&package).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8_lossy(&read.stdout).into_owned()
}

fn whoever_left_and_whoever_told_are_named_no_more(on: On) {
    let place = on.place();
    assert_eq!(first(&place, PASSWORD).code, 0);
    let served = Served::start(&place);
    let (closed, open) = (tell(&served, "NguoiBaoMot"), tell(&served, "NguoiBaoHai"));
    let (none, altered) = (tell(&served, "NguoiBaoBa"), tell(&served, "NguoiBaoBon"));
    assert!(exported(&place, &closed, "truoc.zip").contains("NguoiBaoMot"));
    // Long ago.
    behind_its_back(
        &place,
        &format!(
            "UPDATE incident SET closed_at = 1577836800 WHERE code IN ('{closed}', '{altered}'); \
             UPDATE incident SET phase = 'rejected', last_at = 1577836800 WHERE code = '{none}'; \
             UPDATE incident_event SET event = replace(event, 'Máy lạ', 'Máy quen') WHERE number = 1 AND incident_id = \
             (SELECT id FROM incident WHERE code = '{altered}'); \
             INSERT INTO person (id, name, name_key, login, position, email, phone, unit_id, language, look, time_zone, \
             created_at, ended_at, version, totp_step) VALUES (7, 'Đã Nghỉ', 'da nghi', 'danghi', '', 'a@example.vn', '', \
             1, 'vi', 'system', 'Asia/Ho_Chi_Minh', 0, 1577836800, 1, 0)"
        ),
    );
    for bad in ["soon", "31/02/2021", "01/01/2062", ""] {
        let refused = erase(&place, bad);
        assert!(refused.code == 64 && refused.stderr.contains("is no day"), "{bad}: {}", refused.stderr);
    }
    let without = place.run(&["people", "erase", "--before", "01/01/2021", "--lang", "en"]);
    assert!(without.code == 64 && without.stderr.contains("--why"), "{}", without.stderr);
    let early = erase(&place, "01/01/2020");
    assert!(early.code == 0 && early.stdout.contains("known by a number now: 0."), "{}", early.stdout);
    let erased = erase(&place, "01/01/2021");
    assert!(
        erased.code == 2 && erased.stderr.contains(&altered),
        "what was altered is left: {}",
        erased.stderr
    );
    assert!(
        erased.stdout.contains("known by a number now: 1.") && erased.stdout.contains("erased: 2."),
        "{}",
        erased.stdout
    );
    let left = exported(&place, &closed, "sau.zip");
    assert!(!left.contains("NguoiBaoMot") && left.contains("Máy lạ") && left.contains("…"), "{left}");
    assert!(!left.contains("salt"), "nobody can try who it was: {left}");
    assert!(!exported(&place, &none, "khong.zip").contains("NguoiBaoBa"));
    let kept = exported(&place, &open, "mo.zip");
    assert!(
        kept.contains("NguoiBaoHai") && kept.contains("salt"),
        "what is open keeps whom to answer: {kept}"
    );
    // Whoever told of it still reads what came of it, and a server goes on from there.
    assert!(served.ask(&format!("/report?code={closed}"), &[]).body.contains("role=\"status\""));
    // What was altered is named, and when it is again what it was, it goes like the others.
    let found = place.run(&["audit", "verify", "--lang", "en"]);
    assert!(found.code == 1 && found.stdout.contains("was changed"), "{}", found.stdout);
    behind_its_back(
        &place,
        "UPDATE incident_event SET event = replace(event, 'Máy quen', 'Máy lạ') WHERE number = 1",
    );
    let verified = place.run(&["audit", "verify", "--lang", "en"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
    let again = erase(&place, "01/01/2021");
    assert!(again.code == 0 && again.stdout.contains("erased: 1."), "{}", again.stdout);
    let nothing = erase(&place, "01/01/2021");
    assert!(
        nothing.stdout.contains("known by a number now: 0.") && nothing.stdout.contains("erased: 0."),
        "{}",
        nothing.stdout
    );
    // Nothing of it hangs on what else is erased.
    let erased =
        place.run(&["audit", "erase", "--before", "01/01/2100", "--why", "hết hạn lưu", "--lang", "en"]);
    assert_eq!(erased.code, 0, "{}", erased.stderr);
    let verified = place.run(&["audit", "verify", "--lang", "en"]);
    assert!(verified.code == 0 && verified.stdout.contains("digests no more"), "{}", verified.stdout);
}
