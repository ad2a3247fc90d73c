//! The system's own calls, each behind a safe function.
//!
//! Must never be called but from the door's functions on Windows.

use std::fs::File;
use std::io;
use std::os::windows::io::{AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle};

use windows_sys::Wdk::Foundation::OBJECT_ATTRIBUTES;
use windows_sys::Wdk::Storage::FileSystem::{
    FILE_BASIC_INFORMATION, FILE_CREATE, FILE_DIRECTORY_FILE, FILE_DISPOSITION_DELETE,
    FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE, FILE_DISPOSITION_INFORMATION,
    FILE_DISPOSITION_INFORMATION_EX, FILE_DISPOSITION_POSIX_SEMANTICS, FILE_INFORMATION_CLASS,
    FILE_NON_DIRECTORY_FILE, FILE_OPEN, FILE_OPEN_FOR_BACKUP_INTENT, FILE_OPEN_IF, FILE_OPEN_REPARSE_POINT,
    FILE_RENAME_INFORMATION, FILE_RENAME_POSIX_SEMANTICS, FILE_RENAME_REPLACE_IF_EXISTS,
    FILE_SYNCHRONOUS_IO_NONALERT, FileBasicInformation, FileDispositionInformation,
    FileDispositionInformationEx, FileLinkInformation, FileRenameInformation, FileRenameInformationEx,
    NtCreateFile, NtQueryInformationFile, NtSetInformationFile, NtSetSecurityObject,
};
use windows_sys::Win32::Foundation::{
    HANDLE, NTSTATUS, OBJ_CASE_INSENSITIVE, RtlNtStatusToDosError, STATUS_ACCESS_DENIED,
    STATUS_CANNOT_DELETE, STATUS_DELETE_PENDING, STATUS_DIRECTORY_NOT_EMPTY, STATUS_INVALID_DEVICE_REQUEST,
    STATUS_INVALID_INFO_CLASS, STATUS_INVALID_PARAMETER, STATUS_NAME_TOO_LONG, STATUS_NOT_IMPLEMENTED,
    STATUS_NOT_SUPPORTED, STATUS_SHARING_VIOLATION, UNICODE_STRING,
};
use windows_sys::Win32::Storage::FileSystem::{
    DELETE as MAY_DELETE, FILE_ADD_FILE, FILE_APPEND_DATA, FILE_ATTRIBUTE_NORMAL, FILE_ATTRIBUTE_READONLY,
    FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_READ_ATTRIBUTES, FILE_READ_DATA, FILE_SHARE_DELETE,
    FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_WRITE_ATTRIBUTES, MOVEFILE_DELAY_UNTIL_REBOOT, MoveFileExW,
    READ_CONTROL, SYNCHRONIZE, WRITE_DAC, WRITE_OWNER,
};
use windows_sys::Win32::System::IO::IO_STATUS_BLOCK;

/// Only asking about it.
pub(super) const LOOK: u32 = FILE_READ_ATTRIBUTES | SYNCHRONIZE;
/// Removing or renaming it.
pub(super) const DELETE: u32 = MAY_DELETE | LOOK;
/// Everything that is done with a file that we make.
pub(super) const ALL: u32 = FILE_GENERIC_READ | FILE_GENERIC_WRITE | MAY_DELETE | WRITE_DAC | WRITE_OWNER;
/// Reading and writing.
pub(super) const WRITE: u32 = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
/// Adding to its end. Locking takes the right to read.
pub(super) const APPEND: u32 = FILE_APPEND_DATA | FILE_READ_DATA | READ_CONTROL | LOOK;
/// Giving it one more name.
pub(super) const LINK: u32 = FILE_WRITE_ATTRIBUTES | LOOK;
/// Waiting until the disk holds a folder takes the right to write into it.
pub(super) const FLUSH: u32 = FILE_ADD_FILE | LOOK;

/// A whole name is at most this long for the system, in units of UTF-16.
const LONGEST: usize = 32_767;

/// What the system says against something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Status(NTSTATUS);

impl Status {
    /// The system or this disk does not know what was asked for.
    pub(super) fn is_unknown(self) -> bool {
        matches!(
            self.0,
            STATUS_INVALID_PARAMETER
                | STATUS_INVALID_INFO_CLASS
                | STATUS_NOT_SUPPORTED
                | STATUS_NOT_IMPLEMENTED
                | STATUS_INVALID_DEVICE_REQUEST
        )
    }

    /// The file runs, or is mapped as a program that runs.
    pub(super) fn is_kept(self) -> bool {
        self.0 == STATUS_CANNOT_DELETE
    }

    /// Another program is in the way, which may be so for a moment only.
    pub(super) fn may_pass(self) -> bool {
        matches!(
            self.0,
            STATUS_ACCESS_DENIED
                | STATUS_SHARING_VIOLATION
                | STATUS_DELETE_PENDING
                | STATUS_DIRECTORY_NOT_EMPTY
        )
    }
}

