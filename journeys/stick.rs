//! A machine without a network: its campaign's rules come on a stick, its report leaves on one, and counts once.
//!
//! Must never make a pack or a report by itself: both come from the program. What is done to a stick on its way is done here.

use std::path::{Path, PathBuf};

use testkit::samples;

use crate::quet::{Place, Ran, bytes_of};

/// A campaign's own place, with a published pack.
fn campaign() -> Place {
    let place = Place::new();
    publish(&place);
    place
}

fn publish(place: &Place) {
    let rules = place.write("campaign-rules/eicar.yar", samples::eicar_rule());
    let ran = place.run(&["campaign", "publish", "--campaign", "sach-mang", rules.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

/// A new stick with what is published now.
fn stick(campaign: &Place, name: &str) -> PathBuf {
    let folder = campaign.path(name);
    std::fs::create_dir_all(&folder).unwrap();
    let ran = campaign.run(&["campaign", "stick", folder.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("another way than the stick"), "{}", ran.stdout);
    folder
}

/// A machine with something to find.
fn machine() -> Place {
    let place = Place::new();
    place.write("in/eicar.com", samples::eicar());
    place
}

fn scan(machine: &Place, stick: &Path, more: &[&str]) -> Ran {
    let mut command = machine.command();
    command.args(["scan", "--format", "jsonl", "--lang", "en", "--campaign"]).arg(stick).args(more);
    command.arg("--data").arg(machine.path("data")).arg(machine.path("in"));
    Ran::of(command.output().unwrap())
}

/// The files of a stick that end so.
fn files(stick: &Path, ending: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir(stick).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|extension| extension == ending)).collect()
}

#[test]
fn rules_come_on_a_stick_and_are_verified_as_from_the_campaigns_address() {
    let campaign = campaign();
    let old = stick(&campaign, "old");
    publish(&campaign);
    let new = stick(&campaign, "new");
    assert_eq!(files(&new, "quet").len(), 1);
    let machine = machine();
    let ran = scan(&machine, &new, &["--report"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("version 2, made") && ran.stderr.contains("0 days ago"), "{}", ran.stderr);
    assert!(ran.stderr.contains("fingerprint"), "an unknown key is said to be one: {}", ran.stderr);
    assert!(ran.stdout.contains("\"source\":\"campaign:"), "{}", ran.stdout);
    // An older one is refused, also under a name that says otherwise.
    let ran = scan(&machine, &old, &[]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains('2') && ran.stdout.is_empty(), "{}", ran.stderr);
    let pack = files(&old, "quet").remove(0);
    std::fs::rename(&pack, old.join("quet-sach-mang-99999999.quet")).unwrap();
    assert_eq!(scan(&machine, &old, &[]).code, 2);
    // Beside a newer one it is in nobody's way.
    std::fs::copy(files(&new, "quet").remove(0), old.join("quet-sach-mang-00000002.quet")).unwrap();
    assert_eq!(scan(&machine, &old, &[]).code, 1);
    // Another campaign's key for the same name is another's.
    let other = self::campaign();
    let impostor = stick(&other, "impostor");
    let ran = scan(&machine, &impostor, &[]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    let known = String::from_utf8(bytes_of(new.join("quet-key.txt"))).unwrap();
    let ran = scan(&self::machine(), &impostor, &["--campaign-key", known.trim()]);
    assert_eq!(ran.code, 2, "a key that was given counts: {}", ran.stderr);
    // One byte on the way.
    let pack = files(&new, "quet").remove(0);
    let mut bytes = bytes_of(&pack);
    let last = bytes.len() - 9;
    bytes[last] ^= 1;
    std::fs::write(&pack, bytes).unwrap();
    let ran = scan(&machine, &new, &[]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.is_empty(), "nothing was scanned: {}", ran.stdout);
    // A folder that is no stick.
    let empty = machine.path("empty");
    std::fs::create_dir(&empty).unwrap();
    assert_eq!(scan(&machine, &empty, &[]).code, 2);
    assert_eq!(scan(&machine, &machine.path("gone"), &[]).code, 64);
}

#[cfg(feature = "server")]
mod counted {
    use super::*;
    use crate::quet::{On, on_both};
    use crate::served::{Served, post};

    on_both!(a_report_that_is_brought_counts_once_however_it_comes,);

    fn take(on: &Place, stick: &Path) -> Ran {
        let config = on.write("server/quet.toml", "[campaign]\nid = \"sach-mang\"\n");
        on.run(&[
            "reports",
            "take",
            stick.to_str().unwrap(),
            "--config",
            config.to_str().unwrap(),
            "--lang",
            "en",
        ])
    }

    fn a_report_that_is_brought_counts_once_however_it_comes(on: On) {
        let campaign = campaign();
        let stick = stick(&campaign, "stick");
        let machine = machine();
        for _ in 0..3 {
            let ran = scan(&machine, &stick, &["--no-remember", "--report-to", stick.to_str().unwrap()]);
            assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
            assert!(ran.stdout.contains("\"left_at\":"), "{}", ran.stdout);
        }
        let left = files(&stick, "quetreport");
        assert_eq!(left.len(), 3);
        let first = String::from_utf8(bytes_of(&left[0])).unwrap();
        assert!(
            !first.contains("eicar.com") && !first.contains(machine.path("in").to_str().unwrap()),
            "{first}"
        );
        let keys: std::collections::BTreeSet<String> = left
            .iter()
            .map(|path| String::from_utf8(bytes_of(path)).unwrap().lines().nth(1).unwrap().to_owned())
            .collect();
        assert_eq!(keys.len(), 3, "no two reports say that they come from one machine");
        // One was altered, and a copy has another name.
        let mut bytes = bytes_of(&left[0]);
        let at = bytes.windows(10).position(|ten| ten == b"\"alerts\":1").unwrap() + 9;
        bytes[at] = b'7';
        std::fs::write(&left[0], bytes).unwrap();
        std::fs::copy(&left[1], stick.join("copy.quetreport")).unwrap();
        let server = on.place();
        let ran = take(&server, &stick);
        assert_eq!(ran.code, 2, "what is not usable is said: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains("Counted: 2. Counted before: 1. Not usable: 1."), "{}", ran.stdout);
        let ran = take(&server, &stick);
        assert!(ran.stdout.contains("Counted: 0. Counted before: 3. Not usable: 1."), "{}", ran.stdout);
        // The machine itself had a network for a moment, and somebody else brings the stick over it.
        let config = "[campaign]\nid = \"sach-mang\"\n";
        let served = Served::configured(&server, config, &["--listen", "127.0.0.1:0"]);
        let body = String::from_utf8(bytes_of(&left[1])).unwrap();
        let json = body.split("\n\n").nth(1).unwrap();
        let (status, answer) = post(served.address, "/api/v1/scan-reports", json).unwrap();
        assert!(status == 200 && answer.contains("already_counted"), "{status} {answer}");
        let to = format!("http://{}/", served.address);
        let ran = server.run(&["reports", "send", stick.to_str().unwrap(), "--to", &to, "--lang", "en"]);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stdout.contains("Counted: 0. Counted before: 3. Not usable: 1."), "{}", ran.stdout);
        let last = scan(&machine, &stick, &["--no-remember", "--report-to", stick.to_str().unwrap()]);
        assert_eq!(last.code, 1, "{}", last.stderr);
        let ran = server.run(&["reports", "send", stick.to_str().unwrap(), "--to", &to, "--lang", "en"]);
        assert!(ran.stdout.contains("Counted: 1. Counted before: 3."), "{}{}", ran.stdout, ran.stderr);
        assert_eq!(served.figures().reports.scans, 3);
        drop(served);
        // Of another campaign, none counts here.
        let config = server.write("other.toml", "[campaign]\nid = \"khac\"\n");
        let arguments = [
            "reports",
            "take",
            stick.to_str().unwrap(),
            "--config",
            config.to_str().unwrap(),
            "--lang",
            "en",
        ];
        let ran = server.run(&arguments);
        assert!(
            ran.code == 2 && ran.stderr.contains("Not of the campaign khac"),
            "{}{}",
            ran.stdout,
            ran.stderr
        );
        // A server that is not there loses nothing.
        let ran = server.run(&["reports", "send", stick.to_str().unwrap(), "--to", &to, "--lang", "en"]);
        assert!(ran.code == 2 && ran.stderr.contains("still on the stick"), "{}", ran.stderr);
    }
}

#[cfg(feature = "server")]
mod evidence {
    use super::*;
    use crate::hunt::{AtWork, sha256};
    use crate::looks::keep_with;
    use crate::office::{PASSWORD, first};
    use crate::quet::{On, on_both};
    use crate::served::Served;

    on_both!(evidence_leaves_with_a_slip_that_fills_the_form_in_and_is_never_trusted_silently);

    fn evidence_leaves_with_a_slip_that_fills_the_form_in_and_is_never_trusted_silently(on: On) {
        let machine = machine();
        let rules = machine.write("rules/eicar.yar", samples::eicar_rule());
        let ran = machine.scan(&["--clean", "--yes", "--system"]);
        assert!(rules.exists() && ran.code == 1, "{}{}", ran.stdout, ran.stderr);
        let listed = machine.run(&["vault", "list", "--format", "jsonl"]).stdout;
        let id = crate::hunt::after(&listed, "\"id\":\"");
        let out = machine.path("stick");
        std::fs::create_dir(&out).unwrap();
        let export = ["vault", "export", &*id, "-o", out.to_str().unwrap(), "--lang", "en"];
        let ran = machine.run(&export);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let (archive, slip) = (files(&out, "zip").remove(0), files(&out, "quetslip").remove(0));
        let (archive, slip) = (bytes_of(archive), String::from_utf8(bytes_of(slip)).unwrap());
        assert!(slip.contains("eicar.com") && !slip.contains("X5O!"), "{slip}");
        assert_eq!(machine.run(&export).code, 2, "it overwrites nothing");
        let key = machine.run(&["vault", "key", "--lang", "en"]).stdout;
        let (key, fingerprint) = (key.lines().next().unwrap(), key.rsplit(": ").next().unwrap().trim());

        let place = on.place();
        assert_eq!(first(&place, PASSWORD).code, 0);
        let at = AtWork::at(Served::start(&place));
        let id = at.tell("Từ máy không mạng");
        let kept = |slip: &str, contents: &[u8]| {
            let fields = [("kind", "sample"), ("from", ""), ("taken", ""), ("slip", slip)];
            keep_with(&at, &id, &fields, "mau.zip", contents)
        };
        let altered = slip.replace("eicar.com", "eicar.con");
        for (slip, contents) in
            [(&*altered, &*archive), (&*slip, b"another file"), ("x", &*archive), ("", &*archive)]
        {
            let got = kept(slip, contents);
            assert_eq!(got.status, 422, "{}", got.body);
        }
        let got = kept(&slip, &archive);
        assert_eq!(got.status, 303, "{}", got.body);
        let page = at.get(&format!("/console/incidents/{id}/evidence")).body;
        let unknown = format!("Ký bằng khóa mà máy chủ này không biết: {fingerprint}");
        assert!(page.contains(&unknown) && page.contains("in/eicar.com ("), "{page}");
        assert!(page.contains(&sha256(&samples::eicar())) && page.contains("EICAR_Test_File"), "{page}");
        let story = at.get(&format!("/console/incidents/{id}")).body;
        assert!(story.contains("Chứng cứ 1 có phiếu của máy gửi"), "{story}");
        drop(at);
        // A server that was told of the machine knows it.
        let config = format!("machine_keys = [{key:?}]\n");
        let at = AtWork::at(Served::configured(&place, &config, &["--listen", "127.0.0.1:0"]));
        let fields = [("kind", "sample"), ("from", "Kho A"), ("taken", ""), ("slip", &*slip)];
        // What is in the archive is what it speaks of as well.
        assert_eq!(keep_with(&at, &id, &fields, "eicar.com", &samples::eicar()).status, 303);
        let page = at.get(&format!("/console/incidents/{id}/evidence")).body;
        let known = format!("Ký bằng khóa mà máy chủ này biết: {fingerprint}");
        assert!(page.contains(&known) && page.contains(&unknown) && page.contains("Kho A"), "{page}");
    }
}

#[cfg(unix)]
#[test]
fn a_stick_that_takes_nothing_is_said_and_the_scan_is_what_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let campaign = campaign();
    let stick = stick(&campaign, "stick");
    let place = Place::ordinary();
    place.write("in/eicar.com", samples::eicar());
    let folder = place.path("stick");
    for path in files(&stick, "quet") {
        place.write(Path::new("stick").join(path.file_name().unwrap()), bytes_of(&path));
    }
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let ran = scan(&place, &folder, &["--report"]);
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("could not be left on the stick"), "{}", ran.stderr);
    assert!(ran.stdout.contains("\"problem\":") && files(&folder, "quetreport").is_empty(), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn what_a_hostile_stick_holds_is_opened_only_where_it_is_an_ordinary_file() {
    let campaign = campaign();
    let stick = stick(&campaign, "stick");
    let machine = machine();
    let fifo = stick.join("quet-sach-mang-99999999.quet");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let ran = scan(&machine, &stick, &[]);
    assert_eq!(ran.code, 2, "it is said, and nothing waits for it: {}", ran.stderr);
    std::fs::remove_file(&fifo).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", &fifo).unwrap();
    let ran = scan(&machine, &stick, &[]);
    assert!(ran.code == 2 && !ran.stderr.contains("root:"), "{}", ran.stderr);
    std::fs::remove_file(&fifo).unwrap();
    std::fs::File::create(&fifo).unwrap().set_len(1 << 42).unwrap();
    assert_eq!(scan(&machine, &stick, &[]).code, 2);
    std::fs::remove_file(&fifo).unwrap();
    assert_eq!(scan(&machine, &stick, &[]).code, 1);
}
