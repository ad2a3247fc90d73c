//! The crew on Windows: each looker is a program of its own that compiles the rules itself, since nothing can be
//! copied as it runs; it is confined, handed open files, and ended.
//!
//! Must never pass a looker anything but a file opened for reading.

mod confine;
mod job;
mod line;

use std::fs::File;
use std::io;
use std::os::windows::io::{AsHandle, FromRawHandle};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::messages::{self, ForemanSays, How, LookerSays, Pack, Ready};
use super::prepare::prepare;
use super::{CrewError, Ended, looker};
use crate::limits::{Limits, PackLimits};
use crate::look::{Looked, Task};
use crate::verdict::{FoundIn, Scoring};
use line::{Line, Silence};

/// A looker that is asked to stop by itself at its time limit is ended this much later.
const GRACE: Duration = Duration::from_secs(5);

/// What a looker is told: what to look at, and the number under which it has the open file.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    task: Task,
    file: u64,
}

/// What a looker says: first of the rules, then of files.
#[derive(Debug, Serialize, Deserialize)]
enum Says {
    /// Of the rules.
    Rules(ForemanSays),
    /// Of a file.
    File(LookerSays),
}

/// A looker ended before it said anything of the rules: they are not why.
struct NeverSpoke;
/// A looker that the system does not start, or that never spoke, is started so many times in all, after a pause; what
/// keeps a program from starting (memory that is short for a moment, a guard that looks into it) may be gone then.
const STARTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(200);

/// What every looker is started with.
pub struct Crew {
    program: PathBuf,
    limits: Limits,
    file_time: Duration,
    /// How to look and the pack, as they lie on the wire.
    pack: Vec<u8>,
    ready: Ready,
    /// The looker on which the pack was tried; the first hand takes it.
    first: Mutex<Option<Line>>,
    stop: Arc<AtomicBool>,
}

impl Crew {
    /// Starts a looker from our own program, gives it the pack and waits until it is compiled.
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
        let how = How { limits: limits.clone(), scoring };
        let mut wire = messages::framed(&how).map_err(CrewError::Lost)?;
        wire.extend(messages::framed(pack).map_err(CrewError::Lost)?);
        let mut crew = Crew {
            program: program.to_owned(),
            limits: limits.clone(),
            file_time: pack_limits.file_time,
            pack: wire,
            ready: Ready::default(),
            first: Mutex::new(None),
            stop,
        };
        let (line, ready) = crew.tried()?;
        crew.ready = ready;
        crew.first = Mutex::new(Some(line));
        Ok(crew)
    }

    /// Whether nothing more is to be looked at.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// What became of the pack.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// One looker, for one thread.
    pub fn hand(self: &Arc<Self>, _number: usize) -> Hand {
        Hand { crew: Arc::clone(self), line: None, compiled: false }
    }

    fn hire(&self) -> Result<Line, CrewError> {
        let mut starts = 1;
        loop {
            match Line::to(&self.program, &self.limits) {
                Ok(line) => {
                    line.send(self.pack.clone());
                    return Ok(line);
                }
                // A program that is not there does not come by waiting.
                Err(error) if starts < STARTS && error.kind() != io::ErrorKind::NotFound => {
                    starts += 1;
                    std::thread::sleep(PAUSE);
                }
                Err(source) => return Err(CrewError::Start { program: self.program.clone(), source }),
            }
        }
    }

    /// A looker that has compiled the pack, and what became of it.
    fn tried(&self) -> Result<(Line, Ready), CrewError> {
        let mut starts = 1;
        loop {
            let mut line = self.hire()?;
            match self.compiled(&mut line)? {
                Ok(ready) => return Ok((line, ready)),
                Err(NeverSpoke) if starts < STARTS => {
                    starts += 1;
                    std::thread::sleep(PAUSE);
                }
                Err(NeverSpoke) => {
                    let how = line.end().unwrap_or_else(|| "no reason given".to_owned());
                    let source = io::Error::other(format!("it ended before it said anything: {how}"));
                    return Err(CrewError::Start { program: self.program.clone(), source });
                }
            }
        }
    }

    /// Waits until a looker has compiled the pack.
    fn compiled(&self, line: &mut Line) -> Result<Result<Ready, NeverSpoke>, CrewError> {
        let mut last = None;
        loop {
            match line.hear(Instant::now() + self.file_time, &AtomicBool::new(false)) {
                Ok(Says::Rules(ForemanSays::Compiling(source))) => last = Some(source),
                Ok(Says::Rules(ForemanSays::Ready(ready))) => return Ok(Ok(ready)),
                Ok(_) => return Err(CrewError::Lost(io::Error::other("an answer out of turn"))),
                Err(Silence::Gone(_)) if last.is_none() => return Ok(Err(NeverSpoke)),
                Err(silence) => {
                    let how = match silence {
                        Silence::TooLong => "took too long",
                        Silence::Gone(_) => "made the rule compiler break down",
                    };
                    let source_name = last.unwrap_or_else(|| "the pack".to_owned());
                    return Err(CrewError::Compiling { source_name, how });
                }
            }
        }
    }
}

/// One looker, started when it is first needed and again after it broke down.
pub struct Hand {
    crew: Arc<Crew>,
    line: Option<Line>,
    compiled: bool,
}

impl Hand {
    /// Hires the looker before there is anything to look at. It compiles the rules while others are hired.
    ///
    /// # Errors
    /// As [`Hand::look`].
    pub fn make_ready(&mut self) -> Result<(), CrewError> {
        if let Some(line) = self.crew.first.lock().unwrap_or_else(PoisonError::into_inner).take() {
            (self.line, self.compiled) = (Some(line), true);
        } else {
            (self.line, self.compiled) = (Some(self.crew.hire()?), false);
        }
        Ok(())
    }

