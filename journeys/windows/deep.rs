//! A path that is longer than most programs bear: Windows lets one be 32,767 units long.

use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};

use testkit::samples;
use testkit::shown::not_shown_here;
use windows_sys::Wdk::Foundation::OBJECT_ATTRIBUTES;
use windows_sys::Wdk::Storage::FileSystem::{
    FILE_CREATE, FILE_DIRECTORY_FILE, FILE_NON_DIRECTORY_FILE, FILE_SYNCHRONOUS_IO_NONALERT, NtCreateFile,
};
use windows_sys::Win32::Foundation::{HANDLE, UNICODE_STRING};
use windows_sys::Win32::Storage::FileSystem::{
    FILE_LIST_DIRECTORY, FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_TRAVERSE,
    FILE_WRITE_DATA, SYNCHRONIZE,
};
use windows_sys::Win32::System::IO::IO_STATUS_BLOCK;

use super::{is_wine, linux, unix};
use crate::quet::Place;

/// Makes a folder or a file within an open folder, so that no whole path is ever said.
fn make_in(folder: Option<&OwnedHandle>, name: &str, is_folder: bool) -> io::Result<OwnedHandle> {
    let units: Vec<u16> = name.encode_utf16().collect();
    let length = u16::try_from(units.len() * 2).unwrap();
    let name = UNICODE_STRING { Length: length, MaximumLength: length, Buffer: units.as_ptr().cast_mut() };
    let attributes = OBJECT_ATTRIBUTES {
        Length: u32::try_from(size_of::<OBJECT_ATTRIBUTES>()).unwrap(),
        RootDirectory: folder.map_or(std::ptr::null_mut(), AsRawHandle::as_raw_handle),
        ObjectName: &name,
        ..OBJECT_ATTRIBUTES::default()
    };
    let (access, options) = match is_folder {
        true => (FILE_LIST_DIRECTORY | FILE_TRAVERSE, FILE_DIRECTORY_FILE),
        false => (FILE_WRITE_DATA, FILE_NON_DIRECTORY_FILE),
    };
    let (mut made, mut outcome): (HANDLE, _) = (std::ptr::null_mut(), IO_STATUS_BLOCK::default());
    // SAFETY: every pointer leads to a value of this function, and the name is as long as it says.
    #[allow(unsafe_code)]
    let status = unsafe {
        NtCreateFile(
            &mut made,
            access | SYNCHRONIZE,
            &attributes,
            &mut outcome,
            std::ptr::null(),
            0,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            FILE_CREATE,
            options | FILE_SYNCHRONOUS_IO_NONALERT,
            std::ptr::null(),
            0,
        )
    };
    if status < 0 {
        return Err(io::Error::other(format!("{status:#x}")));
    }
    // SAFETY: the system has just made it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    Ok(unsafe { OwnedHandle::from_raw_handle(made) })
}

/// A file below so many folders, each with a name of 200 letters.
fn place_with_file_below(levels: usize) -> Place {
    let place = Place::new();
    let top = format!(r"\??\{}\top", place.path("in").display());
    let mut folder = make_in(None, &top, true).unwrap();
    let name = "d".repeat(200);
    for _ in 0..levels {
        folder = make_in(Some(&folder), &name, true).unwrap();
    }
    let mut file = std::fs::File::from(make_in(Some(&folder), "eicar.com", false).unwrap());
    io::Write::write_all(&mut file, &samples::eicar()).unwrap();
    place
}

#[test]
fn what_is_found_at_the_end_of_the_longest_path_is_taken_and_put_back() {
    // Wine asks Linux for whole paths, which takes no more than 4,096 bytes of one.
    let levels = if is_wine() { 19 } else { 149 };
    if is_wine() {
        not_shown_here("what is found at the end of a path of 30,000 characters is taken and put back");
    }
    let place = place_with_file_below(levels);
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    assert_eq!(ran.events("finding").len(), 1, "{}{}", ran.stdout, ran.stderr);
    let finding = &ran.events("finding")[0];
    let path = finding["path"].as_str().unwrap();
    assert!(path.len() > levels * 201 && path.ends_with(r"\eicar.com"), "{}", path.len());
    assert_eq!((ran.code, &finding["action"]["did"]), (1, &"quarantined".into()), "{finding}");
    let again = place.scan(&[]);
    assert_eq!((again.code, again.summary()["objects"]["seen"].as_u64()), (0, Some(0)), "{}", again.stdout);
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    let ran = place.run(&["vault", "restore", &id]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(place.scan(&[]).events("finding")[0]["path"], path);
    remove(&place);
}

/// What is so deep, the library that removes a test's folder cannot reach under Wine.
fn remove(place: &Place) {
    let folder = place.path("in");
    if is_wine() {
        linux(&format!("rm -rf '{}'", unix(&folder)), || !folder.exists());
    }
}

#[test]
fn a_path_of_30_000_characters_is_scanned_or_named_and_never_clean() {
    let place = place_with_file_below(149);
    place.write("in/other.com", samples::eicar());
    let ran = place.scan(&[]);
    ran.summary();
    let found = ran.events("finding");
    let (deep, other): (Vec<_>, Vec<_>) =
        found.iter().partition(|f| f["path"].as_str().unwrap().len() > 29_949);
    assert_eq!(other.len(), 1, "the rest is looked at all the same");
    match ran.code {
        1 => assert_eq!(deep.len(), 1),
        code => assert_eq!((code, ran.reasons()), (2, vec!["unreadable".to_owned()]), "{}", ran.stderr),
    }
    if deep.is_empty() {
        assert!(is_wine());
        not_shown_here("a path of 30,000 characters is scanned");
    }
    remove(&place);
}
