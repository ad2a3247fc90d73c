//! Shadowserver's sinkhole reports: one row is one connection of an infected machine to a trap.
//!
//! Columns are found by the header, in any order (<https://github.com/The-Shadowserver-Foundation/report_schema>).
//! Must never take a column for what stands at its place, and must never drop a column that it does not know: the
//! caller keeps every field.
//!
//! Taken are the four reports whose `src_ip` is the infected address. Others look alike and are not: the source of
//! `sinkhole_dns` is a resolver, that of `honeypot_ddos_target` a victim.

use core::net::IpAddr;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::table::{NotARow, Splitter};

/// A report that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Report {
    /// Its name, as Shadowserver has it.
    pub name: &'static str,
    /// Where its sightings come from. The IPv4 and the IPv6 form of one report come from the same trap.
    pub source: &'static str,
    /// Columns that tell it from the others.
    http: bool,
    six: bool,
}

/// Every report that is understood.
pub const REPORTS: [Report; 4] = [
    Report { name: "event4_sinkhole", source: "shadowserver-sinkhole", http: false, six: false },
    Report { name: "event4_sinkhole_http", source: "shadowserver-sinkhole-http", http: true, six: false },
    Report { name: "event6_sinkhole", source: "shadowserver-sinkhole", http: false, six: true },
    Report { name: "event6_sinkhole_http", source: "shadowserver-sinkhole-http", http: true, six: true },
];

/// The columns of the two shapes, as the schema of March 2026 has them. Others are kept and named.
const COLUMNS: [&str; 39] = [
    "timestamp",
    "protocol",
    "src_ip",
    "src_port",
    "src_asn",
    "src_geo",
    "src_region",
    "src_city",
    "src_hostname",
    "src_naics",
    "src_sector",
    "device_vendor",
    "device_type",
    "device_model",
    "severity",
    "dst_ip",
    "dst_port",
    "dst_asn",
    "dst_geo",
    "dst_region",
    "dst_city",
    "dst_hostname",
    "dst_naics",
    "dst_sector",
    "public_source",
    "infection",
    "family",
    "tag",
    "application",
    "version",
    "event_id",
    "http_url",
    "http_host",
    "http_agent",
    "forwarded_by",
    "ssl_cipher",
    "http_referer",
    "ssl_servername",
    "machine_name",
];

/// How the columns begin that quet adds to the evidence; no report has such.
const OURS: &str = "quet_";

/// The report of that name, as `--format` gives it.
pub fn report_called(name: &str) -> Option<Report> {
    REPORTS.into_iter().find(|report| report.name == name)
}

/// The kind of report that a file's name says it is, understood or not: `event4_sinkhole` for
/// `2026-11-20-event4_sinkhole-viet_nam.csv`. `None` where it is not named as Shadowserver names files.
pub fn kind_of_file(name: &str) -> Option<&str> {
    let rest = name.as_bytes().get(..11).is_some_and(is_date).then(|| name.get(11..)).flatten()?;
    rest.split(['-', '.']).next().filter(|kind| !kind.is_empty())
}

fn is_date(text: &[u8]) -> bool {
    text.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 | 10 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

/// Why a header cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    /// The file is written in UTF-16.
    #[error("the file is written in UTF-16: save it as UTF-8")]
    Utf16,
    /// It is longer than any.
    #[error("the first line is no header: it is longer than any")]
    TooLong,
    /// It is no row of a table.
    #[error("the first line is no header: {0}")]
    NotARow(NotARow),
    /// A name of a column is not text.
    #[error("the first line is no header: column {0} is not UTF-8")]
    NotText(usize),
    /// A column is missing without which no row can be read.
    #[error("the column `{0}` is missing")]
    Missing(&'static str),
    /// A column stands twice.
    #[error("the column `{0}` stands twice")]
    Twice(String),
    /// A column is called like those that quet adds to the evidence.
    #[error("the column `{0}` has a name that quet keeps for itself")]
    Ours(String),
    /// It could be one of several reports, or none.
    #[error("it cannot be told which report this is: name it with --format")]
    WhichReport,
}

/// The first line of a report: which column stands where.
#[derive(Debug, Clone)]
pub struct Header {
    columns: Vec<String>,
    unknown: Vec<String>,
    timestamp: usize,
    src_ip: usize,
    src_port: Option<usize>,
    dst_ip: Option<usize>,
    dst_port: Option<usize>,
    family: Option<usize>,
    infection: Option<usize>,
}

/// What one row says, before anybody judged it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Seconds since 1970, UTC.
    pub time: i64,
    /// The address that connected.
    pub address: IpAddr,
    /// The port that it connected from; 0 where it is not said.
    pub src_port: u16,
    /// The trap's address.
    pub dst: Option<IpAddr>,
    /// The trap's port; 0 where it is not said.
    pub dst_port: u16,
    /// The family, or where that is empty the infection. Empty where neither is said.
    pub family: String,
}

