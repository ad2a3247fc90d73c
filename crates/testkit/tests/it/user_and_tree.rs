//! The ordinary user and the awkward tree, judged by the system's own programs.

use std::{
    fs,
    os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
};

use testkit::{
    Error,
    folder::SampleFolder,
    ordinary_user::{NOBODY, reachable_copy, without_rights, world_tempdir},
    tree::{AwkwardTree, LEVELS, ODD_NAMES, find_count, find_count_by, make_deeper_than_a_path},
};

fn we_are_root() -> bool {
    nix::unistd::geteuid().is_root()
}

fn output(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap().trim().to_owned()
}

#[test]
fn ordinary_user_has_no_rights_and_no_groups() {
    if !we_are_root() {
        return;
    }
    assert_eq!(output(without_rights(Command::new("id").arg("-u"))), NOBODY.to_string());
    assert_eq!(output(without_rights(Command::new("id").arg("-G"))), NOBODY.to_string());
    let status = output(without_rights(Command::new("cat").arg("/proc/self/status")));
    let capabilities = status.lines().find_map(|line| line.strip_prefix("CapEff:")).unwrap();
    assert_eq!(capabilities.trim().trim_start_matches('0'), "");
}

#[test]
fn ordinary_user_meets_the_locked_file() {
    let temp = world_tempdir().unwrap();
    let folder = SampleFolder::make(&temp.path().join("samples")).unwrap();
    let read = |path: &Path| without_rights(Command::new("cat").arg(path)).output().unwrap().status.success();
    assert!(!read(&folder.locked));
    for file in folder.files.iter().filter(|file| file.path != folder.locked) {
        assert!(read(&file.path), "{:?}", file.path);
    }
}

#[test]
fn working_directory_that_is_set_is_kept() {
    let temp = world_tempdir().unwrap();
    let mut command = Command::new("pwd");
    command.current_dir(temp.path());
    assert_eq!(output(without_rights(&mut command)), temp.path().to_str().unwrap());
    assert_eq!(output(without_rights(&mut Command::new("pwd"))), "/");
}

#[test]
fn copied_program_runs_without_rights() {
    let closed = tempfile::tempdir().unwrap();
    let program = closed.path().join("id");
    fs::copy("/usr/bin/id", &program).unwrap();
    let (_folder, copy) = reachable_copy(&program).unwrap();
    let expected = if we_are_root() { NOBODY } else { nix::unistd::geteuid().as_raw() };
    assert_eq!(output(without_rights(Command::new(copy).arg("-u"))), expected.to_string());
    assert!(matches!(reachable_copy(Path::new("/nothing/here")), Err(Error::Failed { .. })));
}

#[test]
fn everybody_may_write_to_the_world_folder() {
    let temp = world_tempdir().unwrap();
    assert_eq!(temp.path().metadata().unwrap().permissions().mode() & 0o7777, 0o777);
    let file = temp.path().join("made");
    assert!(without_rights(Command::new("touch").arg(&file)).status().unwrap().success());
    assert!(file.exists());
}

#[test]
fn tree_is_counted_by_find_as_it_counts_itself() {
    let temp = world_tempdir().unwrap();
    let root = temp.path().join("tree");
    let tree = AwkwardTree::make(&root).unwrap();
    if we_are_root() {
        assert_eq!(find_count(&root).unwrap(), tree.non_folders);
    }
    let found = find_count_by(without_rights(&mut Command::new("find")), &root);
    let Err(Error::CountedInPart { counted, said, .. }) = found else {
        panic!("the closed folder was entered: {found:?}");
    };
    assert_eq!(counted, tree.non_folders - tree.files_in_closed);
    assert!(said.contains("closed"), "{said}");
    tree.open_closed().unwrap();
    assert_eq!(find_count_by(without_rights(&mut Command::new("find")), &root).unwrap(), tree.non_folders);

    let regular = Command::new("find").arg(&root).args(["-type", "f", "-printf", "x"]).output().unwrap();
    assert_eq!(regular.stdout.len() as u64, tree.files);
}

#[test]
fn tree_has_what_it_promises() {
    let temp = tempfile::tempdir().unwrap();
    let tree = AwkwardTree::make(temp.path()).unwrap();
    let kind = |name: &str| tree.root.join(name).symlink_metadata().unwrap().file_type();
    assert!(kind("special/fifo").is_fifo());
    assert!(kind("special/socket").is_socket());
    assert!(!tree.has_device || kind("special/null").is_char_device());
    assert!(kind("links/circle-a").is_symlink());
    assert_eq!(tree.root.join("links/file.txt").metadata().unwrap().nlink(), 3);
    assert!(tree.root.join("links/circle-a").metadata().is_err());
    let bottom = (0..LEVELS).fold(tree.root.join("deep"), |path, _| path.join("d")).join("bottom.txt");
    assert!(bottom.is_file());
    if cfg!(target_os = "linux") {
        assert_eq!(tree.root.join("names").read_dir().unwrap().count(), ODD_NAMES.len() + 1);
    }
    tree.open_closed().unwrap();
}

#[test]
fn path_can_be_longer_than_a_path() {
    let temp = tempfile::tempdir().unwrap();
    let levels = make_deeper_than_a_path(temp.path()).unwrap();
    assert_eq!(find_count(temp.path()).unwrap(), 1);
    let (mut depth, mut folder) = (0, temp.path().to_owned());
    while let Some(Ok(below)) = folder.read_dir().ok().and_then(|mut entries| entries.next()) {
        folder = below.path();
        depth += 1;
    }
    assert!(depth < levels, "all of {levels} levels were reached by whole paths");
    let path = temp.path().to_owned();
    temp.close().unwrap();
    assert!(!path.exists());
}

#[test]
fn missing_find_is_an_error() {
    let found = find_count_by(&mut Command::new("no-such-find"), Path::new("/tmp"));
    assert!(matches!(found, Err(Error::Run { .. })), "{found:?}");
}
