//! Files that were made to do harm, and files in which anything may stand: none must ever end the program, and a limit
//! must never be passed.

use std::time::{Duration, Instant};

use expect_test::{Expect, expect};

use super::*;

fn check(bytes: &[u8], expected: Expect) {
    let before = Instant::now();
    expected.assert_eq(&outcome(bytes, &Limits::default()));
    assert!(before.elapsed() < Duration::from_secs(20), "{:?}", before.elapsed());
}

/// A part of so many megabytes of spaces, which pack to almost nothing.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1));
    for (name, text) in [
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>"),
    ] {
        zip.start_file(name, deflated).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        zip.write_all(&spaces).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_refused_by_its_directory() {
    let bomb = bomb(200);
    assert!(bomb.len() < 2 << 20, "{}", bomb.len());
    check(
        &bomb,
        expect![[r#"
        unpacked, the file is larger than 100663296 bytes, or has more parts than a sheet needs
    "#]],
    );
    // A part counts that nobody would read.
    let picture = vec![b' '; (96 << 20) + 1];
    check(
        &zipped(
            &[("xl/media/image1.png", &picture), ("_rels/.rels", RELATIONS.as_bytes())],
            CompressionMethod::Deflated,
        ),
        expect![[r#"
            unpacked, the file is larger than 100663296 bytes, or has more parts than a sheet needs
        "#]],
    );
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = bomb(200);
    let before = Instant::now();
    assert!(read(&bomb, &Limits::default()).is_err());
    assert!(before.elapsed() < Duration::from_secs(1), "{:?}", before.elapsed());
}

#[test]
fn a_bomb_that_states_a_small_size_is_refused_while_it_is_read() {
    let mut bomb = bomb(120);
    // Everywhere the true size stands, a small one comes.
    let true_size = (120_u32 << 20) + 51;
    let places: Vec<usize> = bomb
        .windows(4)
        .enumerate()
        .filter(|(_, at)| *at == true_size.to_le_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bomb[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    let before = Instant::now();
    check(
        &bomb,
        expect![[r#"
        the XLSX is damaged: xl/worksheets/Sheet2.xml
    "#]],
    );
    assert!(before.elapsed() < Duration::from_secs(1), "{:?}", before.elapsed());
}

#[test]
fn a_part_that_is_named_often_counts_each_time() {
    let row = "<row><c t=\"inlineStr\"><is><t>a</t></is></c></row>";
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", row.repeat(1_000));
    let often = BOOK_RELATIONS
        .replace("sharedStrings.xml", "worksheets/sheet2.xml")
        .replace("../xl/styles.xml", "worksheets/sheet2.xml");
    let parts = [
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", &often),
        ("xl/worksheets/sheet2.xml", &sheet),
    ];
    let parts = parts.map(|(name, text)| (name, text.as_bytes()));
    let once: usize = parts.iter().map(|(_, text)| text.len()).sum();
    let file = zipped(&parts, CompressionMethod::Deflated);
    let limits = |unpacked| Limits { unpacked, ..Limits::default() };
    assert_eq!(read(&file, &limits(3 * once as u64)).map(|sheet| sheet.rows.len()), Ok(999));
    assert_eq!(read(&file, &limits(once as u64)), Err(SheetError::Unpacked { limit: once as u64 }));
}

#[test]
fn what_a_file_states_of_itself_reserves_no_memory() {
    let strings = "<sst count=\"9999999999999\" uniqueCount=\"9999999999999\"><si><t>a</t></si></sst>";
    let corners = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>
        <row r=\"1048576\"><c r=\"A1048576\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    check(
        &book_of(corners, strings),
        expect![[r#"
        1: ["a"]
        1048576: "a"
    "#]],
    );
    let far = "<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\"><v>0</v></c></row></sheetData></worksheet>";
    check(
        &book_of(far, STRINGS),
        expect![[r#"
        row 1: more than 64 columns
    "#]],
    );
    for place in ["XFE1", "AAAAAAAAAAAAAAAAAA1", "1", "", "é1"] {
        let sheet =
            format!("<worksheet><sheetData><row><c r=\"{place}\"><v>0</v></c></row></sheetData></worksheet>");
        check(
            &book_of(&sheet, STRINGS),
            expect![[r#"
            the XLSX is damaged: xl/worksheets/Sheet2.xml
        "#]],
        );
    }
    for row in ["0", "-1", "99999999999999999999999", "x"] {
        let sheet =
            format!("<worksheet><sheetData><row r=\"{row}\"><c><v>0</v></c></row></sheetData></worksheet>");
        check(
            &book_of(&sheet, STRINGS),
            expect![[r#"
            the XLSX is damaged: xl/worksheets/Sheet2.xml
        "#]],
        );
    }
}

#[test]
fn rows_go_down_and_cells_go_right() {
    for rows in [
        "<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
        "<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
        "<row><c r=\"B1\"/><c r=\"A1\"/></row>",
        "<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row>",
        "<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row>",
    ] {
        check(
            &book(rows),
            expect![[r#"
                the XLSX is damaged: xl/worksheets/Sheet2.xml
            "#]],
        );
    }
}

#[test]
fn one_long_text_in_many_cells_is_refused() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(4_000));
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(64));
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", row.repeat(1_000));
    check(
        &book_of(&sheet, &strings),
        expect![[r#"
        the sheet holds more text than is read at once: divide it
    "#]],
    );
}

#[test]
fn entities_are_not_expanded() {
    let laughs = "<!DOCTYPE sst [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
    let one = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    check(
        &book_of(one, laughs),
        expect![[r#"
        the XLSX is not one that an office program wrote: xl/sharedStrings.xml defines entities
    "#]],
    );
    check(
        &book_of(one, "<sst><si><t>&b;</t></si></sst>"),
        expect![[r#"
        the XLSX is damaged: xl/sharedStrings.xml
    "#]],
    );
}

#[test]
fn many_parts_and_rare_ways_of_packing_are_refused() {
    let names: Vec<String> = (0..1_001).map(|at| format!("{at}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    check(
        &zipped(&parts, CompressionMethod::Stored),
        expect![[r#"
        unpacked, the file is larger than 100663296 bytes, or has more parts than a sheet needs
    "#]],
    );
    check(
        &zipped(&[("_rels/.rels", RELATIONS.as_bytes())], CompressionMethod::Bzip2),
        expect![[r#"
        the XLSX is damaged: _rels/.rels
    "#]],
    );
}

/// Changes some bytes, takes some away and puts some in.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    const PIECES: [&[u8]; 14] = [
        b"<",
        b">",
        b"\"",
        b"&",
        b"</c>",
        b"<row>",
        b"</si>",
        b"\n",
        b",",
        b"'",
        b"\0",
        b"\xff",
        b"99999999999",
        b"-",
    ];
    for _ in 0..=dice.below(6) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        match dice.below(4) {
            0 => bytes[at] = dice.below(256) as u8,
            1 => drop(bytes.drain(at..(at + dice.below(30)).min(bytes.len()))),
            2 => drop(bytes.splice(at..at, dice.one(&PIECES).iter().copied())),
            _ => {
                let piece = bytes[at..(at + dice.below(60)).min(bytes.len())].to_vec();
                let to = dice.below(bytes.len());
                drop(bytes.splice(to..to, piece));
            }
        }
    }
    bytes
}

#[test]
fn nothing_makes_the_readers_panic() {
    let limits = Limits::default();
    let mut dice = Dice(5);
    for _ in 0..4_000 {
        let length = dice.below(300);
        let mut bytes: Vec<u8> = (0..length).map(|_| dice.below(256) as u8).collect();
        let _ = read(&bytes, &limits);
        for start in
            [&b"PK\x03\x04"[..], b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"sep=;"]
        {
            bytes.splice(0..0, start.iter().copied());
            let _ = read(&bytes, &limits);
            bytes.drain(..start.len());
        }
    }
    let csv = "\u{feff}Mã;Tên;Loại\r\n01;\"Hà \"\"Nội\"\"\";Thành phố\r\n'=1;'+84;\r\n".as_bytes();
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>a &amp; &#273;</t></is></c></row>
        <row r="5"><c r="A5" t="s"><v>1</v></c><c r="C5" t="str"><f>A1</f><v>a_x000D_b_x5_</v></c><c s="1"><v>45839</v></c></row>"#;
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let whole = book(rows);
    let mut read_well = 0;
    for _ in 0..4_000 {
        read_well += usize::from(read(&mutated(csv, &mut dice), &limits).is_ok());
        let _ = read(&mutated(&whole, &mut dice), &limits);
        // What is packed reaches the readers of XML only when it is packed again.
        let mut parts =
            [RELATIONS, BOOK, BOOK_RELATIONS, STRINGS, STYLES, &sheet].map(|part| part.as_bytes().to_vec());
        let part = dice.below(parts.len());
        parts[part] = mutated(&parts[part], &mut dice);
        let names = [
            "_rels/.rels",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/worksheets/sheet2.xml",
        ];
        let parts: Vec<(&str, &[u8])> = names.into_iter().zip(parts.iter().map(Vec::as_slice)).collect();
        read_well += usize::from(read(&zipped(&parts, CompressionMethod::Stored), &limits).is_ok());
    }
    // Otherwise nothing was tried but the first bytes.
    assert!(read_well > 1_000, "{read_well}");
}

#[test]
fn a_large_sheet_is_read_in_time() {
    let mut text = String::from("Mã,Tên,Loại,Mã cấp trên\n");
    for at in 0..50_000 {
        writeln!(text, "{at:05},Xã số {at},xã,{:02}", at % 34).unwrap();
    }
    let sheet = read(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(sheet.rows.len(), 50_000);
    let before = Instant::now();
    let written = write_xlsx(&sheet, "Đơn vị").unwrap();
    assert_eq!(shown(&read(&written, &Limits::default()).unwrap()), shown(&sheet));
    assert!(before.elapsed() < Duration::from_secs(60), "{:?}", before.elapsed());
}
