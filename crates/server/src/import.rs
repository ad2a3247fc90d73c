//! A report is imported: read row by row, judged, counted once, and shown when all of it is stored.
//!
//! Must never hold the whole of a report, and must never leave a row out without naming its line and the reason.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, BufRead, BufReader, Read};
use std::time::{Duration, UNIX_EPOCH};

use flate2::bufread::MultiGzDecoder;
use indicators::feeds::lines::{Lines, Next};
use indicators::feeds::shadowserver::{self, BadHeader, BadRow, Header, Report};
use indicators::table::Splitter;
use office::record::Deed;
use sha2::{Digest, Sha256};
use sightings::day::Day;
use sightings::ingest::{Ingest, Refused};
use store::evidence::{Writer, hex};
use store::imports::{Import, Importing};
use store::{Store, StoreError};

/// How a file begins that is compressed with gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What an import may be at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportLimits {
    /// Rows of one file. Each costs some twenty bytes of memory while it is imported.
    pub rows: u64,
    /// Names of malware that are known in all. Each costs a look-up time and the public page a line, and real feeds
    /// have some hundreds.
    pub families: usize,
    /// How many times its size a compressed file may unpack to, past [`ImportLimits::unpacked_free`].
    pub ratio: u64,
    /// Bytes that any compressed file may unpack to.
    pub unpacked_free: u64,
    /// Problems that are told line by line. All are counted.
    pub problems_told: usize,
}

impl Default for ImportLimits {
    fn default() -> Self {
        let (rows, families) = (20_000_000, 4096);
        ImportLimits { rows, families, ratio: 200, unpacked_free: 64 << 20, problems_told: 1000 }
    }
}

