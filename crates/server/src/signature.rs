//! Signatures in a paper that came back as PDF: who signed it, whether it is still what they signed, and whether an
//! authority that the operator trusts stands behind their name (ISO 32000-1 §12.8, RFC 5652, RFC 5280).
//!
//! Must never call a signature good that it could not check, nor a file that goes on behind what was signed. Must never
//! ask anybody over the network: that a certificate was revoked is not found out here, and pages say so.

mod cms;
mod pdf;
#[cfg(test)]
mod tests;

use office::incident::{Signature, SignatureState as State};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureLimits {
    /// Bytes of a paper.
    pub file: usize,
    /// Signatures in it.
    pub signatures: usize,
    /// Bytes of one signature, with its certificates.
    pub signature: usize,
    /// Certificates of authorities.
    pub authorities: usize,
}

impl Default for SignatureLimits {
    fn default() -> Self {
        SignatureLimits { file: 32 << 20, signatures: 16, signature: 256 << 10, authorities: 100 }
    }
}

/// What a file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is no PDF.
    NotPdf,
    /// It is larger, or has more signatures, than is looked at.
    TooMuch,
    /// These signatures, in the order in which they were made; none where it was not signed.
    Signatures(Vec<Signature>),
}

/// Authorities that the operator trusts.
#[derive(Debug, Clone, Default)]
pub struct Authorities(Vec<TrustAnchor<'static>>);

/// Why a file of authorities cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadAuthorities {
    /// It holds no certificate.
    #[error("it holds no certificate (PEM)")]
    None,
    /// It holds more than are read.
    #[error("it holds more than {0} certificates")]
    TooMany(usize),
    /// One of them cannot be read.
    #[error("certificate {0} in it cannot be read: {1}")]
    Unread(usize, String),
}

impl Authorities {
    /// Reads certificates of authorities, in PEM.
    ///
    /// # Errors
    /// When there is none, or one cannot be read.
    pub fn read(pem: &[u8], limits: &SignatureLimits) -> Result<Authorities, BadAuthorities> {
        let mut all = Vec::new();
        for (number, one) in CertificateDer::pem_slice_iter(pem).enumerate() {
            if number == limits.authorities {
                return Err(BadAuthorities::TooMany(limits.authorities));
            }
            let unread = |error: String| BadAuthorities::Unread(number + 1, error);
            let der = one.map_err(|error| unread(error.to_string()))?;
            let anchor = webpki::anchor_from_trusted_cert(&der).map_err(|error| unread(error.to_string()))?;
            all.push(anchor.to_owned());
        }
        if all.is_empty() { Err(BadAuthorities::None) } else { Ok(Authorities(all)) }
    }

    /// Whether none is trusted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Looks at the signatures of a file, at that moment (seconds since 1970).
pub fn look(file: &[u8], authorities: &Authorities, now: i64, limits: &SignatureLimits) -> Found {
    if file.len() > limits.file {
        return Found::TooMuch;
    }
    if !pdf::is_one(file) {
        return Found::NotPdf;
    }
    let Some(parts) = pdf::parts(file, limits) else { return Found::TooMuch };
    let end = parts.iter().filter_map(|part| part.as_ref().ok()).map(|part| part.end).max();
    let all = parts.iter().map(|part| match part {
        Err(pdf::Odd) => Signature {
            by: String::new(),
            issuer: String::new(),
            at: None,
            state: State::Broken,
            is_vouched: false,
        },
        Ok(part) => {
            let mut one = cms::look(part, authorities, now);
            // Who signs later signs all that is before; what the last one leaves out, nobody signed.
            let goes_on = end == Some(part.end) && !pdf::is_nothing(file.get(part.end..).unwrap_or_default());
            if one.state == State::Holds && goes_on {
                one.state = State::GoesOn;
            }
            one
        }
    });
    Found::Signatures(all.collect())
}

/// A moment as paths to authorities are followed at it.
fn moment(seconds: i64) -> UnixTime {
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}
