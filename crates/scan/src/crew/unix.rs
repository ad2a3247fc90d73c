//! The crew on Unix: how lookers are started, confined, handed open files, and ended.
//!
//! Must never pass a looker anything but a file opened for reading.

use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::messages::{self, ForemanHears, ForemanSays, How, LookerSays, Pack, Ready};
use super::{CrewError, Ended, FOREMAN};
use crate::limits::{Limits, PackLimits};
use crate::look::Task;
use crate::verdict::Scoring;

/// A looker that is asked to stop by itself at its time limit is ended this much later.
const GRACE: Duration = Duration::from_secs(5);

/// A foreman that does not answer an order for so long is stuck, and the scan ends and says so.
const ORDER: Duration = Duration::from_secs(30);

/// The foreman and the line to it.
pub struct Crew {
    foreman: Mutex<Foreman>,
    ready: Ready,
    limits: Limits,
    stop: Arc<AtomicBool>,
}

struct Foreman {
    line: UnixStream,
    child: Child,
    is_lost: bool,
}

impl Crew {
    /// Starts a foreman from our own program, gives it the pack and waits until it is compiled.
    ///
    /// # Errors
    /// When the program does not start, or breaks down over the rules. Rules that do not compile are no error here:
    /// they are in [`Crew::ready`].
    ///
    /// Once `stop` is set nothing more is looked at.
    pub fn gather(
        program: &Path,
        pack: &Pack,
        limits: &Limits,
        pack_limits: &PackLimits,
        scoring: Scoring,
        stop: Arc<AtomicBool>,
    ) -> Result<Crew, CrewError> {
        let start = |source| CrewError::Start { program: program.to_owned(), source };
        let (ours, theirs) = UnixStream::pair().map_err(start)?;
        let child = Command::new(program)
            .arg(FOREMAN)
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .current_dir("/")
            // Nothing of ours steers a looker, and no variable makes it load a library.
            .env_clear()
            // Who interrupts quet at the keyboard does not thereby break what is being looked at.
            .process_group(0)
            .spawn()
            .map_err(start)?;
        let mut foreman = Foreman { line: ours, child, is_lost: false };
        let ready = foreman.prepare(pack, limits, pack_limits.file_time, scoring)?;
        Ok(Crew { foreman: Mutex::new(foreman), ready, limits: limits.clone(), stop })
    }

    /// Whether nothing more is to be looked at.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// What became of the pack.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// One looker, for one thread. `number` tells it from the others.
    pub fn hand(self: &Arc<Self>, number: usize) -> Hand {
        Hand { crew: Arc::clone(self), number, line: None }
    }

    fn order(&self, order: &ForemanHears, file: Option<BorrowedFd<'_>>) -> io::Result<ForemanSays> {
        let mut foreman = self.foreman.lock().unwrap_or_else(PoisonError::into_inner);
        let answered = foreman.order(order, file);
        // A line on which one answer is missing is not asked again: the next would be taken for it.
        foreman.is_lost |= answered.is_err();
        answered
    }
}

impl Foreman {
    fn order(&mut self, order: &ForemanHears, file: Option<BorrowedFd<'_>>) -> io::Result<ForemanSays> {
        if self.is_lost {
            return Err(io::ErrorKind::NotConnected.into());
        }
        send_with_file(&self.line, order, file)?;
        let until = Instant::now() + ORDER;
        // An order is short, and is not left half done.
        let stop = AtomicBool::new(false);
        messages::receive(&mut Until { line: &mut self.line, until, stop: &stop }, 1 << 20)
    }

