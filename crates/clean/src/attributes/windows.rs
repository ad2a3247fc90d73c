//! What a file carries on Windows: owner, group, access list, integrity level, attributes, times, streams.
//!
//! Must never stay silent about something that could not be set.
//!
//! What the system writes into its own log about a file (its SACL) is not read and not given back: that takes a right
//! that this program does not ask for. A sparse or compressed file is kept and given back with the same contents, which
//! then take their full room on the disk; one that Windows had encrypted for one user (EFS) can only be read as that
//! user, is sealed like every other in the vault, and comes back unencrypted. Extended attributes, a reparse point (of
//! OneDrive or of a disk that keeps equal contents once) and marks of services are not given back either. All of this
//! is said. Not said: its short name (`BAD~1.EXE`) and its object id, which the system gives anew.

use std::fs::File;
use std::io;
use std::os::windows::fs::MetadataExt;
use std::os::windows::io::AsHandle;

use scan::identity::{Identity, Moment};
use serde::{Deserialize, Serialize};
use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GROUP_SECURITY_INFORMATION, LABEL_SECURITY_INFORMATION,
    OWNER_SECURITY_INFORMATION,
};
use windows_sys::Win32::Storage::FileSystem::{
    FILE_ATTRIBUTE_ARCHIVE, FILE_ATTRIBUTE_COMPRESSED, FILE_ATTRIBUTE_ENCRYPTED, FILE_ATTRIBUTE_HIDDEN,
    FILE_ATTRIBUTE_NORMAL, FILE_ATTRIBUTE_NOT_CONTENT_INDEXED, FILE_ATTRIBUTE_OFFLINE,
    FILE_ATTRIBUTE_READONLY, FILE_ATTRIBUTE_REPARSE_POINT, FILE_ATTRIBUTE_SPARSE_FILE, FILE_ATTRIBUTE_SYSTEM,
    FILE_ATTRIBUTE_TEMPORARY,
};

use crate::descriptor::{self, Sid};
use crate::door;
use crate::item::Hex;
use crate::os::{extended_of, security_of};
use crate::streams::Kept;

/// What can be set again as it was.
const SETTABLE: u32 = FILE_ATTRIBUTE_READONLY
    | FILE_ATTRIBUTE_HIDDEN
    | FILE_ATTRIBUTE_SYSTEM
    | FILE_ATTRIBUTE_ARCHIVE
    | FILE_ATTRIBUTE_TEMPORARY
    | FILE_ATTRIBUTE_OFFLINE
    | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;

/// How a disk kept the contents, which the restored file does not share.
const KEPT_OTHERWISE: [(u32, &str); 3] = [
    (FILE_ATTRIBUTE_SPARSE_FILE, "sparse (it takes its full size now)"),
    (FILE_ATTRIBUTE_COMPRESSED, "compressed (it takes its full size now)"),
    (FILE_ATTRIBUTE_ENCRYPTED, "encrypted by Windows (it is not now: others who may read it can)"),
];

/// Owner, access list, time of creation and streams of one file. Its attributes, such as read-only, are in its
/// identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// Owner, group, access list and integrity level, as a self-relative security descriptor.
    pub security: Hex,
    /// When it was made.
    pub created: Moment,
    /// The streams beside its contents, which are sealed beside them.
    pub streams: Vec<Kept>,
    /// Bytes of extended attributes that it had. They are not kept.
    #[serde(default)]
    pub extended: u32,
}

impl Default for Attributes {
    fn default() -> Attributes {
        let created = Moment { seconds: 0, nanos: 0 };
        Attributes { security: Hex(Vec::new()), created, streams: Vec::new(), extended: 0 }
    }
}

impl Attributes {
    /// What an open file carries; its streams are read where there is a place for them.
    pub(crate) fn of(file: &File) -> io::Result<Attributes> {
        let security = Hex(security_of(file.as_handle())?);
        let created = moment(file.metadata()?.creation_time());
        Ok(Attributes { security, created, streams: Vec::new(), extended: extended_of(file) })
    }

    /// Whether the file is kept from being removed: nothing does that here that the removal itself does not pass.
    pub(crate) fn pinned(&self) -> bool {
        false
    }

    /// Makes a file removable.
    pub(crate) fn unpin(&self, _: &File) -> io::Result<()> {
        Ok(())
    }

    /// Makes a file irremovable again, where it was.
    pub(crate) fn pin(&self, _: &File) -> io::Result<()> {
        Ok(())
    }

    /// Gives a restored file what the original carried, all but the streams; says what could not be given.
    ///
    /// The attributes and times come last: every other change would move them.
    pub(crate) fn apply(&self, file: &File, was: &Identity) -> io::Result<Vec<String>> {
        let mut not_set = Vec::new();
        self.apply_security(file, &mut not_set)?;
        for (attribute, said) in KEPT_OTHERWISE {
            if was.mode & attribute != 0 && file.metadata()?.file_attributes() & attribute == 0 {
                not_set.push(said.to_owned());
            }
        }
        let wanted = was.mode & SETTABLE;
        if let Err(error) = door::set_basic(file, self.created, was.read, was.modified, wanted) {
            not_set.push(format!("times and attributes ({error})"));
        }
        let now = file.metadata()?.file_attributes();
        let is = now & SETTABLE;
        if is != wanted {
            not_set.push(format!("attributes {wanted:#x} (they are {is:#x} now)"));
        }
        not_set.extend(lost_marks(was.mode, now));
        if self.extended > extended_of(file) {
            not_set.push(format!("extended attributes ({} bytes)", self.extended));
        }
        Ok(not_set)
    }

