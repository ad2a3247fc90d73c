//! Evidence: the rows behind every figure, as a feed wrote them, in Parquet segments that are never changed.
//!
//! A segment has every column of the report that it came from, as text, and four of ours in front: `quet_id`,
//! `quet_time` (milliseconds since 1970, UTC), `quet_address` (4 or 16 bytes) and `quet_family`. Must never lose a
//! column, and must never be believed without its digest.

use std::fs::File;
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use sha2::{Digest, Sha256};
use sightings::ingest::Sighting;

use crate::StoreError;
use crate::door::{self, NewSegment};

/// Rows that are held before they are written as one group.
const ROWS: usize = 50_000;
/// Bytes of text that are held before they are written as one group.
const TEXT: usize = 32 << 20;
/// Fields that are held before they are written as one group: as many as `ROWS` of the widest report known have.
const FIELDS: usize = ROWS * 48;

/// Where our own columns stand.
const ID: usize = 0;
const TIME: usize = 1;
const ADDRESS: usize = 2;
const FAMILY: usize = 3;
const OURS: usize = 4;

/// A segment that grows.
pub struct Writer {
    parquet: SerializedFileWriter<Digesting>,
    ids: Vec<i64>,
    times: Vec<i64>,
    /// Address, family, then the report's columns: each with the ends of its fields in `text`.
    fields: Vec<(usize, usize)>,
    columns: usize,
    text: Vec<u8>,
    rows: u64,
    replaced: u64,
}

/// A segment as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// SHA-256 of its bytes, in hex: its name.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

/// What is read back of one sighting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'s> {
    /// The address.
    pub address: IpAddr,
    /// The family.
    pub family: &'s str,
    /// Seconds since 1970, UTC.
    pub time: i64,
}

/// Counts and digests what goes into a segment.
struct Digesting {
    to: NewSegment,
    digest: Sha256,
    bytes: u64,
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Writer {
    /// A segment for a report with these columns.
    pub(crate) fn begin(to: NewSegment, columns: &[String]) -> Result<Writer, StoreError> {
        let path = to.path().to_owned();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by("quet".to_owned())
            .build();
        let schema = schema(columns).map_err(|error| write_error(&path, error))?;
        let to = Digesting { to, digest: Sha256::new(), bytes: 0 };
        let parquet = SerializedFileWriter::new(to, schema, Arc::new(properties))
            .map_err(|error| write_error(&path, error))?;
        Ok(Writer {
            parquet,
            ids: Vec::new(),
            times: Vec::new(),
            fields: Vec::new(),
            columns: columns.len() + OURS,
            text: Vec::new(),
            rows: 0,
            replaced: 0,
        })
    }

    /// Adds a sighting with every field of its row, in the order of the columns.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn push<'f>(
        &mut self,
        sighting: &Sighting,
        fields: impl Iterator<Item = &'f [u8]>,
    ) -> Result<(), StoreError> {
        // The bits are kept, not the number.
        self.ids.push(sighting.id.cast_signed());
        self.times.push(sighting.time.saturating_mul(1000));
        match sighting.address {
            IpAddr::V4(four) => self.field(&four.octets()),
            IpAddr::V6(six) => self.field(&six.octets()),
        }
        self.field(sighting.family.as_bytes());
        for field in fields {
            if std::str::from_utf8(field).is_ok() {
                self.field(field);
            } else {
                self.replaced += 1;
                self.field(String::from_utf8_lossy(field).as_bytes());
            }
        }
        self.rows += 1;
        if self.ids.len() >= ROWS || self.text.len() >= TEXT || self.fields.len() >= FIELDS {
            self.group()?;
        }
        Ok(())
    }

