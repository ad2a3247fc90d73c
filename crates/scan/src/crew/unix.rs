//! The crew on Unix: how lookers are started, confined, handed open files, and ended.
//!
//! Must never pass a looker anything but a file opened for reading.

use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags,
};
use rustix::process::{Resource, Rlimit};
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
}

struct Foreman {
    line: UnixStream,
    child: Child,
}

impl Crew {
    /// Starts a foreman from our own program, gives it the pack and waits until it is compiled.
    ///
    /// # Errors
    /// When the program does not start, or breaks down over the rules. Rules that do not compile are no error here:
    /// they are in [`Crew::ready`].
    pub fn gather(program: &Path, pack: &Pack, limits: &Limits, scoring: Scoring) -> Result<Crew, CrewError> {
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
            .spawn()
            .map_err(start)?;
        let mut foreman = Foreman { line: ours, child };
        let ready = foreman.prepare(pack, limits, scoring)?;
        Ok(Crew { foreman: Mutex::new(foreman), ready, limits: limits.clone() })
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
        send_with_file(&foreman.line, order, file)?;
        let until = Instant::now() + ORDER;
        messages::receive(&mut Until { line: &mut foreman.line, until }, 1 << 20)
    }
}

impl Foreman {
    fn prepare(&mut self, pack: &Pack, limits: &Limits, scoring: Scoring) -> Result<Ready, CrewError> {
        let how = How { limits: limits.clone(), scoring };
        let file_time = PackLimits::default().file_time;
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
        let mut found = Vec::new();
        let error = loop {
            let Some(line) = &mut self.line else { break io::ErrorKind::NotConnected.into() };
            match messages::receive(&mut Until { line, until }, messages::ANSWER_BYTES) {
                Ok(LookerSays::Found(finding)) if found.len() <= self.crew.limits.notes => {
                    found.push(*finding)
                }
                Ok(LookerSays::Looked(looked)) => return Ok(Ended::Looked(found, looked)),
                Ok(LookerSays::Panicked(words)) => return Ok(Ended::Crashed(found, words)),
                Ok(LookerSays::Found(_)) => break io::Error::other("more findings than the limit"),
                Err(error) => break error,
            }
        };
        let signal = self.dismiss().map_err(CrewError::Lost)?;
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
    match crew.order(&ForemanHears::Hire(number), Some(theirs.as_fd()))? {
        ForemanSays::Hired => Ok(ours),
        _ => Err(io::Error::other("an answer out of turn")),
    }
}

mod libc_signal {
    /// A mapped file ended before the mapping did.
    pub const BUS: i32 = nix::sys::signal::Signal::SIGBUS as i32;
}

/// A line that is read until a moment and no longer.
struct Until<'l> {
    line: &'l mut UnixStream,
    until: Instant,
}

impl io::Read for Until<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.line.set_read_timeout(Some(left))?;
        self.line.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
            _ => error,
        })
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

/// A file's bytes without reading them into memory.
pub struct Map {
    start: *mut std::ffi::c_void,
    len: usize,
}

impl Map {
    /// Maps the first `len` bytes. Should the file be cut while they are looked at, the system ends this looker,
    /// which costs one object.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn of(file: &File, len: usize) -> io::Result<Map> {
        use rustix::mm::{MapFlags, ProtFlags, mmap};
        // SAFETY: the address is left to the system, so nothing that is mapped already is replaced.
        #[allow(unsafe_code)]
        let start = unsafe { mmap(std::ptr::null_mut(), len, ProtFlags::READ, MapFlags::PRIVATE, file, 0) }?;
        Ok(Map { start, len })
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: so many bytes are mapped there for as long as this value lives. Another program may change the file
        // meanwhile, which cannot be prevented: nothing is assumed of the bytes from one look to the next, and a
        // file that was changed is a gap.
        #[allow(unsafe_code)]
        unsafe {
            std::slice::from_raw_parts(self.start.cast(), self.len)
        }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and no slice of it outlives this value.
        #[allow(unsafe_code)]
        let _ = unsafe { rustix::mm::munmap(self.start, self.len) };
    }
}

/// Ends this program when the one that started it ends.
///
/// # Errors
/// Whatever the system says.
#[cfg(target_os = "linux")]
pub fn die_with_parent() -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

/// Where the system has no such order, the closing line must do.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn die_with_parent() -> io::Result<()> {
    Ok(())
}

