//! Mail: one letter at a time to the operator's own mail server, by SMTP.
//!
//! Must never send a password or a letter without TLS to another machine, never let what is put into a header begin
//! another one, and never say that a letter was not sent where it may have been.

use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, address::Envelope};

/// How long the server may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// Characters of a subject, and bytes of a text, at most.
const LONGEST_SUBJECT: usize = 300;
const LONGEST_TEXT: usize = 256 << 10;

/// How the connection is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// It begins in the clear, and nothing is sent before it is encrypted. Usually port 587.
    StartTls,
    /// It is encrypted from the first byte. Usually port 465.
    Implicit,
    /// It is not: only to this machine itself.
    None,
}

/// The operator's mail server.
#[derive(Clone)]
pub struct Settings {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept.
    pub tls: Tls,
    /// With whom we sign in there, if at all.
    pub user: Option<(String, String)>,
    /// Whose letters they are: `quet@coquan.vn`, or `Quét <quet@coquan.vn>`.
    pub from: String,
}

/// Without the password.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { host, port, tls, user: _, from } = self;
        write!(f, "{from} by {host}:{port} ({tls:?})")
    }
}

/// A letter: plain text, to one address.
#[derive(Debug, Clone)]
pub struct Letter<'l> {
    /// To whom.
    pub to: &'l str,
    /// What it is about.
    pub subject: &'l str,
    /// What it says.
    pub text: &'l str,
    /// What it is called, however often it is sent: letters, digits and hyphens.
    pub name: &'l str,
    /// When it was written, in seconds since 1970.
    pub at: i64,
}

/// Settings that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    /// There would be no TLS to another machine.
    #[error("without TLS mail goes to 127.0.0.1 or [::1] only")]
    Plain,
    /// The sender is no address.
    #[error("`from` is to be an address, such as quet@coquan.vn or Quét <quet@coquan.vn>")]
    From,
    /// The system's list of whom to trust cannot be used.
    #[error("TLS cannot be set up")]
    Tls,
}

/// Why a letter was not sent, or why that is not known.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It cannot be written: its address or its subject cannot be.
    #[error("this letter cannot be written")]
    BadLetter,
    /// The server was not reached, or broke off before it had the text. Nothing was sent.
    #[error("the mail server was not reached")]
    NotReached(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server offers no TLS, or no way to sign in that we have. Nothing was sent.
    #[error("the mail server does not do what is set for it")]
    Unfit(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server does not take it. Nothing was sent.
    #[error("the mail server answers {code}")]
    Refused {
        /// Its answer: from 500 on it would answer the same the next time.
        code: u16,
    },
    /// The connection ended after the text was sent and before the server said that it has it.
    #[error("the mail server did not say whether it has the letter")]
    Unknown(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Sends letters.
#[derive(Clone)]
pub struct Mailer {
    settings: Settings,
    from: Mailbox,
    tls: Option<TlsParameters>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}

impl Mailer {
    /// By these settings.
    ///
    /// # Errors
    /// When they cannot be used.
    pub fn new(settings: Settings) -> Result<Mailer, BadSettings> {
        let bare = settings.host.trim_start_matches('[').trim_end_matches(']');
        let here = bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if settings.tls == Tls::None && !here {
            return Err(BadSettings::Plain);
        }
        let from: Mailbox = settings.from.parse().map_err(|_| BadSettings::From)?;
        let tls = match settings.tls {
            Tls::None => None,
            Tls::StartTls | Tls::Implicit => {
                Some(TlsParameters::new_rustls(bare.to_owned()).map_err(|_| BadSettings::Tls)?)
            }
        };
        Ok(Mailer { settings, from, tls })
    }

    /// Sends a letter. It waits for the network: asynchronous callers give it a thread.
    ///
    /// # Errors
    /// When it was not sent, or when nobody knows.
    pub fn send(&self, letter: &Letter<'_>) -> Result<(), MailError> {
        let (envelope, bytes) = self.written(letter).ok_or(MailError::BadLetter)?;
        let mut line = self.reached()?;
        let refused = |error| before(error);
        line.command(Mail::new(envelope.from().cloned(), Vec::new())).map_err(refused)?;
        for to in envelope.to() {
            line.command(Rcpt::new(to.clone(), Vec::new())).map_err(refused)?;
        }
        line.command(Data).map_err(refused)?;
        match line.message(&bytes) {
            Ok(_) => {
                // It has the letter; how the goodbye goes is of no matter.
                let _ = line.quit();
                Ok(())
            }
            Err(error) => match error.status() {
                Some(code) => Err(MailError::Refused { code: code.into() }),
                None => Err(MailError::Unknown(Box::new(error))),
            },
        }
    }

    /// A connection on which letters may be handed over.
    fn reached(&self) -> Result<SmtpConnection, MailError> {
        let Settings { host, port, tls, user, .. } = &self.settings;
        let hello = ClientId::Domain(self.from.email.domain().to_owned());
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let at_once = self.tls.as_ref().filter(|_| *tls == Tls::Implicit);
        let mut line =
            SmtpConnection::connect((bare, *port), Some(PATIENCE), &hello, at_once, None).map_err(before)?;
        if let Some(parameters) = self.tls.as_ref().filter(|_| *tls == Tls::StartTls) {
            line.starttls(parameters, &hello).map_err(before)?;
        }
        if let Some((name, password)) = user {
            let credentials = Credentials::new(name.clone(), password.clone());
            line.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).map_err(before)?;
        }
        Ok(line)
    }

    /// The letter as it is sent.
    fn written(&self, letter: &Letter<'_>) -> Option<(Envelope, Vec<u8>)> {
        let subject_fits = letter.subject.chars().count() <= LONGEST_SUBJECT
            && !letter.subject.chars().any(char::is_control);
        let name_fits = !letter.name.is_empty()
            && letter.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !subject_fits || !name_fits || letter.text.len() > LONGEST_TEXT {
            return None;
        }
        let to: Address = letter.to.parse().ok()?;
        let seconds = Duration::from_secs(u64::try_from(letter.at).ok()?);
        let name = format!("<{}@{}>", letter.name, self.from.email.domain());
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .message_id(Some(name))
            .date(SystemTime::UNIX_EPOCH.checked_add(seconds)?)
            // So that nobody's absence answers it.
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.to_owned())
            .ok()?;
        Some((message.envelope().clone(), message.formatted()))
    }
}

/// What went wrong before the server had the text.
fn before(error: lettre::transport::smtp::Error) -> MailError {
    match error.status() {
        Some(code) => MailError::Refused { code: code.into() },
        None if error.is_client() || error.is_tls() => MailError::Unfit(Box::new(error)),
        None => MailError::NotReached(Box::new(error)),
    }
}

/// Whether mail could be sent to this address, as far as it can be seen.
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}
