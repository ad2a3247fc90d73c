//! The system's lowest interface, as far as looking needs it: opening relative to an open folder, and asking what was
//! opened.
//!
//! Must never ask for a right to write, to remove or to change, and never open without sharing.

use std::io;
use std::os::windows::io::{AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle};

use windows_sys::Wdk::Foundation::OBJECT_ATTRIBUTES;
use windows_sys::Wdk::Storage::FileSystem::{
    FILE_DIRECTORY_FILE, FILE_NON_DIRECTORY_FILE, FILE_OPEN, FILE_OPEN_FOR_BACKUP_INTENT,
    FILE_OPEN_NO_RECALL, FILE_OPEN_REPARSE_POINT, FILE_SYNCHRONOUS_IO_NONALERT, FileStreamInformation,
    NtCreateFile, NtQueryInformationFile,
};
use windows_sys::Win32::Foundation::{
    HANDLE, NTSTATUS, OBJ_CASE_INSENSITIVE, RtlNtStatusToDosError, STATUS_ACCESS_DENIED,
    STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL, STATUS_INFO_LENGTH_MISMATCH,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_INFO_CLASS, STATUS_INVALID_PARAMETER,
    STATUS_NOT_IMPLEMENTED, STATUS_NOT_SUPPORTED, UNICODE_STRING,
};
use windows_sys::Win32::Storage::FileSystem::{
    FILE_ATTRIBUTE_REPARSE_POINT, FILE_ATTRIBUTE_TAG_INFO, FILE_BASIC_INFO, FILE_INFO_BY_HANDLE_CLASS,
    FILE_LIST_DIRECTORY, FILE_READ_ATTRIBUTES, FILE_READ_DATA, FILE_SHARE_DELETE, FILE_SHARE_READ,
    FILE_SHARE_WRITE, FileAttributeTagInfo, FileBasicInfo, GetFileInformationByHandleEx, READ_CONTROL,
    SYNCHRONIZE,
};
use windows_sys::Win32::System::IO::IO_STATUS_BLOCK;

use crate::os::reparse::{self, What};

/// What is to be done with what is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Asking what it is.
    Look,
    /// Reading its contents.
    Read,
    /// Opening what lies in it.
    Enter,
    /// Listing it.
    List,
}

/// What a name is relative to.
#[derive(Clone, Copy)]
pub enum Of<'f> {
    /// It is whole.
    Nothing,
    /// This open folder.
    Folder(BorrowedHandle<'f>),
}

const ALWAYS: u32 = FILE_OPEN_REPARSE_POINT
    | FILE_OPEN_NO_RECALL
    | FILE_OPEN_FOR_BACKUP_INTENT
    | FILE_SYNCHRONOUS_IO_NONALERT;

/// A folder itself.
pub const FOLDER: u32 = ALWAYS | FILE_DIRECTORY_FILE;
/// A file, as it lies there.
pub const FILE: u32 = ALWAYS | FILE_NON_DIRECTORY_FILE;
/// A file, as the driver puts it together that its reparse point names.
pub const FILE_THROUGH: u32 = FILE & !FILE_OPEN_REPARSE_POINT;
/// Whatever it is.
pub const ANY: u32 = ALWAYS;

/// The longest name that the system takes, in UTF-16 units.
const LONGEST: usize = 32_767;
/// A list of streams that is longer is no list that a file of this world has: NTFS holds far fewer.
const STREAMS_BYTES: usize = 16 << 20;

/// Opens what has this name.
///
/// # Errors
/// Whatever the system says.
pub fn open(of: Of<'_>, name: &[u16], access: Access, options: u32) -> io::Result<OwnedHandle> {
    let wanted = SYNCHRONIZE
        | FILE_READ_ATTRIBUTES
        | match access {
            Access::Look => 0,
            Access::Read => FILE_READ_DATA,
            // Whoever runs a program may pass through folders that are closed to him.
            Access::Enter => 0,
            Access::List => FILE_LIST_DIRECTORY,
        };
    // To say whose it is takes a right of its own, without which the rest can be done all the same.
    match create(of, name, wanted | READ_CONTROL, options) {
        Err(STATUS_ACCESS_DENIED) => create(of, name, wanted, options).map_err(error_of),
        done => done.map_err(error_of),
    }
}

