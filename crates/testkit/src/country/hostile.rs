//! A report by somebody who means harm to whoever shows it: scripts, formulas and terminal commands in every field.
//! It must never be part of a country: what it holds is counted nowhere.

use super::{
    event::Report,
    files::Layout,
    rows::{Cell, columns, push_header, push_text},
};

/// What the fields hold: one row for each.
const HARM: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea></title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
    "=HYPERLINK(\"http://example.org/\",\"x\")",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{202e}gpj.exe,\r\nnew \"line\"",
];

/// An `event4_sinkhole_http` report. Each row holds one kind of harm in every text field, family and infection
/// included. The first nine rows can be used: their time (2026-01-02 03:04:05 and each second after it), addresses
/// (14.160.0.1 to 14.160.0.9), ports and number are in order. The nine after them cannot: there, harm stands in all 39.
pub fn hostile_report() -> String {
    let columns = columns(Report::SinkholeHttp4, Layout::Listed);
    let mut out = Vec::new();
    push_header(&mut out, &columns);
    for usable in [true, false] {
        for (nth, harm) in HARM.iter().enumerate() {
            for (place, (_, cell)) in columns.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                let honest = match cell {
                    Cell::Time => format!("2026-01-02 03:04:{:02}", 5 + nth),
                    Cell::Address => format!("14.160.0.{}", 1 + nth),
                    Cell::ServerAddress => "198.51.100.7".to_owned(),
                    Cell::Port | Cell::ServerPort => "80".to_owned(),
                    Cell::Asn => "45899".to_owned(),
                    Cell::NoNumber => String::new(),
                    _ => (*harm).to_owned(),
                };
                push_text(&mut out, if usable { &honest } else { harm });
            }
            out.push(b'\n');
        }
    }
    // Nothing but texts went in.
    String::from_utf8(out).unwrap_or_default()
}
