//! Papers that came back signed: what was signed by another program is told from what was changed, added to, or not
//! signed at all.
//!
//! Must never sign with what it tests: keys, certificates and signatures are made by `openssl`.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use server::signature::{Authorities, SignatureLimits};
use tempfile::TempDir;

use super::evidence::{keep, tell};
use super::grounds::{Ground, on_both};
use super::office::{Browser, Office};
use crate::ask::Got;

on_both!(
    a_signed_paper_is_sent_with_who_signed_it_and_one_that_was_changed_is_not,
    a_paper_that_cannot_be_checked_is_sent_and_says_so,
);

/// Runs `openssl` in that folder on these bytes, and gives what it writes.
fn openssl(folder: &Path, arguments: &str, input: &[u8]) -> Vec<u8> {
    let mut command = Command::new("openssl");
    command.current_dir(folder).args(arguments.split_whitespace());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("`openssl` is needed: {error}"));
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// An authority, and two who sign with certificates of it: one by RSA, one by ECDSA.
fn keys() -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let subject = "-subj /CN=To-chuc-chung-thuc-mau";
    openssl(
        at,
        &format!("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3650 {subject}"),
        b"",
    );
    for (name, key) in [("rsa", "rsa:2048"), ("ec", "ec -pkeyopt ec_paramgen_curve:P-256")] {
        openssl(
            at,
            &format!(
                "req -newkey {key} -nodes -keyout {name}.key -out {name}.csr -subj /CN=Nguyen-Van-{name}"
            ),
            b"",
        );
        let extensions = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,nonRepudiation\n";
        std::fs::write(at.join("ext"), extensions).unwrap();
        openssl(
            at,
            &format!(
                "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3000 -extfile ext -out {name}.pem"
            ),
            b"",
        );
    }
    folder
}

/// Bytes that are kept for a signature, as digits.
const ROOM: usize = 12_000;

/// A file and behind it a signature of all of it, as programs add it: nothing before is changed.
fn sign(folder: &Path, before: &[u8], how: &str) -> Vec<u8> {
    let mut file = before.to_vec();
    file.extend(b"\n9 0 obj <</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange ");
    let range_at = file.len();
    file.extend(b" ".repeat(60));
    file.extend(b"/Contents ");
    let hole = file.len();
    file.extend(format!("<{}>", "0".repeat(ROOM)).into_bytes());
    let second = file.len();
    file.extend(b">>\nendobj\n%%EOF\n");
    let range = format!("[0 {hole} {second} {}]", file.len() - second);
    file[range_at..range_at + range.len()].copy_from_slice(range.as_bytes());
    let signed = [&file[..hole], &file[second..]].concat();
    let signature = openssl(folder, &format!("cms -sign -binary -outform DER {how}"), &signed);
    let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(digits.len() <= ROOM, "{}", digits.len());
    file[hole + 1..hole + 1 + digits.len()].copy_from_slice(digits.as_bytes());
    file
}

const PAPER: &[u8] = b"%PDF-1.7\n1 0 obj <</Type/Catalog>>\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";

/// Says that the paper in this piece of evidence went out.
async fn send(browser: &mut Browser<'_>, id: i64, number: usize) -> Got {
    let number = number.to_string();
    let fields = [
        ("form", "notice"),
        ("to", "Cục A05"),
        ("number", "15/BC-SKHCN"),
        ("date", "01/11/2026"),
        ("at", "2026-11-01T08:30"),
        ("deadline", ""),
        ("file", number.as_str()),
    ];
    browser.post(&format!("/console/incidents/{id}/do/sent"), &fields).await
}

