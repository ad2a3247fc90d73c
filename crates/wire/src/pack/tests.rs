//! Every way in which a pack can be damaged, forged, or more than it may be. Must never need a clock.

use super::*;

const DAY: u64 = 86_400;
const MADE: u64 = 1_790_000_000;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn file(name: &str) -> File {
    File { name: name.to_owned(), text: "rule a { condition: true }".to_owned() }
}

fn pack() -> Pack {
    Pack {
        campaign: "sach-mang-2026".to_owned(),
        version: 7,
        made_at: MADE,
        expires_at: MADE + 30 * DAY,
        files: vec![file("yara/a.yar"), file("yara/b.yar")],
    }
}

/// Signs whatever body, as somebody who has the key could.
fn blob_of(body: &str) -> Vec<u8> {
    let signature = STANDARD.encode(key(1).sign(&signed(body.as_bytes())).to_bytes());
    format!("{FIRST_LINE}\n{}\n{signature}\n\n{body}", Key::of(&key(1))).into_bytes()
}

fn named(name: &str) -> Result<Vec<u8>, PackError> {
    sign(&Pack { files: vec![file(name)], ..pack() }, &key(1))
}

#[test]
fn what_was_signed_comes_back() {
    let blob = sign(&pack(), &key(1)).unwrap();
    let opened = open(&blob, None, at(MADE + 1)).unwrap();
    assert_eq!((opened.pack, opened.key.clone()), (pack(), Key::of(&key(1))));
    assert!(open(&blob, Some(&opened.key), at(MADE)).is_ok());
    assert_eq!(sign(&pack(), &key(1)).unwrap(), blob, "the same pack is the same bytes");
    let text = std::str::from_utf8(&blob).unwrap();
    assert!(text.starts_with("quet-pack 1\n"), "{text}");
}

#[test]
fn no_byte_can_be_altered_left_out_or_added() {
    let blob = sign(&pack(), &key(1)).unwrap();
    let known = Key::of(&key(1));
    for place in 0..blob.len() {
        for alter in [0x01, 0x20, 0x80] {
            let mut altered = blob.clone();
            altered[place] ^= alter;
            assert!(read(&altered, Some(&known)).is_err(), "byte {place}");
            assert!(read(&altered, None).is_err(), "byte {place}, with nothing known");
        }
        assert!(read(&blob[..place], Some(&known)).is_err(), "the first {place} bytes");
    }
    for more in ["\n", " ", "\0", "{}"] {
        assert_eq!(read(&[&blob, more.as_bytes()].concat(), Some(&known)), Err(PackError::Altered));
    }
    assert_eq!(read(b"", None), Err(PackError::NotAPack));
    assert_eq!(read(b"<html>\n\n</html>", None), Err(PackError::NotAPack));
}

#[test]
fn another_key_is_told_from_an_altered_pack() {
    let blob = sign(&pack(), &key(2)).unwrap();
    let (expected, found) = (Key::of(&key(1)).fingerprint(), Key::of(&key(2)).fingerprint());
    assert_eq!(read(&blob, Some(&Key::of(&key(1)))), Err(PackError::OtherKey { expected, found }));
    // The known key written over the other one: then the signature is wrong.
    let text = String::from_utf8(blob).unwrap();
    let forged = text.replace(&Key::of(&key(2)).to_string(), &Key::of(&key(1)).to_string());
    assert_eq!(read(forged.as_bytes(), Some(&Key::of(&key(1)))), Err(PackError::Altered));
}

#[test]
fn a_signature_for_another_purpose_is_none() {
    let body = serde_json::to_string(&pack()).unwrap();
    let bare = STANDARD.encode(key(1).sign(body.as_bytes()).to_bytes());
    let blob = format!("{FIRST_LINE}\n{}\n{bare}\n\n{body}", Key::of(&key(1)));
    assert_eq!(read(blob.as_bytes(), None), Err(PackError::Altered));
}

#[test]
fn a_pack_is_in_force_from_when_it_was_made_until_it_expires() {
    let pack = pack();
    assert_eq!(pack.in_force(at(MADE)), Ok(()));
    assert_eq!(pack.in_force(at(pack.expires_at - 1)), Ok(()));
    let expired = PackError::Expired { expires_at: pack.expires_at };
    assert_eq!(pack.in_force(at(pack.expires_at)), Err(expired));
    assert_eq!(pack.in_force(at(MADE - DAY)), Ok(()), "clocks differ");
    assert_eq!(pack.in_force(at(MADE - DAY - 1)), Err(PackError::NotYet { made_at: MADE }));
    assert_eq!(pack.in_force(UNIX_EPOCH - Duration::from_secs(9)), Err(PackError::NotYet { made_at: MADE }));
    let blob = sign(&pack, &key(1)).unwrap();
    assert!(read(&blob, None).is_ok() && open(&blob, None, at(u64::from(u32::MAX))).is_err());
}

