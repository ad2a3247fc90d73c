//! Reads how the pages of forms are laid out, and holds them against what the forms must have.
//!
//! Must never take a layout that does not show a field which its form must have.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::value::Datetime;

use super::super::dated::{self, Chain};
use super::super::{AboutField, Form, FormKey, Holds, Refused};
use super::{Entry, Span, chains, of_key, parse, unknown};
use crate::papers::{Block, Field, Foot, GridCell, Head, Layout, Shown};

const PAPERS: &str = "rulebook/papers";

entries! {
    RawPaper {
        head: Head,
        addressed: bool,
        #[serde(default)] mark: Vec<String>,
        foot: Foot,
        block: Vec<Block>,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPapers {
    paper: Vec<RawPaper>,
}

/// Reads all of them.
pub fn read(
    texts: &[&str],
    forms: &[Chain<Form>],
    fields: &BTreeMap<Field, AboutField>,
) -> Result<Vec<Chain<Layout>>, Refused> {
    let mut all = Vec::new();
    for text in texts {
        let raw: RawPapers = parse(PAPERS, text)?;
        all.extend(raw.paper);
    }
    let layouts = chains(PAPERS, all, |key, raw| layout(key, raw, fields))?;
    dated::known::<FormKey, _>(PAPERS, &layouts)?;
    for form in forms {
        for edition in &form.editions {
            let of_form = layouts.iter().find(|chain| chain.key == form.key);
            let missing = || Refused::NotWhole {
                file: PAPERS,
                key: dated::Key::key(edition.value.key),
                day: edition.from,
            };
            // A layout may outlive an edition of its form, and change within it: each that meets it counts.
            let meeting: Vec<_> = of_form
                .into_iter()
                .flat_map(|chain| &chain.editions)
                .filter(|layout| edition.until.is_none_or(|until| layout.from <= until))
                .filter(|layout| layout.until.is_none_or(|until| edition.from <= until))
                .collect();
            let covers = meeting.first().is_some_and(|first| first.from <= edition.from)
                && meeting.last().is_some_and(|last| {
                    last.until.is_none_or(|end| edition.until.is_some_and(|until| until <= end))
                });
            if !covers {
                return Err(missing());
            }
            for layout in meeting {
                for field in &edition.value.required {
                    if !shows(&layout.value, *field) {
                        let (key, value) = (form.key.clone(), dated::Key::key(*field).to_owned());
                        return Err(Refused::NotShown { file: PAPERS, key, value });
                    }
                }
            }
        }
    }
    Ok(layouts)
}

fn layout(key: &str, raw: RawPaper, fields: &BTreeMap<Field, AboutField>) -> Result<Layout, Refused> {
    for (name, holds, option) in raw.block.iter().flat_map(Block::shown) {
        let field: Field = of_key(PAPERS, key, "field", name)?;
        let Some(about) = fields.get(&field) else { continue };
        let fits = match holds {
            Shown::Words => !matches!(about.holds, Holds::Rows | Holds::Sums | Holds::Choices),
            Shown::Option => about.choices.iter().any(|(known, _)| known == option),
            Shown::Rows => about.holds == Holds::Rows,
            Shown::Sums => about.holds == Holds::Sums,
        };
        if !fits {
            return Err(unknown(PAPERS, key, "field", format!("{name} {option}").trim_end()));
        }
    }
    let empty = |field| Refused::Empty { file: PAPERS, key: key.to_owned(), field };
    if matches!(&raw.foot, Foot::Signatures { titles } if titles.is_empty()) {
        return Err(empty("titles"));
    }
    for block in &raw.block {
        match block {
            Block::Checks { options, .. } if options.is_empty() => return Err(empty("options")),
            Block::Grid { rows, .. } if rows.is_empty() => return Err(empty("rows")),
            Block::Line { items } if items.is_empty() => return Err(empty("items")),
            Block::Grid { widths, rows } => {
                let spans = |row: &Vec<GridCell>| {
                    row.iter().map(|cell| usize::from(cell.span.max(1))).sum::<usize>() == widths.len()
                };
                if !rows.iter().all(spans) || !hundred(widths.iter().copied()) {
                    return Err(unknown(PAPERS, key, "widths", &format!("{widths:?}")));
                }
            }
            // The number of the row takes the rest.
            Block::Table { columns, .. }
                if columns.is_empty()
                    || columns.iter().map(|(_, width)| u32::from(*width)).sum::<u32>() != 93 =>
            {
                return Err(unknown(PAPERS, key, "columns", &format!("{columns:?}")));
            }
            Block::Sums { columns, .. } if columns.len() != 7 => {
                return Err(unknown(PAPERS, key, "columns", &format!("{columns:?}")));
            }
            _ => {}
        }
    }
    Ok(Layout { head: raw.head, addressed: raw.addressed, mark: raw.mark, blocks: raw.block, foot: raw.foot })
}

fn hundred(widths: impl Iterator<Item = u8>) -> bool {
    widths.map(u32::from).sum::<u32>() == 100
}

/// Whether the page of a layout shows a field.
fn shows(layout: &Layout, field: Field) -> bool {
    let key = dated::Key::key(field);
    layout.fields().contains(&key)
}
