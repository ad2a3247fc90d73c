//! Packages: made, opened by every tool, and changed in every place, which is always found.
//!
//! Must never ask the writer what is right: what a forger could do is made by hand.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use ed25519_dalek::{Signer, SigningKey};

use super::*;
use crate::pack::Key;

fn server(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn manifest() -> Manifest {
    Manifest {
        key: Key::of(&server(1)).fingerprint(),
        incident: 7,
        code: "ABCD-2345".to_owned(),
        made_by: "Nguyễn Văn A".to_owned(),
        made_for: "Công an tỉnh".to_owned(),
        made_at: 1_795_852_800,
        events: 2,
        ..Manifest::default()
    }
}

fn made_with(files: &[(&str, &[u8])], manifest: Manifest, key: &SigningKey) -> Vec<u8> {
    let mut writer = Writer::new(Cursor::new(Vec::new()), PackageLimits::default());
    for (name, mut contents) in files.iter().copied() {
        writer.add(name, &mut contents).unwrap();
    }
    let sign = |bytes: &[u8]| Ok::<_, PackageError>(key.sign(bytes).to_bytes());
    writer.end(manifest, sign).unwrap().to.into_inner()
}

const FILES: [(&str, &[u8]); 5] = [
    ("evidence/1.bin", b"a log, which is not long"),
    ("evidence/2.zip", b"a sample, sealed"),
    (EVENTS, b"{}\n{}\n"),
    (PLAYBOOK, b"{}"),
    (README, b"hello"),
];

fn made() -> Vec<u8> {
    made_with(&FILES, manifest(), &server(1))
}

/// Whether anything is wrong with it.
fn is_found(bytes: &[u8]) -> bool {
    let opened = Package::open(Cursor::new(bytes), &[Key::of(&server(1))], &PackageLimits::default());
    match opened {
        Err(_) => true,
        Ok(mut package) => match package.check() {
            Err(_) => true,
            Ok(checked) => checked.iter().any(|file| file.state != State::Whole),
        },
    }
}

#[test]
fn what_was_made_is_whole_and_opens_with_every_tool() {
    let bytes = made();
    assert!(!is_found(&bytes));
    let mut package = Package::open(
        Cursor::new(&bytes),
        &[Key::of(&server(9)), Key::of(&server(1))],
        &PackageLimits::default(),
    )
    .unwrap();
    assert_eq!(package.key, Key::of(&server(1)));
    assert_eq!(package.text(EVENTS).unwrap(), b"{}\n{}\n");
    let mut out = Vec::new();
    package.copy("evidence/2.zip", &mut out).unwrap();
    assert_eq!(out, FILES[1].1);
    let mut section = package.section("evidence/1.bin").unwrap();
    let mut part = [0; 3];
    section.seek(SeekFrom::End(-4)).unwrap();
    section.read_exact(&mut part).unwrap();
    assert_eq!(&part, b"lon");
    assert_eq!(section.seek(SeekFrom::Current(-2)).unwrap(), 21);
    assert!(section.seek(SeekFrom::Start(25)).is_err() && section.seek(SeekFrom::Current(-99)).is_err());
    assert_eq!(io::copy(&mut section.take(99), &mut io::sink()).unwrap(), 3, "nothing of the next is read");
    assert!(package.section("evidence/9.bin").is_err() && package.section(MANIFEST).is_err());
    assert!(package.text(NAMES).is_err() && package.copy("evidence/9.bin", &mut out).is_err());
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let expected: Vec<&str> = FILES.iter().map(|(name, _)| *name).chain([MANIFEST, SIGNATURE]).collect();
    assert_eq!(names, expected);
    for (name, contents) in FILES {
        let mut read = Vec::new();
        io::copy(&mut zip.by_name(name).unwrap().take(1_000), &mut read).unwrap();
        assert_eq!(read, contents);
    }
}

#[test]
fn every_changed_byte_is_found() {
    let bytes = made();
    let mut mutants = 0;
    for at in 0..bytes.len() {
        for flip in [1_u8, 0x80, 0xff] {
            let mut mutant = bytes.clone();
            mutant[at] ^= flip;
            assert!(is_found(&mutant), "byte {at} ^ {flip}");
            mutants += 1;
        }
    }
    for at in (0..bytes.len()).step_by(7) {
        let mut longer = bytes.clone();
        longer.insert(at, 0);
        let mut shorter = bytes.clone();
        shorter.remove(at);
        assert!(is_found(&longer) && is_found(&shorter) && is_found(&bytes[..at]), "at {at}");
        mutants += 3;
    }
    for tail in [&b"\0"[..], b"PK\x05\x06", b"more than there was"] {
        assert!(is_found(&[&bytes, tail].concat()) && is_found(&[tail, &bytes].concat()));
        mutants += 2;
    }
    assert!(mutants > 3_000, "{mutants}");
}

/// A ZIP in our layout with these members, whatever they are called, made by hand: what a forger can do without the key.
fn forged(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut members = Vec::new();
    for (name, contents) in files {
        let member = layout::Member {
            name: (*name).to_owned(),
            crc: crc32fast::hash(contents),
            size: contents.len() as u32,
            offset: bytes.len() as u32,
        };
        bytes.extend(member.header());
        bytes.extend(*contents);
        members.push(member);
    }
    let at = bytes.len() as u32;
    bytes.extend(layout::directory(&members, at));
    bytes
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let number = zip.len();
    let read = |at| {
        let mut file = zip.by_index(at).unwrap();
        let mut contents = Vec::new();
        io::copy(&mut (&mut file).take(100_000), &mut contents).unwrap();
        (file.name().unwrap().into_owned(), contents)
    };
    (0..number).map(read).collect()
}

fn again(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let files: Vec<(&str, &[u8])> = parts.iter().map(|(name, of)| (name.as_str(), of.as_slice())).collect();
    forged(&files)
}

#[test]
fn a_file_that_is_gone_added_renamed_moved_or_exchanged_is_found() {
    let parts = parts(&made());
    assert_eq!(again(&parts), made(), "by hand it is the same");
    for at in 0..parts.len() {
        let mut gone = parts.clone();
        gone.remove(at);
        assert!(is_found(&again(&gone)), "without {}", parts[at].0);
        for other in 0..parts.len() {
            if other == at {
                continue;
            }
            let mut moved = parts.clone();
            let one = moved.remove(at);
            moved.insert(other, one);
            assert!(is_found(&again(&moved)), "{} moved to {other}", parts[at].0);
            let mut exchanged = parts.clone();
            exchanged[at].1 = parts[other].1.clone();
            assert!(is_found(&again(&exchanged)), "{} for {}", parts[other].0, parts[at].0);
            let mut renamed = parts.clone();
            renamed[at].0 = parts[other].0.clone();
            assert!(is_found(&again(&renamed)), "{} called {}", parts[at].0, parts[other].0);
        }
        for name in ["evidence/3.bin", "evidence/3.zip", NAMES] {
            let mut added = parts.clone();
            added.insert(at, (name.to_owned(), b"added".to_vec()));
            assert!(is_found(&again(&added)), "{name} added at {at}");
            let mut renamed = parts.clone();
            renamed[at].0 = name.to_owned();
            assert!(is_found(&again(&renamed)), "{} called {name}", parts[at].0);
        }
    }
    // Each is told by its name.
    let mut wrong = parts;
    wrong[0].1[0] ^= 1;
    wrong.remove(3);
    wrong.insert(3, ("evidence/3.bin".to_owned(), b"x".to_vec()));
    let bytes = again(&wrong);
    let mut package =
        Package::open(Cursor::new(&bytes), &[Key::of(&server(1))], &PackageLimits::default()).unwrap();
    let told: Vec<(String, State)> =
        package.check().unwrap().into_iter().map(|file| (file.name, file.state)).collect();
    let expected = [
        ("evidence/1.bin", State::Altered),
        ("evidence/2.zip", State::Whole),
        (EVENTS, State::Whole),
        (PLAYBOOK, State::Missing),
        (README, State::Whole),
        ("evidence/3.bin", State::Unlisted),
        (MANIFEST, State::Whole),
        (SIGNATURE, State::Whole),
    ];
    assert_eq!(told, expected.map(|(name, state)| (name.to_owned(), state)));
}

#[test]
fn names_that_lead_somewhere_are_refused_before_anything_is_read() {
    let names = [
        "../evidence/1.bin",
        "/etc/passwd",
        "evidence/../../x",
        "evidence\\1.bin",
        "C:\\x",
        "evidence/1.bin:stream",
        "evidence/01.bin",
        "evidence/0.bin",
        "evidence/1.exe",
        "evidence/1.BIN",
        "Manifest.json",
        "manifest.json ",
        "evidence/99999999999.bin",
        "",
        "e\u{301}.txt",
    ];
    let key = [Key::of(&server(1))];
    for name in names {
        let bytes = forged(&[(name, b"x"), (MANIFEST, b"{}"), (SIGNATURE, b"")]);
        let opened = Package::open(Cursor::new(&bytes), &key, &PackageLimits::default());
        assert!(matches!(opened, Err(PackageError::Name(_) | PackageError::TooLarge("files"))), "{name:?}");
        let mut writer = Writer::new(Cursor::new(Vec::new()), PackageLimits::default());
        assert!(matches!(writer.add(name, &mut &b"x"[..]), Err(PackageError::Name(_))), "{name:?}");
    }
    let twice = forged(&[(EVENTS, b"a"), (EVENTS, b"b")]);
    let opened = Package::open(Cursor::new(&twice), &key, &PackageLimits::default());
    assert!(matches!(opened, Err(PackageError::Twice(_))));
}

#[test]
fn each_limit_holds_before_anything_is_read_and_a_bomb_does_not_go_off() {
    let bytes = made();
    let key = [Key::of(&server(1))];
    let check = |limits: PackageLimits, expected: &'static str| {
        let opened = Package::open(Cursor::new(&bytes), &key, &limits);
        match opened.err() {
            Some(PackageError::TooLarge(what)) => assert_eq!(what, expected),
            other => panic!("{expected}: {other:?}"),
        }
        let mut writer = Writer::new(Cursor::new(Vec::new()), limits);
        let sign = |bytes: &[u8]| Ok::<_, PackageError>(server(1).sign(bytes).to_bytes());
        let added = FILES.iter().try_for_each(|(name, of)| writer.add(name, &mut { *of }).map(|_| ()));
        assert!(added.and_then(|()| writer.end(manifest(), sign).map(|_| ())).is_err(), "{expected}");
    };
    let whole = PackageLimits::default();
    check(PackageLimits { bytes: bytes.len() as u64 - 1, ..whole }, "bytes");
    check(PackageLimits { files: 6, ..whole }, "files");
    check(PackageLimits { evidence: 23, ..whole }, "bytes of a file");
    check(PackageLimits { text: 5, ..whole }, "bytes of a file");
    check(PackageLimits { manifest: 100, ..whole }, "bytes of a file");
    assert!(whole.bytes <= u64::from(u32::MAX) && whole.files < usize::from(u16::MAX));
    // Another tool's archive, packed: ten megabytes of nothing in ten kilobytes.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let packed =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file(EVENTS, packed).unwrap();
    zip.write_all(&vec![0; 10 << 20]).unwrap();
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 20_000);
    let opened = Package::open(Cursor::new(&bomb), &key, &whole);
    assert!(matches!(opened, Err(PackageError::NotAPackage(_))), "{opened:?}");
    // An end that promises more files than there can be, and a directory that is longer than they are.
    for (at, value) in [(10, 0xffff_u32), (12, 0x7fff_ffff)] {
        let mut mutant = bytes.clone();
        let end = mutant.len() - 22;
        mutant[end + at..end + at + 2].copy_from_slice(&value.to_le_bytes()[..2]);
        if at == 12 {
            mutant[end + 12..end + 16].copy_from_slice(&value.to_le_bytes());
        }
        let opened = Package::open(Cursor::new(&mutant), &key, &whole);
        assert!(matches!(opened, Err(PackageError::TooLarge("files"))), "{opened:?}");
    }
}