async fn a_signed_paper_is_sent_with_who_signed_it_and_one_that_was_changed_is_not(ground: Ground) {
    let folder = keys();
    let at = folder.path();
    #[allow(clippy::disallowed_methods, reason = "a file that this test made, of a kilobyte")]
    let pem = std::fs::read(at.join("ca.pem")).unwrap();
    let authorities = Authorities::read(&pem, &SignatureLimits::default()).unwrap();
    let office = Office::full_trusting(ground, authorities).await;
    // Who signs says when, by a clock that is no test's.
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    office.set_clock(i64::try_from(now).unwrap() + 60);
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Văn bản có ký số").await;
    let rsa = sign(at, PAPER, "-md sha256 -signer rsa.pem -inkey rsa.key");
    let both = sign(at, &rsa, "-md sha384 -signer ec.pem -inkey ec.key");
    let mut changed = rsa.clone();
    changed[20] ^= 1;
    let mut below = both.clone();
    below[20] ^= 1;
    let other = sign(at, PAPER, "-md sha256 -signer ec.pem -inkey ec.key");
    // The signature of one file in another.
    let mut taken = rsa.clone();
    let hole = taken.windows(11).position(|part| part == b"/Contents <").unwrap();
    let from = other.windows(11).position(|part| part == b"/Contents <").unwrap();
    taken[hole..hole + ROOM].copy_from_slice(&other[from..from + ROOM]);
    taken[PAPER.len() - 3] = b'X';
    let behind = [rsa.as_slice(), b"\n1 0 obj <</Type/Catalog/Changed true>>\nendobj\n"].concat();
    let all: [(&[u8], u16, &str); 7] = [
        (&rsa, 303, "Nguyen-Van-rsa"),
        (&both, 303, "Nguyen-Van-ec"),
        (&changed, 422, "không còn như khi ký"),
        (&below, 422, "không còn như khi ký"),
        (&taken, 422, "không còn như khi ký"),
        (&behind, 303, "có thêm nội dung mà không chữ ký nào bao gồm"),
        (PAPER, 303, "không có chữ ký số"),
    ];
    for (number, (file, status, said)) in all.into_iter().enumerate() {
        let got = keep(&mut browser, id, "paper", &format!("{number}.pdf"), file).await;
        assert_eq!(got.status, 303, "{}", got.text);
        let got = send(&mut browser, id, number + 1).await;
        assert_eq!(got.status, status, "{number}: {}", got.text);
        let page = match status {
            303 => browser.get(&format!("/console/incidents/{id}/papers")).await.text,
            _ => got.text,
        };
        let last = page.rsplit("<li>").next().unwrap();
        let shown = if status == 303 { last } else { page.as_str() };
        assert!(shown.contains(said), "{number}: {shown}");
        if number == 0 {
            assert!(shown.contains("chứng thư do To-chuc-chung-thuc-mau cấp"), "{shown}");
            assert!(shown.contains("do tổ chức mà máy chủ tin cậy cấp"), "{shown}");
        }
        if number == 5 {
            assert!(!shown.contains("tin cậy"), "{shown}");
        }
    }
    // What was refused was not sent.
    let page = browser.get(&format!("/console/incidents/{id}/papers")).await.text;
    assert_eq!(page.matches("15/BC-SKHCN").count(), 4, "{page}");
    let page = browser.get(&format!("/console/incidents/{id}")).await.text;
    assert!(page.contains("Nguyen-Van-rsa"), "the story says who signed: {page}");
}

async fn a_paper_that_cannot_be_checked_is_sent_and_says_so(ground: Ground) {
    let folder = keys();
    let at = folder.path();
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Văn bản khác").await;
    let signed = sign(at, PAPER, "-md sha256 -signer rsa.pem -inkey rsa.key");
    let weak = sign(at, PAPER, "-md sha1 -signer rsa.pem -inkey rsa.key");
    let inside = sign(at, PAPER, "-nodetach -md sha256 -signer rsa.pem -inkey rsa.key");
    for (number, (file, status, said)) in [
        (signed.as_slice(), 303, "chưa xác minh được tổ chức cấp"),
        (weak.as_slice(), 303, "chưa kiểm được ở đây"),
        (inside.as_slice(), 303, "chưa kiểm được ở đây"),
        (b"PK\x03\x04".as_slice(), 422, "không phải PDF"),
    ]
    .into_iter()
    .enumerate()
    {
        keep(&mut browser, id, "paper", &format!("{number}.pdf"), file).await;
        let got = send(&mut browser, id, number + 1).await;
        assert_eq!(got.status, status, "{number}: {}", got.text);
        let page = match status {
            303 => browser.get(&format!("/console/incidents/{id}/papers")).await.text,
            _ => got.text,
        };
        assert!(page.contains(said), "{number}: {page}");
        assert!(!page.contains("tin cậy cấp"), "{page}");
    }
}
