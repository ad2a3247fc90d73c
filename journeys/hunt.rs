//! Hunting: an incident's indicators become rules that find its file on a machine.
//!
//! Must never make the rules itself: they come from the server's page and from the command on its machine.

use std::path::PathBuf;

use sha2::{Digest, Sha256};
use testkit::samples;

use crate::office::{PASSWORD, cookie, first, sign_in, submit};
use crate::quet::{On, Place, Ran, bytes_of, on_both};
use crate::served::Served;

on_both!(
    an_incidents_hash_finds_its_file_under_the_incidents_code,
    what_cannot_be_hunted_for_is_said_and_makes_no_rule,
);

/// Somebody at work at a server of that place.
pub struct AtWork {
    pub served: Served,
    pub cookie: String,
    pub form_key: String,
}

impl AtWork {
    pub fn begin(place: &Place) -> AtWork {
        let made = first(place, PASSWORD);
        assert_eq!(made.code, 0, "{}", made.stderr);
        AtWork::at(Served::start(place))
    }

    /// Signed in at a server.
    pub fn at(served: Served) -> AtWork {
        let entered = sign_in(&served, PASSWORD);
        assert_eq!(entered.status, 303, "{}", entered.head);
        let cookie = cookie(&entered);
        let page = served.ask("/console", &[("Cookie", &cookie)]).body;
        let form_key = after(&page, "name=\"form_key\" value=\"");
        AtWork { served, cookie, form_key }
    }

    pub fn get(&self, target: &str) -> crate::served::Answer {
        self.served.ask(target, &[("Cookie", &self.cookie)])
    }

    pub fn post(&self, target: &str, fields: &[(&str, &str)]) -> crate::served::Answer {
        let key = [("form_key", &*self.form_key)];
        let pairs: Vec<String> =
            key.iter().chain(fields).map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        submit(&self.served, target, &pairs.join("&"), &self.cookie)
    }

    /// Tells of an incident: its number.
    pub fn tell(&self, title: &str) -> String {
        let fields = [
            ("title", title),
            ("told", "Máy tự gửi thư"),
            ("kind", "malware"),
            ("unit", "MAU"),
            ("detected", "2026-11-01T08:00"),
            ("source", "unit"),
        ];
        let got = self.post("/console/incidents/new", &fields);
        assert_eq!(got.status, 303, "{}{}", got.head, got.body);
        let path = after(&got.head, "location: /console/incidents/");
        path.split(['?', '\r']).next().unwrap().to_owned()
    }

    pub fn indicator(&self, id: &str, kind: &str, value: &str) {
        let note = [("kind", kind), ("value", value), ("note", "Ghi Chú Kín")];
        let got = self.post(&format!("/console/incidents/{id}/do/indicator"), &note);
        assert_eq!(got.status, 303, "{}", got.body);
    }

    /// The code of an incident.
    pub fn code(&self, id: &str) -> String {
        let page = self.get(&format!("/console/incidents/{id}/hunt")).body;
        let code = after(&page, "quet-");
        code.split(".quetrules").next().unwrap().to_owned()
    }
}

/// What stands behind some letters, up to a sign that ends a value.
pub fn after(text: &str, from: &str) -> String {
    let rest = text.split(from).nth(1).unwrap_or_else(|| panic!("`{from}` is not in: {text}"));
    rest.split(['"', '\n', '<']).next().unwrap().to_owned()
}

fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn scan(place: &Place, rules: &PathBuf) -> Ran {
    let mut command = place.command();
    command.args(["scan", "--format", "jsonl", "--lang", "en", "--rules"]).arg(rules);
    command.arg("--data").arg(place.path("machine")).arg(place.path("in"));
    Ran::of(command.output().unwrap())
}

