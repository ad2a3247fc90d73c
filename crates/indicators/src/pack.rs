//! Which file of a rule pack is what, by its name, in the layout that Loki and signature-base use.
//!
//! Must never drop a file that holds indicators in silence: what cannot be used yet has a name of its own.

/// What a file of a pack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackFile {
    /// YARA rules: `.yar` or `.yara`.
    Yara,
    /// Hashes of bad files: a list with `hash` in its name.
    Hashes,
    /// Hashes of good files: a list with `hash` and `falsepositive` in its name.
    AllowedHashes,
    /// Patterns for names of files: a list with `filename` in its name.
    Names,
    /// Several of these in one file: `.quetrules`, see [`crate::bundle`].
    Bundle,
    /// Indicators of a kind that this version cannot use; a scan says so.
    Unused(Unused),
    /// Nothing that a scan uses: a licence, a script, a picture.
    Other,
}

/// Indicators that this version cannot use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unused {
    /// Addresses of command servers: a list with `c2` in its name.
    Addresses,
    /// Words for log lines: a list with `keywords` in its name.
    Keywords,
    /// Rules, hashes or patterns for names, by the name, in a form that is not known.
    Form,
}

/// What the file of this name (without its folder) holds.
pub fn kind_of(name: &str) -> PackFile {
    let name = name.to_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "yar" | "yara" => PackFile::Yara,
        crate::bundle::EXTENSION => PackFile::Bundle,
        "txt" | "csv" | "ioc" | "iocs" | "list" | "lst" | "dat" | "md5" | "sha1" | "sha256" | "" => {
            kind_of_list(&name, extension)
        }
        "rule" | "rules" | "yr" | "yac" | "yarc" => PackFile::Unused(Unused::Form),
        _ if name.contains("hash") || name.contains("filename") => PackFile::Unused(Unused::Form),
        _ => PackFile::Other,
    }
}

fn kind_of_list(name: &str, extension: &str) -> PackFile {
    if name.contains("hash") || matches!(extension, "md5" | "sha1" | "sha256") {
        if name.contains("falsepositive") { PackFile::AllowedHashes } else { PackFile::Hashes }
    } else if name.contains("filename") {
        PackFile::Names
    } else if name.contains("c2") {
        PackFile::Unused(Unused::Addresses)
    } else if name.contains("keywords") {
        PackFile::Unused(Unused::Keywords)
    } else {
        PackFile::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_signature_base() {
        for (name, expected) in [
            ("apt_hash.yar", PackFile::Yara),
            ("RULES.YARA", PackFile::Yara),
            ("quet-K7QM.quetrules", PackFile::Bundle),
            ("hash-iocs.txt", PackFile::Hashes),
            ("falsepositive-hashes.txt", PackFile::AllowedHashes),
            ("filename-iocs.txt", PackFile::Names),
            ("c2-iocs.txt", PackFile::Unused(Unused::Addresses)),
            ("keywords.txt", PackFile::Unused(Unused::Keywords)),
            ("build-hashes.py", PackFile::Unused(Unused::Form)),
            ("bad.md5", PackFile::Hashes),
            ("filename-iocs.json", PackFile::Unused(Unused::Form)),
            ("marker.rule", PackFile::Unused(Unused::Form)),
            ("README.md", PackFile::Other),
        ] {
            assert_eq!(kind_of(name), expected, "{name}");
        }
    }
}