/// Why a file as a whole was not imported. Nothing of it is then counted.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It cannot be read.
    #[error("it cannot be read")]
    Read(#[source] io::Error),
    /// It is compressed, and damaged or cut.
    #[error("it is compressed, and damaged or cut")]
    Gzip(#[source] io::Error),
    /// It is compressed and unpacks to more than any report.
    #[error("it unpacks to more than {0} times its size")]
    Bomb(u64),
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// Its first line is no header that can be used.
    #[error(transparent)]
    Header(#[from] BadHeader),
    /// Its name says that it is a report which is not understood.
    #[error("its name says that it is a report `{0}`, which is not understood")]
    UnknownReport(String),
    /// It has more rows than can be imported at one time.
    #[error("it has more than {0} rows")]
    TooManyRows(u64),
    /// It names more malware than there is.
    #[error("with it more than {0} names of malware would be known")]
    TooManyFamilies(usize),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a row was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Problem {
    /// It cannot be read.
    #[error(transparent)]
    Row(#[from] BadRow),
    /// It is no sighting.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Its line is longer than any row.
    #[error("the line is longer than any row")]
    TooLong,
}

/// What came of an import.
#[derive(Debug)]
pub struct Imported {
    /// Its number.
    pub id: i64,
    /// Its counts.
    pub import: Import,
    /// Columns that this version does not know. They are kept in the evidence.
    pub unknown_columns: Vec<String>,
    /// How many rows were left out, by reason.
    pub problems: BTreeMap<Problem, u64>,
    /// The first of them, with their lines.
    pub told: Vec<(u64, Problem)>,
    /// The last line has no end: the file may have been cut there.
    pub maybe_cut: bool,
    /// Fields with bytes that are not UTF-8, replaced by marks in the evidence.
    pub replaced: u64,
}

/// Imports one file: by whom and when, the deed says.
///
/// `waiting` is told when another import has to end first.
///
/// # Errors
/// When nothing of the file was imported.
pub async fn import(
    store: &Store,
    file_name: &str,
    given: Option<Report>,
    mut input: impl Read,
    limits: &ImportLimits,
    deed: &Deed,
    waiting: &dyn Fn(),
) -> Result<Imported, ImportError> {
    let seconds = deed.at;
    let report = match (given, shadowserver::kind_of_file(file_name)) {
        (Some(given), _) => Some(given),
        (None, Some(kind)) => match shadowserver::report_called(kind) {
            Some(report) => Some(report),
            None => return Err(ImportError::UnknownReport(kind.to_owned())),
        },
        (None, None) => None,
    };
    let mut importing =
        store.begin_import(UNIX_EPOCH + Duration::from_secs(seconds.max(0).cast_unsigned()), waiting).await?;
    // The first read of a pipe may bring less than the two bytes that tell.
    let mut first = Vec::with_capacity(GZIP.len());
    io::copy(&mut input.by_ref().take(GZIP.len() as u64), &mut first).map_err(ImportError::Read)?;
    let compressed = first == GZIP;
    let mut source = Source { from: io::Cursor::new(first).chain(input), digest: Sha256::new(), bytes: 0 };
    let mut reading = Reading {
        limits: *limits,
        report,
        counts: Counts::default(),
        problems: BTreeMap::new(),
        told: Vec::new(),
    };
    let read = {
        let raw = BufReader::with_capacity(1 << 16, &mut source);
        if compressed {
            let mut unpacked =
                Unpacked { from: MultiGzDecoder::new(raw), out: 0, limits: *limits, bomb: false };
            let read =
                reading.read(BufReader::with_capacity(1 << 16, &mut unpacked), &mut importing, seconds).await;
            match read {
                Err(ImportError::Read(_)) if unpacked.bomb => Err(ImportError::Bomb(limits.ratio)),
                Err(ImportError::Read(error)) => Err(ImportError::Gzip(error)),
                other => other,
            }
        } else {
            reading.read(raw, &mut importing, seconds).await
        }
    };
    let Whole { report, header, ingest, writer, maybe_cut } = read?;
    let Counts { read, new, repeated, refused } = reading.counts;
    let import = Import {
        file_name: file_name.to_owned(),
        file_sha256: hex(&source.digest.finalize()),
        report: report.name.to_owned(),
        source: report.source.to_owned(),
        imported_at: seconds,
        rows_read: read,
        rows_new: new,
        rows_repeated: repeated,
        rows_refused: refused,
    };
    let replaced = writer.as_ref().map_or(0, Writer::replaced);
    let added = ingest.map(Ingest::added).unwrap_or_default();
    if maybe_cut {
        importing.may_be_cut();
    }
    let id = importing.commit(&import, writer, &added, deed).await?;
    Ok(Imported {
        id,
        import,
        unknown_columns: header.unknown().to_vec(),
        problems: reading.problems,
        told: reading.told,
        maybe_cut,
        replaced,
    })
}

#[derive(Debug, Default)]
struct Counts {
    read: u64,
    new: u64,
    repeated: u64,
    refused: u64,
}

struct Reading {
    limits: ImportLimits,
    report: Option<Report>,
    counts: Counts,
    problems: BTreeMap<Problem, u64>,
    told: Vec<(u64, Problem)>,
}

/// What a file came to when it was read to its end.
struct Whole {
    report: Report,
    header: Header,
    ingest: Option<Ingest>,
    writer: Option<Writer>,
    maybe_cut: bool,
}

impl Reading {
    async fn read(
        &mut self,
        from: impl BufRead,
        importing: &mut Importing<'_>,
        now: i64,
    ) -> Result<Whole, ImportError> {
        let mut lines = Lines::new(from);
        let mut line = Vec::new();
        let header = match lines.next(&mut line).map_err(ImportError::Read)? {
            Next::End => return Err(ImportError::Empty),
            Next::TooLong => return Err(BadHeader::TooLong.into()),
            Next::Line => Header::read(&line)?,
        };
        let mut splitter = Splitter::default();
        let mut ingest: Option<Ingest> = None;
        let mut writer: Option<Writer> = None;
        let mut days: HashSet<Day> = HashSet::new();
        let mut families = importing.families().await?;
        loop {
            let row = match lines.next(&mut line).map_err(ImportError::Read)? {
                Next::End => break,
                Next::TooLong => Err(Problem::TooLong),
                Next::Line if line.is_empty() => continue,
                Next::Line => header.row(&line, &mut splitter).map_err(Problem::from),
            };
            self.counts.read += 1;
            if self.counts.read > self.limits.rows {
                return Err(ImportError::TooManyRows(self.limits.rows));
            }
            let row = match row {
                Ok(row) => row,
                Err(problem) => {
                    self.leave_out(lines.number(), problem);
                    continue;
                }
            };
            let report = match self.report {
                Some(report) => report,
                None => *self.report.insert(header.report(row.address)?),
            };
            let ingest = ingest.get_or_insert_with(|| Ingest::new(report.source, now));
            let sighting = match ingest.judge(&row) {
                Ok(sighting) => sighting,
                Err(refused) => {
                    self.leave_out(lines.number(), refused.into());
                    continue;
                }
            };
            let day = Day::of(sighting.time);
            if days.insert(day) {
                ingest.counted_before(importing.counted_on(report.source, day).await?);
            }
            if !ingest.take(&sighting) {
                self.counts.repeated += 1;
                continue;
            }
            self.counts.new += 1;
            if !families.contains(&sighting.family) {
                families.insert(sighting.family.clone());
                if families.len() > self.limits.families {
                    return Err(ImportError::TooManyFamilies(self.limits.families));
                }
            }
            let writer = match &mut writer {
                Some(writer) => writer,
                None => writer.insert(importing.segment(header.columns())?),
            };
            writer.push(&sighting, splitter.iter())?;
        }
        let Some(report) = self.report else { return Err(BadHeader::WhichReport.into()) };
        Ok(Whole { report, header, ingest, writer, maybe_cut: !lines.ended() })
    }

    fn leave_out(&mut self, line: u64, problem: Problem) {
        self.counts.refused += 1;
        *self.problems.entry(problem).or_default() += 1;
        if self.told.len() < self.limits.problems_told {
            self.told.push((line, problem));
        }
    }
}

/// The file as it was given, digested as it is read.
struct Source<R> {
    from: R,
    digest: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.digest.update(buffer.get(..read).unwrap_or_default());
        self.bytes += read as u64;
        Ok(read)
    }
}

/// What a compressed file unpacks to, as long as that is not absurd.
struct Unpacked<'s, R> {
    from: MultiGzDecoder<BufReader<&'s mut Source<R>>>,
    out: u64,
    limits: ImportLimits,
    bomb: bool,
}

impl<R: Read> Read for Unpacked<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.out += read as u64;
        let packed = self.from.get_ref().get_ref().bytes;
        if self.out > self.limits.unpacked_free.max(packed.saturating_mul(self.limits.ratio)) {
            self.bomb = true;
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(read)
    }
}