    fn prepare(
        &mut self,
        pack: &Pack,
        limits: &Limits,
        file_time: Duration,
        scoring: Scoring,
    ) -> Result<Ready, CrewError> {
        let how = How { limits: limits.clone(), scoring };
        self.line.set_write_timeout(Some(file_time.max(ORDER))).map_err(CrewError::Lost)?;
        messages::send(&mut self.line, &how).map_err(CrewError::Lost)?;
        messages::send(&mut self.line, pack).map_err(CrewError::Lost)?;
        let mut last = String::from("the pack");
        self.line.set_read_timeout(Some(file_time)).map_err(CrewError::Lost)?;
        loop {
            match messages::receive(&mut self.line, 1 << 26) {
                Ok(ForemanSays::Compiling(source)) => last = source,
                Ok(ForemanSays::Ready(ready)) => {
                    self.line.set_read_timeout(None).map_err(CrewError::Lost)?;
                    return Ok(ready);
                }
                Ok(_) => return Err(CrewError::Lost(io::Error::other("an answer out of turn"))),
                Err(error) => {
                    let how = match error.kind() {
                        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => "took too long",
                        _ => "made the rule compiler break down",
                    };
                    return Err(CrewError::Compiling { source_name: last, how });
                }
            }
        }
    }
}

impl Drop for Foreman {
    fn drop(&mut self) {
        // The foreman ends its lookers and itself when the line closes; one that hangs is ended, and its lookers with
        // it.
        let _ = self.line.shutdown(std::net::Shutdown::Both);
        let until = Instant::now() + Duration::from_secs(1);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One looker, started when it is first needed and again after it broke down.
pub struct Hand {
    crew: Arc<Crew>,
    number: usize,
    line: Option<UnixStream>,
}

impl Hand {
    /// Hires the looker before there is anything to look at, while there is room for the line to it.
    ///
    /// # Errors
    /// As [`Hand::look`].
    pub fn make_ready(&mut self) -> Result<(), CrewError> {
        self.line = Some(hire(&self.crew, self.number).map_err(CrewError::Lost)?);
        Ok(())
    }

    /// Has an open file looked at.
    ///
    /// # Errors
    /// When no looker can be started any more: the scan cannot go on.
    pub fn look(&mut self, file: &File, task: &Task) -> Result<Ended, CrewError> {
        // An idle looker may have ended meanwhile, by no fault of this file: then another one is asked.
        if self.ask(file, task).map_err(CrewError::Lost)?.is_err() {
            self.dismiss().map_err(CrewError::Lost)?;
            self.ask(file, task).map_err(CrewError::Lost)?.map_err(CrewError::Lost)?;
        }
        let until = Instant::now() + self.crew.limits.time_for(task.size) + GRACE;
        let (mut found, mut told) = (Vec::new(), 0);
        let error = loop {
            let Some(line) = &mut self.line else { break io::ErrorKind::NotConnected.into() };
            match messages::receive(&mut Until { line, until, stop: &self.crew.stop }, messages::ANSWER_BYTES)
            {
                Ok(LookerSays::Found(finding)) if told <= messages::ANSWER_BYTES => {
                    told += finding.weight();
                    found.push(*finding);
                }
                Ok(LookerSays::Looked(looked)) => return Ok(Ended::Looked(found, looked)),
                Ok(LookerSays::Panicked(words)) => return Ok(Ended::Crashed(found, words)),
                Ok(LookerSays::Found(_)) => break io::Error::other("more to tell than the limit"),
                Err(error) => break error,
            }
        };
        let signal = self.dismiss().map_err(CrewError::Lost)?;
        if self.crew.is_stopped() {
            return Err(CrewError::Interrupted);
        }
        Ok(match (error.kind(), signal) {
            (_, Some(libc_signal::BUS)) => Ended::Cut,
            (io::ErrorKind::TimedOut, None) => Ended::TimedOut(found),
            (_, Some(signal)) => Ended::Crashed(found, format!("ended by signal {signal}")),
            (_, None) => Ended::Crashed(found, error.to_string()),
        })
    }

    /// Hands the file over. The outer error is the foreman's, the inner one the looker's.
    fn ask(&mut self, file: &File, task: &Task) -> io::Result<io::Result<()>> {
        let line = match &mut self.line {
            Some(line) => line,
            None => self.line.insert(hire(&self.crew, self.number)?),
        };
        Ok(send_with_file(line, task, Some(file.as_fd())))
    }

    fn dismiss(&mut self) -> io::Result<Option<i32>> {
        self.line = None;
        match self.crew.order(&ForemanHears::Dismiss(self.number), None)? {
            ForemanSays::Gone(signal) => Ok(signal),
            _ => Err(io::Error::other("an answer out of turn")),
        }
    }
}

fn hire(crew: &Crew, number: usize) -> io::Result<UnixStream> {
    let (ours, theirs) = UnixStream::pair()?;
    ours.set_write_timeout(Some(ORDER))?;
    match crew.order(&ForemanHears::Hire(number), Some(theirs.as_fd()))? {
        ForemanSays::Hired => Ok(ours),
        _ => Err(io::Error::other("an answer out of turn")),
    }
}

mod libc_signal {
    /// A mapped file ended before the mapping did.
    pub const BUS: i32 = nix::sys::signal::Signal::SIGBUS as i32;
}

/// A line that is read until a moment and no longer, and not once it is said to stop.
struct Until<'l> {
    line: &'l mut UnixStream,
    until: Instant,
    stop: &'l AtomicBool,
}

/// How soon it is noticed that it was said to stop.
const NOTICE: Duration = Duration::from_millis(200);

impl io::Read for Until<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.stop.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.line.set_read_timeout(Some(left.min(NOTICE)))?;
            match self.line.read(into) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                done => return done,
            }
        }
    }
}

