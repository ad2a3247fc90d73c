//! What our own scanner says of evidence: found and not read, never "clean", by one server of several, and never in its way.
//!
//! Must never look at evidence itself: it is kept through the form, and what is said of it is read off the page.

use std::io::Write;
use std::path::PathBuf;

use testkit::samples;

use crate::hunt::AtWork;
use crate::office::{PASSWORD, first};
use crate::quet::{On, Place, on_both, wait_until};
use crate::served::{Answer, Served, answer};

on_both!(
    evidence_is_looked_at_with_the_rules_that_are_there_and_what_was_not_read_is_said,
    evidence_waits_where_no_rules_are_and_rules_that_are_broken_are_said,
);

/// Keeps a file as evidence, as the page does.
pub fn keep(at: &AtWork, id: &str, name: &str, contents: &[u8]) -> Answer {
    let fields = [("kind", "sample"), ("from", "PC-01"), ("taken", "2026-11-01T08:00")];
    keep_with(at, id, &fields, name, contents)
}

/// The same with these fields.
pub fn keep_with(at: &AtWork, id: &str, fields: &[(&str, &str)], name: &str, contents: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (field, value) in [("form_key", &*at.form_key)].iter().chain(fields) {
        let part = format!("--b\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    let part = format!("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend(part.into_bytes());
    body.extend(contents);
    body.extend(b"\r\n--b--\r\n");
    let mut stream = at.served.connect();
    let head = format!(
        "POST /console/incidents/{id}/evidence HTTP/1.1\r\nHost: quet.test\r\nContent-Type: multipart/form-data; \
         boundary=b\r\nContent-Length: {}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        body.len(),
        at.cookie
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body).unwrap();
    answer(&mut stream)
}

/// With rules of the server's own.
fn config(place: &Place) -> String {
    let rules = place.path("server-rules");
    format!("evidence_rules = [{:?}]\n[campaign]\nid = \"sach-mang\"\n", rules.to_str().unwrap())
}

/// What the page says of a piece, once there is something else than that it waits.
fn said(at: &AtWork, id: &str, number: usize) -> String {
    let mut told = String::new();
    wait_until("it was looked at", || {
        let page = at.get(&format!("/console/incidents/{id}/evidence")).body;
        let piece = page.split("id=\"piece-").nth(number).unwrap_or_default();
        told = piece.split("</h3>").nth(1).unwrap_or_default().to_owned();
        !told.contains("Chưa quét") && !told.contains("đang chờ") && !told.is_empty()
    });
    told
}

fn begin(place: &Place) -> AtWork {
    let made = first(place, PASSWORD);
    assert_eq!(made.code, 0, "{}", made.stderr);
    AtWork::at(Served::configured(place, &config(place), &["--listen", "127.0.0.1:0"]))
}

fn evidence_is_looked_at_with_the_rules_that_are_there_and_what_was_not_read_is_said(on: On) {
    let place = on.place();
    place.write("server-rules/eicar.yar", samples::eicar_rule());
    let at = begin(&place);
    let id = at.tell("Có mẫu");
    let packed = samples::zip(&[("in/eicar.com", samples::eicar()), ("a.txt", b"x".to_vec())]);
    // A container that cannot be opened, beside what was read.
    let mut broken = samples::zip(&[("a.txt", b"a".repeat(2000))]);
    let middle = broken.len() / 3;
    broken[middle] ^= 0xff;
    for (name, contents) in
        [("bad.zip", packed), ("fine.txt", samples::clean(1, 3000)), ("broken.zip", broken)]
    {
        let got = keep(&at, &id, name, &contents);
        assert_eq!(got.status, 303, "{name}: {}", got.body);
    }
    let found = said(&at, &id, 1);
    assert!(found.contains("Tìm thấy: 1") && found.contains("Báo động"), "{found}");
    assert!(found.contains("in/eicar.com") && found.contains("quy tắc"), "{found}");
    let nothing = said(&at, &id, 2);
    assert!(nothing.contains("Không tìm thấy gì với các quy tắc này"), "{nothing}");
    assert!(nothing.contains("không có nghĩa là an toàn"), "{nothing}");
    let unread = said(&at, &id, 3);
    assert!(unread.contains("Chưa đọc được hết") && unread.contains("a.txt"), "{unread}");
    let page = at.get(&format!("/console/incidents/{id}")).body;
    assert_eq!(page.matches("Kết quả quét chứng cứ").count(), 3, "{page}");
    assert!(page.contains("Tìm thấy: 1"), "{page}");
    // On the disk there is nothing of it as it was.
    let mark = samples::eicar();
    for entry in std::fs::read_dir(place.path("data/files")).unwrap().flatten() {
        let bytes = crate::quet::bytes_of(entry.path());
        assert!(!bytes.windows(mark.len()).any(|part| part == mark), "it lies open");
    }
    // With other rules it is asked for again, by whoever works there, and asked once.
    place.write(
        "server-rules/hash-iocs.txt",
        format!("{};100;MỚI\n", crate::hunt::sha256(&samples::clean(1, 3000))),
    );
    let ask = format!("/console/incidents/{id}/do/look?evidence=2");
    assert!(at.get(&ask).body.contains("quy tắc đang có hiệu lực"));
    assert_eq!(at.post(&ask, &[]).status, 303);
    let mut again = String::new();
    wait_until("it was looked at again", || {
        again = said(&at, &id, 2);
        again.contains("MỚI")
    });
    assert!(again.contains("Tìm thấy: 1"), "{again}");
    assert_eq!(at.post(&format!("/console/incidents/{id}/do/look?evidence=9"), &[]).status, 404);
}

fn evidence_waits_where_no_rules_are_and_rules_that_are_broken_are_said(on: On) {
    let place = on.place();
    let at = AtWork::begin(&place);
    let id = at.tell("Chưa có quy tắc");
    assert_eq!(keep(&at, &id, "a.com", &samples::eicar()).status, 303);
    std::thread::sleep(std::time::Duration::from_millis(2500));
    let page = at.get(&format!("/console/incidents/{id}/evidence")).body;
    assert!(page.contains("máy chủ này chưa có quy tắc"), "{page}");
    // The campaign's pack is published while it runs, and is looked for from then on.
    let rules = place.write("more/eicar.yar", samples::eicar_rule());
    publish(&place, &rules);
    let found = said(&at, &id, 1);
    assert!(found.contains("Tìm thấy: 1") && found.contains("sach-mang 1"), "{found}");
    drop(at);
    // Rules that do not compile are no rules, and that is no verdict.
    place.write("server-rules/broken.yar", "rule broken { condition: }");
    let other = On::Sqlite.place();
    other.write("server-rules/broken.yar", "rule broken { condition: }");
    let at = begin(&other);
    let id = at.tell("Quy tắc hỏng");
    assert_eq!(keep(&at, &id, "a.com", &samples::eicar()).status, 303);
    let told = said(&at, &id, 1);
    assert!(told.contains("quy tắc của máy chủ không dùng được"), "{told}");
}

fn publish(place: &Place, rules: &PathBuf) {
    let mut command = place.command();
    command.args(["campaign", "publish", "--campaign", "sach-mang"]).arg(rules);
    command.arg("--data").arg(place.path("data"));
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn postgres_of_two_servers_one_looks_at_each_piece() {
    if testkit::databases::server().is_none() {
        return;
    }
    let place = On::Postgres.place();
    place.write("server-rules/eicar.yar", samples::eicar_rule());
    let at = begin(&place);
    let other = Served::configured(&place, &config(&place), &["--listen", "127.0.0.1:0"]);
    let id = at.tell("Hai máy chủ");
    for number in 0..12 {
        assert_eq!(keep(&at, &id, &format!("{number}.com"), &samples::eicar()).status, 303);
    }
    for number in 1..=12 {
        assert!(said(&at, &id, number).contains("Tìm thấy: 1"));
    }
    drop(other);
    let page = at.get(&format!("/console/incidents/{id}?all=yes")).body;
    assert_eq!(page.matches("Kết quả quét chứng cứ").count(), 12, "each once: {page}");
}
