//! What may be touched at all.

use std::fs;
use std::path::{Path, PathBuf};

use clean::decide::{Gate, Refusal};
use clean::plan::{Suspect, plan};
use expect_test::{Expect, expect};
use scan::identity::Owner;

use crate::place::{Place, suspect};

fn made_up(path: &str, owner: u32, inode: u64) -> Suspect {
    let place = Place::new();
    let mut suspect = suspect(&place.file("home/x", b"evil")).unwrap();
    suspect.path = PathBuf::from(path);
    (suspect.identity.owner, suspect.identity.inode) = (Owner::Number(owner), inode);
    suspect
}

fn gate(system: bool) -> Gate {
    let own = made_up("/opt/quet/quet", 0, 77).identity;
    let (data, program) = (PathBuf::from("/srv/quet"), PathBuf::from("/opt/quet/quet"));
    Gate { system, data, program, root: None, program_file: Some(own) }
}

#[test]
fn a_mounted_systems_places_are_the_systems_too() {
    let gate = Gate { root: Some(PathBuf::from("/mnt/disk")), ..gate(false) };
    for (path, place) in [
        ("/mnt/disk/usr/bin/x", "/usr"),
        ("/mnt/disk/etc/x", "/etc"),
        ("/mnt/disk/Windows/x", r"\Windows"),
        ("/mnt/disk/WINDOWS/System32/x", r"\Windows"),
        ("/mnt/disk/program files/x", r"\Program Files"),
        ("/mnt/disk/bootmgr", r"\bootmgr"),
        ("/usr/bin/x", "/usr"),
    ] {
        assert_eq!(gate.may_touch(&made_up(path, 1000, 5)), Err(Refusal::SystemPlace(place)), "{path}");
    }
    for path in [
        "/mnt/disk/Users/x",
        "/mnt/disk/home/x",
        "/mnt/disk/dev/shm/x",
        "/mnt/disk/windows/TEMP/x",
        "/mnt/disk2/Windows/x",
    ] {
        assert_eq!(gate.may_touch(&made_up(path, 1000, 5)), Ok(()), "{path}");
    }
    assert_eq!(gate.may_touch(&made_up("/mnt/disk/Users/x", 0, 5)), Err(Refusal::RootOwned));
    let gate = Gate { system: true, ..gate };
    assert_eq!(gate.may_touch(&made_up("/mnt/disk/Windows/x", 0, 5)), Ok(()));
}

fn check(path: &str, owner: u32, expected: Expect) {
    let said = |system| match gate(system).may_touch(&made_up(path, owner, 5)) {
        Ok(()) => "taken".to_owned(),
        Err(refusal) => refusal.to_string(),
    };
    expected.assert_eq(&format!("{}\n--system: {}", said(false), said(true)));
}

#[test]
fn what_belongs_to_the_system_needs_a_word_more() {
    check(
        "/home/u/bad",
        1000,
        expect![[r#"
        taken
        --system: taken"#]],
    );
    check(
        "/home/u/bad",
        0,
        expect![[r#"
        this file belongs to root, so it may be part of the system: add --system to take it all the same
        --system: taken"#]],
    );
    check(
        "/usr/bin/bad",
        1000,
        expect![[r#"
        `/usr` belongs to the system, which may not start without it: add --system to take it all the same
        --system: taken"#]],
    );
    for place in ["/etc/x", "/boot/x", "/lib64/x", "/var/lib/x", "/run/x", "/dev/x", "/opt/x"] {
        assert!(
            matches!(gate(false).may_touch(&made_up(place, 1000, 5)), Err(Refusal::SystemPlace(_))),
            "{place}"
        );
    }
    for place in
        ["/dev/shm/x", "/run/user/1000/x", "/run/media/u/x", "/usrx", "/var/www/x", "/tmp/x", "/mnt/etc/x"]
    {
        assert_eq!(gate(false).may_touch(&made_up(place, 1000, 5)), Ok(()), "{place}");
    }
}

#[test]
fn quet_itself_and_what_is_no_file_are_never_taken() {
    for system in [false, true] {
        let gate = gate(system);
        assert_eq!(gate.may_touch(&made_up("/opt/quet/quet", 1000, 5)), Err(Refusal::OwnProgram));
        assert_eq!(gate.may_touch(&made_up("/home/u/other name", 1000, 77)), Err(Refusal::OwnProgram));
        assert_eq!(gate.may_touch(&made_up("/srv/quet/vault/key", 1000, 5)), Err(Refusal::OwnData));
        for mode in [0o040_755, 0o120_777, 0o020_644, 0o060_644, 0o010_644, 0o140_644] {
            let mut suspect = made_up("/home/u/bad", 1000, 5);
            suspect.identity.mode = mode;
            assert_eq!(gate.may_touch(&suspect), Err(Refusal::NotAFile));
        }
    }
}

#[test]
fn the_gate_knows_the_running_program_under_any_name() {
    let place = Place::new();
    let program = place.file("home/quet", b"program");
    fs::hard_link(&program, place.at("other/quet")).unwrap();
    std::os::unix::fs::symlink(&program, place.at("link")).unwrap();
    let gate = Gate::new(true, &place.data(), &place.at("link")).unwrap();
    let refused = |path: &Path| gate.may_touch(&suspect(path).unwrap());
    assert_eq!(refused(&program), Err(Refusal::OwnProgram));
    assert_eq!(refused(&place.at("other/quet")), Err(Refusal::OwnProgram));
}

#[test]
fn a_plan_puts_the_names_of_one_file_together() {
    let place = Place::new();
    let first = place.file("home/b", b"evil");
    fs::hard_link(&first, place.at("home/a")).unwrap();
    let other = place.file("other/c", b"evil");
    let gate = Gate::new(true, &place.data(), &std::env::current_exe().unwrap()).unwrap();
    let paths =
        [first.clone(), other.clone(), place.at("home/a"), first.clone(), place.file("data", b"ours")];
    let plan = plan(paths.iter().map(|path| suspect(path).unwrap()).collect(), &gate);
    let names: Vec<_> = plan.take.into_iter().map(|group| group.names).collect();
    assert_eq!(names, [vec![place.at("home/a"), first], vec![other]]);
    assert!(matches!(plan.refused.as_slice(), [(_, Refusal::OwnData)]));
    assert!(plan.refused[0].1.about(&plan.refused[0].0.path).ends_with("for what is in the vault"));
}
