//! What a warning letter names: digests, addresses, domains, links, senders and file names, out of its running text.
//!
//! Must never guess what a word is that may be none of these, and must never take an address of the office that wrote the
//! letter for one of the attacker's: somebody looks at what was found before anything is done with it.
//!
//! Letters write addresses so that nobody follows them by mistake (`hxxp://a[.]b`); so does this undo.

use core::net::IpAddr;
use std::collections::BTreeSet;

use crate::hashes::Digest;

/// What something that a letter names is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An address or a range of the Internet.
    Address,
    /// A domain.
    Domain,
    /// The address of a page or a file.
    Url,
    /// SHA-256 of a file.
    Sha256,
    /// SHA-1 of a file.
    Sha1,
    /// MD5 of a file.
    Md5,
    /// The name of a file, with its folder where the letter has that.
    Name,
    /// Who sends.
    Email,
}

impl Kind {
    /// Its word, which never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Address => "address",
            Kind::Domain => "domain",
            Kind::Url => "url",
            Kind::Sha256 => "sha256",
            Kind::Sha1 => "sha1",
            Kind::Md5 => "md5",
            Kind::Name => "name",
            Kind::Email => "email",
        }
    }
}

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterLimits {
    /// Bytes of a letter.
    pub text: usize,
    /// Bytes of one word.
    pub word: usize,
    /// What is taken out of one letter.
    pub found: usize,
}

impl Default for LetterLimits {
    fn default() -> Self {
        LetterLimits { text: 1 << 20, word: 2_000, found: 500 }
    }
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// Each once, in the order of the letter.
    pub found: Vec<(Kind, String)>,
    /// How many more it names than may be taken.
    pub left: usize,
}

/// It is longer than letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the letter has {0} bytes, and may have {1}")]
pub struct TooLong(pub usize, pub usize);

/// Ends of names of files that do something when they are opened, or that are used to bring such.
const ENDS: [&str; 44] = [
    "exe", "dll", "sys", "scr", "com", "cpl", "ocx", "msi", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js",
    "jse", "wsf", "hta", "lnk", "jar", "doc", "docx", "docm", "xls", "xlsx", "xlsm", "xlam", "ppt", "pptm",
    "rtf", "pdf", "chm", "iso", "img", "vhd", "zip", "rar", "7z", "dat", "bin", "tmp", "sh", "elf", "so",
];

/// Reads a letter.
///
/// # Errors
/// When it is longer than may be.
pub fn read(text: &str, limits: &LetterLimits) -> Result<Letter, TooLong> {
    if text.len() > limits.text {
        return Err(TooLong(text.len(), limits.text));
    }
    let mut letter = Letter::default();
    let mut known = BTreeSet::new();
    for word in text.split(|c: char| c.is_whitespace() || ",;\"'<>|“”‘’«»`".contains(c)) {
        if word.len() > limits.word {
            continue;
        }
        let Some((kind, value)) = word_of(word) else { continue };
        if !known.insert((kind, value.clone())) {
            continue;
        }
        if letter.found.len() < limits.found {
            letter.found.push((kind, value));
        } else {
            letter.left += 1;
        }
    }
    Ok(letter)
}

/// What one word is; nothing where it may be none of these.
pub fn word_of(word: &str) -> Option<(Kind, String)> {
    let whole = whole(word);
    let is_written_apart = whole != word;
    let bare = whole.trim_matches(|c: char| "([{}]).:!?*•–—-".contains(c));
    if bare.is_empty() {
        return None;
    }
    digest(bare)
        .or_else(|| address(bare))
        .or_else(|| url(bare))
        .or_else(|| email(bare, is_written_apart))
        .or_else(|| name(bare))
        .or_else(|| domain(bare, is_written_apart).map(|domain| (Kind::Domain, domain)))
}

