//! What may be touched on Windows.

use std::path::PathBuf;

use clean::decide::{Gate, Refusal};
use clean::plan::Suspect;
use scan::identity::Owner;

use crate::place::{Place, suspect};

const SOMEBODY: &str = "S-1-5-21-1-2-3-1001";

fn made_up(path: &str, owner: &str) -> Suspect {
    let place = Place::new();
    let mut suspect = suspect(&place.file("home/x", b"evil")).unwrap();
    suspect.path = PathBuf::from(path);
    (suspect.identity.owner, suspect.identity.inode) = (Owner::Sid(owner.to_owned()), 5);
    suspect
}

fn gate(system: bool) -> Gate {
    let (data, program) = (PathBuf::from(r"D:\quet data"), PathBuf::from(r"C:\Apps\quet.exe"));
    Gate { system, data, program, root: None, program_file: None }
}

#[test]
fn places_of_the_system_on_any_drive_need_a_word_more() {
    for path in [
        r"C:\Windows\System32\bad.exe",
        r"c:\WINDOWS\bad.exe",
        r"D:\Program Files\A\bad.exe",
        r"C:\ProgramData\Microsoft\bad.exe",
        r"\\server\share\Windows\bad.exe",
        r"C:\hiberfil.sys",
    ] {
        let suspect = made_up(path, SOMEBODY);
        assert!(matches!(gate(false).may_touch(&suspect), Err(Refusal::SystemPlace(_))), "{path}");
        assert_eq!(gate(true).may_touch(&suspect), Ok(()), "{path}");
    }
    for path in [
        r"C:\Users\u\Downloads\bad.exe",
        r"C:\Windows\Temp\bad.exe",
        r"C:\ProgramData\bad.exe",
        r"C:\ProgramData\Microsoft\Windows\Start Menu\Programs\StartUp\bad.exe",
        r"E:\bad.exe",
    ] {
        assert_eq!(gate(false).may_touch(&made_up(path, SOMEBODY)), Ok(()), "{path}");
    }
}

#[test]
fn files_of_the_system_need_a_word_more_and_those_of_administrators_do_not() {
    let path = r"C:\Users\u\bad.exe";
    for owner in ["S-1-5-18", "S-1-5-19", "S-1-5-20", ""] {
        assert_eq!(gate(false).may_touch(&made_up(path, owner)), Err(Refusal::SystemOwned), "{owner}");
        assert_eq!(gate(true).may_touch(&made_up(path, owner)), Ok(()), "{owner}");
    }
    let installer = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
    assert_eq!(gate(false).may_touch(&made_up(path, installer)), Err(Refusal::SystemOwned));
    assert_eq!(gate(false).may_touch(&made_up(path, "S-1-5-32-544")), Ok(()));
}

#[test]
fn ours_is_ours_in_capitals_too() {
    for system in [false, true] {
        let gate = gate(system);
        assert_eq!(gate.may_touch(&made_up(r"c:\APPS\Quet.EXE", SOMEBODY)), Err(Refusal::OwnProgram));
        assert_eq!(gate.may_touch(&made_up(r"d:\QUET DATA\vault\key", SOMEBODY)), Err(Refusal::OwnData));
    }
}

#[test]
fn folders_devices_and_what_lies_elsewhere_are_no_files() {
    for attribute in [0x10, 0x40, 0x4_0000, 0x40_0000] {
        let mut suspect = made_up(r"C:\Users\u\bad.exe", SOMEBODY);
        suspect.identity.mode |= attribute;
        assert_eq!(gate(true).may_touch(&suspect), Err(Refusal::NotAFile), "{attribute:x}");
        suspect.identity.mode |= 0x400;
        assert_eq!(gate(true).may_touch(&suspect), Err(Refusal::NotAFile), "{attribute:x}");
    }
}

#[test]
fn files_of_a_cloud_that_are_on_this_disk_and_deduplicated_ones_are_files() {
    let mut suspect = made_up(r"C:\Users\u\OneDrive\bad.exe", SOMEBODY);
    // A reparse point, and pinned to this disk.
    suspect.identity.mode |= 0x400 | 0x8_0000;
    assert_eq!(gate(false).may_touch(&suspect), Ok(()));
}

#[test]
fn the_gate_knows_the_running_program_under_any_name() {
    let place = Place::new();
    let program = place.file("home/quet.exe", b"program");
    std::fs::hard_link(&program, place.at("other/x.exe")).unwrap();
    let gate = Gate::new(true, &place.data(), &program).unwrap();
    for name in ["home/quet.exe", "other/x.exe"] {
        let found = suspect(&place.at(name)).unwrap();
        assert_eq!(gate.may_touch(&found), Err(Refusal::OwnProgram), "{name}");
    }
}
