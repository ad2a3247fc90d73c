//! What is carried on a stick where there is no network: a scan's report, and the slip of a piece of evidence. Each is one
//! signed file.
//!
//! Must never give anything out of a file before its signature was verified, and never accept two spellings of one thing.
//! A signature says that nobody altered a file since; whose key it is, whoever reads it has to know from elsewhere.
//!
//! ```text
//! quet-report 1
//! <public key, base64>
//! <signature, base64>
//!
//! {…}
//! ```
//! Ed25519 signs a line that says what it is for and the body, to the last byte. A report is signed with a key that is made
//! for it alone, since nothing in a report may tell one machine from another; a slip with the machine's own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::pack::{Key, NotAKey};
use crate::report::{Refused, ReportLimits, ScanReport};

/// How the names of reports end, without the dot.
pub const REPORT: &str = "quetreport";
/// How the names of slips end, without the dot.
pub const SLIP: &str = "quetslip";

/// Longer than any header that this program writes.
const LONGEST_HEADER: usize = 200;

/// What the two are called in their first lines, and what goes before what is signed, so that one is never taken for the
/// other.
struct Form {
    first: &'static str,
    domain: &'static [u8],
}

const REPORT_FORM: Form = Form { first: "quet-report 1", domain: b"quet scan report, form 1\n" };
const SLIP_FORM: Form = Form { first: "quet-slip 1", domain: b"quet evidence slip, form 1\n" };

/// What a machine says of a file that it hands out of its vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// SHA-256 of what the file held, in hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub size: u64,
    /// SHA-256 of the archive in which it was handed out, in hexadecimal.
    pub archive_sha256: String,
    /// The paths that it had.
    pub paths: Vec<String>,
    /// When it was taken into the vault, in seconds since 1970, by the machine's clock.
    pub taken_at: u64,
    /// When it was handed out, likewise.
    pub handed_out_at: u64,
    /// What named it: rules and hashes.
    pub because: Vec<String>,
    /// The program and its version.
    pub program: String,
}

/// What such a file may be at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BroughtLimits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Paths and reasons of a slip.
    pub entries: usize,
    /// Characters of each.
    pub text: usize,
}

impl Default for BroughtLimits {
    fn default() -> Self {
        BroughtLimits { bytes: 64 << 10, entries: 20, text: 1000 }
    }
}

