//! How the page of a form is laid out, as `rulebook/papers/*.toml` says.
//!
//! Must never hold what people wrote: only what the form itself prints, and where the fields stand.

use serde::Deserialize;

/// The page of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// What stands at its top.
    pub head: Head,
    /// To whom it is addressed, where it is: the field of addressees is printed.
    pub addressed: bool,
    /// What the page says of where its layout comes from.
    pub mark: Vec<String>,
    /// What follows.
    pub blocks: Vec<Block>,
    /// What stands at its end.
    pub foot: Foot,
}

/// What stands at the top of a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Head {
    /// A document with the name of its kind: body, motto, number, day; then the name and what it is about.
    Named {
        /// Such as BÁO CÁO.
        name: String,
        /// Such as BC.
        sign: String,
        /// What it is about; the subject, or else the name of the system, follows.
        about: String,
        /// Whether place and day stand beside the number: minutes say when they were held instead.
        dated: bool,
    },
    /// An official letter, *công văn*: what it is about stands below the number.
    Letter {
        /// What it is about.
        about: String,
    },
    /// A law's own form: its number at the right, its name in the middle.
    Form {
        /// Such as "Mẫu số 03".
        number: String,
        /// By which circular.
        by: String,
        /// Its name.
        name: String,
        /// Whether the motto stands above its name.
        motto: bool,
    },
}

/// What stands at the end of a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Foot {
    /// Who gets it, and the signature.
    Recipients,
    /// A law's own form: who signs, in its words.
    Representative {
        /// Such as NGƯỜI ĐẠI DIỆN THEO PHÁP LUẬT.
        title: String,
        /// What is asked of them.
        note: String,
        /// Whether place and day stand above.
        dated: bool,
    },
    /// Minutes: those who sign, side by side.
    Signatures {
        /// What each is there.
        titles: Vec<String>,
    },
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// A heading.
    Heading {
        /// What it says.
        text: String,
    },
    /// A paragraph of the form itself.
    Text {
        /// What it says.
        text: String,
    },
    /// Small print.
    Note {
        /// What it says.
        text: String,
    },
    /// Labels with their fields, on one line.
    Line {
        /// A label and the key of a field, each.
        items: Vec<(String, String)>,
    },
    /// A text of several lines below its label.
    Long {
        /// The label; empty where a heading says it.
        label: String,
        /// The key of its field.
        field: String,
        /// Dotted lines where nothing is known.
        blanks: u8,
    },
    /// Boxes to tick.
    Checks {
        /// The label; empty where a heading says it.
        label: String,
        /// The key of the field.
        field: String,
        /// How many stand in a line.
        columns: u8,
        /// The key of a choice, what it says, and the key of a field that says more, or nothing.
        options: Vec<(String, String, String)>,
    },
    /// A table of labels and fields.
    Grid {
        /// Widths of its columns, in percent.
        widths: Vec<u8>,
        /// Its rows.
        rows: Vec<Vec<GridCell>>,
    },
    /// A table whose rows people wrote.
    Table {
        /// The key of its field.
        field: String,
        /// The titles of its columns and their widths in percent; the number of the row comes before.
        columns: Vec<(String, u8)>,
        /// Empty rows where nothing is known.
        blanks: u8,
    },
    /// The sums of form 05.
    Sums {
        /// The key of its field.
        field: String,
        /// The titles of its columns.
        columns: Vec<String>,
        /// The name of the row of those that have no class yet, which is there where there are any.
        rest: String,
        /// The name of the last row.
        total: String,
    },
}

/// A cell of a grid: what the form prints, a field, or boxes to tick.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GridCell {
    /// What the form prints.
    #[serde(default)]
    pub text: String,
    /// The key of a field.
    #[serde(default)]
    pub field: String,
    /// Of a moment, only that.
    #[serde(default)]
    pub show: Show,
    /// The choice that this cell ticks.
    #[serde(default)]
    pub tick: String,
    /// How many columns it spans; 0 is one.
    #[serde(default)]
    pub span: u8,
    /// Lines of room where nothing is known.
    #[serde(default)]
    pub blanks: u8,
    /// Whether what is printed is bold and in the middle.
    #[serde(default)]
    pub strong: bool,
}

/// What of a moment is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// All of it.
    #[default]
    All,
    /// Its day.
    Day,
    /// Its hour and minute.
    Time,
}

/// How a block shows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As words.
    Words,
    /// As a box to tick, for one of its choices.
    Option,
    /// As the rows of a table.
    Rows,
    /// As the sums of form 05.
    Sums,
}

impl Layout {
    /// The keys of the fields that the page shows, in its order, each once.
    pub fn fields(&self) -> Vec<&str> {
        let mut fields: Vec<&str> = match &self.head {
            Head::Named { .. } | Head::Letter { .. } => {
                vec!["body_above", "body", "sign", "unit_sign", "place", "subject"]
            }
            Head::Form { .. } => Vec::new(),
        };
        if self.addressed {
            fields.push("addressees");
        }
        for (field, ..) in self.blocks.iter().flat_map(Block::shown) {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        match &self.foot {
            Foot::Recipients => fields.extend(["copies", "signer_for", "signer_post", "signer_name"]),
            Foot::Representative { dated: true, .. } => fields.extend(["place", "signer_name"]),
            Foot::Representative { .. } => fields.push("signer_name"),
            Foot::Signatures { .. } => {}
        }
        fields
    }
}

impl Block {
    /// The keys of the fields that it shows, how, and for a box the choice that it ticks.
    pub fn shown(&self) -> Vec<(&str, Shown, &str)> {
        match self {
            Block::Heading { .. } | Block::Text { .. } | Block::Note { .. } => Vec::new(),
            Block::Line { items } => {
                items.iter().map(|(_, field)| (field.as_str(), Shown::Words, "")).collect()
            }
            Block::Long { field, .. } => vec![(field, Shown::Words, "")],
            Block::Table { field, .. } => vec![(field, Shown::Rows, "")],
            Block::Sums { field, .. } => vec![(field, Shown::Sums, "")],
            Block::Checks { field, options, .. } => {
                let boxes = options.iter().map(|(key, ..)| (field.as_str(), Shown::Option, key.as_str()));
                let more = options.iter().map(|(_, _, more)| (more.as_str(), Shown::Words, ""));
                boxes.chain(more.filter(|(more, ..)| !more.is_empty())).collect()
            }
            Block::Grid { rows, .. } => rows
                .iter()
                .flatten()
                .filter(|cell| !cell.field.is_empty())
                .map(|cell| match cell.tick.as_str() {
                    "" => (cell.field.as_str(), Shown::Words, ""),
                    tick => (cell.field.as_str(), Shown::Option, tick),
                })
                .collect(),
        }
    }
}
