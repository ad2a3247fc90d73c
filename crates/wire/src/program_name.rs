//! The name under which a campaign's page hands out the Windows program: it carries the campaign's address, so that a
//! person who starts it by a double-click has nothing to type, while its bytes and so its digest stay the same.
//!
//! Must never read an address out of a name that was not written here: anybody may rename a file, so what is read is
//! narrow, and where in doubt it is nothing.

use std::net::Ipv4Addr;
use std::str::FromStr;

const START: &str = "quet-";
const END: &str = ".exe";

/// Bytes of a name; Windows has room for 255 characters, and some are left for what a browser adds.
const LONGEST_NAME: usize = 255;

/// Bytes of a host.
const LONGEST_HOST: usize = 180;

/// What browsers and file managers add to the name of a second copy, beside a number in brackets.
const COPIES: [&str; 3] = [" - copy", " - bản sao", " - sao chép"];

/// What unfinished downloads and programs end in. None is a domain.
const NO_DOMAINS: [&str; 6] = ["exe", "crdownload", "opdownload", "part", "partial", "tmp"];

/// The name for the campaign at this address, such as `quet-chiendich.example.exe`, or `quet-127.0.0.1+8080.exe` where
/// the address has a port. `None` where no name can carry it: it has a path, is an IPv6 address or a name without a
/// dot, or is plain HTTP to another machine.
pub fn for_campaign(url: &str) -> Option<String> {
    let (scheme, place) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let place = place.strip_suffix('/').unwrap_or(place).to_ascii_lowercase();
    let usual = match &*scheme {
        "https" => "443",
        "http" => "80",
        _ => return None,
    };
    let (host, port) = place.split_once(':').map_or((&*place, None), |(host, port)| (host, Some(port)));
    let port = port.filter(|port| *port != usual);
    let in_name = port.map_or_else(String::new, |port| format!("+{port}"));
    let in_url = port.map_or_else(String::new, |port| format!(":{port}"));
    let name = format!("{START}{host}{in_name}{END}");
    // Only what is read back as the same address carries it.
    (campaign_in(&name)? == format!("{scheme}://{host}{in_url}/")).then_some(name)
}

/// The campaign's address in the name of a program, with or without its ending: `https://HOST/` or
/// `https://HOST:PORT/`, and `http://` where the host is a loopback address.
///
/// It survives what browsers and people do to names: capitals, ` (1)`, `(1)`, `[1]`, `-1`, ` - Copy`, a second ending.
pub fn campaign_in(name: &str) -> Option<String> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    // Letters of ASCII only: some others become these when they are made small.
    let name = name.to_ascii_lowercase();
    let mut place = name.strip_prefix(START)?;
    while let Some(shorter) = without_mark(place) {
        place = shorter;
    }
    // A hyphen may belong to the name, so a number behind one goes only where the name makes no sense with it.
    url(place).or_else(|| {
        let (before, number) = place.rsplit_once('-')?;
        is_number(number, 2).then(|| url(before)).flatten()
    })
}

/// The name without the last mark of a copy, or its ending; `None` where there is none.
fn without_mark(name: &str) -> Option<&str> {
    let marks = COPIES.iter().copied().chain([END, " "]);
    marks.into_iter().find_map(|mark| name.strip_suffix(mark)).or_else(|| {
        let (before, number) = [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
            let (before, number) = name.strip_suffix(close)?.rsplit_once(open)?;
            Some((before, number))
        })?;
        is_number(number, 3).then_some(before)
    })
}

