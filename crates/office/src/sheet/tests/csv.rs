//! CSV in and out: a cell must never come back as another one.

use expect_test::{Expect, expect};

use super::*;

fn check(bytes: &[u8], expected: Expect) {
    expected.assert_eq(&outcome(bytes, &Limits::default()));
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn the_separator_and_the_encoding_are_found() {
    let expected = || {
        expect![[r#"
            1: ["Mã", "Tên"]
            2: "01" "Hà Nội"
        "#]]
    };
    check("Mã,Tên\n01,Hà Nội".as_bytes(), expected());
    check("\u{feff}Mã;Tên\r\n01;Hà Nội\r\n".as_bytes(), expected());
    check("Mã\tTên\r01\tHà Nội\r".as_bytes(), expected());
    check(&utf16("\u{feff}Mã\tTên\r\n01\tHà Nội\r\n", u16::to_le_bytes), expected());
    check(&utf16("\u{feff}Mã;Tên\n01;Hà Nội", u16::to_be_bytes), expected());
    check(
        "sep=;\r\nMã,x;Tên\n01;a,b".as_bytes(),
        expect![[r#"
            2: ["Mã,x", "Tên"]
            3: "01" "a,b"
        "#]],
    );
    check(
        "\"a;b;c\",d\n1,2".as_bytes(),
        expect![[r#"
            1: ["a;b;c", "d"]
            2: "1" "2"
        "#]],
    );
}

#[test]
fn titles_above_the_header_and_empty_rows_are_passed_over() {
    check(
        "ỦY BAN NHÂN DÂN;;\r\n\r\nDANH SÁCH ĐƠN VỊ;;\r\nMã;Tên;\r\n;;\r\n01;\"Hà \"\"Nội\"\"\r\nThủ đô\";x\r\n02;;\r\n".as_bytes(),
        expect![[r#"
            4: ["Mã", "Tên"]
            6: "01" "Hà \"Nội\"\r\nThủ đô" "x"
            7: "02"
        "#]],
    );
    check(
        "Mã\n01\n02".as_bytes(),
        expect![[r#"
        1: ["Mã"]
        2: "01"
        3: "02"
    "#]],
    );
    let long = format!("Mã\n{}", "01\n".repeat(30));
    assert_eq!(read(long.as_bytes(), &Limits::default()).unwrap().rows.len(), 30);
}

#[test]
fn what_is_broken_is_named_with_its_line() {
    check(
        b"a,b\n1,\"2\"x\n",
        expect![[r#"
        line 2: after the quote that ends a cell, the next cell is to follow
    "#]],
    );
    check(
        b"a,b\n\"1\n\n\",2\n3,\"4\n",
        expect![[r#"
        line 5: the quote that opens a cell is never closed
    "#]],
    );
    // Within a cell that no quote opens, a quote is a letter.
    check(
        "a,b\n1,Trường \"A\"".as_bytes(),
        expect![[r#"
        1: ["a", "b"]
        2: "1" "Trường \"A\""
    "#]],
    );
    for empty in ["", "\u{feff}", "\r\n\r\n", ",,\n , ,\n"] {
        check(
            empty.as_bytes(),
            expect![[r#"
            the sheet is empty
        "#]],
        );
    }
}

#[test]
fn another_encoding_is_refused_with_what_to_do() {
    let expected = || {
        expect![[r#"
            the file is not UTF-8: in Excel, save it as "CSV UTF-8 (Comma delimited)" or as XLSX
        "#]]
    };
    // "Mã,Tên\nHà Nội" in windows-1258, and in UTF-16 without its mark.
    check(b"M\xe3,T\xean\nH\xe0 N\xf4\xf2i", expected());
    check(&utf16("Mã,Tên", u16::to_le_bytes), expected());
    check(b"\xff\xfeM", expected());
    check(b"\xff\xfe\x00\xd8", expected());
    check(b"a,b\n1,\0", expected());
}

#[test]
fn each_limit_holds() {
    let limits = Limits { bytes: 100, rows: 3, columns: 4, cell: 5, cells: 9, text: 30, ..Limits::default() };
    let check = |text: &str, expected: Expect| expected.assert_eq(&outcome(text.as_bytes(), &limits));
    assert_eq!(read("a,b\n1,2\n1,2\n1,2".as_bytes(), &limits).unwrap().rows.len(), 3);
    check(
        &"a".repeat(101),
        expect![[r#"
        the file is larger than 100 bytes
    "#]],
    );
    check(
        "a,b\n1\n1\n1\n1",
        expect![[r#"
        the sheet has more than 3 rows
    "#]],
    );
    check(
        "a,b\n1,2,3,4,5",
        expect![[r#"
        row 2: more than 4 columns
    "#]],
    );
    check(
        "a,b\n1,ngườii",
        expect![[r#"
        row 2, column 2: more than 5 characters
    "#]],
    );
    assert!(read("a,b\n1,người".as_bytes(), &limits).is_ok());
    check(
        "a,b\n1,2,3,4\n1,2,3,4",
        expect![[r#"
        the sheet holds more text than is read at once: divide it
    "#]],
    );
    check(
        "a,b\n12345,12345,12345\n12345,12345,12345",
        expect![[r#"
        the sheet holds more text than is read at once: divide it
    "#]],
    );
    // Empty columns past the limit are no columns.
    assert!(read("a,b,,,,,,,,\n1,2,,,,,,,,".as_bytes(), &limits).is_ok());
}

#[test]
fn no_cell_is_a_formula_and_each_comes_back_as_it_was() {
    let texts = [
        "=1+1",
        "+84 24 3640",
        "-5",
        "@SUM(A1)",
        "\ttab",
        "\rreturn",
        "'=1",
        "''=1",
        "'x",
        "'",
        "''",
        "＝1",
        "a=b",
        "a,b",
        "a\"b",
        "a\r\nb",
        " space ",
        "sep=;",
        "=cmd|'/c calc'!A0",
        "Cổng;=1+cmd|'/c calc'!A1;b",
        "a;\"=1\"",
        "a\t-2",
        "a;'=1",
        "01",
        "Hà Nội",
    ];
    let rows = texts
        .iter()
        .enumerate()
        .map(|(at, text)| Row { number: at + 2, cells: vec![Cell::of("x"), Cell::of(*text)] });
    let sheet = Sheet { header: vec!["a".to_owned(), "=b".to_owned()], header_row: 1, rows: rows.collect() };
    let written = write_csv(&sheet);
    assert!(written.starts_with(b"\xef\xbb\xbfa,'=b\r\nx,'=1+1\r\nx,'+84 24 3640\r\nx,'-5\r\n"));
    let text = std::str::from_utf8(&written).unwrap();
    // Whichever separator the machine that opens it has.
    for cell in text.split([',', '\n', ';', '\t']).map(|cell| cell.trim_start_matches('"')) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '＝']), "{cell:?}");
    }
    assert_eq!(read(&written, &Limits::default()).unwrap(), sheet);
    assert_eq!(shown(&read(&write_xlsx(&sheet, "x").unwrap(), &Limits::default()).unwrap()), shown(&sheet));
}

#[test]
fn whatever_is_written_is_read() {
    let mut dice = Dice(11);
    let letters = [
        'a', 'đ', '"', '\'', ',', ';', '\t', '\r', '\n', '=', '+', '-', ' ', '_', 'x', '0', '<', '&',
        '\u{301}',
    ];
    for round in 0..300 {
        let cell = |dice: &mut Dice| {
            let text: String = (0..dice.below(8)).map(|_| *dice.one(&letters)).collect();
            if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
        };
        let mut rows = Vec::new();
        for number in 2..dice.below(12) + 2 {
            let mut cells: Vec<Cell> = (0..dice.below(6)).map(|_| cell(&mut dice)).collect();
            cells.push(Cell::of("end"));
            rows.push(Row { number, cells });
        }
        let header = vec!["một".to_owned(), "hai".to_owned()];
        let sheet = Sheet { header, header_row: 1, rows };
        assert_eq!(read(&write_csv(&sheet), &Limits::default()).unwrap(), sheet, "{round}");
        if round < 60 {
            let read = read(&write_xlsx(&sheet, "Đơn vị").unwrap(), &Limits::default()).unwrap();
            assert_eq!(shown(&read), shown(&sheet), "{round}");
        }
    }
}
