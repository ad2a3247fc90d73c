//! The bar that shows how far a scan is: files, bytes, time left. On standard error, and only on a terminal.
//!
//! Must never be taken for a result: what it counts ahead is an estimate.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ::scan::ledger::Ledger;
use ::scan::sweep::Sweep;
use indicatif::{ProgressBar, ProgressStyle};

use words::Words;

/// Runs the scan with a bar beside it.
pub fn beside<T>(
    sweep: &Sweep<'_>,
    ledger: &Ledger,
    words: &Words,
    scan: impl FnOnce(&ProgressBar) -> T,
) -> T {
    if !std::io::stderr().is_terminal() {
        return scan(&ProgressBar::hidden());
    }
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template(&template(crate::system::columns()));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    let (over, counted) = (AtomicBool::new(false), AtomicBool::new(false));
    let (objects, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            sweep.estimate(&mut |object| {
                if let Some(size) = object {
                    objects.fetch_add(1, Ordering::Relaxed);
                    bytes.fetch_add(size, Ordering::Relaxed);
                }
                !over.load(Ordering::Relaxed)
            });
            counted.store(true, Ordering::Relaxed);
        });
        scope.spawn(|| {
            let started = Instant::now();
            while !over.load(Ordering::Relaxed) {
                let (done, read) = ledger.so_far();
                let (all, size) =
                    (objects.load(Ordering::Relaxed).max(done), bytes.load(Ordering::Relaxed).max(read));
                bar.set_length(weight(all, size));
                bar.set_position(weight(done, read));
                let left = match counted.load(Ordering::Relaxed) {
                    true => time_left(started.elapsed(), weight(done, read), weight(all, size), words),
                    false => words.say("progress-counting"),
                };
                let (done, all) = (words.number(done), words.number(all));
                let (read, size) = (words.bytes(read), words.bytes(size));
                let values =
                    [("done", &*done), ("all", &all), ("read", &read), ("size", &size), ("left", &left)];
                bar.set_message(words.with("progress", &values));
                bar.tick();
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        let _over = Over(&over, &bar);
        scan(&bar)
    })
}

/// How the bar is written. A line of a console on Windows is not cleared to its end, and one that goes on in the next
/// is not cleared wholly: there it is as long as it may be and no longer.
fn template(columns: Option<usize>) -> String {
    /// Everything but the bar and what is said behind it.
    const FRAME: usize = "| [] 100%  ".len();
    let Some(columns) = columns else { return "{spinner} [{bar:30}] {percent:>3}%  {msg}".to_owned() };
    let bar = if columns < 110 { 10 } else { 30 };
    let room = columns.saturating_sub(bar + FRAME).max(1);
    format!("{{spinner}} [{{bar:{bar}}}] {{percent:>3}}%  {{msg:{room}!}}")
}

/// Ends the bar and who works for it, also when the scan itself breaks down.
struct Over<'b>(&'b AtomicBool, &'b ProgressBar);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        self.1.finish_and_clear();
    }
}

/// A file costs something for being a file and something for each byte: about as much as 100 kB.
fn weight(objects: u64, bytes: u64) -> u64 {
    objects.saturating_mul(100_000).saturating_add(bytes)
}

fn time_left(elapsed: Duration, done: u64, all: u64, words: &Words) -> String {
    if done == 0 || elapsed < Duration::from_secs(1) {
        return words.say("progress-unknown");
    }
    let left = elapsed.as_secs_f64() / done as f64 * all.saturating_sub(done) as f64;
    let seconds = left.round() as u64;
    let number = |number: u64| words.number(number);
    let text = match seconds {
        0..60 => words.with("time-seconds", &[("seconds", &number(seconds))]),
        60..3600 => words
            .with("time-minutes", &[("minutes", &number(seconds / 60)), ("seconds", &number(seconds % 60))]),
        _ => words.with(
            "time-hours",
            &[("hours", &number(seconds / 3600)), ("minutes", &number(seconds % 3600 / 60))],
        ),
    };
    words.with("progress-left", &[("time", &text)])
}
