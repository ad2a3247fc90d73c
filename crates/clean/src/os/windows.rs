//! Windows, beside the door.
//!
//! Must never change anything. Must never take a right that this program's owner does not have.

use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io;
use std::os::windows::ffi::{OsStrExt, OsStringExt};
use std::os::windows::io::{AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle};

use scan::identity::Identity;
use scan::os::Folder;
use windows_sys::Wdk::Storage::FileSystem::{
    FILE_EA_INFORMATION, FileEaInformation, FileProcessIdsUsingFileInformation, NtQueryInformationFile,
};
use windows_sys::Win32::Foundation::{
    ERROR_INSUFFICIENT_BUFFER, HANDLE, LUID, STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL,
    STATUS_INFO_LENGTH_MISMATCH,
};
use windows_sys::Win32::Security::{
    AdjustTokenPrivileges, DACL_SECURITY_INFORMATION, GROUP_SECURITY_INFORMATION, GetKernelObjectSecurity,
    GetTokenInformation, LABEL_SECURITY_INFORMATION, LUID_AND_ATTRIBUTES, LookupPrivilegeValueW,
    OWNER_SECURITY_INFORMATION, SE_PRIVILEGE_ENABLED, TOKEN_ADJUST_PRIVILEGES, TOKEN_ELEVATION,
    TOKEN_PRIVILEGES, TOKEN_QUERY, TokenElevation, TokenUser,
};
use windows_sys::Win32::System::IO::IO_STATUS_BLOCK;
use windows_sys::Win32::System::Registry::{HKEY_LOCAL_MACHINE, RRF_RT_REG_DWORD, RegGetValueW};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, OpenProcess, OpenProcessToken, PROCESS_QUERY_LIMITED_INFORMATION,
    QueryFullProcessImageNameW,
};

use crate::descriptor::{self, Sid};
use crate::door::Ours;

/// A name is at most this long on NTFS and FAT, in units of UTF-16.
const LONGEST_NAME: usize = 255;
/// More than any list of rights or of processes needs.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// Makes this program ready to act on what its owner may act on: administrators may remove and give back what is
/// closed to them, as a back-up does, if they say so first.
pub(crate) fn ready() {
    for right in ["SeBackupPrivilege", "SeRestorePrivilege"] {
        let _ = switch_on(right);
    }
}

fn switch_on(right: &str) -> io::Result<()> {
    let token = token(TOKEN_ADJUST_PRIVILEGES)?;
    let name: Vec<u16> = right.encode_utf16().chain([0]).collect();
    let mut number = LUID::default();
    // SAFETY: the name ends with a zero; the system writes a number.
    #[allow(unsafe_code)]
    if unsafe { LookupPrivilegeValueW(std::ptr::null(), name.as_ptr(), &mut number) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let wanted = TOKEN_PRIVILEGES {
        PrivilegeCount: 1,
        Privileges: [LUID_AND_ATTRIBUTES { Luid: number, Attributes: SE_PRIVILEGE_ENABLED }],
    };
    let nothing = std::ptr::null_mut();
    // SAFETY: one privilege is stated and one is there; the earlier state is not asked for.
    #[allow(unsafe_code)]
    unsafe {
        AdjustTokenPrivileges(token.as_raw_handle(), 0, &wanted, 0, nothing, std::ptr::null_mut())
    };
    Ok(())
}

fn token(access: u32) -> io::Result<OwnedHandle> {
    let mut token: HANDLE = std::ptr::null_mut();
    // SAFETY: the system writes a handle.
    #[allow(unsafe_code)]
    if unsafe { OpenProcessToken(GetCurrentProcess(), access, &mut token) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the system has just opened it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    Ok(unsafe { OwnedHandle::from_raw_handle(token) })
}

/// Who runs this program.
fn user() -> io::Result<Sid> {
    let token = token(TOKEN_QUERY)?;
    // A pointer to the identifier, its attributes, and the identifier itself, which is at most 68 bytes long.
    let mut answer = [0u64; 16];
    let mut length = 0;
    // SAFETY: the system writes at most as many bytes as the buffer has.
    #[allow(unsafe_code)]
    let done = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenUser,
            answer.as_mut_ptr().cast(),
            size(size_of_val(&answer)),
            &mut length,
        )
    };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    let bytes: Vec<u8> = answer.iter().flat_map(|word| word.to_ne_bytes()).collect();
    // The identifier follows behind the pointer and the attributes.
    let from = 2 * size_of::<usize>();
    let sid = bytes.get(from..).and_then(Sid::of);
    sid.ok_or_else(|| io::Error::other("the system does not say who runs this program"))
}

