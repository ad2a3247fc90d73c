//! One looker's program and the line to it: what it says is read beside, so that nobody waits longer than he wants.
//!
//! Must never keep more of what a looker says than a handful of messages.

use std::fs::File;
use std::io;
use std::os::windows::io::{AsHandle, AsRawHandle};
use std::os::windows::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::{DuplicateHandle, HANDLE};
use windows_sys::Win32::Storage::FileSystem::{FILE_READ_ATTRIBUTES, FILE_READ_DATA, SYNCHRONIZE};
use windows_sys::Win32::System::Threading::{DETACHED_PROCESS, GetCurrentProcess};

use super::job::Job;
use super::{Says, messages};
use crate::crew::FOREMAN;
use crate::limits::Limits;

/// How soon it is noticed that it was said to stop.
const NOTICE: Duration = Duration::from_millis(200);
/// Messages that wait to be heard.
const WAITING: usize = 16;
/// How long a program that has closed its line may take to be gone.
const GOING: Duration = Duration::from_secs(1);

/// Why nothing is heard.
#[derive(Debug)]
pub enum Silence {
    /// It took too long.
    TooLong,
    /// The program is gone, or says what makes no sense.
    Gone(Option<String>),
}

/// A looker and the line to it. When this value goes, so does the looker.
pub struct Line {
    child: Child,
    /// What it may use; it ends with this.
    _job: Job,
    told: Sender<Vec<u8>>,
    said: Receiver<io::Result<Says>>,
}

impl Line {
    /// Starts a looker.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn to(program: &Path, limits: &Limits) -> io::Result<Line> {
        let job = Job::new(limits)?;
        let mut command = Command::new(program);
        // Nothing of ours steers a looker; the system's own libraries look for the system.
        command.env_clear();
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        let mut child = command
            .arg(FOREMAN)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .creation_flags(DETACHED_PROCESS)
            .spawn()?;
        // It has nothing to look at before it is told, so it cannot do anything outside the job.
        let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        if let Err(error) = job.take_in(child.as_handle()) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(error);
        }
        let (told, orders) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            for order in orders {
                if io::Write::write_all(&mut input, &order).is_err() {
                    return;
                }
            }
        });
        let (answers, said) = sync_channel(WAITING);
        std::thread::spawn(move || {
            loop {
                let message = messages::receive(&mut output, messages::ANSWER_BYTES);
                let last = message.is_err();
                if answers.send(message).is_err() || last {
                    return;
                }
            }
        });
        Ok(Line { child, _job: job, told, said })
    }

    /// Tells it something; whether that arrives is seen from the answer.
    pub fn send(&self, frame: Vec<u8>) {
        let _ = self.told.send(frame);
    }

    /// Gives it an open file, for reading and nothing else; says under which number it has it.
    ///
    /// # Errors
    /// Whatever the system says; the looker is gone then.
    pub fn hand_over(&self, file: &File) -> io::Result<u64> {
        let mut theirs: HANDLE = std::ptr::null_mut();
        let rights = FILE_READ_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE;
        // SAFETY: both handles are open; the new one belongs to the other program.
        #[allow(unsafe_code)]
        let done = unsafe {
            DuplicateHandle(
                GetCurrentProcess(),
                file.as_raw_handle(),
                self.child.as_raw_handle(),
                &mut theirs,
                rights,
                0,
                0,
            )
        };
        if done == 0 { Err(io::Error::last_os_error()) } else { Ok(theirs as usize as u64) }
    }

    /// Waits for what it says, until a moment and no longer, and not once it is said to stop.
    ///
    /// # Errors
    /// When it says nothing.
    pub fn hear(&mut self, until: Instant, stop: &AtomicBool) -> Result<Says, Silence> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || stop.load(Ordering::Relaxed) {
                return Err(Silence::TooLong);
            }
            match self.said.recv_timeout(left.min(NOTICE)) {
                Ok(Ok(message)) => return Ok(message),
                Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    return Err(Silence::Gone(None));
                }
                Ok(Err(error)) => return Err(Silence::Gone(Some(error.to_string()))),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(Silence::Gone(None)),
            }
        }
    }

    /// Ends it, and says how it ended if it had ended by itself.
    pub fn end(mut self) -> Option<String> {
        let until = Instant::now() + GOING;
        while Instant::now() < until {
            match self.child.try_wait() {
                Ok(Some(status)) => return status.code().map(|code| format!("ended with code {code:#x}")),
                // Only one that has hung up is on its way out.
                Ok(None) if matches!(self.said.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty)) => {
                    break;
                }
                Ok(None) => std::thread::sleep(Duration::from_millis(2)),
                Err(_) => break,
            }
        }
        None
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.child.kill();
        // One that waits for a dead disk does not end until the disk answers: it is left to the system, which ends it
        // then, as a member of the job.
        let until = Instant::now() + GOING;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
