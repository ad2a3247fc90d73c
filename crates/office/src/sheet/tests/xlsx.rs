//! XLSX in and out: a cell must never come back as another one.

use expect_test::{Expect, expect};

use super::*;
use crate::day::Day;

fn check(rows: &str, expected: Expect) {
    expected.assert_eq(&outcome(&book(rows), &Limits::default()));
}

#[test]
fn every_kind_of_cell_is_read() {
    check(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Tên &amp; &#273;ịa chỉ</t></is></c></row>
        <row r="5"><c r="A5" t="s"><v>1</v></c><c r="B5"/><c r="C5" t="str"><f>A1&amp;"x"</f><v>a_x000D_b_x5_</v></c>
        <c r="D5"><v>1052479</v></c><c r="E5" s="1"><v>45839</v></c><c r="F5" s="2"><v>45839.75</v></c><c r="G5" s="3"><v>30</v></c>
        <c r="H5" t="b"><v>1</v></c><c r="I5" t="e"><v>N/A</v></c><c r="J5" t="d"><v>2025-07-01T00:00:00</v></c>
        <c r="K5" s="1"><v>0.5</v></c><c r="L5" t="s"><v>2</v></c><c r="M5"><v>1.5E3</v></c>
        <c r="N5"><f>D5&lt;2</f></c><c r="O5" t="str"><f>""</f><v></v></c><c r="P5"><f t="shared" si="0"/></c><c r="Q5"><v>9</v></c></row><row/>
        <row><c><v>7</v></c><c><v>8</v></c></row>"#,
        expect![[r#"
            1: ["Mã", "", "Tên & địa chỉ"]
            5: "Hà Nội" · "a\rb_x5_" 1052479 01/07/2025 01/07/2025 30 "TRUE" "N/A" 01/07/2025 0.5 · 1500 "=D5<2" · · 9
            6: 7 8
        "#]],
    );
}

#[test]
fn days_may_be_counted_from_1904() {
    let mut parts = Vec::new();
    let book_1904 = BOOK.replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
    let sheet = "<x:worksheet xmlns:x=\"y\"><x:sheetData><x:row><x:c s=\"1\"><x:v>44377</x:v></x:c><x:c s=\"1\"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    for (name, text) in [
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", &book_1904),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet2.xml", sheet),
    ] {
        parts.push((name, text.as_bytes()));
    }
    expect![[r#"
        1: ["2025-07-01", "1904-01-01"]
    "#]]
    .assert_eq(&outcome(&zipped(&parts, CompressionMethod::Stored), &Limits::default()));
}

#[test]
fn what_is_written_is_read_with_its_kinds() {
    let sheet = Sheet {
        header: ["Mã", "Tên", "Ngày", "Số"].map(str::to_owned).to_vec(),
        header_row: 1,
        rows: vec![
            Row {
                number: 2,
                cells: vec![
                    Cell::of("01"),
                    Cell::of("=HYPERLINK(\"x\")"),
                    Cell::Day(Day::new(2025, 7, 1).unwrap()),
                    Cell::Number(1_052_479.0),
                ],
            },
            Row {
                number: 3,
                cells: vec![Cell::of("_x0041_"), Cell::Empty, Cell::Day(Day::new(1900, 1, 1).unwrap())],
            },
        ],
    };
    let written = write_xlsx(&sheet, "Đơn vị").unwrap();
    assert_eq!(read(&written, &Limits::default()).unwrap(), sheet);
    assert_eq!(written, write_xlsx(&sheet, "Đơn vị").unwrap());
    assert!(write_xlsx(&sheet, "a/b").is_err());
    // In Excel, too, the text is a text: no part of the file holds a formula.
    let mut zip = zip::ZipArchive::new(Cursor::new(written)).unwrap();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let mut text = Vec::new();
        std::io::copy(&mut part, &mut text).unwrap();
        assert!(!String::from_utf8_lossy(&text).contains("<f>"), "part {at}");
    }
}

#[test]
fn other_files_are_named_for_what_they_are() {
    let check = |bytes: &[u8], expected: Expect| expected.assert_eq(&outcome(bytes, &Limits::default()));
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    check(
        &compound,
        expect![[r#"
        this is an .xls file of old Excel: save it as XLSX
    "#]],
    );
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(
        &[compound, vec![0; 1_000], name].concat(),
        expect![[r#"
        the file is protected by a password: save it without one
    "#]],
    );
    let stored = |parts: &[(&str, &[u8])]| zipped(parts, CompressionMethod::Stored);
    check(
        &stored(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]),
        expect![[r#"
        this is an OpenDocument file: save it as XLSX
    "#]],
    );
    let main = |target: &str| RELATIONS.replace("xl/workbook.xml", target);
    check(
        &stored(&[("_rels/.rels", main("word/document.xml").as_bytes())]),
        expect![[r#"
        this is a document and not a sheet: copy its table into a sheet and save that as XLSX
    "#]],
    );
    check(
        &stored(&[("_rels/.rels", main("xl/workbook.bin").as_bytes())]),
        expect![[r#"
        this is an .xlsb file: save it as XLSX
    "#]],
    );
    for other in [
        stored(&[("a.txt", b"a")]).as_slice(),
        b"%PDF-1.7",
        b"<html><table>",
        "\u{feff} <?xml".as_bytes(),
        b"PK\x05\x06",
    ] {
        check(
            other,
            expect![[r#"
            this is neither CSV nor XLSX
        "#]],
        );
    }
    let whole = book("<row><c><v>1</v></c></row>");
    check(
        &whole[..whole.len() / 2],
        expect![[r#"
        the XLSX is damaged: ZIP
    "#]],
    );
    check(
        &stored(&[("_rels/.rels", RELATIONS.as_bytes())]),
        expect![[r#"
        the XLSX is damaged: xl/workbook.xml
    "#]],
    );
}
