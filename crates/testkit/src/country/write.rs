//! The files of a country on disk: CSV, gzip-compressed at the fastest level.
//! It must never write over anything: it fails where a file already is.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

use super::{
    event::Event,
    files::{Extra, File},
    netblocks::{Netblock, block_of},
    rows::{Column, Row, columns, push_header, push_row},
};
use crate::Error;

/// How many bytes of rows are gathered before they are compressed.
const BATCH: usize = 1 << 16;

/// Writes all files into a folder.
pub(crate) fn files(
    files: &[File],
    events: &[Event],
    blocks: &[Netblock],
    folder: &Path,
) -> Result<Vec<PathBuf>, Error> {
    fs::create_dir_all(folder).map_err(Error::make(folder))?;
    let mut paths = Vec::with_capacity(files.len());
    for file in files {
        let path = folder.join(file.name());
        let made = OpenOptions::new().write(true).create_new(true).open(&path).map_err(Error::make(&path))?;
        let mut out =
            Packer { out: GzEncoder::new(made, Compression::fast()), batch: Vec::new(), path: &path };
        out.rows(file, events, blocks)?;
        out.finish()?;
        paths.push(path);
    }
    Ok(paths)
}

/// A file that is being written.
struct Packer<'a> {
    out: GzEncoder<fs::File>,
    batch: Vec<u8>,
    path: &'a Path,
}

impl Packer<'_> {
    fn rows(&mut self, file: &File, events: &[Event], blocks: &[Netblock]) -> Result<(), Error> {
        let columns = columns(file.report, file.layout);
        push_header(&mut self.batch, &columns);
        let mut extras = file.extras.iter().peekable();
        for nth in 0..=file.events.len() {
            while let Some((_, extra)) = extras.next_if(|(after, _)| *after == nth) {
                let (at, fault) = match *extra {
                    Extra::Repeat(at) => (at, None),
                    Extra::Unusable(at, reason, form) => (at, Some((reason, form))),
                };
                self.row(&columns, events.get(at), fault, blocks)?;
            }
            if nth < file.events.len() {
                let at = if file.again { file.events.end - 1 - nth } else { file.events.start + nth };
                self.row(&columns, events.get(at), None, blocks)?;
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        columns: &[Column],
        event: Option<&Event>,
        fault: Option<(super::Unusable, u64)>,
        blocks: &[Netblock],
    ) -> Result<(), Error> {
        let Some(event) = event else { return Ok(()) };
        let asn = block_of(blocks, event.address).and_then(|block| block.asn).unwrap_or(0);
        push_row(&mut self.batch, columns, &Row { event, asn, fault });
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.out.write_all(&self.batch).map_err(Error::make(self.path))?;
        self.batch.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        self.flush()?;
        self.out.finish().map(drop).map_err(Error::make(self.path))
    }
}
