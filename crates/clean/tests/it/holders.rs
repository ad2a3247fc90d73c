//! Files that a process has open, runs, or is still writing to.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use clean::restore::Destination;

use crate::place::{Place, bytes, contents, group, now};

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn who_has_it_open_is_told_and_it_is_taken_all_the_same() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let open = File::open(&path).unwrap();
    let process = Running(Command::new("sleep").arg("60").stdin(Stdio::from(open)).spawn().unwrap());
    let taken = place.vault().take(&group(&[&path]), now()).unwrap();
    let [holder] = taken.open_by.as_slice() else { panic!("{taken:?}") };
    assert_eq!((holder.pid, holder.name.as_str()), (process.0.id(), "sleep"));
    assert!(!path.exists() && taken.later_state.is_none() && taken.problems.is_empty());
}

#[test]
fn a_running_program_is_told_and_taken() {
    let place = Place::new();
    let path = place.at("home/bad");
    fs::copy("/bin/sleep", &path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let process = Running(Command::new(&path).arg("60").spawn().unwrap());
    let taken = place.vault().take(&group(&[&path]), now()).unwrap();
    assert_eq!(taken.open_by.len(), 1);
    assert_eq!((taken.open_by[0].pid, taken.open_by[0].name.as_str()), (process.0.id(), "bad"));
    assert!(!path.exists());
}

/// Someone writes without end: whatever is in the file when its name goes is in the vault, or the file stands.
#[test]
fn what_is_written_meanwhile_is_not_lost() {
    let (mut later, mut refused) = (0, 0);
    for _ in 0..30 {
        let place = Place::new();
        let path = place.file("home/bad.bin", b"evil");
        let vault = place.vault();
        let scanned = group(&[&path]);
        let mut writer = OpenOptions::new().append(true).open(&path).unwrap();
        let vanished = path.clone();
        // Stops once the name is gone, so that the file holds still when it is looked at last.
        let thread = std::thread::spawn(move || {
            while vanished.exists() {
                writer.write_all(b"!").unwrap();
                std::thread::sleep(std::time::Duration::from_micros(300));
            }
        });
        match vault.take(&scanned, now()) {
            Ok(taken) => {
                thread.join().unwrap();
                vault.restore(&taken.id, &Destination::OldPlace, now()).unwrap();
                assert_eq!(contents(&path), b"evil");
                if let Some(id) = taken.later_state {
                    later += 1;
                    let restored = vault.restore(&id, &Destination::OldPlace, now()).unwrap();
                    assert!(contents(&restored.paths[0]).starts_with(b"evil!"));
                }
            }
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains("left alone"), "{error}");
                assert!(contents(&path).starts_with(b"evil") && vault.items().unwrap().items.is_empty());
                fs::remove_file(&path).unwrap();
                thread.join().unwrap();
            }
        }
    }
    assert!(later + refused > 0, "nobody wrote in time");
}

/// Someone who has the file open writes to it once its name is gone.
#[test]
fn what_is_written_after_the_name_is_gone_is_kept_apart() {
    let mut kept = 0;
    for _ in 0..30 {
        let place = Place::new();
        let path = place.file("home/bad.bin", b"evil");
        let mut writer = OpenOptions::new().append(true).open(&path).unwrap();
        let vanished = path.clone();
        let thread = std::thread::spawn(move || {
            while vanished.exists() {}
            writer.write_all(b"!").unwrap();
        });
        let vault = place.vault();
        let taken = vault.take(&group(&[&path]), now()).unwrap();
        thread.join().unwrap();
        assert!(taken.problems.is_empty(), "{taken:?}");
        // On a busy machine the writer may come too late for anyone to see it.
        let Some(later) = taken.later_state else { continue };
        kept += 1;
        let item = vault.check(&later).unwrap();
        assert_eq!((item.later_state_of, item.identity.size), (Some(taken.id.clone()), 5));
        vault.restore(&taken.id, &Destination::OldPlace, now()).unwrap();
        let restored = vault.restore(&later, &Destination::OldPlace, now()).unwrap();
        assert_eq!(contents(&path), b"evil");
        assert_eq!(contents(&restored.paths[0]), b"evil!");
        break;
    }
    assert_eq!(kept, 1, "the writer always came too late");
}