/// Sends a message, and an open file with its first byte.
fn send_with_file(
    line: &UnixStream,
    message: &impl Serialize,
    file: Option<BorrowedFd<'_>>,
) -> io::Result<()> {
    let frame = messages::framed(message)?;
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let files: Vec<BorrowedFd<'_>> = file.into_iter().collect();
    if !files.is_empty() {
        control.push(SendAncillaryMessage::ScmRights(&files));
    }
    let sent = rustix::net::sendmsg(line, &[IoSlice::new(&frame)], &mut control, SendFlags::NOSIGNAL)?;
    let mut line = line;
    line.write_all(frame.get(sent..).unwrap_or_default())
}

/// Receives a message and the open file that came with it, if one did.
///
/// # Errors
/// `UnexpectedEof` when the other side hung up, and whatever the system says.
pub fn receive_with_file<M: DeserializeOwned>(line: &UnixStream) -> io::Result<(M, Option<OwnedFd>)> {
    let mut len = [0; 4];
    let mut file = None;
    let mut have = 0;
    while have < len.len() {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let rest = len.get_mut(have..).unwrap_or_default();
        let flags = RecvFlags::CMSG_CLOEXEC;
        let received = rustix::net::recvmsg(line, &mut [IoSliceMut::new(rest)], &mut control, flags)?;
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(files) = message {
                file = files.into_iter().next().or(file);
            }
        }
        if received.bytes == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        have += received.bytes;
    }
    let mut line = line;
    Ok((messages::receive_body(&mut line, len, messages::ANSWER_BYTES)?, file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::rules::RuleFile;

    /// What is said of a rule file when this program takes the foreman's place.
    fn said_of(program: &Path) -> String {
        let rules =
            vec![RuleFile { source: "a.yar".to_owned(), text: b"rule a { condition: true }".to_vec() }];
        let pack = Pack { rules, ..Pack::default() };
        let pack_limits = PackLimits { file_time: Duration::from_millis(300), ..PackLimits::default() };
        let limits = Limits::default();
        let gathered = Crew::gather(program, &pack, &limits, &pack_limits, Scoring::Sum, Arc::default());
        gathered.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_compiler_that_hangs_breaks_down_or_is_not_there_is_said() {
        // It writes for ever and answers nothing.
        let hangs = Path::new("/usr/bin/yes");
        let started = Instant::now();
        assert!(said_of(hangs).contains("took too long"));
        assert!(started.elapsed() < Duration::from_secs(30));
        let breaks = said_of(Path::new("/bin/true"));
        assert!(breaks.contains("break down") || breaks.contains("lost touch"), "{breaks}");
        assert!(said_of(Path::new("/no/such/program")).contains("cannot start"));
    }
}
