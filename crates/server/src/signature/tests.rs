//! Files that are none, or almost: nothing of them is called signed. What really was signed, `tests/it` has signed by a
//! program of others. Must never hold a key.

use super::*;

fn look_at(file: &[u8]) -> Found {
    look(file, &Authorities::default(), 0, &SignatureLimits::default())
}

/// A file with a signature of these digits, whose range is as told.
fn with(digits: &str, range: impl Fn(usize, usize, usize) -> String) -> Vec<u8> {
    let front = "%PDF-1.7\n1 0 obj <</Type/Sig /ByteRange ";
    let place = 60;
    let before = front.len() + place + "/Contents ".len();
    let second = before + digits.len() + 2;
    let back = ">>\nendobj\n%%EOF\n";
    let range = range(before, second, back.len());
    format!("{front}{range:<place$}/Contents <{digits}>{back}").into_bytes()
}

fn honest(before: usize, second: usize, behind: usize) -> String {
    format!("[0 {before} {second} {behind}]")
}

#[test]
fn what_is_no_pdf_or_has_no_signature_is_said_to_be_so() {
    assert_eq!(look_at(b""), Found::NotPdf);
    assert_eq!(look_at(b"PK\x03\x04"), Found::NotPdf);
    assert_eq!(look_at(b"%PDF-1.7\n%%EOF"), Found::Signatures(Vec::new()));
    let limits = SignatureLimits { file: 10, ..SignatureLimits::default() };
    assert_eq!(look(b"%PDF-1.7\n%%EOF", &Authorities::default(), 0, &limits), Found::TooMuch);
    let many = [b"%PDF-1.7\n".to_vec(), b"/ByteRange [0 1 2 3]".repeat(17)].concat();
    assert_eq!(look_at(&many), Found::TooMuch);
}

#[test]
fn a_range_that_leaves_out_more_than_the_signature_is_broken() {
    let ranges: [fn(usize, usize, usize) -> String; 8] = [
        |before, second, behind| format!("[1 {before} {second} {behind}]"),
        |before, second, behind| format!("[0 {} {second} {behind}]", before - 4),
        |before, second, behind| format!("[0 {before} {} {}]", second + 3, behind - 3),
        |before, second, behind| format!("[0 {before} {second} {}]", behind + 1),
        |_, _, _| format!("[0 1 {} {}]", usize::MAX, usize::MAX),
        |before, second, _| format!("[0 {before} {second}]"),
        |before, second, behind| format!("[0 {before} {second} -{behind}]"),
        |before, second, behind| format!("0 {before} {second} {behind}"),
    ];
    for range in ranges {
        let Found::Signatures(all) = look_at(&with("300000", range)) else { panic!() };
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].state, State::Broken);
    }
    for digits in ["", "30", "3", "zz0000", "310000", "3084ffffffff", "308001", "300001"] {
        let Found::Signatures(all) = look_at(&with(digits, honest)) else { panic!() };
        assert_eq!(all[0].state, State::Broken, "{digits}");
    }
    // An element that says nothing is one, and no signature that could be checked.
    let Found::Signatures(all) = look_at(&with("30000000", honest)) else { panic!() };
    assert_eq!((all[0].state, all[0].is_vouched), (State::Unclear, false));
}

#[test]
fn no_bytes_break_it() {
    let mut seed = 11_u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let file = with(&"30820100".repeat(40), honest);
    for _ in 0..5_000 {
        let mut file = file.clone();
        for _ in 0..3 {
            let at = next() % file.len();
            file[at] = next() as u8;
        }
        if let Found::Signatures(all) = look_at(&file) {
            assert!(all.iter().all(|one| one.state != State::Holds && !one.is_vouched));
        }
    }
}

#[test]
fn a_file_of_authorities_is_taken_whole_or_not() {
    let limits = SignatureLimits::default();
    assert!(matches!(Authorities::read(b"", &limits), Err(BadAuthorities::None)));
    assert!(matches!(Authorities::read(b"nonsense", &limits), Err(BadAuthorities::None)));
    let bad = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(matches!(Authorities::read(bad, &limits), Err(BadAuthorities::Unread(1, _))));
}