/// Leaves open in this program only the line to quet, which is returned: not what quet or who started it had open,
/// and nothing at standard input, where a copy of this program would find it.
///
/// # Errors
/// Whatever the system says.
pub fn leave_open_only_the_line() -> io::Result<UnixStream> {
    let line = io::stdin().as_fd().try_clone_to_owned()?;
    let nothing = File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    let mut others = Vec::new();
    for entry in rustix::fs::Dir::read_from(rustix::fs::open(
        "/proc/self/fd",
        rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC,
        rustix::fs::Mode::empty(),
    )?)? {
        others.extend(entry?.file_name().to_str().ok().and_then(|name| name.parse::<i32>().ok()));
    }
    let kept = [0, 1, 2, std::os::fd::AsRawFd::as_raw_fd(&line), std::os::fd::AsRawFd::as_raw_fd(&nothing)];
    for other in others.into_iter().filter(|other| !kept.contains(other)) {
        // The folder that was just listed is among them and closed already.
        let _ = nix::unistd::close(other);
    }
    Ok(UnixStream::from(line))
}

/// Takes from this program what a looker does not need: root's rights, files, the network, dumps of memory. What the
/// kernel does not know how to take stays; the rules of the house hold all the same.
///
/// # Errors
/// When root's rights cannot be laid down although they are there.
pub fn confine() -> io::Result<()> {
    let nothing = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = rustix::process::setrlimit(Resource::Core, nothing);
    let _ = rustix::process::setrlimit(Resource::Fsize, nothing);
    // When memory runs out, a looker is to go before any program of the machine's owner.
    #[cfg(target_os = "linux")]
    if let Ok(mut score) = File::options().write(true).open("/proc/self/oom_score_adj") {
        let _ = score.write_all(b"1000");
    }
    lay_down_rights()?;
    die_with_parent()?;
    #[cfg(target_os = "linux")]
    {
        use landlock::{
            ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, Scope,
        };
        let confined = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V6))
            .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V6)))
            .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
            .and_then(|rules| rules.create())
            .and_then(|rules| rules.restrict_self());
        let _ = confined;
    }
    Ok(())
}

/// Becomes nobody where this program is root. Files come open, so none of root's rights is needed.
fn lay_down_rights() -> io::Result<()> {
    use nix::unistd::{Gid, Uid, setgroups, setresgid, setresuid};
    const NOBODY: u32 = 65_534;
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let (user, group) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
    let laid_down = setgroups(&[])
        .and_then(|()| setresgid(group, group, group))
        .and_then(|()| setresuid(user, user, user));
    match laid_down {
        // In a namespace that knows no such user root is root of little.
        Err(nix::errno::Errno::EINVAL | nix::errno::Errno::EPERM) => Ok(()),
        other => Ok(other?),
    }
}

/// Bounds what a looker may allocate: twice what the limits let it hold unpacked, since a growing buffer is there
/// twice for a moment, and 2 GiB for rules and matches. Past that it breaks down and costs its object.
pub fn bound_memory(limits: &Limits) {
    let bytes = limits.held_bytes.saturating_mul(2).saturating_add(2 << 30);
    let _ = rustix::process::setrlimit(Resource::Data, Rlimit { current: Some(bytes), maximum: Some(bytes) });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a process of its own, since nothing that is taken comes back: what a confined program can still reach.
    #[test]
    fn a_confined_program_reaches_no_file_and_no_right() {
        if std::env::var_os("QUET_TEST_CONFINED").is_some() {
            confine().unwrap();
            let open = |path: &str| File::open(path).map(drop).unwrap_err().kind();
            assert_eq!(open("/etc/passwd"), io::ErrorKind::PermissionDenied);
            assert_eq!(open("/proc/self/status"), io::ErrorKind::PermissionDenied);
            assert_eq!(
                File::create("/tmp/quet-was-here").unwrap_err().kind(),
                io::ErrorKind::PermissionDenied
            );
            let connect = std::net::TcpStream::connect("127.0.0.1:9").unwrap_err().kind();
            assert_eq!(connect, io::ErrorKind::PermissionDenied);
            assert!(!rustix::process::geteuid().is_root());
            return;
        }
        let done = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "crew::unix::tests::a_confined_program_reaches_no_file_and_no_right",
                "--nocapture",
            ])
            .env("QUET_TEST_CONFINED", "1")
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    }
}