impl From<Status> for io::Error {
    fn from(status: Status) -> io::Error {
        // SAFETY: it only looks the number up.
        #[allow(unsafe_code)]
        let code = unsafe { RtlNtStatusToDosError(status.0) };
        io::Error::from_raw_os_error(i32::try_from(code).unwrap_or(i32::MAX))
    }
}

/// Whether it is to stand already.
#[derive(Debug, Clone, Copy)]
pub(super) enum Open {
    /// It stands.
    Standing,
    /// It must not stand yet.
    New,
    /// It is made if missing.
    Any,
}

/// What it is to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Anything but a folder.
    File,
    /// A folder.
    Folder,
    /// Either.
    Any,
}

/// How something is opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The rights.
    pub(super) access: u32,
    /// Whether it stands.
    pub(super) open: Open,
    /// What it is.
    pub(super) kind: Kind,
    /// Whose it is to be where it is made, as a self-relative descriptor.
    pub(super) security: Option<&'a [u8]>,
}

/// Opens or makes an entry of an open folder (the folder itself where the name is empty); others may do with it what
/// they like meanwhile, and a reparse point is opened itself.
pub(super) fn open(folder: BorrowedHandle<'_>, name: &[u16], wanted: Wanted<'_>) -> Result<File, Status> {
    if name.len() >= LONGEST {
        return Err(Status(STATUS_NAME_TOO_LONG));
    }
    let bytes = u16::try_from(name.len() * 2).map_err(|_| Status(STATUS_NAME_TOO_LONG))?;
    let name = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: name.as_ptr().cast_mut() };
    let security = wanted.security.map(aligned);
    let attributes = OBJECT_ATTRIBUTES {
        Length: size(size_of::<OBJECT_ATTRIBUTES>()),
        RootDirectory: folder.as_raw_handle(),
        ObjectName: &name,
        Attributes: OBJ_CASE_INSENSITIVE,
        SecurityDescriptor: security.as_ref().map_or(std::ptr::null(), |security| security.as_ptr().cast()),
        SecurityQualityOfService: std::ptr::null(),
    };
    let disposition = match wanted.open {
        Open::Standing => FILE_OPEN,
        Open::New => FILE_CREATE,
        Open::Any => FILE_OPEN_IF,
    };
    let kind = match wanted.kind {
        Kind::File => FILE_NON_DIRECTORY_FILE,
        Kind::Folder => FILE_DIRECTORY_FILE,
        Kind::Any => 0,
    };
    let options = kind | FILE_OPEN_REPARSE_POINT | FILE_OPEN_FOR_BACKUP_INTENT | FILE_SYNCHRONOUS_IO_NONALERT;
    let mut handle: HANDLE = std::ptr::null_mut();
    let mut outcome = IO_STATUS_BLOCK::default();
    // SAFETY: every pointer leads to a value of this function, and the name is as long as it says; the system only
    // reads the name and the descriptor.
    #[allow(unsafe_code)]
    let status = unsafe {
        NtCreateFile(
            &mut handle,
            wanted.access,
            &attributes,
            &mut outcome,
            std::ptr::null(),
            FILE_ATTRIBUTE_NORMAL,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            disposition,
            options,
            std::ptr::null(),
            0,
        )
    };
    done(status)?;
    // SAFETY: the system has just opened it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    Ok(File::from(unsafe { OwnedHandle::from_raw_handle(handle) }))
}

/// Gives what is open another name, in this folder.
pub(super) fn rename(
    file: &File,
    folder: BorrowedHandle<'_>,
    name: &[u16],
    replacing: bool,
) -> Result<(), Status> {
    // So that a file that someone has open can be replaced; not every system and disk knows it.
    let newer = FILE_RENAME_POSIX_SEMANTICS | FILE_RENAME_REPLACE_IF_EXISTS;
    if replacing {
        match named(file, folder, name, newer, FileRenameInformationEx) {
            Err(status) if status.is_unknown() => {}
            done => return done,
        }
    }
    named(file, folder, name, replacing.into(), FileRenameInformation)
}

/// Gives what is open one more name, in this folder.
pub(super) fn link(file: &File, folder: BorrowedHandle<'_>, name: &[u16]) -> Result<(), Status> {
    named(file, folder, name, 0, FileLinkInformation)
}

/// The structures for a new name and for one more name are laid out alike.
fn named(
    file: &File,
    folder: BorrowedHandle<'_>,
    name: &[u16],
    flags: u32,
    class: FILE_INFORMATION_CLASS,
) -> Result<(), Status> {
    if name.len() >= LONGEST {
        return Err(Status(STATUS_NAME_TOO_LONG));
    }
    let start = std::mem::offset_of!(FILE_RENAME_INFORMATION, FileName);
    let length = (start + name.len() * 2).max(size_of::<FILE_RENAME_INFORMATION>());
    let mut buffer = vec![0u64; length.div_ceil(8)];
    let info: *mut FILE_RENAME_INFORMATION = buffer.as_mut_ptr().cast();
    // SAFETY: the buffer is aligned for the structure and as long as it with the whole name.
    #[allow(unsafe_code)]
    unsafe {
        (*info).Anonymous.Flags = flags;
        (*info).RootDirectory = folder.as_raw_handle();
        (*info).FileNameLength = size(name.len() * 2);
        let to = (&raw mut (*info).FileName).cast::<u16>();
        std::ptr::copy_nonoverlapping(name.as_ptr(), to, name.len());
    }
    set(file, buffer.as_ptr().cast(), length, class)
}

