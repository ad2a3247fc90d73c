//! A paper as far as it is known: what is missing, and its page.
//!
//! Must never fill in a number or a day of issue: those are given when the paper is registered.

use super::layout::{Block, Layout};
use super::page::{self, Given};
use super::{Field, Known, package};
use crate::rulebook::{Edition, Form, FormKey, Key};

/// There is no such form on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no form `{}` on {day}", form.key())]
pub struct NoSuchForm {
    /// The form.
    pub form: FormKey,
    /// The day.
    pub day: crate::day::Day,
}

/// A page could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("the paper cannot be written as DOCX")]
pub struct WriteError(#[from] zip::result::ZipError);

/// A paper as far as it is known.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    edition: Edition<'a>,
    form: &'a Form,
    layout: &'a Layout,
    known: Known,
    mark: String,
}

/// Fills a form of the day with what is known.
///
/// # Errors
/// When the form does not exist on that day.
pub fn fill<'a>(edition: &Edition<'a>, form: FormKey, known: &Known) -> Result<Draft<'a>, NoSuchForm> {
    let missing = NoSuchForm { form, day: edition.day() };
    let found = edition.form(form).ok_or(missing)?;
    let layout = edition.layout(form).ok_or(missing)?;
    Ok(Draft {
        edition: *edition,
        form: &found.value,
        layout: &layout.value,
        known: known.clone(),
        mark: String::new(),
    })
}

impl Draft<'_> {
    /// The same with this above all else on its page: that it is of a drill, and no paper.
    #[must_use]
    pub fn marked(mut self, mark: &str) -> Self {
        self.mark = mark.to_owned();
        self
    }

    /// The form.
    pub fn form(&self) -> &Form {
        self.form
    }

    /// What the page shows, in its order, each once: what can be filled in.
    pub fn fields(&self) -> Vec<Field> {
        self.layout.fields().into_iter().filter_map(Field::of).collect()
    }

    /// The titles of the columns of a table on the page, but for the number of the row; nothing where it has no such
    /// table.
    pub fn columns(&self, table: Field) -> Vec<&str> {
        let of_block = |block: &'_ Block| match block {
            Block::Table { field, .. } => field == table.key(),
            _ => false,
        };
        match self.layout.blocks.iter().find(|block| of_block(block)) {
            Some(Block::Table { columns, .. }) => columns.iter().map(|(title, _)| title.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// What must not be empty and is, in the form's order.
    pub fn missing(&self) -> Vec<Field> {
        self.form.required.iter().copied().filter(|field| self.known.get(*field).is_none()).collect()
    }

    /// The page, as DOCX. What is not known is dots. The same values make the same bytes.
    ///
    /// # Errors
    /// When it grows past what a ZIP holds.
    pub fn docx(&self) -> Result<Vec<u8>, WriteError> {
        Ok(package::pack(page::page(
            self.layout,
            Given { edition: self.edition, known: &self.known },
            &self.mark,
        ))?)
    }
}