    /// Has an open file looked at.
    ///
    /// # Errors
    /// When no looker can be started any more: the scan cannot go on.
    pub fn look(&mut self, file: &File, task: &Task) -> Result<Ended, CrewError> {
        // An idle looker may have ended meanwhile, by no fault of this file: then another one is asked.
        if self.ask(file, task)?.is_err() {
            self.line = None;
            self.ask(file, task)?.map_err(CrewError::Lost)?;
        }
        let until = Instant::now() + self.crew.limits.time_for(task.size) + GRACE;
        let (mut found, mut told) = (Vec::new(), 0);
        let silence = loop {
            let Some(line) = &mut self.line else { break Silence::Gone(None) };
            match line.hear(until, &self.crew.stop) {
                Ok(Says::File(said)) => match heard(said, &mut found, &mut told) {
                    Heard::More => {}
                    Heard::Done(looked) => return Ok(Ended::Looked(found, looked)),
                    Heard::Panicked(words) => return Ok(Ended::Crashed(found, words)),
                    Heard::TooMuch => break Silence::Gone(Some("more to tell than the limit".to_owned())),
                },
                Ok(Says::Rules(_)) => break Silence::Gone(Some("an answer out of turn".to_owned())),
                Err(silence) => break silence,
            }
        };
        let how = self.line.take().and_then(Line::end);
        if self.crew.is_stopped() {
            return Err(CrewError::Interrupted);
        }
        Ok(match silence {
            Silence::TooLong => Ended::TimedOut(found),
            Silence::Gone(why) => {
                let how = how.or(why).unwrap_or_else(|| "no reason given".to_owned());
                Ended::Crashed(found, how)
            }
        })
    }

    /// Hands the file over. The outer error is that none can be hired, the inner one this looker's.
    fn ask(&mut self, file: &File, task: &Task) -> Result<io::Result<()>, CrewError> {
        if self.line.is_none() {
            self.make_ready()?;
        }
        let Some(line) = &mut self.line else { return Ok(Err(io::ErrorKind::NotConnected.into())) };
        if !self.compiled {
            let ready = match self.crew.compiled(line)? {
                Ok(ready) => ready,
                Err(NeverSpoke) => {
                    let (another, ready) = self.crew.tried()?;
                    *line = another;
                    ready
                }
            };
            if ready != *self.crew.ready() {
                return Err(CrewError::Lost(io::Error::other("it made something else of the same rules")));
            }
            self.compiled = true;
        }
        Ok(line.hand_over(file).map(|number| {
            // A message that cannot be written is heard of when there is no answer.
            if let Ok(frame) = messages::framed(&Order { task: task.clone(), file: number }) {
                line.send(frame);
            }
        }))
    }
}

enum Heard {
    More,
    Done(Box<Looked>),
    Panicked(String),
    TooMuch,
}

fn heard(said: LookerSays, found: &mut Vec<FoundIn>, told: &mut usize) -> Heard {
    match said {
        LookerSays::Found(finding) if *told <= messages::ANSWER_BYTES => {
            *told += finding.weight();
            found.push(*finding);
            Heard::More
        }
        LookerSays::Found(_) => Heard::TooMuch,
        LookerSays::Looked(looked) => Heard::Done(looked),
        LookerSays::Panicked(words) => Heard::Panicked(words),
    }
}

/// Is a looker on standard input and output until the other side hangs up. For `quet looker-foreman` alone.
///
/// # Errors
/// When standard input is no line to quet, or breaks.
pub fn run_foreman() -> io::Result<()> {
    confine::confine();
    // The pipes themselves: what is written to standard output would wait there for the end of a line.
    let mut input = File::from(io::stdin().as_handle().try_clone_to_owned()?);
    let mut output = File::from(io::stdout().as_handle().try_clone_to_owned()?);
    let how: How = messages::receive(&mut input, 1 << 16)?;
    let pack: Pack = messages::receive(&mut input, messages::PACK_BYTES)?;
    let mut eyes = prepare(how, pack, |said| messages::send(&mut output, &Says::Rules(said)))?;
    let next = || {
        let order: Order = messages::receive(&mut input, messages::ANSWER_BYTES).ok()?;
        // SAFETY: quet has duplicated this handle into this program for this order, and nobody else here has it.
        #[allow(unsafe_code)]
        let file = unsafe { File::from_raw_handle(order.file as usize as *mut std::ffi::c_void) };
        Some((order.task, file))
    };
    looker::run(&mut eyes, next, |message| messages::send(&mut output, &Says::File(message)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_before_it_said_anything_is_started_again_and_then_not_blamed_on_the_rules() {
        let said_of = |program: &str| {
            let program = Path::new(program);
            let (limits, pack_limits) = (Limits::default(), PackLimits::default());
            let gathered =
                Crew::gather(program, &Pack::default(), &limits, &pack_limits, Scoring::Sum, Arc::default());
            gathered.err().map(|error| format!("{error}: {:?}", std::error::Error::source(&error)))
        };
        let ends = said_of(r"C:\windows\system32\hostname.exe").unwrap_or_default();
        assert!(ends.contains("cannot start") && ends.contains("before it said anything"), "{ends}");
        assert!(said_of(r"C:\no\such.exe").is_some_and(|said| said.contains("cannot start")));
    }
}
