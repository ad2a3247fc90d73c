//! The parts of a DOCX around its page: what kind of file it is, its styles, and the number at the top of each page.
//!
//! Must never write the time, nor who wrote it: the same page makes the same bytes.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::xml::Xml;

/// The name space of the page's words.
pub const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// By which the page names its header.
pub const HEADER: &str = "rId2";

/// Puts a DOCX together.
pub fn pack(document: Vec<u8>) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relations(&[("rId1", "officeDocument", "word/document.xml")])),
        ("word/document.xml", document),
        (
            "word/_rels/document.xml.rels",
            relations(&[("rId1", "styles", "styles.xml"), (HEADER, "header", "header.xml")]),
        ),
        ("word/styles.xml", styles()),
        ("word/header.xml", header()),
    ];
    for (name, bytes) in parts {
        zip.start_file(name, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))]);
    let rels = "application/vnd.openxmlformats-package.relationships+xml";
    xml.empty("Default", &[("Extension", "rels"), ("ContentType", rels)]);
    xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
    for (part, kind) in [("document", "document.main"), ("styles", "styles"), ("header", "header")] {
        let (part, kind) = (format!("/word/{part}.xml"), format!("{TYPES}.{kind}+xml"));
        xml.empty("Override", &[("PartName", &part), ("ContentType", &kind)]);
    }
    xml.close("Types");
    xml.done()
}

fn relations(all: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))]);
    for (id, kind, target) in all {
        let kind = format!("{RELATED}/{kind}");
        xml.empty("Relationship", &[("Id", id), ("Type", &kind), ("Target", target)]);
    }
    xml.close("Relationships");
    xml.done()
}

fn styles() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:styles", &[("xmlns:w", WORDS)]);
    xml.open("w:docDefaults", &[]);
    xml.open("w:rPrDefault", &[]);
    xml.open("w:rPr", &[]);
    let font = "Times New Roman";
    xml.empty("w:rFonts", &[("w:ascii", font), ("w:hAnsi", font), ("w:eastAsia", font), ("w:cs", font)]);
    xml.empty("w:color", &[("w:val", "000000")]);
    xml.empty("w:sz", &[("w:val", "28")]);
    xml.empty("w:szCs", &[("w:val", "28")]);
    xml.empty("w:lang", &[("w:val", "vi-VN"), ("w:eastAsia", "vi-VN"), ("w:bidi", "ar-SA")]);
    xml.close("w:rPr");
    xml.close("w:rPrDefault");
    xml.open("w:pPrDefault", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:spacing", &[("w:after", "0"), ("w:line", "240"), ("w:lineRule", "auto")]);
    xml.close("w:pPr");
    xml.close("w:pPrDefault");
    xml.close("w:docDefaults");
    xml.open("w:style", &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")]);
    xml.empty("w:name", &[("w:val", "Normal")]);
    xml.close("w:style");
    xml.open("w:style", &[("w:type", "table"), ("w:default", "1"), ("w:styleId", "TableNormal")]);
    xml.empty("w:name", &[("w:val", "Normal Table")]);
    xml.open("w:tblPr", &[]);
    xml.open("w:tblCellMar", &[]);
    xml.empty("w:left", &[("w:w", "108"), ("w:type", "dxa")]);
    xml.empty("w:right", &[("w:w", "108"), ("w:type", "dxa")]);
    xml.close("w:tblCellMar");
    xml.close("w:tblPr");
    xml.close("w:style");
    xml.close("w:styles");
    xml.done()
}

/// The number of the page, in the middle of the top margin. The first page has another header, which is none.
fn header() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:hdr", &[("xmlns:w", WORDS)]);
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:jc", &[("w:val", "center")]);
    xml.close("w:pPr");
    xml.open("w:fldSimple", &[("w:instr", " PAGE ")]);
    xml.open("w:r", &[]);
    xml.open("w:t", &[]);
    xml.text("2");
    xml.close("w:t");
    xml.close("w:r");
    xml.close("w:fldSimple");
    xml.close("w:p");
    xml.close("w:hdr");
    xml.done()
}

/// The namespace of relations, for the page.
pub fn related() -> &'static str {
    RELATED
}
