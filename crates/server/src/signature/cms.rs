//! One signature as it stands in a PDF: CMS signed data (RFC 5652) over bytes that are not in it.
//!
//! Must never say that it holds unless the bytes, its attributes and its certificate's key all fit together.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{GeneralizedTime, ObjectIdentifier, OctetString, UtcTime};
use der::{Decode, Encode};
use office::incident::{Signature, SignatureState as State};
use office::line::unseen;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use sha2::{Digest, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, ring};
use x509_cert::Certificate;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::name::Name;

use super::pdf::Part;
use super::{Authorities, moment};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// Characters of a name.
const NAME: usize = 200;

/// How a signature may have been made over a digest of one kind.
type Ways = &'static [&'static dyn SignatureVerificationAlgorithm];

static OVER_SHA256: Ways = &[
    ring::RSA_PKCS1_2048_8192_SHA256,
    ring::ECDSA_P256_SHA256,
    ring::ECDSA_P384_SHA256,
    ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
];
static OVER_SHA384: Ways = &[
    ring::RSA_PKCS1_2048_8192_SHA384,
    ring::ECDSA_P256_SHA384,
    ring::ECDSA_P384_SHA384,
    ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
];
static OVER_SHA512: Ways = &[ring::RSA_PKCS1_2048_8192_SHA512, ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY];

/// A digest of one kind, and the ways to sign it that are known.
struct Kind {
    digest: fn([&[u8]; 2]) -> Vec<u8>,
    ways: Ways,
}

fn digest<D: Digest>(parts: [&[u8]; 2]) -> Vec<u8> {
    let mut digest = D::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().to_vec()
}

/// What stands for that digest; nothing for one that is weak, or not known.
fn kind(of: ObjectIdentifier) -> Option<Kind> {
    match of {
        SHA256 => Some(Kind { digest: digest::<Sha256>, ways: OVER_SHA256 }),
        SHA384 => Some(Kind { digest: digest::<Sha384>, ways: OVER_SHA384 }),
        SHA512 => Some(Kind { digest: digest::<Sha512>, ways: OVER_SHA512 }),
        _ => None,
    }
}

/// All ways in which authorities sign certificates.
static PATHS: Ways = &[
    ring::RSA_PKCS1_2048_8192_SHA256,
    ring::RSA_PKCS1_2048_8192_SHA384,
    ring::RSA_PKCS1_2048_8192_SHA512,
    ring::ECDSA_P256_SHA256,
    ring::ECDSA_P256_SHA384,
    ring::ECDSA_P384_SHA256,
    ring::ECDSA_P384_SHA384,
];

/// Certificates for papers are given for one thing or another, and there is no agreed word for it.
struct AnyUse;

impl ExtendedKeyUsageValidator for AnyUse {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

/// Looks at one.
pub fn look(part: &Part<'_>, authorities: &Authorities, now: i64) -> Signature {
    let unclear = Signature {
        by: String::new(),
        issuer: String::new(),
        at: None,
        state: State::Unclear,
        is_vouched: false,
    };
    let Some(data) = read(&part.signature) else { return unclear };
    let certificates: Vec<&Certificate> = data
        .certificates
        .iter()
        .flat_map(|set| set.0.iter())
        .filter_map(|one| if let CertificateChoices::Certificate(one) = one { Some(one) } else { None })
        .collect();
    // One who signs: a paper that several sign has a signature of each.
    let [signer] = data.signer_infos.0.as_slice() else { return unclear };
    let at = signed_at(signer);
    let Some(own) = certificates.iter().copied().find(|one| is_of(one, &signer.sid)) else {
        return Signature { at, ..unclear };
    };
    let known = Signature {
        by: name(&own.tbs_certificate.subject),
        issuer: name(&own.tbs_certificate.issuer),
        at,
        ..unclear
    };
    let Ok(der) = own.to_der() else { return known };
    let der = CertificateDer::from(der);
    let Ok(end) = EndEntityCert::try_from(&der) else { return known };
    let state = holds(&data, signer, &end, part);
    let others: Vec<CertificateDer<'_>> = certificates
        .iter()
        .filter_map(|one| one.to_der().ok())
        .filter(|one| one.as_slice() != der.as_ref())
        .map(CertificateDer::from)
        .collect();
    let path =
        end.verify_for_usage(PATHS, &authorities.0, &others, moment(at.unwrap_or(now)), AnyUse, None, None);
    // Nobody signs in the future.
    let is_vouched = path.is_ok() && at.is_none_or(|at| at <= now + 86_400);
    Signature { state, is_vouched: is_vouched && state == State::Holds, ..known }
}

fn read(signature: &[u8]) -> Option<SignedData> {
    let info = ContentInfo::from_der(signature).ok()?;
    (info.content_type == SIGNED_DATA).then(|| info.content.decode_as().ok()).flatten()
}

fn is_of(certificate: &Certificate, sid: &SignerIdentifier) -> bool {
    let own = &certificate.tbs_certificate;
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(one) => {
            one.issuer == own.issuer && one.serial_number == own.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(key) => {
            own.get::<SubjectKeyIdentifier>().ok().flatten().is_some_and(|(_, own)| own == *key)
        }
    }
}

fn holds(data: &SignedData, signer: &SignerInfo, end: &EndEntityCert<'_>, part: &Part<'_>) -> State {
    // What was signed is the file, and nothing that the signature brings along (a time stamp, an older kind).
    let (None, Some(kind)) = (&data.encap_content_info.econtent, kind(signer.digest_alg.oid)) else {
        return State::Unclear;
    };
    let message = match &signer.signed_attrs {
        Some(attributes) => {
            let digest = attribute::<OctetString>(signer, MESSAGE_DIGEST);
            match (digest, attributes.to_der()) {
                (Some(digest), Ok(der)) if digest.as_bytes() == (kind.digest)(part.over) => der,
                (Some(_), Ok(_)) => return State::Broken,
                _ => return State::Unclear,
            }
        }
        None => part.over.concat(),
    };
    let mut state = State::Unclear;
    for way in kind.ways {
        match end.verify_signature(*way, &message, signer.signature.as_bytes()) {
            Ok(()) => return State::Holds,
            Err(Error::InvalidSignatureForPublicKey) => state = State::Broken,
            Err(_) => {}
        }
    }
    state
}

/// The one value of an attribute.
fn attribute<T: for<'d> Decode<'d>>(signer: &SignerInfo, of: ObjectIdentifier) -> Option<T> {
    let mut found = signer.signed_attrs.iter().flat_map(|all| all.iter()).filter(|one| one.oid == of);
    let (Some(one), None) = (found.next(), found.next()) else { return None };
    let [value] = one.values.as_slice() else { return None };
    T::from_der(&value.to_der().ok()?).ok()
}

fn signed_at(signer: &SignerInfo) -> Option<i64> {
    let utc = attribute::<UtcTime>(signer, SIGNING_TIME).map(|time| time.to_unix_duration());
    let time =
        utc.or_else(|| attribute::<GeneralizedTime>(signer, SIGNING_TIME).map(|t| t.to_unix_duration()));
    time.and_then(|since| i64::try_from(since.as_secs()).ok())
}

/// What somebody is called, as far as it can be shown.
fn name(name: &Name) -> String {
    let mut common = name.0.iter().flat_map(|part| part.0.iter()).filter(|part| part.oid == COMMON_NAME);
    let common = common.next_back();
    let text = match common {
        Some(part) => String::from_utf8_lossy(part.value.value()).into_owned(),
        None => name.to_string(),
    };
    text.chars().take(NAME).map(|c| if unseen(c) { '\u{fffd}' } else { c }).collect()
}
