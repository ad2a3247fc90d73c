//! Paragraphs, runs and tables, as DOCX has them.
//!
//! Must never write what people wrote as anything but the text of a run.

use super::xml::Xml;

/// Width between the margins of an upright A4 page, in twentieths of a point: 165 mm.
pub const WIDTH: u32 = 9_354;

/// How a run looks. Sizes are in half points.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub size: u32,
    pub bold: bool,
    pub italic: bool,
}

impl Look {
    /// Upright.
    pub const fn plain(size: u32) -> Look {
        Look { size, bold: false, italic: false }
    }

    /// Bold.
    pub const fn bold(size: u32) -> Look {
        Look { size, bold: true, italic: false }
    }

    /// Italic.
    pub const fn italic(size: u32) -> Look {
        Look { size, bold: false, italic: true }
    }
}

/// Where the lines of a paragraph begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Center,
    Both,
}

/// How a paragraph lies. Lengths are in twentieths of a point.
#[derive(Debug, Clone)]
pub struct Lie {
    pub side: Side,
    pub before: u32,
    pub after: u32,
    /// Of the first line.
    pub first: u32,
    pub left: u32,
    pub right: u32,
    /// Stops of dots, from the left.
    pub dots: Vec<u32>,
    /// Stays on the page of what follows.
    pub keep: bool,
    /// A line below it.
    pub ruled: bool,
    /// The size of its end, in half points, where it has no text to be as high as.
    pub low: Option<u32>,
}

impl Lie {
    /// With nothing around it.
    pub fn new(side: Side) -> Lie {
        Lie {
            side,
            before: 0,
            after: 0,
            first: 0,
            left: 0,
            right: 0,
            dots: Vec::new(),
            keep: false,
            ruled: false,
            low: None,
        }
    }

    /// With room below.
    pub fn after(mut self, after: u32) -> Lie {
        self.after = after;
        self
    }

    /// With room above.
    pub fn before(mut self, before: u32) -> Lie {
        self.before = before;
        self
    }

    /// On the page of what follows.
    pub fn keep(mut self) -> Lie {
        self.keep = true;
        self
    }
}

/// A paragraph of these runs.
pub fn paragraph(xml: &mut Xml, lie: &Lie, runs: impl FnOnce(&mut Xml)) {
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    if lie.keep {
        xml.empty("w:keepNext", &[]);
    }
    if lie.ruled {
        xml.open("w:pBdr", &[]);
        let line = [("w:val", "single"), ("w:sz", "6"), ("w:space", "1"), ("w:color", "000000")];
        xml.empty("w:bottom", &line);
        xml.close("w:pBdr");
    }
    if !lie.dots.is_empty() {
        xml.open("w:tabs", &[]);
        for at in &lie.dots {
            let at = at.to_string();
            xml.empty("w:tab", &[("w:val", "left"), ("w:leader", "dot"), ("w:pos", &at)]);
        }
        xml.close("w:tabs");
    }
    let [before, after] = [lie.before, lie.after].map(|room| room.to_string());
    xml.empty("w:spacing", &[("w:before", &before), ("w:after", &after)]);
    let [left, right, first] = [lie.left, lie.right, lie.first].map(|indent| indent.to_string());
    xml.empty("w:ind", &[("w:left", &left), ("w:right", &right), ("w:firstLine", &first)]);
    let side = match lie.side {
        Side::Left => "left",
        Side::Center => "center",
        Side::Both => "both",
    };
    xml.empty("w:jc", &[("w:val", side)]);
    if let Some(size) = lie.low {
        xml.open("w:rPr", &[]);
        xml.empty("w:sz", &[("w:val", &size.to_string())]);
        xml.close("w:rPr");
    }
    xml.close("w:pPr");
    runs(xml);
    xml.close("w:p");
}

/// Room between two tables, which would be one otherwise.
pub fn gap(xml: &mut Xml) {
    // On the page of what follows: what a signature belongs to must not lose it here.
    paragraph(xml, &Lie { low: Some(8), keep: true, ..Lie::new(Side::Left) }, |_| {});
}