fn create(of: Of<'_>, name: &[u16], wanted: u32, options: u32) -> Result<OwnedHandle, NTSTATUS> {
    if name.len() > LONGEST {
        return Err(windows_sys::Win32::Foundation::STATUS_NAME_TOO_LONG);
    }
    let bytes = (name.len() * 2) as u16;
    let name = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: name.as_ptr().cast_mut() };
    let attributes = OBJECT_ATTRIBUTES {
        Length: size_of::<OBJECT_ATTRIBUTES>() as u32,
        RootDirectory: match of {
            Of::Nothing => std::ptr::null_mut(),
            Of::Folder(folder) => folder.as_raw_handle(),
        },
        ObjectName: &name,
        Attributes: OBJ_CASE_INSENSITIVE as u32,
        SecurityDescriptor: std::ptr::null(),
        SecurityQualityOfService: std::ptr::null(),
    };
    let mut handle: HANDLE = std::ptr::null_mut();
    let mut outcome = IO_STATUS_BLOCK::default();
    // SAFETY: every pointer leads to a value of this function, and the name is as long as it says; the system only
    // reads the name.
    #[allow(unsafe_code)]
    let status = unsafe {
        NtCreateFile(
            &mut handle,
            wanted,
            &attributes,
            &mut outcome,
            std::ptr::null(),
            0,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            FILE_OPEN,
            options,
            std::ptr::null(),
            0,
        )
    };
    if status < 0 {
        return Err(status);
    }
    // SAFETY: the system has just opened it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    Ok(unsafe { OwnedHandle::from_raw_handle(handle) })
}

/// An error of the lowest interface as the others of the system are.
pub fn error_of(status: NTSTATUS) -> io::Error {
    // SAFETY: it only looks the number up.
    #[allow(unsafe_code)]
    let code = unsafe { RtlNtStatusToDosError(status) };
    io::Error::from_raw_os_error(code as i32)
}

/// What was opened.
///
/// # Errors
/// Whatever the system says.
pub fn what(handle: BorrowedHandle<'_>) -> io::Result<What> {
    let basic: FILE_BASIC_INFO = ask(handle, FileBasicInfo)?;
    // Only where there is a reparse point is its tag asked for: FAT knows no such question.
    let tag = match basic.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT {
        0 => 0,
        _ => ask::<FILE_ATTRIBUTE_TAG_INFO>(handle, FileAttributeTagInfo)?.ReparseTag,
    };
    Ok(reparse::what(basic.FileAttributes, tag))
}

/// What the system says of an open file, of the kind whose values are of type `T`.
///
/// # Errors
/// Whatever the system says.
pub fn ask<T: Default>(handle: BorrowedHandle<'_>, class: FILE_INFO_BY_HANDLE_CLASS) -> io::Result<T> {
    let mut info = T::default();
    // SAFETY: the caller names the class whose values are of this type, and its size is stated.
    #[allow(unsafe_code)]
    let done = unsafe {
        GetFileInformationByHandleEx(
            handle.as_raw_handle(),
            class,
            (&raw mut info).cast(),
            size_of::<T>() as u32,
        )
    };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(info) }
}

/// The list of an open file's streams, as the system writes it; empty where its file system knows none.
///
/// # Errors
/// Whatever the system says.
pub fn stream_list(handle: BorrowedHandle<'_>) -> io::Result<Vec<u8>> {
    let mut list = vec![0u8; 4096];
    loop {
        let mut outcome = IO_STATUS_BLOCK::default();
        // SAFETY: the system writes at most as many bytes as the buffer has, and says how many.
        #[allow(unsafe_code)]
        let status = unsafe {
            NtQueryInformationFile(
                handle.as_raw_handle(),
                &mut outcome,
                list.as_mut_ptr().cast(),
                list.len() as u32,
                FileStreamInformation,
            )
        };
        match status {
            STATUS_BUFFER_OVERFLOW | STATUS_BUFFER_TOO_SMALL | STATUS_INFO_LENGTH_MISMATCH
                if list.len() < STREAMS_BYTES =>
            {
                let larger = list.len() * 8;
                list = vec![0; larger.min(STREAMS_BYTES)];
            }
            // File systems without streams, such as FAT.
            STATUS_INVALID_PARAMETER
            | STATUS_NOT_IMPLEMENTED
            | STATUS_NOT_SUPPORTED
            | STATUS_INVALID_INFO_CLASS
            | STATUS_INVALID_DEVICE_REQUEST => {
                return Ok(Vec::new());
            }
            _ if status < 0 => return Err(error_of(status)),
            _ => {
                list.truncate(outcome.Information);
                return Ok(list);
            }
        }
    }
}