/// Why a file is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotBrought {
    /// It is not in the form of one at all, or is larger than one may be.
    #[error("this is no such signed file")]
    NotOne,
    /// It carries a key that is none.
    #[error("the file's key is no Ed25519 key")]
    BadKey(#[source] NotAKey),
    /// The signature is not of these bytes by this key.
    #[error("the file's signature is wrong: it was altered after it was signed")]
    Altered,
    /// The signature holds, but what it covers is nothing that this program writes.
    #[error("the file's contents are not in the form that this version writes")]
    NotCanonical,
    /// The report is none that any scan makes.
    #[error("the report is none")]
    Report(#[source] Refused),
}

/// Signs a report, with a key that is used for nothing else.
///
/// # Errors
/// When it is one that [`read_report`] would refuse.
pub fn sign_report(report: &ScanReport, key: &SigningKey) -> Result<Vec<u8>, NotBrought> {
    report.check(&report.campaign, &ReportLimits::default()).map_err(NotBrought::Report)?;
    sign(&REPORT_FORM, report, key)
}

/// Verifies a report's file. For which campaign it is, is not asked here.
///
/// # Errors
/// When it is altered, damaged, or no report.
pub fn read_report(file: &[u8]) -> Result<ScanReport, NotBrought> {
    let (report, _): (ScanReport, Key) = read(&REPORT_FORM, file)?;
    report.check(&report.campaign, &ReportLimits::default()).map_err(NotBrought::Report)?;
    Ok(report)
}

/// Signs a slip; texts that are too long are cut, and what is too many left out.
///
/// # Errors
/// When it is one that [`read_slip`] would refuse.
pub fn sign_slip(slip: &Slip, key: &SigningKey) -> Result<Vec<u8>, NotBrought> {
    let limits = BroughtLimits::default();
    let tame = |texts: &[String]| {
        let cut = |text: &String| -> String {
            text.chars().filter(|c| !c.is_control()).take(limits.text).collect()
        };
        texts.iter().take(limits.entries).map(cut).collect::<Vec<String>>()
    };
    let slip = Slip { paths: tame(&slip.paths), because: tame(&slip.because), ..slip.clone() };
    slip.check()?;
    sign(&SLIP_FORM, &slip, key)
}

/// Verifies a slip's file: what it says, and whose key signed it.
///
/// # Errors
/// When it is altered, damaged, or no slip.
pub fn read_slip(file: &[u8]) -> Result<(Slip, Key), NotBrought> {
    let (slip, key): (Slip, Key) = read(&SLIP_FORM, file)?;
    slip.check()?;
    Ok((slip, key))
}

impl Slip {
    fn check(&self) -> Result<(), NotBrought> {
        let limits = BroughtLimits::default();
        let hex =
            |text: &str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let text = |text: &String| text.chars().count() <= limits.text && !text.chars().any(char::is_control);
        let few = self.paths.len() <= limits.entries && self.because.len() <= limits.entries;
        let texts = self.paths.iter().chain(&self.because).chain([&self.program]).all(text);
        // A time that no calendar of ours has is no time.
        let times = [self.taken_at, self.handed_out_at].iter().all(|at| *at < 1 << 40);
        let good = hex(&self.sha256) && hex(&self.archive_sha256) && few && texts && times;
        if good { Ok(()) } else { Err(NotBrought::NotCanonical) }
    }
}

fn sign<T: Serialize>(form: &Form, value: &T, key: &SigningKey) -> Result<Vec<u8>, NotBrought> {
    let body = serde_json::to_vec(value).map_err(|_| NotBrought::NotCanonical)?;
    let signature = STANDARD.encode(key.sign(&[form.domain, &body].concat()).to_bytes());
    let mut file = format!("{}\n{}\n{signature}\n\n", form.first, Key::of(key)).into_bytes();
    file.extend(body);
    if file.len() > BroughtLimits::default().bytes { Err(NotBrought::NotOne) } else { Ok(file) }
}

fn read<T: Serialize + DeserializeOwned>(form: &Form, file: &[u8]) -> Result<(T, Key), NotBrought> {
    if file.len() > BroughtLimits::default().bytes {
        return Err(NotBrought::NotOne);
    }
    let (key, signature, body) = parts(form, file).ok_or(NotBrought::NotOne)?;
    let key: Key = key.parse().map_err(NotBrought::BadKey)?;
    let signature = STANDARD.decode(signature).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
    let signature = signature.ok_or(NotBrought::NotOne)?;
    if !key.has_signed(&[form.domain, body].concat(), &signature) {
        return Err(NotBrought::Altered);
    }
    let value: T = serde_json::from_slice(body).map_err(|_| NotBrought::NotCanonical)?;
    let again = serde_json::to_vec(&value).map_err(|_| NotBrought::NotCanonical)?;
    if again == body { Ok((value, key)) } else { Err(NotBrought::NotCanonical) }
}

/// The key, the signature and the body, where there are such.
fn parts<'f>(form: &Form, file: &'f [u8]) -> Option<(&'f str, &'f str, &'f [u8])> {
    let head = file.get(..file.len().min(LONGEST_HEADER))?;
    let end = head.windows(2).position(|two| two == b"\n\n")?;
    let (head, body) = file.split_at_checked(end)?;
    let mut lines = std::str::from_utf8(head).ok()?.split('\n');
    let (first, key, signature) = (lines.next()?, lines.next()?, lines.next()?);
    (first == form.first && lines.next().is_none()).then_some((key, signature, body.get(2..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn report() -> ScanReport {
        ScanReport {
            id: "0".repeat(32),
            campaign: "a".to_owned(),
            pack_version: 1,
            program: "quet 1".to_owned(),
            system: "linux".to_owned(),
            seconds: 1,
            seen: 2,
            scanned: 2,
            gaps: 0,
            complete: true,
            alerts: 1,
            cleaned: 0,
            rules: Vec::new(),
        }
    }

    fn slip() -> Slip {
        Slip {
            sha256: "a".repeat(64),
            size: 1,
            archive_sha256: "b".repeat(64),
            paths: vec!["/a".to_owned()],
            taken_at: 1,
            handed_out_at: 2,
            because: vec!["rule".to_owned()],
            program: "quet 1".to_owned(),
        }
    }

    #[test]
    fn what_is_signed_is_read_and_no_byte_of_it_can_be_another() {
        let file = sign_report(&report(), &key()).unwrap();
        assert_eq!(read_report(&file), Ok(report()));
        for at in 0..file.len() {
            let mut other = file.clone();
            other[at] ^= 1;
            assert!(read_report(&other).is_err(), "byte {at}");
        }
        assert!(read_report(&file[..file.len() - 1]).is_err());
        let file = sign_slip(&slip(), &key()).unwrap();
        assert_eq!(read_slip(&file), Ok((slip(), Key::of(&key()))));
        for at in 0..file.len() {
            let mut other = file.clone();
            other[at] ^= 1;
            assert!(read_slip(&other).is_err(), "byte {at}");
        }
    }

    #[test]
    fn one_is_never_taken_for_the_other_and_what_is_signed_is_judged_too() {
        let file = sign_slip(&slip(), &key()).unwrap();
        assert_eq!(read_report(&file), Err(NotBrought::NotOne));
        let renamed = [b"quet-report 1".as_slice(), &file[b"quet-slip 1".len()..]].concat();
        assert_eq!(read_report(&renamed), Err(NotBrought::Altered));
        // Signed by somebody, and nothing that any scan says.
        let wrong = ScanReport { scanned: 3, ..report() };
        assert!(sign_report(&wrong, &key()).is_err());
        let file = sign(&REPORT_FORM, &wrong, &key()).unwrap();
        assert!(matches!(read_report(&file), Err(NotBrought::Report(_))));
        let wrong = Slip { sha256: "../x".to_owned(), ..slip() };
        assert_eq!(read_slip(&sign(&SLIP_FORM, &wrong, &key()).unwrap()), Err(NotBrought::NotCanonical));
        let spaced = br#"{ "id": 1 }"#;
        let signature = STANDARD.encode(key().sign(&[SLIP_FORM.domain, spaced].concat()).to_bytes());
        let file = [format!("quet-slip 1\n{}\n{signature}\n\n", Key::of(&key())).as_bytes(), spaced].concat();
        assert_eq!(read_slip(&file), Err(NotBrought::NotCanonical));
    }

    #[test]
    fn every_limit_holds() {
        let limits = BroughtLimits::default();
        assert_eq!(read_report(&vec![b'a'; limits.bytes + 1]), Err(NotBrought::NotOne));
        let long = Slip { paths: vec!["x".repeat(limits.text + 9); limits.entries + 9], ..slip() };
        let (read, _) = read_slip(&sign_slip(&long, &key()).unwrap()).unwrap();
        assert_eq!((read.paths.len(), read.paths[0].len()), (limits.entries, limits.text));
        for wrong in [
            Slip { paths: vec!["x".repeat(limits.text + 1)], ..slip() },
            Slip { because: vec![String::new(); limits.entries + 1], ..slip() },
            Slip { paths: vec!["a\u{7}".to_owned()], ..slip() },
        ] {
            assert!(read_slip(&sign(&SLIP_FORM, &wrong, &key()).unwrap()).is_err());
        }
    }
}
