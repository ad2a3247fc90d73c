//! Evidence through its pages: kept, taken out, handed over, and what must not happen to it.
//!
//! Must never look into the store for what a page or a file says.

use std::io::Read;

use axum::body::Body;
use axum::http::{Request, header};

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, between};
use crate::ask::Got;

on_both!(
    a_file_is_kept_sealed_and_comes_back_as_it_was_and_each_time_is_noted,
    what_is_no_file_or_too_large_or_has_a_path_for_a_name_is_refused,
    a_page_or_a_picture_is_never_shown_and_a_sample_leaves_only_encrypted,
    who_only_sees_it_keeps_and_passes_nothing,
    an_incident_is_restricted_to_those_who_are_named_and_opened_again,
    who_is_named_meanwhile_is_shown_first,
    what_was_backed_up_opens_where_its_key_is_and_nowhere_else,
    what_no_row_names_is_collected_when_it_is_old,
);

/// An incident of that unit, told by whoever that is: its number.
pub async fn tell(browser: &mut Browser<'_>, title: &str) -> i64 {
    browser.get("/console/incidents/new").await;
    let fields = [
        ("title", title),
        ("told", "Máy tự gửi thư"),
        ("kind", "malware"),
        ("unit", "08"),
        ("detected", "2026-11-01T08:00"),
        ("source", "unit"),
    ];
    let got = browser.post("/console/incidents/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let path = got.header("location").split('?').next().unwrap().to_owned();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// Sends a file as the page does.
pub async fn keep(browser: &mut Browser<'_>, id: i64, kind: &str, name: &str, contents: &[u8]) -> Got {
    let key = browser.form_key.clone();
    let mut body = Vec::new();
    let fields =
        [("form_key", key.as_str()), ("kind", kind), ("from", "PC-01"), ("taken", "2026-11-01T08:00")];
    for (field, value) in fields {
        body.extend(
            format!("--b\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .into_bytes(),
        );
    }
    body.extend(
        format!("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
            .into_bytes(),
    );
    body.extend(contents);
    body.extend(b"\r\n--b--\r\n");
    browser.send(upload(id), Body::from(body)).await
}

fn upload(id: i64) -> axum::http::request::Builder {
    Request::post(format!("/console/incidents/{id}/evidence"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
}

async fn a_file_is_kept_sealed_and_comes_back_as_it_was_and_each_time_is_noted(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Có tệp").await;
    let contents: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let got = keep(&mut browser, id, "log", "nhật ký.log", &contents).await;
    assert_eq!(got.status, 303, "{}", got.text);
    assert_eq!(got.header("location"), format!("/console/incidents/{id}/evidence?done=kept"));
    let page = browser.get(&format!("/console/incidents/{id}/evidence")).await.text;
    assert!(page.contains("1. nhật ký.log"), "{page}");
    let digest = between(&page, "SHA-256 ", "<").to_owned();
    assert_eq!(digest, sha256(&contents));
    let one = browser.get(&format!("/console/incidents/{id}")).await.text;
    assert!(one.contains("nhật ký.log") && one.contains(&digest), "{one}");
    // On the disk there is nothing of it as it was.
    let files: Vec<_> = std::fs::read_dir(office.ground.data().join("files")).unwrap().collect();
    assert_eq!(files.len(), 1);
    #[allow(clippy::disallowed_methods, reason = "a file that this test wrote, of a megabyte")]
    let sealed = std::fs::read(files[0].as_ref().unwrap().path()).unwrap();
    assert!(sealed.len() > contents.len());
    assert!(!sealed.windows(64).any(|part| part == &contents[4096..4160]), "it lies open");
    for times in 1..=2 {
        let (got, bytes) = browser.take(&format!("/console/incidents/{id}/evidence/1")).await;
        assert_eq!(got.status, 200);
        assert!(bytes == contents, "it came back as something else");
        let page = browser.get(&format!("/console/incidents/{id}/evidence")).await.text;
        let seen = &page[page.find("Đã lấy ra").unwrap_or_else(|| page.find("Taken out").unwrap())..];
        assert_eq!(between(seen, "<ul", "</ul>").matches("<li>").count(), times);
    }
    // It is handed over, and over again: the chain is only added to.
    for (from, to) in [("Người coordinator", "Công an tỉnh"), ("Công an tỉnh", "Viện Khoa học hình sự")]
    {
        let fields = [("from", from), ("to", to), ("reasons", "theo yêu cầu")];
        let got = browser.post(&format!("/console/incidents/{id}/do/custody?evidence=1"), &fields).await;
        assert_eq!(got.status, 303, "{}", got.text);
    }
    let form = browser.get(&format!("/console/incidents/{id}/do/custody?evidence=1")).await.text;
    assert!(form.contains("value=\"Viện Khoa học hình sự\""), "{form}");
    let page = browser.get(&format!("/console/incidents/{id}/evidence")).await.text;
    let (first, second) = ("Người coordinator → Công an tỉnh", "Công an tỉnh → Viện Khoa học hình sự");
    assert!(page.find(first).unwrap() < page.find(second).unwrap(), "{page}");
    let none = browser.get(&format!("/console/incidents/{id}/do/custody?evidence=2")).await;
    assert_eq!(none.status, 404);
    assert_eq!(browser.get(&format!("/console/incidents/{id}/evidence/2")).await.status, 404);
}

async fn what_is_no_file_or_too_large_or_has_a_path_for_a_name_is_refused(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Bị từ chối").await;
    let before = office.entries().await;
    for name in ["../../etc/passwd", "C:\\\\a.exe", "a/b", "..", "a\u{202e}gnp.exe", "a\u{7}b", ""] {
        let got = keep(&mut browser, id, "log", name, b"x").await;
        assert!([400, 422].contains(&got.status.as_u16()), "{name:?}: {} {}", got.status, got.text);
    }
    assert_eq!(keep(&mut browser, id, "log", "empty.log", b"").await.status, 422);
    assert_eq!(keep(&mut browser, id, "program", "a.log", b"x").await.status, 422);
    // Ten gigabytes are refused by what is said of them, before a byte of them is read.
    let length = (10_u64 << 30).to_string();
    let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let request = upload(id).header(header::CONTENT_LENGTH, length);
    let got = browser.send(request, Body::from_stream(never)).await;
    assert_eq!(got.status, 413, "{}", got.text);
    assert!(got.text.contains("2,1 GB"), "{}", got.text);
    assert_eq!(office.entries().await, before, "nothing was done");
    let page = browser.get(&format!("/console/incidents/{id}/evidence")).await.text;
    assert!(!page.contains("SHA-256"), "{page}");
}

async fn a_page_or_a_picture_is_never_shown_and_a_sample_leaves_only_encrypted(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Tệp độc").await;
    let page: &[u8] = b"<html><script>alert(1)</script>";
    let picture: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let names = ["<script>alert(1)<script>.html", "a.svg", "a'b;c.html"];
    for (name, contents) in names.iter().zip([page, picture, page]) {
        assert_eq!(keep(&mut browser, id, "other", name, contents).await.status, 303, "{name}");
    }
    let list = browser.get(&format!("/console/incidents/{id}/evidence")).await.text;
    assert!(!list.contains("<script>alert"), "{list}");
    for number in 1..=3 {
        let (got, _) = browser.take(&format!("/console/incidents/{id}/evidence/{number}")).await;
        assert_eq!(got.header("content-type"), "application/octet-stream");
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert!(got.header("content-security-policy").starts_with("sandbox;"));
        let disposition = got.header("content-disposition");
        assert!(
            disposition.starts_with("attachment; filename=\"evidence\"; filename*=UTF-8''"),
            "{disposition}"
        );
        assert_eq!(disposition.matches(';').count(), 2, "{disposition}");
        assert_eq!(got.header("cache-control"), "no-store");
    }
    let sample = b"MZ this is what a scanner would know".repeat(1000);
    assert_eq!(keep(&mut browser, id, "sample", "bad.exe", &sample).await.status, 303);
    let (got, bytes) = browser.take(&format!("/console/incidents/{id}/evidence/4")).await;
    assert!(got.header("content-disposition").ends_with("bad.exe.zip"));
    assert!(!bytes.windows(16).any(|part| part == b"MZ this is what "), "it leaves open");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    assert!(zip.by_index(0).is_err(), "it opens without a password");
    let mut opened = Vec::new();
    let mut file = zip.by_index_decrypt(0, b"infected").unwrap();
    std::io::copy(&mut file.by_ref().take(1 << 20), &mut opened).unwrap();
    assert!(opened == sample);
}

async fn who_only_sees_it_keeps_and_passes_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let mut first = office.signed_in("coordinator").await;
    let id = tell(&mut first, "Chỉ xem").await;
    assert_eq!(keep(&mut first, id, "log", "a.log", b"one").await.status, 303);
    let mut reader = office.signed_in("reader").await;
    let page = reader.get(&format!("/console/incidents/{id}/evidence")).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("type=\"file\""), "{}", page.text);
    assert!(!page.text.contains("/do/custody"), "{}", page.text);
    assert_eq!(keep(&mut reader, id, "log", "b.log", b"two").await.status, 403);
    let fields = [("from", "Người coordinator"), ("to", "B"), ("reasons", "C")];
    let got = reader.post(&format!("/console/incidents/{id}/do/custody?evidence=1"), &fields).await;
    assert_eq!(got.status, 403);
    // Who sees it may take it out, and that is noted under their name.
    assert_eq!(reader.take(&format!("/console/incidents/{id}/evidence/1")).await.1, b"one");
    let mut other = office.signed_in("mylam").await;
    assert_eq!(other.get(&format!("/console/incidents/{id}/evidence/1")).await.status, 404);
}

async fn an_incident_is_restricted_to_those_who_are_named_and_opened_again(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Kín Dần").await;
    assert_eq!(keep(&mut browser, id, "log", "a.log", b"one").await.status, 303);
    let at = format!("/console/incidents/{id}/names");
    let mut reader = office.signed_in("reader").await;
    assert_eq!(reader.get(&format!("/console/incidents/{id}")).await.status, 200);
    assert_eq!(reader.get(&at).await.status, 403);
    assert_eq!(reader.post(&at, &[("restricted", "yes"), ("why", "x"), ("seen", "")]).await.status, 403);
    let page = browser.get(&at).await;
    assert_eq!(page.status, 200, "{}", page.text);
    // Without a reason nothing is done.
    assert_eq!(browser.post(&at, &[("restricted", "yes"), ("seen", "")]).await.status, 422);
    // What opens something to everybody is said, and never guessed from a word that no form sends.
    for unclear in ["", "AAA", "YES"] {
        let fields = [("restricted", unclear), ("why", "x"), ("seen", "")];
        assert_eq!(browser.post(&at, &fields).await.status, 422, "{unclear}");
    }
    let got = browser.post(&at, &[("restricted", "yes"), ("why", "nhạy cảm"), ("seen", "")]).await;
    assert_eq!(got.header("location"), format!("/console/incidents/{id}?done=named"), "{}", got.text);
    for path in ["", "/evidence", "/evidence/1", "/names", "/do/comment"] {
        let got = reader.get(&format!("/console/incidents/{id}{path}")).await;
        assert_eq!(got.status, 404, "{path}");
        assert!(!got.text.contains("Kín Dần"), "{path}");
    }
    assert!(!reader.get("/console/incidents").await.text.contains("Kín Dần"));
    // One more is named, by what they sign in with; then it is opened again.
    let own = office.known("coordinator").await.id.0;
    let read = office.known("reader").await.id.0;
    let (own_box, seen) = (format!("person-{own}"), own.to_string());
    let fields = [
        ("restricted", "yes"),
        ("why", "cần"),
        ("login", "reader"),
        (own_box.as_str(), "yes"),
        ("seen", &seen),
    ];
    let got = browser.post(&at, &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    assert_eq!(reader.get(&format!("/console/incidents/{id}/evidence/1")).await.status, 200);
    let mut both = [own, read];
    both.sort_unstable();
    let seen = format!("{} {}", both[0], both[1]);
    let got = browser.post(&at, &[("restricted", "no"), ("why", "xong"), ("seen", &seen)]).await;
    assert_eq!(got.header("location"), format!("/console/incidents/{id}?done=unnamed"), "{}", got.text);
    assert_eq!(office.signed_in("officer").await.get(&format!("/console/incidents/{id}")).await.status, 200);
}

async fn who_is_named_meanwhile_is_shown_first(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Hai người nêu tên").await;
    let at = format!("/console/incidents/{id}/names");
    let fields = [("restricted", "yes"), ("why", "x"), ("login", "reader"), ("seen", "")];
    assert_eq!(browser.post(&at, &fields).await.status, 303);
    let before = office.entries().await;
    // Somebody had the page open from before.
    let own = format!("person-{}", office.known("coordinator").await.id.0);
    let fields = [("restricted", "yes"), ("why", "y"), (own.as_str(), "yes"), ("seen", "")];
    let got = browser.post(&at, &fields).await;
    assert_eq!(got.status, 409, "{}", got.text);
    assert_eq!(office.entries().await, before);
}

async fn what_was_backed_up_opens_where_its_key_is_and_nowhere_else(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Sao lưu").await;
    let contents = b"evidence ".repeat(20_000);
    assert_eq!(keep(&mut browser, id, "log", "a.log", &contents).await.status, 303);
    let folder = tempfile::TempDir::new().unwrap();
    let (file, limits) = (folder.path().join("b.tar"), store::backup::BackupLimits::default());
    office.store.back_up(&file, office.now(), "quet test", &limits).await.unwrap();
    let other = Ground::sqlite();
    store::Store::restore(other.data(), None, &file, &limits).await.unwrap();
    let restored = other.open().await;
    let files = restored.evidence_files(id).await.unwrap();
    assert_eq!(files, office.store.evidence_files(id).await.unwrap());
    assert!(restored.open_evidence(&files[0]).is_err(), "it opens without its key");
    std::fs::create_dir_all(other.data().join("secrets")).unwrap();
    let key = |data: &std::path::Path| data.join("secrets").join("key");
    std::fs::copy(key(office.ground.data()), key(other.data())).unwrap();
    let mut opened = Vec::new();
    let mut file = other.open().await.open_evidence(&files[0]).unwrap();
    std::io::copy(&mut file.by_ref().take(1 << 20), &mut opened).unwrap();
    assert!(opened == contents);
}

async fn what_no_row_names_is_collected_when_it_is_old(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Dọn").await;
    assert_eq!(keep(&mut browser, id, "log", "a.log", b"one").await.status, 303);
    let mut left = office.store.begin_evidence(&store::incidents::EvidenceLimits::default()).unwrap();
    left.add(b"two").unwrap();
    left.put_down().unwrap();
    let now = std::time::SystemTime::now();
    assert_eq!(office.store.collect_evidence(now).await.unwrap(), 0);
    let later = now + std::time::Duration::from_secs(2 * 86_400);
    assert_eq!(office.store.collect_evidence(later).await.unwrap(), 1);
    assert_eq!(browser.take(&format!("/console/incidents/{id}/evidence/1")).await.1, b"one");
    // What is counted as it comes is refused too, when it becomes too much.
    let mut large = office.store.begin_evidence(&store::incidents::EvidenceLimits { file: 10 }).unwrap();
    large.add(b"0123456789").unwrap();
    assert!(large.add(b"0").is_err());
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
