//! Hostile contents through the front door: each ends soon, none is called clean over what was not read.

use std::io::{Seek, Write};

use testkit::{hostile, samples};

use crate::quet::Place;

/// Puts one file into `in`, scans it and says which reasons were given.
fn reasons_for(name: &str, bytes: &[u8]) -> Vec<String> {
    let place = Place::new();
    place.write(format!("in/{name}"), bytes);
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    assert_eq!(ran.summary()["objects"]["seen"], 1);
    let mut reasons = ran.reasons();
    reasons.dedup();
    assert_eq!(ran.summary()["complete"], reasons.is_empty());
    let found = !ran.events("finding").is_empty();
    assert_eq!(place.path("in").join(name).exists(), !found, "a gap is no reason to touch a file");
    reasons
}

fn check(name: &str, bytes: &[u8], expected: &[&str]) {
    assert_eq!(reasons_for(name, bytes), expected, "{name}");
}

#[test]
fn bombs_of_every_shape_are_gaps() {
    check("zip-of-zips.zip", &hostile::zip_of_zips(4, 16, 64 << 20), &["ratio"]);
    check("overlapping.zip", &hostile::overlapping_zip_bomb(250), &["corrupt", "ratio"]);
    check("endless.gz", &hostile::endless_gzip(10 << 30), &["too_large"]);
    check("tiny-endless.gz", &samples::gzip(&hostile::endless_gzip(10 << 30)), &["ratio"]);
    check("deep.gz", &hostile::deep_gzip(1_000), &["too_deep"]);
    check("quine.gz", &hostile::quine_gzip().expect("the quine can be built"), &["too_deep"]);
}

#[test]
fn what_cannot_be_opened_says_why() {
    check("locked.zip", &hostile::encrypted_zip(), &["encrypted"]);
    check("method.zip", &hostile::unsupported_method_zip(), &["unsupported"]);
    check("some.7z", b"7z\xbc\xaf\x27\x1c and the rest", &["unsupported"]);
    check("some.rar", b"Rar!\x1a\x07\x01\x00 and the rest", &["unsupported"]);
    check("cut.tar", &hostile::tar_cut(), &["corrupt"]);
    check("cut.gz", &samples::gzip(&samples::clean(1, 9_000))[..3_000], &["corrupt"]);
    check("lying.tar", &hostile::tar_lying_size(1 << 40), &["corrupt"]);
}

#[test]
fn links_and_paths_in_archives_lead_nowhere() {
    for bytes in [
        hostile::tar_with_links(),
        hostile::tar_with_odd_names(),
        hostile::zip_with_link(),
        hostile::zip_with_odd_names(),
    ] {
        reasons_for("archive.bin", &bytes);
    }
    for place in ["/quet-was-here", "/tmp/quet-was-here", "quet-was-here", "../quet-was-here"] {
        assert!(!std::path::Path::new(place).exists(), "{place} was written");
    }
}

#[test]
fn malware_is_found_wherever_an_archive_hides_it() {
    let eicar = samples::eicar();
    for (name, bytes, inside) in [
        ("plain.zip", samples::zip(&[("a/b.com", &eicar)]), vec!["a/b.com"]),
        ("dots.zip", samples::zip(&[("../../../etc/b.com", &eicar)]), vec!["../../../etc/b.com"]),
        ("a.tar.gz", samples::gzip(&samples::tar(&[("b.com", &eicar)])), vec!["a.tar", "b.com"]),
        ("hidden.zip", hostile::hidden_local_entry_zip(&eicar), vec![]),
        ("front.zip", hostile::two_faced_zip(&eicar, b"back"), vec![]),
        ("back.zip", hostile::two_faced_zip(b"front", &eicar), vec![]),
        ("cut.zip", hostile::zip_cut(), vec!["eicar.com"]),
    ] {
        let place = Place::new();
        place.write(format!("in/{name}"), bytes);
        let ran = place.scan(&[]);
        let findings = ran.events("finding");
        assert_eq!(findings.len(), 1, "{name}: {}", ran.stdout);
        if !inside.is_empty() {
            assert_eq!(findings[0]["inside"], serde_json::json!(inside), "{name}");
        }
        assert_eq!(findings[0]["size"], 68);
    }
}

#[test]
fn a_file_larger_than_what_is_read_into_memory_is_looked_at_to_its_end() {
    let place = Place::new();
    let path = place.path("in/large.bin");
    let mut file = std::fs::File::create(&path).unwrap();
    // Sparse, so that it takes no room: three gigabytes, and a mark at the very end.
    file.set_len(3 << 30).unwrap();
    file.seek(std::io::SeekFrom::End(-19)).unwrap();
    file.write_all(b"the mark at the end").unwrap();
    drop(file);
    place.write(
        "rules/end.yar",
        "rule end { meta: score = 100 strings: $a = \"the mark at the end\" condition: $a at filesize - 19 }",
    );
    let ran = place.scan(&["--time-limit", "600"]);
    assert_eq!(ran.events("finding").len(), 1, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, 1);
}