/// Random bytes from the system.
pub(crate) fn fill_random(bytes: &mut [u8]) -> io::Result<()> {
    getrandom::fill(bytes).map_err(io::Error::from)
}

/// Whether this file is locked for us now; not where another program has it.
pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Waits until a folder of ours is ours alone, as long as what is returned lives. A folder itself cannot be locked
/// here: a file in it is, whose name nothing that is kept can have.
pub(crate) fn lock_folder(folder: &Ours) -> io::Result<File> {
    let file = folder.append(".lock.new")?.into_file();
    file.lock()?;
    Ok(file)
}

/// Whose the things are that we make: the administrators' where this program is set apart from the user's others, else
/// the user's.
pub(crate) fn keeper() -> io::Result<Sid> {
    if is_set_apart()? { Ok(Sid::administrators()) } else { user() }
}

/// Whether this program has the rights of an administrator while others of the same user have not.
///
/// With UAC a person has two sets of rights and one identifier: what is hers may be written by each of her programs,
/// malware too, that runs without the rights of an administrator. Without UAC each program of an administrator is one.
fn is_set_apart() -> io::Result<bool> {
    Ok(is_elevated()? && uac_is_on())
}

/// Whether Windows keeps the two sets of rights apart. Where it does not say, it does: that is how it comes.
fn uac_is_on() -> bool {
    let zero_ended = |text: &str| text.encode_utf16().chain([0]).collect::<Vec<u16>>();
    // Only administrators may write there.
    let key = zero_ended(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System");
    let name = zero_ended("EnableLUA");
    let (mut value, mut length) = (1u32, size(size_of::<u32>()));
    // SAFETY: both names end with a zero; the system writes at most the four bytes that are stated.
    #[allow(unsafe_code)]
    let failed = unsafe {
        RegGetValueW(
            HKEY_LOCAL_MACHINE,
            key.as_ptr(),
            name.as_ptr(),
            RRF_RT_REG_DWORD,
            std::ptr::null_mut(),
            (&raw mut value).cast(),
            &mut length,
        )
    };
    failed != 0 || value != 0
}

/// Whether this program has the rights of an administrator.
fn is_elevated() -> io::Result<bool> {
    let token = token(TOKEN_QUERY)?;
    let mut elevation = TOKEN_ELEVATION::default();
    let mut length = 0;
    // SAFETY: the system writes a value of this type, whose size is stated.
    #[allow(unsafe_code)]
    let done = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenElevation,
            (&raw mut elevation).cast(),
            size(size_of::<TOKEN_ELEVATION>()),
            &mut length,
        )
    };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(elevation.TokenIsElevated != 0) }
}

/// Whether this folder is its keeper's, the system's or the administrators', and nobody else may alter it.
pub(crate) fn is_private(folder: &Folder) -> io::Result<bool> {
    Ok(descriptor::is_kept_by(&security_of(folder.as_handle())?, &keeper()?))
}

/// Whether what lies in this folder of ours may be believed. Where this program is set apart from the user's others, only
/// if none of those could have put it there; else each of them could do what this one can, and only the vault asks more.
pub(crate) fn may_trust(folder: &Folder) -> io::Result<bool> {
    Ok(!is_set_apart()? || is_private(folder)?)
}

