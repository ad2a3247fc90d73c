//! What is exported opens with what analysts have.

use std::fs;

use clean::export::{Encryption, ExportError, Exported};

#[cfg(unix)]
use crate::place::run;
use crate::place::{Place, bytes, contents, group, now};

/// A name of these bytes, as the system writes names.
fn raw(name: &[u8]) -> Vec<u8> {
    if cfg!(windows) { name.iter().flat_map(|&byte| [byte, 0]).collect() } else { name.to_vec() }
}

fn exported(name: &[u8], how: Encryption) -> (Place, Exported) {
    let place = Place::new();
    let path = place.at("home").join(scan::os::name_of_raw(raw(name)).unwrap());
    fs::write(&path, bytes()).unwrap();
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    let exported = vault.export(&id, &place.at("other/out.zip"), how, now()).unwrap();
    vault.check(&id).unwrap();
    assert_eq!(place.names("other"), ["out.zip"]);
    let start = &bytes()[..64];
    assert!(!contents(&exported.path).windows(64).any(|window| window == start));
    (place, exported)
}

#[cfg(unix)]
#[test]
fn the_old_way_opens_with_unzip_python_and_7z() {
    let (place, exported) = exported(b"bad.exe", Encryption::ZipCrypto);
    assert_eq!(exported.entry, "bad.exe");
    let zip = exported.path.to_str().unwrap();
    let home = place.at("home");
    run("unzip", &["-q", "-P", "infected", zip, "-d", home.to_str().unwrap()]);
    assert_eq!(contents(&home.join("bad.exe")), bytes());
    fs::remove_file(home.join("bad.exe")).unwrap();
    let script = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2], pwd=b'infected')";
    run("python3", &["-c", script, zip, home.to_str().unwrap()]);
    assert_eq!(contents(&home.join("bad.exe")), bytes());
    run("7z", &["t", "-pinfected", zip]);
}

#[cfg(unix)]
#[test]
fn aes_opens_with_7z() {
    let (place, exported) = exported(b"bad.exe", Encryption::Aes256);
    let home = place.at("home");
    run("7z", &["x", "-pinfected", &format!("-o{}", home.display()), exported.path.to_str().unwrap()]);
    assert_eq!(contents(&home.join("bad.exe")), bytes());
}

#[test]
fn entries_have_harmless_names() {
    for (name, entry) in [
        (&b".bashrc"[..], "_bashrc"),
        (b"..a", "_.a"),
        #[cfg(unix)]
        (b"a b\n\xff;$(x)", "a_b_____x_"),
        #[cfg(windows)]
        (b"a b;$(x)", "a_b___x_"),
        #[cfg(unix)]
        ("tệp.exe".as_bytes(), "t_p.exe"),
        (&[b'x'; 200], &"x".repeat(100)),
    ] {
        assert_eq!(exported(name, Encryption::ZipCrypto).1.entry, entry);
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_damaged_is_exported() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    let to = place.file("other/out.zip", b"mine");
    let error = vault.export(&id, &to, Encryption::ZipCrypto, now()).unwrap_err();
    assert!(matches!(error, ExportError::Exists { .. }), "{error:?}");
    assert_eq!(contents(&to), b"mine");
    let content = place.at(format!("data/vault/items/{id}/content"));
    let mut bytes = contents(&content);
    bytes[70_000] ^= 1;
    fs::write(&content, bytes).unwrap();
    let error = vault.export(&id, &place.at("other/two.zip"), Encryption::Aes256, now()).unwrap_err();
    assert!(matches!(error, ExportError::Item(_)), "{error:?}");
    assert_eq!(place.names("other"), ["out.zip"]);
}