    /// Sightings so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Fields that were not UTF-8, in which the bytes that are not text are replaced by U+FFFD.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    fn field(&mut self, bytes: &[u8]) {
        let start = self.text.len();
        self.text.extend_from_slice(bytes);
        self.fields.push((start, self.text.len()));
    }

    /// Writes what is held as one group of rows.
    fn group(&mut self) -> Result<(), StoreError> {
        let text = Bytes::from(std::mem::take(&mut self.text));
        let written = self.write_columns(&text);
        self.ids.clear();
        self.times.clear();
        self.fields.clear();
        written.map_err(|error| write_error(self.parquet.inner().to.path(), error))
    }

    fn write_columns(&mut self, text: &Bytes) -> Result<(), ParquetError> {
        let mut group = self.parquet.next_row_group()?;
        let texts = self.columns - ADDRESS;
        let mut values: Vec<ByteArray> = Vec::with_capacity(self.ids.len());
        let mut at = 0;
        while let Some(mut column) = group.next_column()? {
            match at {
                ID => column.typed::<Int64Type>().write_batch(&self.ids, None, None)?,
                TIME => column.typed::<Int64Type>().write_batch(&self.times, None, None)?,
                _ => {
                    let fields = self.fields.iter().skip(at - ADDRESS).step_by(texts);
                    values.clear();
                    values.extend(fields.map(|&(start, end)| ByteArray::from(text.slice(start..end))));
                    column.typed::<ByteArrayType>().write_batch(&values, None, None)?
                }
            };
            column.close()?;
            at += 1;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the segment: the disk holds its bytes afterwards, under no name yet.
    pub(crate) fn finish(mut self) -> Result<(NewSegment, Segment), StoreError> {
        if !self.ids.is_empty() {
            self.group()?;
        }
        let path = self.parquet.inner().to.path().to_owned();
        // Writes the footer as well.
        let mut written = self.parquet.into_inner().map_err(|error| write_error(&path, error))?;
        written.to.sync().map_err(|source| door::disk(&path, source))?;
        Ok((written.to, Segment { sha256: hex(&written.digest.finalize()), bytes: written.bytes }))
    }
}

/// Our columns and the report's, all of them required.
fn schema(columns: &[String]) -> Result<TypePtr, ParquetError> {
    let time = LogicalType::timestamp(true, TimeUnit::MILLIS);
    let column = |name: &str, physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let mut all = vec![
        column("quet_id", Physical::INT64, None)?,
        column("quet_time", Physical::INT64, Some(time))?,
        column("quet_address", Physical::BYTE_ARRAY, None)?,
        column("quet_family", Physical::BYTE_ARRAY, Some(LogicalType::String))?,
    ];
    for name in columns {
        all.push(column(name, Physical::BYTE_ARRAY, Some(LogicalType::String))?);
    }
    Type::group_type_builder("sightings").with_fields(all).build().map(Arc::new)
}

/// A segment that was found to be what its name says.
pub struct Reader {
    parquet: SerializedFileReader<File>,
    path: std::path::PathBuf,
}

impl Reader {
    /// Opens a segment and checks every byte of it.
    pub(crate) fn open(path: &Path, segment: &Segment) -> Result<Reader, StoreError> {
        let damaged = |what: &str| StoreError::Segment { path: path.to_owned(), what: what.to_owned() };
        let (mut file, len) = match door::read(path) {
            Err(StoreError::Disk { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                return Err(damaged("it is missing"));
            }
            other => other?,
        };
        if len != segment.bytes {
            return Err(damaged("its length is not the one that was noted"));
        }
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 1 << 18];
        loop {
            let read = door::fill(&mut file, &mut buffer).map_err(|source| door::disk(path, source))?;
            digest.update(buffer.get(..read).unwrap_or_default());
            if read < buffer.len() {
                break;
            }
        }
        if hex(&digest.finalize()) != segment.sha256 {
            return Err(damaged("its contents are not those that were noted"));
        }
        let parquet = SerializedFileReader::new(file).map_err(|error| damaged(&error.to_string()))?;
        Ok(Reader { parquet, path: path.to_owned() })
    }

    /// The identities of all its sightings.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn ids(&self) -> Result<Vec<u64>, StoreError> {
        let mut ids = Vec::new();
        for group in 0..self.parquet.num_row_groups() {
            ids.extend(self.numbers(group, ID)?.into_iter().map(i64::cast_unsigned));
        }
        Ok(ids)
    }

    /// Gives every sighting to `take`, in the order of the segment.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn each(&self, mut take: impl FnMut(Told<'_>)) -> Result<u64, StoreError> {
        let mut rows = 0;
        for group in 0..self.parquet.num_row_groups() {
            let times = self.numbers(group, TIME)?;
            let (addresses, families) = (self.texts(group, ADDRESS)?, self.texts(group, FAMILY)?);
            for ((time, address), family) in times.iter().zip(&addresses).zip(&families) {
                let address = match *address.data() {
                    [a, b, c, d] => IpAddr::from([a, b, c, d]),
                    _ => {
                        let octets = <[u8; 16]>::try_from(address.data());
                        IpAddr::from(octets.map_err(|_| self.damaged("an address has another length"))?)
                    }
                };
                let family = std::str::from_utf8(family.data()).map_err(|error| self.damaged(error))?;
                take(Told { address, family, time: time.div_euclid(1000) });
                rows += 1;
            }
        }
        Ok(rows)
    }

    /// How many sightings it holds, by its own word.
    pub fn rows(&self) -> i64 {
        self.parquet.metadata().file_metadata().num_rows()
    }

    fn numbers(&self, group: usize, column: usize) -> Result<Vec<i64>, StoreError> {
        let mut numbers = Vec::new();
        if let ColumnReader::Int64ColumnReader(mut reader) = self.column(group, column)? {
            while reader.read_records(ROWS, None, None, &mut numbers).map_err(|error| self.damaged(error))?.0
                > 0
            {}
        }
        Ok(numbers)
    }

    fn texts(&self, group: usize, column: usize) -> Result<Vec<ByteArray>, StoreError> {
        let mut texts = Vec::new();
        if let ColumnReader::ByteArrayColumnReader(mut reader) = self.column(group, column)? {
            while reader.read_records(ROWS, None, None, &mut texts).map_err(|error| self.damaged(error))?.0
                > 0
            {}
        }
        Ok(texts)
    }

    fn column(&self, group: usize, column: usize) -> Result<ColumnReader, StoreError> {
        let group = self.parquet.get_row_group(group).map_err(|error| self.damaged(error))?;
        group.get_column_reader(column).map_err(|error| self.damaged(error))
    }

    fn damaged(&self, what: impl ToString) -> StoreError {
        StoreError::Segment { path: self.path.clone(), what: what.to_string() }
    }
}

/// The disk's own error where there is one.
fn write_error(path: &Path, error: ParquetError) -> StoreError {
    let source = match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(inner) => io::Error::other(inner),
        },
        other => io::Error::other(other),
    };
    door::disk(path, source)
}

/// Bytes in lower-case hexadecimal digits, as digests are named.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