fn is_number(text: &str, digits: usize) -> bool {
    (1..=digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The address of `HOST` or `HOST+PORT`.
fn url(place: &str) -> Option<String> {
    let (host, port) = match place.split_once('+') {
        None => (place, None),
        Some((host, digits)) => {
            let port = is_number(digits, 5).then(|| digits.parse::<u16>().ok()).flatten()?;
            // One spelling only.
            (port > 0 && !digits.starts_with('0')).then_some((host, Some(port)))?
        }
    };
    let (scheme, usual) = match Ipv4Addr::from_str(host) {
        Ok(address) if address.is_loopback() => ("http", 80),
        Ok(address) if !address.is_unspecified() && !address.is_multicast() && !address.is_broadcast() => {
            ("https", 443)
        }
        Err(_) if is_name(host) => ("https", 443),
        _ => return None,
    };
    let port = port.filter(|port| *port != usual).map_or_else(String::new, |port| format!(":{port}"));
    Some(format!("{scheme}://{host}{port}/"))
}

/// A name as DNS has it, with a domain of letters at its end: what ends otherwise is a version or a copy.
fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        inside && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let Some((_, domain)) = host.rsplit_once('.') else { return false };
    let letters = domain.len() >= 2 && domain.bytes().all(|byte| byte.is_ascii_alphabetic());
    host.len() <= LONGEST_HOST
        && host.split('.').all(label)
        && (letters || domain.starts_with("xn--"))
        && !NO_DOMAINS.contains(&domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_name() {
        for (url, name) in [
            ("https://chiendich.example", "quet-chiendich.example.exe"),
            ("https://chiendich.example/", "quet-chiendich.example.exe"),
            ("HTTPS://ChienDich.Example:443", "quet-chiendich.example.exe"),
            ("https://a-b.gov.vn:8443", "quet-a-b.gov.vn+8443.exe"),
            ("https://a.gov.vn:80", "quet-a.gov.vn+80.exe"),
            ("https://xn--chindch-8x3w.example", "quet-xn--chindch-8x3w.example.exe"),
            ("https://203.0.113.7", "quet-203.0.113.7.exe"),
            ("http://127.0.0.1:8080", "quet-127.0.0.1+8080.exe"),
            ("http://127.0.0.1", "quet-127.0.0.1.exe"),
            ("http://127.0.0.1:443", "quet-127.0.0.1+443.exe"),
        ] {
            assert_eq!(for_campaign(url).as_deref(), Some(name), "{url}");
        }
    }

    #[test]
    fn what_no_name_can_carry_has_none() {
        let label = "a".repeat(64);
        let long = format!("{}example", "abc.".repeat(60));
        for url in [
            "",
            "chiendich.example",
            "ftp://chiendich.example",
            "https://",
            "https://chiendich.example/a",
            "https://chiendich.example//",
            "https://chiendich.example?a",
            "https://chiendich.example#a",
            "https://a@chiendich.example",
            "https://a:b@chiendich.example",
            "http://chiendich.example",
            "http://192.0.2.1",
            "https://127.0.0.1",
            "https://localhost",
            "http://localhost:8080",
            "https://[::1]",
            "http://[::1]:8080",
            "https://a.example:0",
            "https://a.example:08443",
            "https://a.example:65536",
            "https://a.example:",
            "https://a.example:+80",
            "https://a.example+8443",
            "https://a_b.example",
            "https://-a.example",
            "https://a-.example",
            "https://a..example",
            "https://.example",
            "https://a.example.",
            "https://a.1",
            "https://1.2.3",
            "https://1.2.3.04",
            "https://0.0.0.0",
            "https://224.0.0.1",
            "https://a.b.exe",
            "https://a.part",
            "https://a.example (1)",
            "https://chiếndịch.example",
            "https://a.\u{212a}a",
            &format!("https://{label}.example"),
            &format!("https://{long}"),
        ] {
            assert_eq!(for_campaign(url), None, "{url}");
        }
    }

    #[test]
    fn a_name_survives_what_browsers_and_people_do_to_it() {
        for name in [
            "quet-chiendich.example.exe",
            "quet-chiendich.example",
            "quet-chiendich.example (1).exe",
            "quet-chiendich.example(2).exe",
            "quet-chiendich.example[1].exe",
            "quet-chiendich.example (1) (12).exe",
            "quet-chiendich.example-1.exe",
            "quet-chiendich.example - Copy.exe",
            "quet-chiendich.example - Copy (2).exe",
            "quet-chiendich.example (1) - Copy.exe",
            "quet-chiendich.example - Bản sao.exe",
            "quet-chiendich.example - Sao chép (3).exe",
            "quet-chiendich.example.exe.exe",
            "quet-chiendich.example.exe (1).exe",
            "QUET-CHIENDICH.EXAMPLE.EXE",
            "Quet-ChienDich.Example (1).Exe",
            "quet-chiendich.example+443.exe",
        ] {
            assert_eq!(campaign_in(name).as_deref(), Some("https://chiendich.example/"), "{name}");
        }
        for (name, url) in [
            ("quet-127.0.0.1+8080 (1).exe", "http://127.0.0.1:8080/"),
            ("quet-127.0.0.1+8080-1.exe", "http://127.0.0.1:8080/"),
            ("quet-127.0.0.1-2.exe", "http://127.0.0.1/"),
            ("quet-127.9.9.9.exe", "http://127.9.9.9/"),
            ("quet-203.0.113.7+8443 - Copy.exe", "https://203.0.113.7:8443/"),
            ("quet-a-1.example-1.exe", "https://a-1.example/"),
        ] {
            assert_eq!(campaign_in(name).as_deref(), Some(url), "{name}");
        }
    }

    #[test]
    fn what_carries_no_address_has_none() {
        let long = format!("quet-chiendich.example{}.exe", " (1)".repeat(60));
        for name in [
            "",
            "quet",
            "quet.exe",
            "quet-.exe",
            "quet (1).exe",
            "Unconfirmed 123456.crdownload",
            "quet-chiendich.example.exe.crdownload",
            "quet-chiendich.example.exe.part",
            "quet-0.1.0-windows-x86_64.exe",
            "quet-0.1.0-linux-x86_64",
            "quet-0.1.0.exe",
            "quet-localhost+8080.exe",
            "quet-setup.exe",
            "quet-setup.exe.exe",
            "setup-chiendich.example.exe",
            "quet_chiendich.example.exe",
            "quet-chiendich.example evil.example.exe",
            "quet-chiendich.example - Copie.exe",
            "quet-chiendich.example (1.exe",
            "quet-chiendich.example (a).exe",
            "quet-chiendich.example-123.exe",
            "quet-a@chiendich.example.exe",
            "quet-chiendich.example:8443.exe",
            "quet-chiendich.example+0.exe",
            "quet-chiendich.example+99999.exe",
            "quet-chiendich.example+8443+1.exe",
            "quet-chiendich.example+-1.exe",
            "quet-chiendich.example/x.exe",
            "quet-..exe",
            "quet-[--1].exe",
            "quet-2001-db8--1.exe",
            "quet-ch\u{130}endich.example.exe",
            "quet-chiendich.example\0.exe",
            &long,
        ] {
            assert_eq!(campaign_in(name), None, "{name}");
        }
    }

    /// Numbers that look drawn by lot and are the same each time.
    struct Drawn(u64);

    impl Drawn {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % end
        }

        fn text(&mut self, from: &str, most: usize) -> String {
            let from: Vec<char> = from.chars().collect();
            (0..=self.below(most)).map(|_| from[self.below(from.len())]).collect()
        }
    }

    #[test]
    fn what_is_written_is_read_whatever_a_browser_adds() {
        let mut drawn = Drawn(7);
        let marks = ["", " (1)", "(2)", " - Copy", " - Copy (9)", "[3]", ".exe", "-1", " - Bản sao"];
        let mut carried = 0;
        for _ in 0..20_000 {
            let labels = (0..=drawn.below(3)).map(|_| drawn.text("abcxyz0189--", 12) + ".");
            let labels: String = labels.collect::<Vec<_>>().concat();
            let host = match drawn.below(5) {
                0 => format!("127.0.0.{}", drawn.below(300)),
                1 => format!("{}.{}.{}.{}", drawn.below(260), drawn.below(9), drawn.below(9), drawn.below(9)),
                _ => format!("{labels}{}", drawn.text("abcvn", 8)),
            };
            let port = if drawn.below(2) == 0 { String::new() } else { format!(":{}", drawn.below(66_000)) };
            let scheme = if drawn.below(4) == 0 { "http" } else { "https" };
            let url = format!("{scheme}://{host}{port}");
            let Some(name) = for_campaign(&url) else { continue };
            carried += 1;
            let usual = if scheme == "http" { ":80" } else { ":443" };
            let expected = format!("{scheme}://{host}{}/", if port == usual { "" } else { &port });
            let stem = name.strip_suffix(".exe").unwrap();
            for mark in marks {
                for changed in [format!("{stem}{mark}.exe"), format!("{stem}{mark}.EXE").to_uppercase()] {
                    let read = campaign_in(&changed.replace("SAO", "sao").replace('Ả', "ả"));
                    assert_eq!(read.as_deref(), Some(&*expected), "{url} as {changed}");
                }
            }
            assert!(
                name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte)),
                "{name}"
            );
        }
        assert!(carried > 5_000, "{carried}");
    }

    #[test]
    fn any_text_is_read_without_trouble() {
        let mut drawn = Drawn(11);
        for _ in 0..50_000 {
            let name = format!("quet-{}", drawn.text("ab.-+()[]1 0ếK\u{212a}/\\:@%", 24));
            if let Some(url) = campaign_in(&name) {
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "./:-".contains(c);
                assert!(url.chars().all(plain) && url.ends_with('/'), "{name}: {url}");
            }
        }
    }
}
