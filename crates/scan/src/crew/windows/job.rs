//! What a looker may use: a job of the system's that bounds its memory, keeps it from starting programs, and ends it when
//! quet ends, however quet ends. It says nothing of the desktop: such a job could not lie in another one, and whoever
//! starts quet from a schedule or a console may have put it into one.
//!
//! Must never hold anything but lookers.

use std::io;
use std::os::windows::io::{AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle};

use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
    JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JOBOBJECTINFOCLASS,
    JobObjectExtendedLimitInformation, SetInformationJobObject,
};

use crate::limits::Limits;

/// A job.
pub struct Job(OwnedHandle);

impl Job {
    /// An empty job with its bounds. Memory: twice what the limits let a looker hold unpacked, since a growing buffer
    /// is there twice for a moment, and 2 GiB for rules and matches.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn new(limits: &Limits) -> io::Result<Job> {
        // SAFETY: it gets no name, so nobody else can open it.
        #[allow(unsafe_code)]
        let made = unsafe { CreateJobObjectW(std::ptr::null(), std::ptr::null()) };
        if made.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the system has just made it for us, and nobody else closes it.
        #[allow(unsafe_code)]
        let job = Job(unsafe { OwnedHandle::from_raw_handle(made) });
        let mut bounds = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
        bounds.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
            | JOB_OBJECT_LIMIT_PROCESS_MEMORY
            | JOB_OBJECT_LIMIT_ACTIVE_PROCESS
            | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
        bounds.BasicLimitInformation.ActiveProcessLimit = 1;
        let bytes = limits.held_bytes.saturating_mul(2).saturating_add(2 << 30);
        bounds.ProcessMemoryLimit = usize::try_from(bytes).unwrap_or(usize::MAX);
        job.set(JobObjectExtendedLimitInformation, &bounds)?;
        Ok(job)
    }

    fn set<T>(&self, class: JOBOBJECTINFOCLASS, value: &T) -> io::Result<()> {
        // SAFETY: the callers name the class whose values are of this type, and its size is stated.
        #[allow(unsafe_code)]
        let done = unsafe {
            SetInformationJobObject(
                self.0.as_raw_handle(),
                class,
                std::ptr::from_ref(value).cast(),
                size_of::<T>() as u32,
            )
        };
        if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Takes a program in, for good.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn take_in(&self, program: BorrowedHandle<'_>) -> io::Result<()> {
        // SAFETY: both are open.
        #[allow(unsafe_code)]
        let done = unsafe { AssignProcessToJobObject(self.0.as_raw_handle(), program.as_raw_handle()) };
        if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }
}