/// Removes the name by which it is open as soon as this handle is closed, whoever else has it open.
pub(super) fn remove_at_once(file: &File) -> Result<(), Status> {
    let info = FILE_DISPOSITION_INFORMATION_EX {
        Flags: FILE_DISPOSITION_DELETE
            | FILE_DISPOSITION_POSIX_SEMANTICS
            | FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE,
    };
    set(file, (&raw const info).cast(), size_of_val(&info), FileDispositionInformationEx)
}

/// Removes the name by which it is open once all have closed it. What is read-only stays so where that fails.
pub(super) fn remove_when_closed(file: &File) -> Result<(), Status> {
    let info = FILE_DISPOSITION_INFORMATION { DeleteFile: true };
    let remove = || set(file, (&raw const info).cast(), size_of_val(&info), FileDispositionInformation);
    let first = remove();
    if first != Err(Status(STATUS_CANNOT_DELETE)) {
        return first;
    }
    let Some((with_right, attributes)) = read_only(file) else { return first };
    set_basic(&with_right, [0; 3], attributes & !FILE_ATTRIBUTE_READONLY)?;
    let second = remove();
    if second.is_err() {
        set_basic(&with_right, [0; 3], attributes)?;
    }
    second
}

/// The same file with the right to change its attributes, and those, if it is read-only.
fn read_only(file: &File) -> Option<(File, u32)> {
    use std::os::windows::io::AsHandle;
    let mut info = FILE_BASIC_INFORMATION::default();
    let mut outcome = IO_STATUS_BLOCK::default();
    // SAFETY: the system writes a value of this type, whose size is stated.
    #[allow(unsafe_code)]
    let status = unsafe {
        NtQueryInformationFile(
            file.as_raw_handle(),
            &mut outcome,
            (&raw mut info).cast(),
            size(size_of::<FILE_BASIC_INFORMATION>()),
            FileBasicInformation,
        )
    };
    if status < 0 || info.FileAttributes & FILE_ATTRIBUTE_READONLY == 0 {
        return None;
    }
    let wanted = Wanted { access: LINK, open: Open::Standing, kind: Kind::File, security: None };
    // The empty name is that of the open file itself.
    Some((open(file.as_handle(), &[], wanted).ok()?, info.FileAttributes))
}

/// Sets times (created, read, written; 0 leaves one alone) and attributes.
pub(super) fn set_basic(file: &File, times: [i64; 3], attributes: u32) -> Result<(), Status> {
    let [created, read, written] = times;
    let info = FILE_BASIC_INFORMATION {
        CreationTime: created,
        LastAccessTime: read,
        LastWriteTime: written,
        ChangeTime: 0,
        // 0 would leave them alone.
        FileAttributes: if attributes == 0 { FILE_ATTRIBUTE_NORMAL } else { attributes },
    };
    set(file, (&raw const info).cast(), size_of_val(&info), FileBasicInformation)
}

fn set(
    file: &File,
    info: *const std::ffi::c_void,
    length: usize,
    class: FILE_INFORMATION_CLASS,
) -> Result<(), Status> {
    let mut outcome = IO_STATUS_BLOCK::default();
    // SAFETY: the callers in this file give a value of the class's type, with its size.
    #[allow(unsafe_code)]
    done(unsafe { NtSetInformationFile(file.as_raw_handle(), &mut outcome, info, size(length), class) })
}

/// Sets the parts of a self-relative descriptor that `what` names.
pub(super) fn set_security(file: &File, what: u32, descriptor: &[u8]) -> Result<(), Status> {
    let descriptor = aligned(descriptor);
    // SAFETY: the system checks the descriptor before it believes what lengths it states; it was read from the system
    // or made by us as a whole.
    #[allow(unsafe_code)]
    done(unsafe {
        NtSetSecurityObject(
            file.as_raw_handle(),
            what,
            descriptor.as_ptr().cast::<std::ffi::c_void>().cast_mut(),
        )
    })
}

/// Asks the system to remove the file of this path, which ends with a zero, at its next start.
pub(super) fn remove_at_next_start(path: &[u16]) -> io::Result<()> {
    if path.last() != Some(&0) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    // SAFETY: the path ends with a zero, and no other path is given.
    #[allow(unsafe_code)]
    let done = unsafe { MoveFileExW(path.as_ptr(), std::ptr::null(), MOVEFILE_DELAY_UNTIL_REBOOT) };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// The bytes where a structure of the system may lie.
fn aligned(bytes: &[u8]) -> Vec<u64> {
    let word = |chunk: &[u8]| {
        let mut word = [0; 8];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        u64::from_ne_bytes(word)
    };
    bytes.chunks(8).map(word).collect()
}

fn size(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

fn done(status: NTSTATUS) -> Result<(), Status> {
    if status < 0 { Err(Status(status)) } else { Ok(()) }
}
