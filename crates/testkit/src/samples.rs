//! Inert samples, the rules that find them, clean files to put beside them, and honest archives to put them in.
//!
//! This source, and a program built from it, must never hold a sample in plain form: another scanner would flag our
//! own program, and the demo's rule would find it. That is why they are stored disguised, see `plain`.

use std::{fmt::Write as _, hint::black_box};

use crate::{
    deflate,
    tar_file::{self, Member},
    zip_file::{Entry, ZipFile},
};

/// The name of the rule in [`eicar_rule`].
pub const EICAR_RULE: &str = "EICAR_Test_File";
/// The name of the rule in [`marked_rule`].
pub const MARKED_RULE: &str = "Quet_Demo_Marker";

const DISGUISE: u8 = 0xA7;

/// The 68 bytes that every anti-virus program finds by agreement (eicar.org), disguised.
const EICAR: [u8; 68] = [
    0xff, 0x92, 0xe8, 0x86, 0xf7, 0x82, 0xe7, 0xe6, 0xf7, 0xfc, 0x93, 0xfb, 0xf7, 0xfd, 0xff, 0x92, 0x93,
    0x8f, 0xf7, 0xf9, 0x8e, 0x90, 0xe4, 0xe4, 0x8e, 0x90, 0xda, 0x83, 0xe2, 0xee, 0xe4, 0xe6, 0xf5, 0x8a,
    0xf4, 0xf3, 0xe6, 0xe9, 0xe3, 0xe6, 0xf5, 0xe3, 0x8a, 0xe6, 0xe9, 0xf3, 0xee, 0xf1, 0xee, 0xf5, 0xf2,
    0xf4, 0x8a, 0xf3, 0xe2, 0xf4, 0xf3, 0x8a, 0xe1, 0xee, 0xeb, 0xe2, 0x86, 0x83, 0xef, 0x8c, 0xef, 0x8d,
];

/// A sentence that says what it is and occurs nowhere else, disguised.
const MARKER: [u8; 61] = [
    0xf6, 0xd2, 0xc2, 0xd3, 0x87, 0xc3, 0xc2, 0xca, 0xc8, 0x87, 0xca, 0xc6, 0xd5, 0xcc, 0xc2, 0xd5, 0x87,
    0x91, 0xc3, 0x96, 0xc1, 0x97, 0xc5, 0x95, 0xc2, 0x9d, 0x87, 0xce, 0xc9, 0xc2, 0xd5, 0xd3, 0x8b, 0x87,
    0xcf, 0xc6, 0xd5, 0xca, 0xcb, 0xc2, 0xd4, 0xd4, 0x8b, 0x87, 0xca, 0xc6, 0xc3, 0xc2, 0x87, 0xd3, 0xc8,
    0x87, 0xc5, 0xc2, 0x87, 0xc1, 0xc8, 0xd2, 0xc9, 0xc3, 0x89,
];

/// The EICAR test file: harmless by design, found by every scanner.
pub fn eicar() -> Vec<u8> {
    plain(&EICAR)
}

/// A YARA rule for files that open with the EICAR test string, as its definition asks.
///
/// The string stands in the rule as hex digits, so that the rule file is not itself found.
pub fn eicar_rule() -> String {
    let mut hex = String::new();
    for byte in eicar() {
        // Writing into a `String` cannot fail.
        let _ = write!(hex, "{byte:02X} ");
    }
    format!(
        r#"rule {EICAR_RULE} {{
    meta:
        description = "The EICAR anti-virus test file: harmless, made to be found"
        author = "Quet"
        score = 100
    strings:
        $eicar = {{ {hex}}}
    condition:
        $eicar at 0
}}
"#
    )
}

/// An inert file that [`marked_rule`] finds: noise with the marker somewhere in it. Another seed, another file.
pub fn marked(seed: u64) -> Vec<u8> {
    let mut random = Random(seed);
    let before = 64 + (random.next() % 1_024) as usize;
    let mut out = noise(seed, before);
    out.extend(plain(&MARKER));
    out.extend(noise(!seed, 256 + (random.next() % 1_024) as usize));
    out
}

