//! A valid report with chance alterations, thousands of times: nothing breaks down, and every line comes to one end.
//!
//! Must never throw other dice than last time: an alteration that breaks something is found again by its number.

use super::lines::{LONGEST, Lines, Next};
use super::shadowserver::{Header, REPORTS};
use crate::table::Splitter;

const REPORT: &str = "\"timestamp\",src_ip,src_port,dst_ip,dst_port,infection,family,http_url,x_new\r\n\
    \"2026-11-20 14:30:05\",\"14.160.12.34\",51234,\"198.51.100.9\",80,\"ramnit.b\",\"ramnit\",\"/a,b\",\"\"\r\n\
    2026-11-20T14:30:05Z,2405:4800::1,,,,,\"mirai\",\"say \"\"hi\"\"\",một\n\
    \n\
    2026-11-20 14:30:06,::ffff:14.160.12.35,1,2001:db8::1,65535,mirai,,,\n";

/// Pieces that mean something to some part of the reading.
const PIECES: [&[u8]; 16] = [
    b"\"",
    b"\"\"",
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xe9",
    b"family",
    b"-1",
    b"99999999999",
    b"::ffff:",
    b"2026-02-30",
    b"9999-12-31 23:59:60",
];

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }
}

fn altered(seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed);
    let mut text = REPORT.as_bytes().to_vec();
    for _ in 0..1 + dice.below(6) {
        let (from, len) = (dice.below(text.len() + 1), dice.below(40));
        let to = (from + len).min(text.len());
        match dice.below(6) {
            0 => drop(text.drain(from..to)),
            1 => text.splice(from..from, PIECES[dice.below(PIECES.len())].iter().copied()).for_each(drop),
            2 => text.truncate(from),
            3 => text.splice(from..from, text[from..to].to_vec()).for_each(drop),
            4 if from < text.len() => text[from] = dice.below(256) as u8,
            4 | 5 if dice.below(50) == 0 => {
                text.splice(from..from, vec![b'x'; LONGEST - 200 + dice.below(400)]).for_each(drop);
            }
            _ => text.splice(from..from, b",".repeat(dice.below(300))).for_each(drop),
        }
    }
    text
}

/// Reads it as an import does: lines read, and of those the rows, the refused, the long and the empty ones.
fn read(text: &[u8], buffer: usize) -> Option<[u64; 5]> {
    let mut lines = Lines::new(std::io::BufReader::with_capacity(buffer, text));
    let (mut line, mut splitter) = (Vec::new(), Splitter::default());
    let header = match lines.next(&mut line).unwrap() {
        Next::Line => Header::read(&line).ok()?,
        Next::TooLong | Next::End => return None,
    };
    let [mut read, mut rows, mut refused, mut long, mut empty] = [0; 5];
    loop {
        match lines.next(&mut line).unwrap() {
            Next::End => break,
            Next::TooLong => long += 1,
            Next::Line if line.is_empty() => empty += 1,
            Next::Line => match header.row(&line, &mut splitter) {
                Ok(row) => {
                    rows += 1;
                    // Every field is there for the evidence, and together they are what the line holds but for quotes.
                    assert_eq!(splitter.len(), header.columns().len());
                    let kept: usize = splitter.iter().map(<[u8]>::len).sum();
                    let quotes = line.iter().filter(|byte| **byte == b'"').count();
                    let returns = line.iter().filter(|byte| **byte == b'\r').count();
                    // A mark of the byte order is no part of any field.
                    let mark = if line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
                    let told = kept + splitter.len() - 1 + quotes + returns + mark;
                    assert!(told >= line.len(), "{}", line.escape_ascii());
                    if let Ok(report) = header.report(row.address) {
                        assert!(REPORTS.contains(&report));
                    }
                }
                Err(_) => refused += 1,
            },
        }
        read += 1;
        assert_eq!(lines.number(), read + 1);
    }
    assert!(line.capacity() <= 2 * LONGEST);
    Some([read, rows, refused, long, empty])
}

#[test]
fn twenty_thousand_alterations_break_nothing_and_lose_no_line() {
    let (mut with_header, mut sums) = (0, [0; 5]);
    for seed in 0..20_000 {
        let text = altered(seed);
        let Some(ends) = read(&text, 8192) else { continue };
        let [lines, rows, refused, long, empty] = ends;
        assert_eq!(lines, rows + refused + long + empty, "alteration {seed}");
        let breaks = text.iter().filter(|byte| **byte == b'\n').count() as u64;
        assert_eq!(lines + 1, breaks + u64::from(text.last() != Some(&b'\n')), "alteration {seed}");
        assert_eq!(read(&text, 1 + seed as usize % 50), Some(ends), "alteration {seed}, in small parts");
        with_header += 1;
        sums = [0, 1, 2, 3, 4].map(|at| sums[at] + ends[at]);
    }
    // The dice reach every end.
    assert!(with_header > 5_000 && sums.iter().all(|sum| *sum > 50), "{with_header} {sums:?}");
}
