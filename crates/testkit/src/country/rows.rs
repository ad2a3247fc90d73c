//! Rows as Shadowserver writes them: which columns there are and what stands in each.
//! It must never write a row that depends on anything but the sighting and its fault: repeated rows are the same bytes.

use std::io::Write;

use super::{
    dice::{mix, mix2, scale},
    event::{DAY, Event, Report, Source},
    files::{Layout, Unusable},
    time::date_and_time,
};

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// When it was seen.
    Time,
    /// `tcp` or `udp`.
    Protocol,
    /// The infected address.
    Address,
    /// The port there.
    Port,
    /// The number of the system that announces it.
    Asn,
    /// The country there.
    Country,
    /// How bad Shadowserver finds it.
    Severity,
    /// The sinkhole's address.
    ServerAddress,
    /// The port there.
    ServerPort,
    /// The infection's name; where it is empty, `family` has it.
    Infection,
    /// The family's name; where it is empty, `infection` has it.
    Family,
    /// Words about it.
    Tag,
    /// A name for the row.
    Id,
    /// The path that was asked for.
    Url,
    /// The site that was asked for.
    Host,
    /// What the asker says that it is.
    Agent,
    /// Where the asker says that it came from.
    Referer,
    /// A text that is empty.
    NoText,
    /// A number that is empty.
    NoNumber,
}

/// A column: its name and what stands in it.
pub(crate) type Column = (&'static str, Cell);

const BOTH: [Column; 31] = [
    ("timestamp", Cell::Time),
    ("protocol", Cell::Protocol),
    ("src_ip", Cell::Address),
    ("src_port", Cell::Port),
    ("src_asn", Cell::Asn),
    ("src_geo", Cell::Country),
    ("src_region", Cell::NoText),
    ("src_city", Cell::NoText),
    ("src_hostname", Cell::NoText),
    ("src_naics", Cell::NoNumber),
    ("src_sector", Cell::NoText),
    ("device_vendor", Cell::NoText),
    ("device_type", Cell::NoText),
    ("device_model", Cell::NoText),
    ("severity", Cell::Severity),
    ("dst_ip", Cell::ServerAddress),
    ("dst_port", Cell::ServerPort),
    ("dst_asn", Cell::NoNumber),
    ("dst_geo", Cell::NoText),
    ("dst_region", Cell::NoText),
    ("dst_city", Cell::NoText),
    ("dst_hostname", Cell::NoText),
    ("dst_naics", Cell::NoNumber),
    ("dst_sector", Cell::NoText),
    ("public_source", Cell::NoText),
    ("infection", Cell::Infection),
    ("family", Cell::Family),
    ("tag", Cell::Tag),
    ("application", Cell::NoText),
    ("version", Cell::NoText),
    ("event_id", Cell::Id),
];

const SINKHOLE: [Column; 2] = [("ssl_cipher", Cell::NoText), ("ssl_servername", Cell::NoText)];

const HTTP: [Column; 8] = [
    ("http_url", Cell::Url),
    ("http_host", Cell::Host),
    ("http_agent", Cell::Agent),
    ("forwarded_by", Cell::NoText),
    ("ssl_cipher", Cell::NoText),
    ("http_referer", Cell::Referer),
    ("ssl_servername", Cell::NoText),
    ("machine_name", Cell::NoText),
];

impl Report {
    /// How many columns it has.
    pub const fn columns(self) -> usize {
        match self.source() {
            Source::Sinkhole => BOTH.len() + SINKHOLE.len(),
            Source::SinkholeHttp => BOTH.len() + HTTP.len(),
        }
    }
}

/// The columns of a report in a layout.
pub(crate) fn columns(report: Report, layout: Layout) -> Vec<Column> {
    let rest: &[Column] = match report.source() {
        Source::Sinkhole => &SINKHOLE,
        Source::SinkholeHttp => &HTTP,
    };
    let mut columns: Vec<Column> = BOTH.iter().chain(rest).copied().collect();
    match layout {
        Layout::Listed => {}
        Layout::Turned(first) => columns.rotate_left(first.min(report.columns())),
        Layout::Unknown => columns.insert(12, ("sensor_confidence", Cell::Tag)),
    }
    columns
}

/// Adds the line with the columns' names.
pub(crate) fn push_header(out: &mut Vec<u8>, columns: &[Column]) {
    for (nth, (name, _)) in columns.iter().enumerate() {
        separate(out, nth);
        push_text(out, name);
    }
    out.push(b'\n');
}

/// What a row is made of.
pub(crate) struct Row<'a> {
    /// The sighting.
    pub event: &'a Event,
    /// The number of the system that announces its address.
    pub asn: u32,
    /// What is wrong with it, and a number that says in which way.
    pub fault: Option<(Unusable, u64)>,
}

/// Adds a row.
pub(crate) fn push_row(out: &mut Vec<u8>, columns: &[Column], row: &Row<'_>) {
    let id = identity(row.event);
    let cut = matches!(row.fault, Some((Unusable::TooFewColumns, _)));
    for (nth, (_, cell)) in columns.iter().enumerate().take(if cut { 2 } else { usize::MAX }) {
        separate(out, nth);
        push_cell(out, *cell, row, id);
    }
    out.push(b'\n');
}

