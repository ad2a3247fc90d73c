//! What offices send, and what nobody should. Must never hold a file of others: each is made here.

mod csv;
mod hostile;
mod xlsx;

use std::fmt::Write;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

/// A sheet as lines: the header, and each row with its number.
fn shown(sheet: &Sheet) -> String {
    let mut text = format!("{}: {:?}\n", sheet.header_row, sheet.header);
    for row in &sheet.rows {
        let cells = row.cells.iter().map(|cell| match cell {
            Cell::Empty => "·".to_owned(),
            Cell::Text(text) => format!("{text:?}"),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.written(),
        });
        writeln!(text, "{}: {}", row.number, cells.collect::<Vec<_>>().join(" ")).unwrap();
    }
    text
}

fn outcome(bytes: &[u8], limits: &Limits) -> String {
    match read(bytes, limits) {
        Ok(sheet) => shown(&sheet),
        Err(error) => format!("{error}\n"),
    }
}

/// Numbers that look random and are the same every time.
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// A ZIP of these parts.
fn zipped(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="Ẩn" sheetId="1" state="hidden" r:id="rId9"/><sheet name="Đơn vị" sheetId="2" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<Relationships>
<Relationship Id="rId1" Type="http://x/worksheet" Target="/xl/worksheets/Sheet2.xml"/>
<Relationship Id="rId9" Type="http://x/worksheet" Target="worksheets/none.xml"/>
<Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId3" Type="http://x/styles" Target="../xl/styles.xml"/></Relationships>"#;
const STRINGS: &str = r#"<sst count="3" uniqueCount="3"><si><t>Mã</t></si>
<si><r><t>Hà </t></r><r><t xml:space="preserve">Nội</t></r><rPh><t>ha</t></rPh></si><si/></sst>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\-mm\-yyyy"/>
<numFmt numFmtId="165" formatCode="0&quot; ngày&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;

/// An XLSX whose first sheet that is not hidden holds these rows.
fn book(rows: &str) -> Vec<u8> {
    let sheet =
        format!("<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData></worksheet>");
    book_of(&sheet, STRINGS)
}

fn book_of(sheet: &str, strings: &str) -> Vec<u8> {
    let parts: &[(&str, &[u8])] = &[
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/worksheets/sheet2.xml", sheet.as_bytes()),
    ];
    zipped(parts, CompressionMethod::Deflated)
}
