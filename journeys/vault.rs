//! What becomes of files in the vault, from the command line.

#[cfg(unix)]
use std::os::unix::fs::{MetadataExt, PermissionsExt};
#[cfg(unix)]
use std::process::Command;

use testkit::samples;

use crate::quet::{Place, bytes_of};

fn with_one_item() -> (Place, std::path::PathBuf, String) {
    let place = Place::new();
    let path = place.write("in/sub/eicar.txt", samples::eicar());
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    (place, path, id)
}

#[test]
fn looking_at_a_vault_that_is_not_there_makes_none() {
    let place = Place::new();
    let ran = place.run(&["vault", "list"]);
    assert_eq!((ran.code, ran.stdout.trim()), (0, "The vault is empty."));
    assert!(!place.path("data").exists());
}

#[cfg(unix)]
#[test]
fn a_file_comes_back_with_everything_it_had() {
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    let run = |program: &str, arguments: &[&str]| {
        let done = Command::new(program).args(arguments).arg(&path).output().unwrap();
        assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    run("setfacl", &["-m", "u:65534:r--"]);
    run("setfattr", &["-n", "user.origin", "-v", "somewhere"]);
    run("touch", &["-m", "-d", "2020-02-02 02:02:02.123456789"]);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o4751)).unwrap();
    let described = || {
        let stat = path.metadata().unwrap();
        let numbers = (stat.uid(), stat.gid(), stat.mode(), stat.mtime(), stat.mtime_nsec());
        (numbers, run("getfacl", &["--omit-header"]), run("getfattr", &["-d", "-m", "-"]), bytes_of(&path))
    };
    let before = described();
    assert_eq!(place.scan(&["--clean", "--yes", "--system"]).code, 1);
    assert!(!path.exists());
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    let ran = place.run(&["vault", "restore", &id]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(described(), before);
    assert!(place.vault().is_empty());
}