    fn apply_security(&self, file: &File, not_set: &mut Vec<String>) -> io::Result<()> {
        let was = &self.security.0;
        let is = security_of(file.as_handle())?;
        for (what, part, name) in [
            (OWNER_SECURITY_INFORMATION, descriptor::owner as fn(&[u8]) -> Option<Sid>, "owner"),
            (GROUP_SECURITY_INFORMATION, descriptor::group, "group"),
        ] {
            let (Some(wanted), has) = (part(was), part(&is)) else { continue };
            if Some(&wanted) != has.as_ref() && door::set_security(file, what, was).is_err() {
                let has = has.map_or_else(|| "nobody".to_owned(), |has| has.text());
                not_set.push(format!("{name} {} (it belongs to {has} now)", wanted.text()));
            }
        }
        let list = descriptor::access_list(was);
        if list.is_some() && list != descriptor::access_list(&is) {
            let set = door::set_security(file, DACL_SECURITY_INFORMATION, &descriptor::as_it_was(was));
            if let Err(error) = set {
                not_set.push(format!("access list ({error}): only its owner and administrators can use it"));
            }
        }
        if descriptor::has_label(was) && !descriptor::has_label(&is) {
            let set = door::set_security(file, LABEL_SECURITY_INFORMATION, was);
            not_set.extend(set.err().map(|error| format!("integrity level ({error})")));
        }
        Ok(())
    }
}

/// What a file was marked with that cannot be set, in words.
fn lost_marks(was: u32, now: u32) -> Vec<String> {
    let told = KEPT_OTHERWISE.iter().fold(SETTABLE | FILE_ATTRIBUTE_NORMAL, |told, (one, _)| told | one);
    let lost = was & !now & !told;
    let mut said = Vec::new();
    if lost & FILE_ATTRIBUTE_REPARSE_POINT != 0 {
        said.push("reparse point (it is a plain file now, for OneDrive a new one)".to_owned());
    }
    let marks = lost & !FILE_ATTRIBUTE_REPARSE_POINT;
    if marks != 0 {
        said.push(format!("attributes {marks:#x}, which only the system or a service sets"));
    }
    said
}

/// A time of Windows as a moment.
fn moment(time: u64) -> Moment {
    const STEPS: i64 = 10_000_000;
    const EPOCH: i64 = 11_644_473_600;
    let time = i64::try_from(time).unwrap_or(i64::MAX);
    let nanos = u32::try_from(time.rem_euclid(STEPS) * 100).unwrap_or(0);
    Moment { seconds: time.div_euclid(STEPS) - EPOCH, nanos }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::Ours;
    use scan::os::identity_of;

    #[test]
    fn what_cannot_be_set_again_is_said() {
        let plain = FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_NORMAL | FILE_ATTRIBUTE_SPARSE_FILE;
        assert!(lost_marks(plain, 0).is_empty());
        // Pinned, no-scrub, integrity stream.
        for mark in [0x8_0000, 0x10_0000, 0x2_0000, 0x8000] {
            assert_eq!(
                lost_marks(plain | mark, FILE_ATTRIBUTE_ARCHIVE),
                [format!("attributes {mark:#x}, which only the system or a service sets")]
            );
            assert!(lost_marks(plain | mark, mark).is_empty(), "a disk that sets it by itself");
        }
        let both = lost_marks(FILE_ATTRIBUTE_REPARSE_POINT | 0x8_0000, 0);
        assert!(both.len() == 2 && both[0].starts_with("reparse point"), "{both:?}");
    }

    #[test]
    fn extended_attributes_are_said_to_be_missing() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("given"), "x").unwrap();
        let (given, was) = scan::os::Folder::open(&crate::os::settled(place.path()).unwrap())
            .unwrap()
            .file("given".as_ref())
            .unwrap();
        let mut carried = Attributes::of(&given).unwrap();
        assert_eq!(carried.extended, 0);
        carried.extended = 44;
        let ours = Ours::data(place.path()).unwrap().0.create("ours").unwrap();
        let not_set = carried.apply(ours.file(), &was).unwrap();
        assert_eq!(not_set, ["extended attributes (44 bytes)"]);
    }

    #[test]
    fn what_a_file_carries_goes_to_another() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("given"), "x").unwrap();
        let folder = Ours::data(place.path()).unwrap().0;
        let (given, mut was) = folder.look().file("given".as_ref()).unwrap();
        let carried = Attributes::of(&given).unwrap();
        let text = serde_json::to_string(&carried).unwrap();
        let carried: Attributes = serde_json::from_str(&text).unwrap();
        assert!(descriptor::owner(&carried.security.0).is_some(), "the system does not say whose it is");

        // Not read-only: Wine keeps that in the same place as the access list. Nor does it keep the time of creation.
        was.mode = FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_ENCRYPTED;
        was.modified = Moment { seconds: -5, nanos: 987_654_300 };
        let ours = folder.create("ours").unwrap();
        let not_set = carried.apply(ours.file(), &was).unwrap();
        assert_eq!(not_set, ["encrypted by Windows (it is not now: others who may read it can)"]);
        let now = Attributes::of(ours.file()).unwrap();
        let list = |of: &Attributes| descriptor::access_list(&of.security.0).map(|(list, _)| list.to_vec());
        assert_eq!(list(&now), list(&carried));
        let now = identity_of(ours.file()).unwrap();
        assert_eq!((now.modified, now.mode & SETTABLE), (was.modified, FILE_ATTRIBUTE_ARCHIVE));
        drop((given, ours));
        for name in ["given", "ours"] {
            folder.remove_file(name).unwrap();
        }
    }
}