/// Why a row cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum BadRow {
    /// It is no row of a table.
    #[error(transparent)]
    NotARow(#[from] NotARow),
    /// It has fewer or more fields than the header.
    #[error("its fields are not as many as the header's")]
    Fields,
    /// A field that is needed is no text.
    #[error("`{0}` is not UTF-8")]
    NotText(&'static str),
    /// The time is not one.
    #[error("`timestamp` is no time")]
    Time,
    /// The address is not one.
    #[error("`src_ip` is no address")]
    Address,
    /// A port is not one.
    #[error("`{0}` is no port")]
    Port(&'static str),
    /// The trap's address is not one.
    #[error("`dst_ip` is no address")]
    Trap,
}

impl Header {
    /// Reads the first line.
    ///
    /// # Errors
    /// When no row can be read by it.
    pub fn read(line: &[u8]) -> Result<Header, BadHeader> {
        if line.starts_with(&[0xff, 0xfe]) || line.starts_with(&[0xfe, 0xff]) {
            return Err(BadHeader::Utf16);
        }
        let line = line.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(line);
        let mut splitter = Splitter::default();
        splitter.split(line).map_err(BadHeader::NotARow)?;
        let mut columns = Vec::new();
        for (at, field) in splitter.iter().enumerate() {
            let name = std::str::from_utf8(field).map_err(|_| BadHeader::NotText(at + 1))?;
            let name = name.trim().to_ascii_lowercase();
            if columns.contains(&name) {
                return Err(BadHeader::Twice(name));
            }
            if name.starts_with(OURS) {
                return Err(BadHeader::Ours(name));
            }
            columns.push(name);
        }
        let place = |name: &str| columns.iter().position(|column| column == name);
        let needed = |name: &'static str| place(name).ok_or(BadHeader::Missing(name));
        let (family, infection) = (place("family"), place("infection"));
        if family.is_none() && infection.is_none() {
            return Err(BadHeader::Missing("family"));
        }
        Ok(Header {
            timestamp: needed("timestamp")?,
            src_ip: needed("src_ip")?,
            src_port: place("src_port"),
            dst_ip: place("dst_ip"),
            dst_port: place("dst_port"),
            family,
            infection,
            unknown: columns.iter().filter(|name| !COLUMNS.contains(&name.as_str())).cloned().collect(),
            columns,
        })
    }

    /// Every column's name, in the order of the file.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Columns that are not in the schema that this version knows.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Which report has these columns and no others; the first row's address tells the IPv4 form from the other.
    ///
    /// One more column, and it may be a report whose `src_ip` is no infected machine: that is then for a person to say.
    ///
    /// # Errors
    /// When it cannot be told.
    pub fn report(&self, first: IpAddr) -> Result<Report, BadHeader> {
        let has = |name: &str| self.columns.iter().any(|column| column == name);
        let http = has("http_url") || has("http_agent");
        if !self.unknown.is_empty() || !has("dst_ip") {
            return Err(BadHeader::WhichReport);
        }
        REPORTS
            .into_iter()
            .find(|report| report.http == http && report.six == first.is_ipv6())
            .ok_or(BadHeader::WhichReport)
    }

    /// Reads a row, which stays in the splitter for whoever keeps its fields.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn row(&self, line: &[u8], splitter: &mut Splitter) -> Result<Row, BadRow> {
        splitter.split(line)?;
        if splitter.len() != self.columns.len() {
            return Err(BadRow::Fields);
        }
        let text = |at: usize, name| {
            std::str::from_utf8(splitter.field(at)).map(str::trim).map_err(|_| BadRow::NotText(name))
        };
        let port = |at: Option<usize>, name| match at.map(|at| text(at, name)).transpose()? {
            None | Some("") => Ok(0),
            Some(digits) => digits.parse::<u16>().map_err(|_| BadRow::Port(name)),
        };
        let time = moment(text(self.timestamp, "timestamp")?).ok_or(BadRow::Time)?;
        let address = text(self.src_ip, "src_ip")?.parse().map_err(|_| BadRow::Address)?;
        let dst = match self.dst_ip.map(|at| text(at, "dst_ip")).transpose()? {
            None | Some("") => None,
            Some(written) => Some(written.parse().map_err(|_| BadRow::Trap)?),
        };
        let mut family = "";
        for (at, name) in [(self.family, "family"), (self.infection, "infection")] {
            if let (Some(at), "") = (at, family) {
                family = text(at, name)?;
            }
        }
        Ok(Row {
            time,
            address,
            src_port: port(self.src_port, "src_port")?,
            dst,
            dst_port: port(self.dst_port, "dst_port")?,
            family: family.to_owned(),
        })
    }
}

/// `2026-11-20 14:30:05`, in UTC; with `T`, `Z` or parts of a second too.
fn moment(text: &str) -> Option<i64> {
    if let Some(seconds) = plain_moment(text.as_bytes()) {
        return Some(seconds);
    }
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Some(stamp.as_second());
    }
    let civil: DateTime = text.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

/// The form that nearly every row has, quicker than the general one.
fn plain_moment(text: &[u8]) -> Option<i64> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b' ', h0, h1, b':', n0, n1, b':', s0, s1] = *text else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0_i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
    };
    let two = |tens, ones| number(&[tens, ones]).and_then(|number| i8::try_from(number).ok());
    let civil = DateTime::new(
        number(&[y0, y1, y2, y3])?,
        two(m0, m1)?,
        two(d0, d1)?,
        two(h0, h1)?,
        two(n0, n1)?,
        two(s0, s1)?,
        0,
    );
    Some(civil.ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "timestamp,src_ip,src_port,dst_ip,dst_port,infection,family";

    fn row(header: &str, line: &str) -> Result<Row, BadRow> {
        Header::read(header.as_bytes()).unwrap().row(line.as_bytes(), &mut Splitter::default())
    }

    #[test]
    fn a_row_is_read_by_the_names_of_its_columns() {
        let expected = Row {
            time: 1_795_185_005,
            address: "14.160.12.34".parse().unwrap(),
            src_port: 51_234,
            dst: Some("198.51.100.9".parse().unwrap()),
            dst_port: 80,
            family: "ramnit".to_owned(),
        };
        let line = "\"2026-11-20 14:30:05\",14.160.12.34,51234,198.51.100.9,80,\"ramnit.b\",\"ramnit\"";
        assert_eq!(row(HEADER, line).unwrap(), expected);
        let other = "family,x_new,dst_port,DST_IP,src_port,src_ip,timestamp";
        let line = "ramnit,?,80,198.51.100.9,51234,14.160.12.34,2026-11-20T14:30:05Z";
        assert_eq!(row(other, line).unwrap(), expected);
        assert_eq!(Header::read(other.as_bytes()).unwrap().unknown(), ["x_new"]);
        let no_family = "\"2026-11-20 14:30:05\",14.160.12.34,51234,198.51.100.9,80,\"ramnit.b\",\"\"";
        assert_eq!(row(HEADER, no_family).unwrap().family, "ramnit.b");
    }

    #[test]
    fn what_is_missing_or_wrong_in_a_row_is_named() {
        let check = |line: &str, expected: BadRow| assert_eq!(row(HEADER, line), Err(expected), "{line}");
        check("2026-11-20 14:30:05,14.160.12.34,1,,80,a", BadRow::Fields);
        check("2026-11-20 14:30:05,14.160.12.34,1,,80,a,b,c", BadRow::Fields);
        check("20/11/2026,14.160.12.34,1,,80,a,b", BadRow::Time);
        check("2026-13-20 14:30:05,14.160.12.34,1,,80,a,b", BadRow::Time);
        check("2026-11-20 25:30:05,14.160.12.34,1,,80,a,b", BadRow::Time);
        check(",14.160.12.34,1,,80,a,b", BadRow::Time);
        check("2026-11-20 14:30:05,14.160.12,1,,80,a,b", BadRow::Address);
        check("2026-11-20 14:30:05,14.160.12.034,1,,80,a,b", BadRow::Address);
        check("2026-11-20 14:30:05,14.160.12.34,65536,,80,a,b", BadRow::Port("src_port"));
        check("2026-11-20 14:30:05,14.160.12.34,1,,-1,a,b", BadRow::Port("dst_port"));
        check("2026-11-20 14:30:05,14.160.12.34,1,trap,80,a,b", BadRow::Trap);
        check("2026-11-20 14:30:05,14.160.12.34,1,,80,\"a,b", BadRow::NotARow(NotARow::OpenQuote));
        let header = Header::read(HEADER.as_bytes()).unwrap();
        let latin = b"2026-11-20 14:30:05,14.160.12.34,1,,80,a,caf\xe9";
        assert_eq!(header.row(latin, &mut Splitter::default()), Err(BadRow::NotText("family")));
    }

    #[test]
    fn a_header_that_says_too_little_is_refused() {
        let check = |text: &[u8], expected: BadHeader| {
            assert_eq!(Header::read(text).unwrap_err(), expected);
        };
        check(b"timestamp,src_port,family", BadHeader::Missing("src_ip"));
        check(b"src_ip,family", BadHeader::Missing("timestamp"));
        check(b"timestamp,src_ip", BadHeader::Missing("family"));
        check(b"timestamp,src_ip,family,Family", BadHeader::Twice("family".to_owned()));
        check(b"timestamp,src_ip,family,Quet_id", BadHeader::Ours("quet_id".to_owned()));
        check(b"\xff\xfet\0i\0", BadHeader::Utf16);
        check(b"t\0i\0", BadHeader::NotARow(NotARow::Nul));
        check(b"timestamp,\xe9", BadHeader::NotText(2));
        assert!(Header::read(b"\xef\xbb\xbftimestamp,src_ip,family").is_ok());
    }

    #[test]
    fn the_report_is_told_by_the_file_or_by_its_columns() {
        let kind = |file| kind_of_file(file);
        assert_eq!(kind("2026-11-20-event4_sinkhole-viet_nam.csv"), Some("event4_sinkhole"));
        assert_eq!(kind("2026-11-20-event6_sinkhole_http-viet_nam-asn.csv.gz"), Some("event6_sinkhole_http"));
        assert_eq!(kind("2026-11-20-event4_sinkhole_dns-viet_nam.csv"), Some("event4_sinkhole_dns"));
        assert_eq!(kind("event4_sinkhole.csv"), None);
        assert_eq!(kind("2026-11-2-"), None);
        assert_eq!(kind("2026-11-20-"), None);
        assert_eq!(kind("ờ026-11-20-event4_sinkhole-x.csv"), None);
        assert!(report_called("event6_sinkhole").is_some() && report_called("event4_sinkhole_dns").is_none());

        let (four, six) = ("14.160.12.34".parse().unwrap(), "2405:4800::1".parse().unwrap());
        let told = |more: &str, first| {
            let header = Header::read(format!("{HEADER}{more}").as_bytes()).unwrap();
            header.report(first).map(|report| report.name)
        };
        assert_eq!(told("", four), Ok("event4_sinkhole"));
        assert_eq!(told("", six), Ok("event6_sinkhole"));
        assert_eq!(told(",http_url,http_agent", four), Ok("event4_sinkhole_http"));
        assert_eq!(told(",http_url,http_agent", six), Ok("event6_sinkhole_http"));
        assert_eq!(told(",query_type,query", four), Err(BadHeader::WhichReport));
        assert_eq!(told(",x_new", four), Err(BadHeader::WhichReport));
    }
}