fn an_incidents_hash_finds_its_file_under_the_incidents_code(on: On) {
    let place = on.place();
    let at = AtWork::begin(&place);
    let id = at.tell("Tên Kín Của Sự Cố");
    let sample = samples::marked(7);
    at.indicator(&id, "sha256", &sha256(&sample));
    at.indicator(&id, "name", "C:\\Users\\Public\\a+b;c.exe");
    let got = at.get(&format!("/console/incidents/{id}/hunt/rules"));
    assert_eq!(got.status, 200, "{}", got.body);
    let code = at.code(&id);
    assert!(got.head.contains(&format!("quet-{code}.quetrules")), "{}", got.head);
    for hidden in ["Tên Kín", "Ghi Chú Kín", "Máy tự", "MAU"] {
        assert!(!got.body.contains(hidden), "{hidden}: {}", got.body);
    }
    let rules = place.write(format!("quet-{code}.quetrules"), &got.body);
    place.write("in/a/photo.jpg", &sample);
    place.write("in/Users/Public/a+b;c.exe", samples::clean(1, 999));
    place.write("in/Users/Public/axb;c.exe", samples::clean(2, 999));
    let ran = scan(&place, &rules);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let found: Vec<&str> = ran.stdout.lines().filter(|line| line.contains("\"event\":\"finding\"")).collect();
    assert_eq!(found.len(), 2, "{}", ran.stdout);
    let of = |name: &str| *found.iter().find(|line| line.contains(name)).unwrap();
    let (alert, warning) = (of("photo.jpg"), of("a+b;c.exe"));
    assert!(alert.contains(&code) && alert.contains("\"level\":\"alert\""), "{alert}");
    assert!(warning.contains(&code) && warning.contains("\"level\":\"warning\""), "{warning}");
    // It is noted who took them out, and a command on the server's machine gives the same and is noted too.
    let written = place.path("by-command.quetrules");
    let command =
        ["rules", "from-incident", &*code.to_lowercase(), "-o", written.to_str().unwrap(), "--lang", "en"];
    let ran = place.run(&command);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(String::from_utf8(bytes_of(&written)).unwrap(), got.body);
    let page = at.get(&format!("/console/incidents/{id}")).body;
    assert_eq!(page.matches("Lấy dấu hiệu ra làm quy tắc quét: 2").count(), 2, "{page}");
    assert_eq!(place.run(&command).code, 64, "it overwrites nothing");
    let page = at.get(&format!("/console/incidents/{id}")).body;
    assert_eq!(
        page.matches("Lấy dấu hiệu ra làm quy tắc quét").count(),
        2,
        "what was not written was not taken"
    );
    // Published for machines it is signed with all else, and keeps its name.
    let published = place.run(&["campaign", "publish", "--campaign", "sach-mang", rules.to_str().unwrap()]);
    assert_eq!(published.code, 0, "{}", published.stderr);
}

fn what_cannot_be_hunted_for_is_said_and_makes_no_rule(on: On) {
    let place = on.place();
    let at = AtWork::begin(&place);
    let id = at.tell("Không tìm được");
    let hunt = format!("/console/incidents/{id}/hunt");
    assert_eq!(at.get(&format!("{hunt}/rules")).status, 404, "there is nothing to take");
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let all = [
        ("sha256", nothing, "tệp rỗng"),
        ("name", "svchost.exe", "Máy bình thường"),
        ("name", "*", "quá nhiều tên"),
        ("address", "203.0.113.9", "tường lửa"),
        ("domain", "evil.example", "tường lửa"),
        ("email", "a@evil.example", "máy chủ thư"),
    ];
    for (kind, value, _) in all {
        at.indicator(&id, kind, value);
    }
    let page = at.get(&hunt).body;
    for (kind, value, why) in all {
        assert!(page.contains(&format!(">{value}<")) && page.contains(why), "{kind} {value}: {page}");
    }
    assert!(page.contains("Chưa có dấu hiệu nào") && !page.contains("/hunt/rules"), "{page}");
    assert_eq!(at.get(&format!("{hunt}/rules")).status, 404);
    at.indicator(&id, "md5", "0c2674c3a97c53082187d930efb645c2");
    let file = at.get(&format!("{hunt}/rules")).body;
    for (_, value, _) in all.iter().filter(|(_, value, _)| *value != "*") {
        assert!(!file.contains(value), "{value}: {file}");
    }
    assert!(file.contains("not in here: 6."), "{file}");
    // A file that somebody broke stops a scan before it starts, and says where.
    let broken =
        place.write("broken.quetrules", file.replace("=== hash-iocs.txt", "=== ../../hash-iocs.txt"));
    place.write("in/a", "x");
    let ran = scan(&place, &broken);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("broken.quetrules") && ran.stderr.contains('4'), "{}", ran.stderr);
}