#[cfg(unix)]
#[test]
fn a_file_that_is_marked_immutable_is_taken_by_root_and_marked_again_when_it_comes_back() {
    if !rustix::process::geteuid().is_root() {
        // Only root may mark a file so.
        return;
    }
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    let chattr = |mark: &str| Command::new("chattr").arg(mark).arg(&path).status().unwrap().success();
    assert!(chattr("+i"), "the folder for temporary files must be on a file system that knows the mark");
    assert_eq!(place.scan(&["--clean", "--yes", "--system"]).code, 1);
    assert!(!path.exists());
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    let ran = place.run(&["vault", "restore", &id]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(bytes_of(&path), samples::eicar());
    assert!(std::fs::remove_file(&path).is_err(), "it is immutable again");
    assert!(chattr("-i"));
}

#[test]
fn a_place_that_is_taken_or_gone_or_elsewhere() {
    let (place, path, id) = with_one_item();
    place.write("in/sub/eicar.txt", "another file");
    let ran = place.run(&["vault", "restore", &id]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(bytes_of(&path), b"another file", "nothing is written over");
    let beside = path.with_file_name("eicar.txt.restored");
    assert_eq!(bytes_of(&beside), samples::eicar());

    let (place, path, id) = with_one_item();
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    let ran = place.run(&["vault", "restore", &id]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(bytes_of(&path), samples::eicar());
    assert!(ran.stdout.contains("was gone and was made again"), "{}", ran.stdout);

    let (place, path, id) = with_one_item();
    std::fs::create_dir(place.path("other")).unwrap();
    let ran = place.run(&["vault", "restore", &id, "--to", place.path("other").to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(bytes_of(place.path("other/eicar.txt")), samples::eicar());
    assert!(!path.exists());
}

#[cfg(unix)]
#[test]
fn a_link_that_was_laid_on_the_way_back_is_not_followed() {
    let (place, path, id) = with_one_item();
    let folder = path.parent().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    std::os::unix::fs::symlink("/etc", folder).unwrap();
    let ran = place.run(&["vault", "restore", &id]);
    assert_eq!(ran.code, 2, "a link that was laid on the way is not followed");
    assert!(ran.stderr.contains("--to"), "{}", ran.stderr);
    assert_eq!(place.vault().len(), 1);
}

#[test]
fn an_export_opens_with_ordinary_tools_and_is_written_once() {
    let (place, _, id) = with_one_item();
    let zip = place.path("sample.zip");
    let export =
        |more: &[&str]| place.run(&[&["vault", "export", &id, "-o", zip.to_str().unwrap()], more].concat());
    let ran = export(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("infected"));
    opens(&zip);
    assert_eq!(export(&[]).code, 2, "what is there is not written over");
    std::fs::remove_file(&zip).unwrap();
    assert_eq!(export(&["--aes"]).code, 0);
    opens_encrypted_better(&zip);
    assert_eq!(place.vault().len(), 1, "it is still in the vault");
}

#[cfg(unix)]
fn opens(zip: &std::path::Path) {
    let unzipped = Command::new("unzip").args(["-p", "-P", "infected"]).arg(zip).output().unwrap();
    assert_eq!(unzipped.stdout, samples::eicar());
    let python = "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); sys.stdout.buffer.write(z.read(z.namelist()[0], b'infected'))";
    let read = Command::new("python3").args(["-c", python]).arg(zip).output().unwrap();
    assert_eq!(read.stdout, samples::eicar());
}

#[cfg(unix)]
fn opens_encrypted_better(zip: &std::path::Path) {
    let seven = Command::new("7z").args(["x", "-so", "-pinfected"]).arg(zip).output().unwrap();
    assert_eq!(seven.stdout, samples::eicar());
}

/// There are no such tools there; a library reads it.
#[cfg(windows)]
fn opens(zip: &std::path::Path) {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(zip).unwrap()).unwrap();
    let mut bytes = Vec::new();
    let member = archive.by_index_decrypt(0, b"infected").unwrap();
    std::io::copy(&mut std::io::Read::take(member, 1 << 20), &mut bytes).unwrap();
    assert_eq!(bytes, samples::eicar());
}

#[cfg(windows)]
use opens as opens_encrypted_better;

#[test]
fn purging_asks_and_then_nothing_is_left() {
    let (place, path, id) = with_one_item();
    let ran = place.run(&["vault", "purge", &id]);
    assert_eq!(ran.code, 64, "there is nobody to ask");
    assert_eq!(place.vault().len(), 1);
    assert_eq!(place.run(&["vault", "purge"]).code, 64);
    assert_eq!(place.run(&["vault", "purge", "--yes", "000000000000"]).code, 2);
    let ran = place.run(&["vault", "purge", "--yes", "--all"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(place.vault().is_empty() && !path.exists());
    assert_eq!(place.run(&["vault", "restore", &id]).code, 2);
}

#[test]
fn what_lies_in_the_vault_cannot_be_run_or_recognised() {
    let (place, _, _) = with_one_item();
    copy(&place.path("data/vault"), &place.path("in/copy"));
    let ran = place.scan(&[]);
    assert!(ran.summary()["objects"]["scanned"].as_u64().unwrap() > 3);
    assert_eq!(ran.events("finding").len(), 0, "{}", ran.stdout);
    #[cfg(unix)]
    nobody_else_may(&place);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(std::fs::copy(&path, &to).unwrap()),
        }
    }
}

#[cfg(unix)]
fn nobody_else_may(place: &Place) {
    let found = Command::new("find")
        .arg(place.path("data/vault"))
        .args(["-type", "f", "-perm", "/077"])
        .output()
        .unwrap();
    assert!(found.stdout.is_empty(), "others may read: {}", String::from_utf8_lossy(&found.stdout));
    let found = Command::new("find")
        .arg(place.path("data/vault"))
        .args(["-type", "f", "-perm", "/111"])
        .output()
        .unwrap();
    assert!(found.stdout.is_empty(), "may be run: {}", String::from_utf8_lossy(&found.stdout));
}

#[test]
fn a_vault_of_a_newer_version_is_left_alone() {
    let (place, _, id) = with_one_item();
    let bad = place.write("in/second.txt", samples::eicar());
    std::fs::write(place.path("data/vault/format"), "99\n").unwrap();
    for arguments in
        [vec!["vault", "list"], vec!["vault", "restore", &id], vec!["vault", "purge", "--all", "--yes"]]
    {
        let ran = place.run(&arguments);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("newer quet"), "{}", ran.stderr);
    }
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(bad.exists());
    std::fs::write(place.path("data/vault/format"), "1\n").unwrap();
    assert_eq!(place.vault().len(), 1);
}

#[test]
fn a_vault_file_that_was_altered_is_never_given_out() {
    let (place, path, id) = with_one_item();
    let content = place.path("data/vault/items").join(&id).join("content");
    let mut bytes = bytes_of(&content);
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&content, bytes).unwrap();
    let ran = place.run(&["vault", "restore", &id]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("altered"), "{}", ran.stderr);
    assert!(!path.exists());
}
