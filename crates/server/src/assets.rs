//! What pages load beside themselves: style, script, fonts, pictures. Each is part of the program.
//!
//! Must never be served under the same address with other contents: the address holds the digest, and so may be kept for
//! ever.

use bytes::Bytes;
use sha2::{Digest, Sha256};

/// One file.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Its contents.
    pub bytes: Bytes,
    /// The first digits of its digest.
    pub digest: String,
}

/// All files.
#[derive(Debug)]
pub struct Assets(Vec<Asset>);

const FONTS: [(&str, &[u8]); 4] = [
    ("latin-400.woff2", include_bytes!("../../../vendor/fonts/be-vietnam-pro-latin-400-normal.woff2")),
    ("latin-700.woff2", include_bytes!("../../../vendor/fonts/be-vietnam-pro-latin-700-normal.woff2")),
    (
        "vietnamese-400.woff2",
        include_bytes!("../../../vendor/fonts/be-vietnam-pro-vietnamese-400-normal.woff2"),
    ),
    (
        "vietnamese-700.woff2",
        include_bytes!("../../../vendor/fonts/be-vietnam-pro-vietnamese-700-normal.woff2"),
    ),
];

const STYLE: &str = include_str!("../assets/quet.css");
const CONSOLE: &str = include_str!("../assets/console.css");
const SCRIPT: &[u8] = include_bytes!("../assets/quet.js");

/// The mark, which browsers also look for under its plain name.
pub const FAVICON: &[u8] = include_bytes!("../assets/favicon.svg");

/// The card that is shared, in Vietnamese.
pub const CARD_VI: &[u8] = include_bytes!("../../../assets/share-card-vi.png");

/// The card that is shared, in English.
pub const CARD_EN: &[u8] = include_bytes!("../../../assets/share-card-en.png");

impl Default for Assets {
    fn default() -> Self {
        let mut style = STYLE.to_owned();
        let mut files = Vec::new();
        for (name, bytes) in FONTS {
            let font = Asset::new(name, "font/woff2", Bytes::from_static(bytes));
            // The style names fonts by their plain names; only here are their digests known.
            style = style.replace(&format!("url({name})"), &format!("url({})", font.path()));
            files.push(font);
        }
        files.push(Asset::new("quet.css", "text/css; charset=utf-8", Bytes::from(style)));
        files.push(Asset::new(
            "console.css",
            "text/css; charset=utf-8",
            Bytes::from_static(CONSOLE.as_bytes()),
        ));
        files.push(Asset::new("quet.js", "text/javascript; charset=utf-8", Bytes::from_static(SCRIPT)));
        files.push(Asset::new("mark.svg", "image/svg+xml", Bytes::from_static(FAVICON)));
        Assets(files)
    }
}

impl Assets {
    /// The file of that digest and name.
    pub fn get(&self, digest: &str, name: &str) -> Option<&Asset> {
        self.0.iter().find(|asset| asset.name == name && asset.digest == digest)
    }

    /// Where a file is served.
    pub fn path(&self, name: &str) -> String {
        self.0.iter().find(|asset| asset.name == name).map(Asset::path).unwrap_or_default()
    }
}

impl Asset {
    fn new(name: &'static str, kind: &'static str, bytes: Bytes) -> Asset {
        let digest = digest(&bytes);
        Asset { name, kind, bytes, digest }
    }

    fn path(&self) -> String {
        format!("/assets/{}/{}", self.digest, self.name)
    }
}

/// The first 16 digits of the contents' SHA-256.
pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