/// The same name with something behind it, cut where it would get too long.
pub(crate) fn beside(name: &OsStr, suffix: &str) -> OsString {
    let suffix: Vec<u16> = suffix.encode_utf16().collect();
    let mut units: Vec<u16> = name.encode_wide().take(LONGEST_NAME.saturating_sub(suffix.len())).collect();
    // Half a character is left out, unless the name had it so.
    if units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit))
        && name.encode_wide().nth(units.len()).is_some_and(|unit| (0xdc00..0xe000).contains(&unit))
    {
        units.pop();
    }
    units.extend(suffix);
    OsString::from_wide(&units)
}

/// How many names a file has left after some of them were removed. What the open file itself says by then differs
/// from one version of Windows to the next.
pub(crate) fn links_left(before: &Identity, removed: usize, _now: &Identity) -> u64 {
    before.links.saturating_sub(removed as u64)
}

/// Owner, group, access list and integrity level of what is open. The list of what is to be written into the system's
/// own log is not for us to read.
pub(crate) fn security_of(handle: BorrowedHandle<'_>) -> io::Result<Vec<u8>> {
    let plain = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    security(handle, plain | LABEL_SECURITY_INFORMATION).or_else(|_| security(handle, plain))
}

fn security(handle: BorrowedHandle<'_>, what: u32) -> io::Result<Vec<u8>> {
    let mut answer = vec![0u8; 1024];
    loop {
        let mut length = 0;
        // SAFETY: the system writes at most as many bytes as the buffer has, and says how many there are.
        #[allow(unsafe_code)]
        let done = unsafe {
            GetKernelObjectSecurity(
                handle.as_raw_handle(),
                what,
                answer.as_mut_ptr().cast(),
                size(answer.len()),
                &mut length,
            )
        };
        let error = io::Error::last_os_error();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if done != 0 {
            answer.truncate(length.max(20));
            return Ok(answer);
        }
        if error.raw_os_error() != i32::try_from(ERROR_INSUFFICIENT_BUFFER).ok()
            || !(answer.len()..LONGEST_ANSWER).contains(&length)
        {
            return Err(error);
        }
        answer = vec![0; length];
    }
}

/// Bytes of extended attributes that an open file has; 0 where its disk knows none.
pub(crate) fn extended_of(file: &File) -> u32 {
    let mut info = FILE_EA_INFORMATION::default();
    let mut outcome = IO_STATUS_BLOCK::default();
    // SAFETY: the system writes a value of this type, whose size is stated.
    #[allow(unsafe_code)]
    let status = unsafe {
        NtQueryInformationFile(
            file.as_raw_handle(),
            &mut outcome,
            (&raw mut info).cast(),
            size(size_of::<FILE_EA_INFORMATION>()),
            FileEaInformation,
        )
    };
    if status < 0 { 0 } else { info.EaSize }
}

/// The list of the processes that use this file, as the system writes it. Empty where it does not say.
pub(crate) fn users_of(file: &File) -> Vec<u8> {
    let mut answer = vec![0u64; 512];
    loop {
        let mut outcome = IO_STATUS_BLOCK::default();
        // SAFETY: the system writes at most as many bytes as the buffer has, and says how many.
        #[allow(unsafe_code)]
        let status = unsafe {
            NtQueryInformationFile(
                file.as_raw_handle(),
                &mut outcome,
                answer.as_mut_ptr().cast(),
                size(answer.len() * 8),
                FileProcessIdsUsingFileInformation,
            )
        };
        match status {
            STATUS_BUFFER_OVERFLOW | STATUS_BUFFER_TOO_SMALL | STATUS_INFO_LENGTH_MISMATCH
                if answer.len() * 8 < LONGEST_ANSWER =>
            {
                answer = vec![0; answer.len() * 4];
            }
            _ if status < 0 => return Vec::new(),
            _ => {
                let mut bytes: Vec<u8> = answer.iter().flat_map(|word| word.to_ne_bytes()).collect();
                bytes.truncate(outcome.Information);
                return bytes;
            }
        }
    }
}

