//! Opens an XLSX: its ZIP, its parts, and where the first sheet is.
//!
//! Must never believe a size that the file states, in its directory or in its XML, other than to refuse it; must never
//! hold a part, which is read as a stream within one budget for all of them.
//!
//! It is read here and not by a library for spreadsheets: those reserve memory for as many texts as the file says it has,
//! and lay out as many cells as lie between its corners, so that a file of a kilobyte ends the program.

use std::cell::Cell as Counter;
use std::io::{self, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::{CompressionMethod, ZipArchive};

use super::rows::rows;
use super::workbook::{self, Styles};
use super::{Limits, Sheet, SheetError};

/// Reads the first sheet that is not hidden.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, SheetError> {
    let mut book = Book::open(bytes, limits)?;
    let main = book.main()?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let file = main.rsplit('/').next().unwrap_or(&main);
    let related = book.relations(&format!("{folder}/_rels/{file}.rels"), &folder)?;
    let listed = book.part(&main, workbook::sheets)?.ok_or_else(|| damaged(&main))?;
    let of_kind =
        |kind: &str| related.iter().find(|one| one.kind.ends_with(kind)).map(|one| one.target.clone());
    let sheet = related
        .iter()
        .find(|one| Some(&one.id) == listed.first.as_ref() && one.kind.ends_with("/worksheet"))
        .map(|one| one.target.clone())
        .ok_or_else(|| damaged(&main))?;
    let strings = match of_kind("/sharedStrings") {
        Some(part) => book.part(&part, |xml| workbook::strings(xml, limits))?.unwrap_or_default(),
        None => Vec::new(),
    };
    let styles = match of_kind("/styles") {
        Some(part) => book.part(&part, workbook::styles)?.unwrap_or_default(),
        None => Styles::default(),
    };
    let read = |xml: &mut Xml<'_>| rows(xml, &strings, &styles, listed.epoch, limits);
    book.part(&sheet, read)?.ok_or_else(|| damaged(&sheet))
}

pub fn damaged(part: &str) -> SheetError {
    SheetError::Damaged { part: part.to_owned() }
}

/// What one part says of another.
struct Relation {
    id: String,
    kind: String,
    /// The part's name within the file.
    target: String,
}

struct Book<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    limit: u64,
    left: Counter<u64>,
}

impl<'a> Book<'a> {
    fn open(bytes: &'a [u8], limits: &Limits) -> Result<Book<'a>, SheetError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("ZIP"))?;
        let limit = limits.unpacked;
        if zip.len() > limits.parts {
            return Err(SheetError::Unpacked { limit });
        }
        let mut stated = 0_u64;
        for at in 0..zip.len() {
            let part = zip.by_index_raw(at).map_err(|_| damaged("ZIP"))?;
            if part.encrypted() {
                return Err(SheetError::Encrypted);
            }
            stated = stated.saturating_add(part.size());
        }
        if stated > limit {
            return Err(SheetError::Unpacked { limit });
        }
        Ok(Book { zip, limit, left: Counter::new(limit) })
    }

    /// The name of the part that says which sheets there are.
    fn main(&mut self) -> Result<String, SheetError> {
        if self.place("mimetype").is_some() {
            return Err(SheetError::OpenDocument);
        }
        let related = self.relations("_rels/.rels", "")?;
        let main =
            related.into_iter().find(|one| one.kind.ends_with("/officeDocument")).map(|one| one.target);
        match main {
            Some(main) if main.ends_with(".bin") => Err(SheetError::BinaryExcel),
            Some(main) if main.starts_with("word/") || main.starts_with("ppt/") => Err(SheetError::Document),
            Some(main) => Ok(main),
            None => Err(SheetError::NotASheet),
        }
    }

    fn relations(&mut self, name: &str, folder: &str) -> Result<Vec<Relation>, SheetError> {
        let read = |xml: &mut Xml<'_>| {
            let mut all = Vec::new();
            while let Some(event) = xml.next()? {
                let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
                if tag.local_name().as_ref() != "Relationship" {
                    continue;
                }
                let [id, kind, target, mode] = attributes(&tag, ["Id", "Type", "Target", "TargetMode"]);
                if let (Some(id), Some(kind), Some(target)) = (id, kind, target)
                    && mode.as_deref() != Some("External")
                {
                    all.push(Relation { id, kind, target: resolve(folder, &target) });
                }
            }
            Ok(all)
        };
        Ok(self.part(name, read)?.unwrap_or_default())
    }

    /// Names of parts make no difference between upper and lower case.
    fn place(&self, name: &str) -> Option<usize> {
        let same = |at: &usize| matches!(self.zip.name_for_index(*at), Some(Ok(known)) if known.eq_ignore_ascii_case(name));
        self.zip.index_for_name(name).or_else(|| (0..self.zip.len()).find(same))
    }

    /// Reads one part; nothing where there is none of that name.
    fn part<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Xml<'_>) -> Result<T, SheetError>,
    ) -> Result<Option<T>, SheetError> {
        let Some(at) = self.place(name) else { return Ok(None) };
        let file = self.zip.by_index(at).map_err(|_| damaged(name))?;
        // The other methods may ask for gigabytes to unpack with, and no office program uses them.
        if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(damaged(name));
        }
        let bounded = BufReader::new(Bounded { inner: file, left: &self.left });
        let mut reader = Reader::from_reader(Box::new(bounded) as Box<dyn io::BufRead + '_>);
        // Texts keep the spaces around them.
        reader.config_mut().trim_text(false);
        let mut xml = Xml { reader, buffer: Vec::new(), part: name };
        match read(&mut xml) {
            Err(_) if self.left.get() == 0 => Err(SheetError::Unpacked { limit: self.limit }),
            result => result.map(Some),
        }
    }
}

/// Fails when more comes than was left, and leaves nothing then.
struct Bounded<'a, R> {
    inner: R,
    left: &'a Counter<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let left = self.left.get().saturating_sub(count as u64);
        self.left.set(left);
        if left == 0 { Err(io::Error::other("too large")) } else { Ok(count) }
    }
}

/// A part as it is read.
pub struct Xml<'a> {
    reader: Reader<Box<dyn io::BufRead + 'a>>,
    buffer: Vec<u8>,
    part: &'a str,
}

impl Xml<'_> {
    /// What comes next; nothing at the end.
    pub fn next(&mut self) -> Result<Option<Event<'_>>, SheetError> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Eof) => Ok(None),
            Ok(Event::DocType(_)) => Err(SheetError::Entities { part: self.part.to_owned() }),
            Ok(event) => Ok(Some(event)),
            Err(_) => Err(damaged(self.part)),
        }
    }

    pub fn damaged(&self) -> SheetError {
        damaged(self.part)
    }
}

/// The values of attributes, whatever prefix their names have.
pub fn attributes<const N: usize>(tag: &BytesStart<'_>, names: [&str; N]) -> [Option<String>; N] {
    let mut values = [const { None }; N];
    for attribute in tag.attributes().with_checks(false).flatten() {
        for (value, name) in values.iter_mut().zip(names) {
            if value.is_none() && attribute.key.local_name().as_ref() == name {
                *value = attribute
                    .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                    .ok()
                    .map(|read| read.into_owned());
            }
        }
    }
    values
}

/// A target is named from the folder of the part that names it, or from the top.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}
