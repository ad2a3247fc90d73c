//! Runs `quet feed import` and `quet serve`, and asks the server over HTTP. Must never read more than a test expects.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use wire::campaign::CampaignFigures;
use wire::check::CheckAnswer;

use crate::quet::{Place, Ran, bytes_of};

/// More than any answer has.
pub const LONGEST: u64 = 8 << 20;

/// The columns of the reports that are written by hand here.
pub const HEADER: &str = "timestamp,src_ip,src_port,dst_ip,dst_port,infection,family\n";

/// A name for such a report.
pub const NAME: &str = "2026-11-20-event4_sinkhole-x.csv";

/// Believes loopback to be a proxy, and is about a campaign.
const CONFIG: &str = "trusted_proxies = [\"127.0.0.1\"]\n[campaign]\nid = \"sach-mang\"\n";

/// A row at that second of 2026-11-20, from that address.
pub fn row(second: u32, address: &str) -> String {
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("2026-11-20 {hour:02}:{minute:02}:{second:02},{address},4711,198.51.100.7,80,mirai,mirai\n")
}

/// A report with so many rows, each from an address of its own, beginning with this one.
pub fn report(first: u32, rows: u32) -> String {
    let address = |nth: u32| std::net::Ipv4Addr::from_bits(u32::from_be_bytes([14, 160, 0, 0]) + nth);
    let rows = (first..first + rows).map(|nth| row(nth % 86_400, &address(nth).to_string()));
    HEADER.chars().chain(rows.collect::<String>().chars()).collect()
}

impl Place {
    /// `quet feed import` of these files, in English.
    pub fn import(&self, files: &[PathBuf]) -> Ran {
        Ran::of(self.importing(files).output().unwrap())
    }

    /// The same, not started yet.
    pub fn importing(&self, files: &[PathBuf]) -> Command {
        let mut command = self.command();
        command.args(["feed", "import", "--lang", "en", "--data"]).arg(self.path("data")).args(files);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// `quet feed import` of a file with that name and these bytes.
    pub fn import_bytes(&self, name: &str, bytes: impl AsRef<[u8]>) -> Ran {
        let path = self.write(PathBuf::from("reports").join(name), bytes);
        self.import(&[path])
    }

    /// `quet feed import` of what is written into its standard input.
    pub fn import_pipe(&self, more: &[&str]) -> (Child, ChildStdin) {
        let mut command = self.importing(&[PathBuf::from("-")]);
        let mut child = command.args(more).stdin(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        (child, input)
    }
}

/// The four numbers that an import tells: rows, counted, counted before, left out.
pub fn counts(line: &str) -> [u64; 4] {
    let after = |word: &str| {
        let rest = line.split(word).nth(1).unwrap_or_else(|| panic!("`{word}` is not in: {line}"));
        let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
        digits.replace(',', "").parse().unwrap()
    };
    [after("): "), after("Counted: "), after("Counted before: "), after("Left out: ")]
}

/// A server that runs, until it is dropped.
pub struct Served {
    child: Child,
    /// What it says at its start; held open, since who cannot say what it has to say ends otherwise.
    _said: BufReader<std::io::Take<ChildStdout>>,
    pub address: SocketAddr,
    log: PathBuf,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Served {
    /// A server of this place's data, on any port of the loopback, that believes it to be a proxy.
    pub fn start(place: &Place) -> Served {
        Served::configured(place, CONFIG, &["--listen", "127.0.0.1:0"])
    }

    /// The same with another configuration.
    pub fn configured(place: &Place, config: &str, more: &[&str]) -> Served {
        let mut command = serve(place, config);
        command.args(more);
        Served::of(place, command)
    }

    /// A server that is started so.
    pub fn of(place: &Place, mut command: Command) -> Served {
        let log = place.write("server.log", "");
        let writes = std::fs::File::options().append(true).open(&log).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(writes).spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap().take(4096));
        // Before it may stand where it is set up, by the name that it is reached by.
        while !line.contains("http://") || line.contains("/console/first") {
            line.clear();
            if said.read_line(&mut line).unwrap() == 0 {
                break;
            }
        }
        let told = || String::from_utf8(bytes_of(&log)).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("no server: {line}{}", told())).parse().unwrap();
        Served { child, _said: said, address, log }
    }

    /// A connection that waits no longer than a test does.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Asks on a connection of its own, with these lines in the header.
    pub fn ask(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut stream = self.connect();
        ask_on(&mut stream, target, &[headers, &[("Connection", "close")]].concat())
    }

    /// The public figures.
    pub fn figures(&self) -> CampaignFigures {
        serde_json::from_str(&self.ask("/api/v1/campaign", &[]).body).unwrap()
    }

    /// Sightings and addresses of the public figures.
    pub fn counted(&self) -> (u64, u64) {
        let figures = self.figures();
        (figures.sightings, figures.addresses)
    }

    /// What somebody at this address is told.
    pub fn check(&self, address: &str) -> CheckAnswer {
        let answer = self.ask("/api/v1/check", &[("X-Forwarded-For", address)]);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// What it told its operator so far.
    pub fn log(&self) -> String {
        String::from_utf8(bytes_of(&self.log)).unwrap()
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Orders it to end.
    pub fn order_to_end(&self) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
    }

    /// Waits for its end: how it ended.
    pub fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `quet serve` with this configuration, not started yet.
pub fn serve(place: &Place, config: &str) -> Command {
    let config = place.write("server/quet.toml", config);
    let mut command = place.command();
    command.args(["serve", "--lang", "en", "--config"]).arg(config).arg("--data").arg(place.path("data"));
    // Where nothing else is said: two tests side by side never want the same port.
    command.env("QUET_LISTEN", "127.0.0.1:0");
    command
}

/// A server that does not start: what it says.
pub fn refused(mut command: Command) -> Ran {
    Ran::of(command.output().unwrap())
}

/// Asks on a connection that stays open unless the header says otherwise.
pub fn ask_on(stream: &mut TcpStream, target: &str, headers: &[(&str, &str)]) -> Answer {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    stream
        .write_all(format!("GET {target} HTTP/1.1\r\nHost: quet.test\r\n{headers}\r\n").as_bytes())
        .unwrap();
    answer(stream)
}

/// Reads one answer, whose length is said.
pub fn answer(stream: &mut TcpStream) -> Answer {
    let mut reader = BufReader::new(stream.take(LONGEST));
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).unwrap() > 0, "it hung up: {head}");
    }
    let lower = head.to_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or("0");
    let mut body = vec![0; length.trim().parse().unwrap()];
    assert!((body.len() as u64) < LONGEST);
    reader.read_exact(&mut body).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: String::from_utf8(body).unwrap() }
}

/// Posts JSON on a connection of its own: how it was answered, unless it was not.
pub fn post(to: SocketAddr, target: &str, json: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(to).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: quet.test\r\nX-Forwarded-For: 14.160.0.7\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{json}",
        json.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut answered = Vec::new();
    std::io::copy(&mut stream.take(LONGEST), &mut answered).ok()?;
    let answered = String::from_utf8(answered).ok()?;
    let (head, body) = answered.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}