#[test]
fn only_one_spelling_of_a_pack_is_one() {
    let body = serde_json::to_string(&pack()).unwrap();
    assert!(read(&blob_of(&body), None).is_ok());
    for other in [
        body.replacen("\"version\":7", "\"version\":7,\"version\":7", 1),
        body.replacen("\"version\":7", "\"version\":7,\"more\":1", 1),
        body.replacen("\"name\"", "\"mode\":1,\"name\"", 1),
        body.replacen("\"version\":7", "\"version\": 7", 1),
        body.replacen("\"version\":7", "\"version\":7.0", 1),
        body.replacen("rule", "\\u0072ule", 1),
        format!("{body}\n"),
        "[]".to_owned(),
        String::new(),
    ] {
        assert_eq!(read(&blob_of(&other), None), Err(PackError::NotCanonical), "{other}");
    }
}

#[test]
fn numbers_and_identifiers_that_no_pack_has_are_refused_signed_or_not() {
    let check = |pack: Pack, expected: PackError| {
        assert_eq!(sign(&pack, &key(1)), Err(expected.clone()));
        assert_eq!(read(&blob_of(&serde_json::to_string(&pack).unwrap()), None), Err(expected));
    };
    check(Pack { version: 0, ..pack() }, PackError::Version);
    for campaign in ["", "A", "a b", "a/b", "-a", "a-", "chiến-dịch", "a\n", &"a".repeat(65)] {
        check(Pack { campaign: campaign.to_owned(), ..pack() }, PackError::Campaign);
    }
    for expires_at in [0, MADE - 1, MADE, MADE + 366 * DAY + 1, u64::MAX] {
        check(Pack { expires_at, ..pack() }, PackError::Life);
    }
}

#[test]
fn every_limit_stops_a_pack() {
    let blob = sign(&pack(), &key(1)).unwrap();
    let limits = PackLimits::default();
    assert!(read_within(&blob, None, &limits).is_ok());
    let check = |limits: PackLimits, expected: &dyn Fn(&PackError) -> bool| {
        let error = read_within(&blob, None, &limits).unwrap_err();
        assert!(expected(&error), "{limits:?}: {error:?}");
    };
    let bad = |error: &PackError| matches!(error, PackError::Name { source: BadName::TooLong, .. });
    check(PackLimits { bytes: blob.len() - 1, ..limits }, &|error| *error == PackError::TooLarge("bytes"));
    check(PackLimits { files: 1, ..limits }, &|error| *error == PackError::TooLarge("files"));
    check(PackLimits { name: 9, ..limits }, &bad);
    check(PackLimits { depth: 1, ..limits }, &bad);
    check(PackLimits { campaign: 13, ..limits }, &|error| *error == PackError::Campaign);
    check(PackLimits { life: Duration::from_secs(30 * DAY - 1), ..limits }, &|e| *e == PackError::Life);
    let large = File { name: "large.yar".to_owned(), text: "x".repeat(limits.bytes) };
    assert_eq!(sign(&Pack { files: vec![large], ..pack() }, &key(1)), Err(PackError::TooLarge("bytes")));
}

#[test]
fn names_lead_nowhere_else_on_any_system() {
    for good in
        ["a.yar", "yara/a.yar", "mã độc/luật.yar", ".hidden", "a..b", "console.yar", "com10", "lpt.yar"]
    {
        assert!(named(good).is_ok(), "{good}");
    }
    let check = |bad: BadName, names: &[&str]| {
        for name in names {
            let expected = PackError::Name { name: (*name).to_owned(), source: bad };
            assert_eq!(named(name), Err(expected), "{name:?}");
        }
    };
    check(BadName::NotPlain, &["", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/."]);
    check(
        BadName::Character,
        &["a\\b", "C:a", "a\0b", "a\nb", "a\u{85}b", "a?b", "a*b", "a|b", "<a>", "\"a\""],
    );
    check(
        BadName::Reserved,
        &[
            "con", "CON.yar", "a/nul", "aux.x.y", "com1", "LPT9.yar", "com²", "a.", "a ", " a", "conin$",
            "nul .yar",
        ],
    );
    check(BadName::TooLong, &[&"a".repeat(201), &["a"; 17].join("/")]);
}

#[test]
fn names_are_unique_on_every_system() {
    for (first, second) in [("a.yar", "A.yar"), ("ĐỘC", "độc"), ("a", "a/b"), ("A/c", "a")] {
        let pack = Pack { files: vec![file(first), file(second)], ..pack() };
        let refused = sign(&pack, &key(1));
        assert!(matches!(refused, Err(PackError::Name { source: BadName::Twice, .. })), "{first} {second}");
    }
}

#[test]
fn keys_have_one_spelling_and_a_number_for_the_telephone() {
    let known = Key::of(&key(1));
    assert_eq!(known.to_string().parse(), Ok(known.clone()));
    assert_eq!(known.fingerprint(), "55805 00845 75891 91253 82655 09139");
    assert_ne!(known.fingerprint(), Key::of(&key(2)).fingerprint());
    let text = known.to_string();
    let mut point_of_low_order = [0; 32];
    point_of_low_order[0] = 1;
    // 2^255 - 18: the same point as 1, spelled differently.
    let mut spelled_twice = [0xff; 32];
    (spelled_twice[0], spelled_twice[31]) = (0xee, 0x7f);
    for bad in [
        "",
        "a",
        text.trim_end_matches('='),
        &format!("{text}\n"),
        &format!(" {text}"),
        &STANDARD.encode([0; 31]),
        &STANDARD.encode(point_of_low_order),
        &STANDARD.encode(spelled_twice),
    ] {
        assert_eq!(bad.parse::<Key>(), Err(NotAKey), "{bad}");
    }
}