/// The word as it is meant, where it is written apart so that nobody follows it.
pub fn whole(word: &str) -> String {
    let mut whole = word.to_owned();
    for (apart, meant) in [
        ("[.]", "."),
        ("(.)", "."),
        ("{.}", "."),
        ("[dot]", "."),
        ("(dot)", "."),
        ("[:]", ":"),
        ("[://]", "://"),
        ("[/]", "/"),
        ("[@]", "@"),
        ("(@)", "@"),
        ("[at]", "@"),
        ("(at)", "@"),
    ] {
        if whole.contains(apart) {
            whole = whole.replace(apart, meant);
        }
    }
    for (apart, meant) in [("hxxps:", "https:"), ("hxxp:", "http:"), ("hXXps:", "https:"), ("hXXp:", "http:")]
    {
        if let Some(rest) = whole.strip_prefix(apart) {
            whole = format!("{meant}{rest}");
        }
    }
    whole
}

fn digest(word: &str) -> Option<(Kind, String)> {
    // `SHA256:…`, `md5=…`
    let bare = word.rsplit([':', '=']).next()?;
    let kind = match Digest::from_hex(bare)? {
        Digest::Md5(_) => Kind::Md5,
        Digest::Sha1(_) => Kind::Sha1,
        Digest::Sha256(_) => Kind::Sha256,
    };
    Some((kind, bare.to_ascii_lowercase()))
}