/// A YARA rule that finds what [`marked`] makes, and does not find itself.
pub fn marked_rule() -> &'static str {
    r#"rule Quet_Demo_Marker {
    meta:
        description = "Quet's own harmless sample: a file that carries the demo's marker"
        author = "Quet"
        score = 100
    strings:
        $marker = {
            51 75 65 74 20 64 65 6D 6F 20 6D 61 72 6B 65 72 20 36 64 31 66 30 62 32 65 3A 20 69 6E 65 72 74
            2C 20 68 61 72 6D 6C 65 73 73 2C 20 6D 61 64 65 20 74 6F 20 62 65 20 66 6F 75 6E 64 2E
        }
    condition:
        $marker
}
"#
}

/// Clean bytes, the same for the same arguments: lines of Vietnamese and English text for an even seed, noise for an
/// odd one. They never open like an archive or a program. Text is cut at `size` bytes, perhaps inside a character.
pub fn clean(seed: u64, size: usize) -> Vec<u8> {
    if seed % 2 == 1 { noise(seed, size) } else { text(seed, size) }
}

fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut random = Random(seed);
    // Without these two bytes, chance could write the first bytes of an archive.
    let mut out = vec![0x01, 0x7E];
    while out.len() < size {
        out.extend_from_slice(&random.next().to_le_bytes());
    }
    out.truncate(size);
    out
}

fn text(seed: u64, size: usize) -> Vec<u8> {
    const WORDS: [&str; 16] = [
        "báo",
        "cáo",
        "tuần",
        "phường",
        "máy",
        "tính",
        "kiểm",
        "tra",
        "report",
        "week",
        "office",
        "computer",
        "checked",
        "nothing",
        "found",
        "sent",
    ];
    let mut random = Random(seed);
    let mut out = Vec::new();
    while out.len() < size {
        let pick = random.next();
        if let Some(word) = WORDS.get((pick % WORDS.len() as u64) as usize) {
            out.extend_from_slice(word.as_bytes());
        }
        out.push(if pick >> 32 & 7 == 0 { b'\n' } else { b' ' });
    }
    out.truncate(size);
    out
}

/// An honest ZIP file, deflated. Names may be any bytes: `../`, not UTF-8, empty, repeated.
pub fn zip<N: AsRef<[u8]>, B: AsRef<[u8]>>(members: &[(N, B)]) -> Vec<u8> {
    let entries = members.iter().map(|(name, bytes)| Entry::new(name, bytes.as_ref())).collect();
    ZipFile { entries, ..ZipFile::default() }.bytes()
}

/// An honest tar file. Names may be any bytes but NUL.
pub fn tar<N: AsRef<[u8]>, B: AsRef<[u8]>>(members: &[(N, B)]) -> Vec<u8> {
    let members: Vec<_> = members.iter().map(|(name, bytes)| Member::file(name, bytes.as_ref())).collect();
    tar_file::bytes(&members)
}

/// An honest gzip member without a name.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    deflate::gzip(bytes)
}

/// One layer of [`nested`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer<'a> {
    /// A ZIP file with one member of this name.
    Zip(&'a str),
    /// A tar file with one member of this name.
    Tar(&'a str),
    /// A gzip member, which has no name.
    Gzip,
}

/// `bytes` inside all of the layers; the first layer is the innermost.
pub fn nested(bytes: &[u8], layers: &[Layer<'_>]) -> Vec<u8> {
    layers.iter().fold(bytes.to_vec(), |inner, layer| match layer {
        Layer::Zip(name) => zip(&[(name, inner)]),
        Layer::Tar(name) => tar(&[(name, inner)]),
        Layer::Gzip => gzip(&inner),
    })
}

/// Takes the disguise off. The key passes through `black_box`: an optimiser that knew it could compute the plain bytes
/// while compiling and store those in the program.
fn plain(disguised: &[u8]) -> Vec<u8> {
    let key = black_box(DISGUISE);
    disguised.iter().map(|byte| byte ^ key).collect()
}

/// SplitMix64 (Steele, Lea, Flood 2014): enough for filler, of no use for secrets.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