/// A number that another sighting hardly has, from what makes it different from others.
fn identity(event: &Event) -> u64 {
    let address = match event.address {
        std::net::IpAddr::V4(address) => address.to_bits().into(),
        std::net::IpAddr::V6(address) => mix2((address.to_bits() >> 64) as u64, address.to_bits() as u64),
    };
    let rest = [event.port, event.family.into(), event.source as u16, event.server.into()];
    rest.iter().fold(mix2(address, event.at as u64), |id, part| mix2(id, u64::from(*part)))
}

fn push_cell(out: &mut Vec<u8>, cell: Cell, row: &Row<'_>, id: u64) {
    let Row { event, asn, fault } = row;
    match cell {
        Cell::NoText => out.extend_from_slice(b"\"\""),
        Cell::NoNumber => {}
        Cell::Time => push_text(out, &date_and_time(time(event, *fault))),
        Cell::Protocol => push_text(out, event.protocol()),
        Cell::Address => push_address(out, event, *fault),
        Cell::Port => push_number(out, event.port.into()),
        Cell::Asn => push_number(out, *asn),
        Cell::Country => push_text(out, "VN"),
        Cell::Severity => push_text(out, if event.source == Source::Sinkhole { "critical" } else { "high" }),
        Cell::ServerAddress => push_display(out, &event.server_address()),
        Cell::ServerPort => push_number(out, event.server_port().into()),
        Cell::Infection | Cell::Family if matches!(fault, Some((Unusable::NoFamily, _))) => {
            push_text(out, "")
        }
        // Families differ in which of the two columns is filled.
        Cell::Infection if event.family() == "necurs" => push_text(out, ""),
        Cell::Family if matches!(event.family(), "mozi" | "qsnatch") => push_text(out, ""),
        Cell::Infection | Cell::Family => push_text(out, event.family()),
        Cell::Tag => push_text(out, if event.family() == "mozi" { "iot,p2p" } else { "" }),
        Cell::Id => push_display(out, &format_args!("{id:016x}")),
        Cell::Url => push_text(out, pick(&["/", "/gate.php", "/search?q=0", "/a,b"], mix(id))),
        Cell::Host => {
            push_text(out, pick(&["sinkhole.example", "c2.example.net", "dead.example"], mix2(id, 1)))
        }
        Cell::Agent => push_text(out, agent(id)),
        Cell::Referer => push_text(out, if id % 601 == 1 { "http://example.org/\"><b>x</b>" } else { "" }),
    }
}

fn time(event: &Event, fault: Option<(Unusable, u64)>) -> i64 {
    match fault {
        Some((Unusable::InTheFuture, _)) => event.at + 3_652 * DAY,
        // 1970-01-01, and whole days of the years until 1998.
        Some((Unusable::TooLongAgo, form)) => scale(form, 28 * 365) as i64 * DAY + event.at.rem_euclid(DAY),
        _ => event.at,
    }
}

fn push_address(out: &mut Vec<u8>, event: &Event, fault: Option<(Unusable, u64)>) {
    let six = event.report().is_six();
    match fault {
        Some((Unusable::PrivateAddress, form)) if six => {
            push_text(out, pick(&["fd00::1", "fe80::1", "::1"], form))
        }
        Some((Unusable::PrivateAddress, form)) => {
            push_text(out, pick(&["10.20.30.40", "192.168.1.7", "172.16.0.9", "127.0.0.1"], form));
        }
        Some((Unusable::NotAnAddress, form)) => {
            push_text(
                out,
                pick(&["", "unknown", "999.14.160.1", "14.160.1", "2001:ee0:::1", "14.160.1.1/32"], form),
            );
        }
        _ => push_display(out, &event.address),
    }
}

/// What the asker says that it is: at times what would do harm where it is shown as it came.
fn agent(id: u64) -> &'static str {
    match id % 1_009 {
        1 => "<script>alert(1)</script>",
        2 => "Mozilla/4.0 (compatible; \"MSIE 6.0\", Windows NT 5.1)",
        3 => "=HYPERLINK(\"http://example.org/\",\"x\")",
        _ => pick(
            &[
                "Mozilla/4.0",
                "Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0",
                "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.0)",
                "Wget/1.12 (linux-gnu)",
                "",
            ],
            mix2(id, 2),
        ),
    }
}

fn pick(choices: &[&'static str], mixed: u64) -> &'static str {
    choices.get(scale(mixed, choices.len() as u64) as usize).copied().unwrap_or("")
}

fn separate(out: &mut Vec<u8>, nth: usize) {
    if nth > 0 {
        out.push(b',');
    }
}

fn push_number(out: &mut Vec<u8>, number: u32) {
    // Writing into memory does not fail.
    let _ = write!(out, "{number}");
}

fn push_display(out: &mut Vec<u8>, shown: &impl std::fmt::Display) {
    let _ = write!(out, "\"{shown}\"");
}

/// Adds a text in quotes, each quote in it twice.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