/// A line across, in by so much on both sides.
pub fn rule(xml: &mut Xml, left: u32, right: u32) {
    let lie =
        Lie { left, right, before: 30, ruled: true, low: Some(2), keep: true, ..Lie::new(Side::Center) };
    paragraph(xml, &lie, |_| {});
}

/// A paragraph of one text.
pub fn plain(xml: &mut Xml, lie: &Lie, look: Look, text: &str) {
    paragraph(xml, lie, |xml| run(xml, look, text));
}

/// A text, its lines one below the other.
pub fn run(xml: &mut Xml, look: Look, text: &str) {
    for (at, line) in text.split('\n').enumerate() {
        xml.open("w:r", &[]);
        looks(xml, look);
        if at > 0 {
            xml.empty("w:br", &[]);
        }
        xml.open("w:t", &[("xml:space", "preserve")]);
        xml.text(line);
        xml.close("w:t");
        xml.close("w:r");
    }
}

/// Dots up to the next stop.
pub fn dots(xml: &mut Xml, look: Look) {
    xml.open("w:r", &[]);
    looks(xml, look);
    xml.empty("w:tab", &[]);
    xml.close("w:r");
}

fn looks(xml: &mut Xml, look: Look) {
    xml.open("w:rPr", &[]);
    if look.bold {
        xml.empty("w:b", &[]);
    }
    if look.italic {
        xml.empty("w:i", &[]);
    }
    let size = look.size.to_string();
    xml.empty("w:sz", &[("w:val", &size)]);
    xml.empty("w:szCs", &[("w:val", &size)]);
    xml.close("w:rPr");
}

/// What is drawn around the cells of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    All,
    None,
    /// None, and no room between a cell and its text either.
    Tight,
}

/// A table of columns of these widths, in twentieths of a point.
pub fn table(xml: &mut Xml, widths: &[u32], lines: Lines, rows: impl FnOnce(&mut Xml)) {
    xml.open("w:tbl", &[]);
    xml.open("w:tblPr", &[]);
    let whole = widths.iter().sum::<u32>().to_string();
    xml.empty("w:tblW", &[("w:w", &whole), ("w:type", "dxa")]);
    if lines == Lines::All {
        xml.open("w:tblBorders", &[]);
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            let line = [("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "000000")];
            xml.empty(&format!("w:{side}"), &line);
        }
        xml.close("w:tblBorders");
    }
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    if lines == Lines::Tight {
        xml.open("w:tblCellMar", &[]);
        xml.empty("w:left", &[("w:w", "0"), ("w:type", "dxa")]);
        xml.empty("w:right", &[("w:w", "0"), ("w:type", "dxa")]);
        xml.close("w:tblCellMar");
    }
    xml.close("w:tblPr");
    xml.open("w:tblGrid", &[]);
    for width in widths {
        xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
    }
    xml.close("w:tblGrid");
    rows(xml);
    xml.close("w:tbl");
}

/// A row, which stays on one page. A head is repeated on each.
pub fn row(xml: &mut Xml, head: bool, cells: impl FnOnce(&mut Xml)) {
    xml.open("w:tr", &[]);
    xml.open("w:trPr", &[]);
    xml.empty("w:cantSplit", &[]);
    if head {
        xml.empty("w:tblHeader", &[]);
    }
    xml.close("w:trPr");
    cells(xml);
    xml.close("w:tr");
}

/// A cell across so many columns, of that width.
pub fn cell(xml: &mut Xml, width: u32, span: usize, content: impl FnOnce(&mut Xml)) {
    xml.open("w:tc", &[]);
    xml.open("w:tcPr", &[]);
    xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
    if span > 1 {
        xml.empty("w:gridSpan", &[("w:val", &span.to_string())]);
    }
    xml.close("w:tcPr");
    content(xml);
    xml.close("w:tc");
}
