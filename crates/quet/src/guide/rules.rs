//! Where the rules come from when nobody says: the campaign whose address the program's own name carries, a folder beside
//! the program, or the person, who is asked for the address.
//!
//! Must never go on without rules, and never take rules from a place that was not shown.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use wire::program_name::campaign_in;

use crate::out;
use crate::usage::{CampaignOptions, GuideOptions};
use words::Words;

/// Beside the program: rules on a stick, for machines that reach no campaign.
const FOLDER: &str = "rules";
/// A longer line is no address.
const LONGEST_ADDRESS: u64 = 1024;

/// What to look for.
pub enum Rules {
    /// A campaign's.
    Campaign(Asked),
    /// Those in a folder.
    Folder(PathBuf),
}

/// A campaign.
pub struct Asked {
    /// Its address.
    pub url: String,
    /// Its key, where the command line gives it.
    key: Option<String>,
}

impl Rules {
    /// Finds them, or asks for them.
    pub fn find(options: &GuideOptions, words: &Words) -> Option<Rules> {
        if let Some(folder) = &options.rules {
            return Some(Rules::Folder(folder.clone()));
        }
        let campaign = |url: String| Some(Rules::Campaign(Asked { url, key: options.campaign_key.clone() }));
        if let Some(url) = &options.campaign {
            return campaign(url.clone());
        }
        let program = std::env::current_exe().ok();
        // The name first: whoever can put a folder beside a download could else silence its campaign.
        let name =
            program.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        if let Some(url) = name.as_deref().and_then(campaign_in) {
            return campaign(url);
        }
        let beside = program.as_deref().and_then(Path::parent).map(|folder| folder.join(FOLDER));
        if let Some(folder) = beside.filter(|folder| folder.is_dir()) {
            return Some(Rules::Folder(folder));
        }
        campaign(ask(words)?)
    }

    /// The campaign as a scan is asked for it. Whether to report is asked at its end.
    pub fn campaign(&self) -> Option<CampaignOptions> {
        let Rules::Campaign(Asked { url, key }) = self else { return None };
        Some(CampaignOptions { url: url.clone(), key: key.clone(), report: false, report_to: None })
    }

    /// The folders.
    pub fn folders(&self) -> Vec<PathBuf> {
        match self {
            Rules::Campaign(_) => Vec::new(),
            Rules::Folder(folder) => vec![folder.clone()],
        }
    }
}

/// Asks for the campaign's address.
fn ask(words: &Words) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    let line = out::ask(&words.say("guide-ask-campaign"), LONGEST_ADDRESS)?;
    let address = line.trim();
    match address {
        "" => None,
        // People write the name as it stands on a poster.
        _ if !address.contains("://") => Some(format!("https://{address}")),
        _ => Some(address.to_owned()),
    }
}
