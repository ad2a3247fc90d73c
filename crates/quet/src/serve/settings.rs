//! What a server is started with: the command line, then `QUET_*`, then the configuration file, then what is usual.
//!
//! Must never pass over a setting that makes no sense.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use egress::mail::Mailer;
use server::config::{Config, ConfigError, Mail, VARIABLES};
use server::provider::Provider;
use server::signature::{Authorities, BadAuthorities, SignatureLimits};
use sightings::ranges::{BadRanges, Ranges};
use store::{BadUrl, DatabaseUrl};

use super::running::Setup;
use crate::usage::{ServeOptions, StoreOptions};

/// Where a server listens if nothing else is said: on this machine only.
pub const LISTEN: &str = "127.0.0.1:8080";
/// More than a configuration or a list of ranges holds.
const LONGEST_FILE: u64 = 64 << 20;

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// A file cannot be read.
    #[error("`{path}` cannot be read")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The configuration makes no sense.
    #[error("`{path}`, {source}")]
    Config {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        source: ConfigError,
    },
    /// The mail server's settings make no sense.
    #[error("[mail] {0}")]
    Mail(#[source] egress::mail::BadSettings),
    /// The file of our secret at the identity provider is empty.
    #[error("`{path}` holds no secret")]
    NoSecret {
        /// Which.
        path: PathBuf,
    },
    /// A list of ranges makes no sense.
    #[error("`{path}`, {source}")]
    Ranges {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        source: BadRanges,
    },
    /// Certificates of authorities make no sense.
    #[error("{}: {source}", path.display())]
    Authorities {
        /// Their file.
        path: PathBuf,
        /// What is wrong with it.
        source: BadAuthorities,
    },
    /// A variable of the environment makes no sense.
    #[error("{name}: {source}")]
    Variable {
        /// Which.
        name: &'static str,
        /// What is wrong with it.
        source: ConfigError,
    },
    /// The database's URL makes no sense. It is not repeated, since it may hold a password.
    #[error("{name}: {source}")]
    Database {
        /// The flag or variable that it was given with.
        name: &'static str,
        /// What is wrong with it.
        source: BadUrl,
    },
}

/// Where a store is.
#[derive(Debug)]
pub struct Place {
    /// The data folder.
    pub data: PathBuf,
    /// The database, unless it is SQLite in that folder.
    pub database: Option<DatabaseUrl>,
}