#[test]
fn no_key_but_the_one_that_is_known_is_believed() {
    let limits = PackageLimits::default();
    let open = |bytes: &[u8], seed: u8| {
        Package::open(Cursor::new(bytes.to_vec()), &[Key::of(&server(seed))], &limits)
            .map(|_| ())
            .unwrap_err()
    };
    let other = Key::of(&server(1)).fingerprint();
    assert!(matches!(open(&made(), 2), PackageError::OtherKey { found } if found == other));
    // Whoever signs with a key of their own and names another's number is found out.
    assert!(matches!(open(&made_with(&FILES, manifest(), &server(2)), 1), PackageError::Altered));
    assert!(Package::open(Cursor::new(made()), &[], &limits).is_err());
    // A signature for something else is none for a package: it is of the very bytes, with what they are for.
    let mut writer = Writer::new(Cursor::new(Vec::new()), limits);
    writer.add(README, &mut &b"x"[..]).unwrap();
    let sign = |bytes: &[u8]| {
        let bare = bytes.strip_prefix(b"quet incident package, form 1\n").unwrap();
        Ok::<_, PackageError>(server(1).sign(bare).to_bytes())
    };
    let bytes = writer.end(manifest(), sign).unwrap().to.into_inner();
    assert!(matches!(open(&bytes, 1), PackageError::Altered));
    // What was signed is one spelling.
    for text in ["{}", "{\"form\":1}", "[]", "nonsense"] {
        let signature = server(1).sign(&signed(text.as_bytes())).to_bytes();
        use base64::Engine;
        let signature = base64::engine::general_purpose::STANDARD.encode(signature) + "\n";
        let bytes = forged(&[(MANIFEST, text.as_bytes()), (SIGNATURE, signature.as_bytes())]);
        assert!(matches!(open(&bytes, 1), PackageError::NotCanonical), "{text}");
    }
}