fn address(word: &str) -> Option<(Kind, String)> {
    let (host, length) = match word.split_once('/') {
        Some((host, length)) => (host, Some(length.parse::<u8>().ok()?)),
        None => (word, None),
    };
    let address = host.parse::<IpAddr>().ok().or_else(|| {
        let (host, port) = host.rsplit_once(':')?;
        port.parse::<u16>().ok()?;
        host.trim_matches(['[', ']']).parse::<IpAddr>().ok()
    })?;
    let is_seen = match address {
        IpAddr::V4(four) => {
            let is_inside = four.is_private() || four.is_loopback() || four.is_link_local();
            !(is_inside || four.is_unspecified() || four.is_broadcast() || four.is_multicast())
        }
        IpAddr::V6(six) => !(six.is_loopback() || six.is_unspecified() || six.is_multicast()),
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    match length {
        _ if !is_seen => None,
        Some(length) if length > most => None,
        Some(length) => Some((Kind::Address, format!("{address}/{length}"))),
        None => Some((Kind::Address, address.to_string())),
    }
}

fn url(word: &str) -> Option<(Kind, String)> {
    let (scheme, rest) = word.split_once("://")?;
    let is_one = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp" | "ftps" | "tcp");
    let host = rest.split(['/', '?', '#']).next()?;
    let is_ours = domain(host, true).is_some_and(|host| of_the_state(&host));
    (is_one && !host.is_empty() && !is_ours).then(|| (Kind::Url, word.to_owned()))
}

fn email(word: &str, is_written_apart: bool) -> Option<(Kind, String)> {
    let (who, host) = word.split_once('@')?;
    let host = domain(host, true)?;
    let is_name = !who.is_empty()
        && who.len() <= 64
        && who.bytes().all(|c| c.is_ascii_alphanumeric() || b"._+-".contains(&c));
    (is_name && (is_written_apart || !of_the_state(&host))).then(|| (Kind::Email, format!("{who}@{host}")))
}

fn name(word: &str) -> Option<(Kind, String)> {
    let last = word.rsplit(['\\', '/']).next()?;
    let (stem, end) = last.rsplit_once('.')?;
    let is_one = !stem.is_empty() && !last.contains([':', '?', '*', '@']);
    // `.com` and `.so` end names of hosts as well: there, only a folder before it says that a file is meant.
    let is_plain = !matches!(end.to_ascii_lowercase().as_str(), "com" | "so" | "sh") || word.contains('\\');
    let is_end = ENDS.contains(&end.to_ascii_lowercase().as_str());
    (is_one && is_plain && is_end).then(|| (Kind::Name, word.to_owned()))
}

/// A domain. One that is not written apart has to look like one all over, since sentences have dots too.
fn domain(word: &str, is_written_apart: bool) -> Option<String> {
    let host = word.strip_suffix('/').unwrap_or(word);
    let lower = host.to_ascii_lowercase();
    let labels: Vec<&str> = lower.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = labels.last()?;
    let is_top = (2..=24).contains(&top.len())
        && (top.bytes().all(|c| c.is_ascii_lowercase()) || top.starts_with("xn--"));
    let is_one = labels.len() >= 2 && lower.len() <= 253 && labels.iter().all(is_label) && is_top;
    let is_sure = is_written_apart || (lower == host && !of_the_state(&lower));
    (is_one && is_sure).then_some(lower)
}

/// Whether a host is of an office of the state, which signs letters with its own pages and addresses.
fn of_the_state(host: &str) -> bool {
    host == "gov.vn" || host.ends_with(".gov.vn")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let letter = read(text, &LetterLimits::default()).unwrap();
        let lines = letter.found.iter().map(|(kind, value)| format!("{} {value}", kind.as_str()));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_letter_is_read() {
        let text = "Kính gửi: Các đơn vị. Tên miền điều khiển: doc.tailieu[.]example, news.baomoi.example; địa chỉ \
            203.0.113.7:8080, 198.51.100.0/24 và 192.168.1.1. Tải từ hxxps://cdn[.]example/a.php?x=1. \
            Tệp \"C:\\Users\\Public\\thongbao.exe\", thongbao.pdf.lnk (MD5: 44D88612FEA8A8F36DE82E1278ABB02F; \
            SHA256:275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f). Thư gửi từ \
            hotro@thongbao.example. Liên hệ: ir@vncert.gov.vn, www.vncert.gov.vn, 02/12/2026, điều 9.1.2, TP.HCM, \
            https://ncsc.gov.vn/canh-bao.";
        expect_test::expect![[r"
            domain doc.tailieu.example
            domain news.baomoi.example
            address 203.0.113.7
            address 198.51.100.0/24
            url https://cdn.example/a.php?x=1
            name C:\Users\Public\thongbao.exe
            name thongbao.pdf.lnk
            md5 44d88612fea8a8f36de82e1278abb02f
            sha256 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f
            email hotro@thongbao.example"]]
        .assert_eq(&said(text));
    }

    #[test]
    fn what_is_written_apart_is_meant_even_where_it_is_of_the_state() {
        assert_eq!(
            said("mic-gov[.]vn x[.]gov.vn a[at]b.gov.vn"),
            "domain mic-gov.vn\ndomain x.gov.vn\nemail a@b.gov.vn"
        );
    }

    #[test]
    fn what_may_be_anything_is_nothing() {
        for text in [
            "",
            "máy.tính",
            "a.b",
            "1.2.3",
            "v1.2.3.4.5",
            "0.0.0.0",
            "10.1.2.3/8",
            "1.1.1.1/99",
            "x@y",
            "://",
            "...",
        ] {
            assert_eq!(said(text), "", "{text}");
        }
    }

    #[test]
    fn each_is_taken_once_and_what_is_too_much_is_counted() {
        let text: String = (0..600).map(|n| format!("h{n}.example h{n}.example ")).collect();
        let letter = read(&text, &LetterLimits::default()).unwrap();
        assert_eq!((letter.found.len(), letter.left), (500, 100));
        let long = "a".repeat((1 << 20) + 1);
        assert_eq!(read(&long, &LetterLimits::default()), Err(TooLong((1 << 20) + 1, 1 << 20)));
        assert_eq!(said(&format!("{}.example", "a".repeat(3_000))), "");
    }

    #[test]
    fn no_bytes_break_it() {
        let parts =
            ["[.]", "hxxp://", "[at]", ".", "@", "/", "\\", ":", "é", "a", "1", "::", "[", "]", "%", "exe"];
        let mut seed = 7_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..8 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(parts[(seed >> 33) as usize % parts.len()]);
            }
            for (_, value) in read(&text, &LetterLimits::default()).unwrap().found {
                assert!(!value.is_empty() && !value.contains(char::is_whitespace), "{text}");
            }
        }
    }
}