/// Where the store is that a command is about: the same for all of them, so that an import goes to where it is served.
///
/// # Errors
/// With the first setting that cannot be used.
pub fn place(
    options: &StoreOptions,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Place, BadSettings> {
    let (file, config) = configuration(options, &variable)?;
    place_of(options, &variable, file.as_deref(), &config)
}

/// The configuration, and the file that it came from.
fn configuration(
    options: &StoreOptions,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<(Option<PathBuf>, Config), BadSettings> {
    let file = options.config.clone().or_else(|| set(variable, "QUET_CONFIG").map(PathBuf::from));
    let config = match &file {
        None => Config::default(),
        Some(path) => Config::read(&text_of(path)?)
            .map_err(|source| BadSettings::Config { path: path.clone(), source })?,
    };
    Ok((file, config))
}

fn place_of(
    options: &StoreOptions,
    variable: &impl Fn(&str) -> Option<String>,
    file: Option<&Path>,
    config: &Config,
) -> Result<Place, BadSettings> {
    let data = options.data.clone().or_else(|| set(variable, "QUET_DATA").map(PathBuf::from));
    let data = data.or_else(|| config.data.as_ref().map(|path| beside(file, path)));
    let url =
        |name, text: &str| DatabaseUrl::read(text).map_err(|source| BadSettings::Database { name, source });
    let database = match (&options.database, set(variable, "QUET_DATABASE")) {
        (Some(text), _) => Some(url("--database", text)?),
        (None, Some(text)) => Some(url("QUET_DATABASE", &text)?),
        (None, None) => config.database.clone(),
    };
    Ok(Place { data: data.unwrap_or_else(|| options.usual_data.clone()), database })
}

fn set(variable: &impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

/// Paths in the file are relative to it.
fn beside(file: Option<&Path>, path: &Path) -> PathBuf {
    match file.and_then(Path::parent) {
        Some(folder) => folder.join(path),
        None => path.to_owned(),
    }
}

/// The settings for a start. `variable` is the environment.
///
/// # Errors
/// With the first setting that cannot be used.
pub fn of(options: &ServeOptions, variable: impl Fn(&str) -> Option<String>) -> Result<Setup, BadSettings> {
    let (file, mut config) = configuration(&options.store, &variable)?;
    let mut override_with = |name: &'static str, text: String| {
        config.set(name, &text).map_err(|source| BadSettings::Variable { name, source })
    };
    for name in ["QUET_PUBLIC_URL", "QUET_TRUSTED_PROXIES"] {
        if let Some(value) = set(&variable, name) {
            override_with(name, value)?;
        }
    }
    for name in VARIABLES.into_iter().flatten().copied() {
        if let Some(value) = set(&variable, name) {
            config.set(name, &value).map_err(|source| BadSettings::Variable { name, source })?;
        }
    }
    config.usable().map_err(|source| BadSettings::Variable { name: "the settings together", source })?;
    let place = place_of(&options.store, &variable, file.as_deref(), &config)?;
    let beside = |path: &PathBuf| beside(file.as_deref(), path);
    config.programs = config.programs.as_ref().map(beside);
    let listen =
        options.listen.clone().or_else(|| set(&variable, "QUET_LISTEN")).or_else(|| config.listen.clone());
    let netblocks = config.netblocks.as_ref().map(beside);
    let declared = config.declared_ranges.as_ref().map(beside);
    let ranges = ranges(netblocks.as_deref(), declared.as_deref())?;
    let mailer = config.mail.as_ref().map(|mail| mailer(mail, beside)).transpose()?;
    let secret = config.oidc.as_ref().and_then(|oidc| oidc.client_secret_file.as_ref());
    let secret = secret.map(|path| secret_of(&beside(path))).transpose()?;
    let provider = Provider::of(&config, secret);
    let listen = listen.unwrap_or_else(|| LISTEN.to_owned());
    let authorities =
        config.paper_authorities.as_ref().map(|path| authorities_of(&beside(path))).transpose()?;
    let authorities = authorities.unwrap_or_default();
    Ok(Setup { place, listen, config, ranges, mailer, provider, authorities })
}

/// Who is trusted to say who signed a paper.
fn authorities_of(path: &Path) -> Result<Authorities, BadSettings> {
    let text = text_of(path)?;
    Authorities::read(text.as_bytes(), &SignatureLimits::default())
        .map_err(|source| BadSettings::Authorities { path: path.to_owned(), source })
}

/// Our secret at the identity provider, which its file holds.
fn secret_of(path: &Path) -> Result<String, BadSettings> {
    let secret = text_of(path)?.trim_end_matches(['\r', '\n']).to_owned();
    if secret.is_empty() { Err(BadSettings::NoSecret { path: path.to_owned() }) } else { Ok(secret) }
}

/// Who sends mail, with the password that its file holds.
fn mailer(mail: &Mail, beside: impl Fn(&PathBuf) -> PathBuf) -> Result<Mailer, BadSettings> {
    let password = mail.password_file.as_ref().map(|path| text_of(&beside(path))).transpose()?;
    let password = password.map(|text| text.trim_end_matches(['\r', '\n']).to_owned());
    Mailer::new(mail.settings(password)).map_err(BadSettings::Mail)
}

/// The ranges of these two files; our own copy of the registry's where none is given.
fn ranges(netblocks: Option<&Path>, declared: Option<&Path>) -> Result<Ranges, BadSettings> {
    let blocks = netblocks.map(text_of).transpose()?;
    let uses = match (declared, netblocks) {
        (Some(path), _) => text_of(path)?,
        (None, None) => server::netblocks::declared_by_name(),
        (None, Some(_)) => String::new(),
    };
    let blocks = blocks.as_deref().unwrap_or(server::netblocks::VIET_NAM);
    Ranges::read(blocks, &uses).map_err(|source| {
        let path = if source.declared { declared } else { netblocks };
        BadSettings::Ranges { path: path.unwrap_or(Path::new("vn-netblocks.csv")).to_owned(), source }
    })
}

/// The whole of a text file, up to a cap.
fn text_of(path: &Path) -> Result<String, BadSettings> {
    let unreadable = |source| BadSettings::Read { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?.take(LONGEST_FILE + 1);
    let mut bytes = Vec::new();
    std::io::copy(&mut file, &mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(unreadable(std::io::ErrorKind::FileTooLarge.into()));
    }
    String::from_utf8(bytes).map_err(|error| unreadable(std::io::Error::other(error.utf8_error())))
}