/// The base name of the program that a process runs.
pub(crate) fn process_name(pid: u32) -> Option<OsString> {
    // SAFETY: a number goes in and a handle comes out.
    #[allow(unsafe_code)]
    let process = unsafe { OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid) };
    if process.is_null() {
        return None;
    }
    // SAFETY: the system has just opened it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    let owned = unsafe { OwnedHandle::from_raw_handle(process) };
    let process = owned.as_raw_handle();
    let mut path = vec![0u16; 32_768];
    let mut length = size(path.len());
    // SAFETY: the system writes at most as many units as are stated, and says how many.
    #[allow(unsafe_code)]
    let done = unsafe { QueryFullProcessImageNameW(process, 0, path.as_mut_ptr(), &mut length) };
    if done == 0 {
        return None;
    }
    path.truncate(usize::try_from(length).ok()?);
    let backslash = u16::from(b'\\');
    path.rsplit(|unit| *unit == backslash).next().map(OsString::from_wide)
}

fn size(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door;

    /// A list that lets everybody do everything: `O:SYG:SYD:(A;;FA;;;WD)` in bytes, owned by the user.
    fn open_to_all(user: &Sid) -> Vec<u8> {
        let mut bytes = descriptor::private(user, true);
        let everyone = [1u8, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
        // The entry of the administrators, which is the last, becomes that of everybody.
        let at = bytes.len() - 16;
        bytes.truncate(at);
        bytes.extend(everyone);
        let entry = at - 8;
        bytes.splice(entry + 2..entry + 4, 20u16.to_le_bytes());
        let list = 20 + descriptor::owner(&bytes).map_or(0, |owner| owner.len());
        let length = u16::try_from(bytes.len() - list).unwrap();
        bytes.splice(list + 2..list + 4, length.to_le_bytes());
        bytes
    }

    #[test]
    fn what_we_make_is_ours_alone_until_someone_opens_it_to_all() {
        let place = tempfile::tempdir().unwrap();
        let (data, path) = Ours::data(&place.path().join("data")).unwrap();
        let folder = data.make("vault").unwrap();
        assert!(!path.to_str().unwrap().starts_with(r"\\?\"));
        assert!(is_private(folder.look()).unwrap());
        let keeper = keeper().unwrap();
        assert_eq!(folder.look().identity().unwrap().owner, scan::identity::Owner::Sid(keeper.text()));
        // What the user's other programs could have made, an administrator's does not believe. (Wine says that we are
        // elevated and that UAC is off, and that whatever we make is the user's: it cannot show the rest.)
        let made = security_of(folder.look().as_handle()).unwrap();
        let set_apart = is_set_apart().unwrap();
        assert_eq!(descriptor::is_kept_by(&made, &Sid::administrators()), set_apart);
        std::fs::create_dir(place.path().join("hers")).unwrap();
        assert_eq!(Ours::data(&place.path().join("hers")).is_err(), set_apart);
        let file = data.create("file").unwrap();
        let list = open_to_all(&user().unwrap());
        assert!(!descriptor::is_kept_by(&list, &keeper));
        door::set_security(file.file(), DACL_SECURITY_INFORMATION, &list).unwrap();
        let now = security_of(std::os::windows::io::AsHandle::as_handle(file.file())).unwrap();
        assert!(!descriptor::is_kept_by(&now, &keeper));
    }

    #[test]
    fn a_name_is_cut_to_what_a_disk_takes_and_never_within_a_character() {
        let long = "x".repeat(245);
        assert_eq!(beside(OsStr::new(&long), ".restored"), *format!("{long}.restored"));
        let longer = format!("{long}x\u{1f600}");
        assert_eq!(beside(OsStr::new(&longer), ".restored"), *format!("{long}x.restored"));
        assert_eq!(beside(OsStr::new("a"), ".restored-2"), *"a.restored-2");
    }
}
