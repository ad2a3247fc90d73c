//! Rules: what is read, what is refused, and what they may ask. A pack that is broken must never scan in silence.

use testkit::samples;

use crate::quet::Place;

#[test]
fn a_scan_without_rules_is_wrong_usage() {
    let place = Place::new();
    let place_in = place.path("in").into_os_string().into_string().unwrap();
    let ran = place.run(&["scan", &place_in]);
    assert_eq!((ran.code, ran.stdout.as_str()), (64, ""));
    assert!(ran.stderr.contains("--rules"), "{}", ran.stderr);
    std::fs::create_dir(place.path("empty")).unwrap();
    let empty = place.path("empty").into_os_string().into_string().unwrap();
    assert_eq!(place.run(&["scan", &place_in, "--rules", &empty]).code, 64);
    assert_eq!(place.run(&["scan", &place_in, "--rules", "/no/such/rules"]).code, 64);
}

#[test]
fn a_rule_file_that_does_not_compile_stops_the_scan_with_file_line_and_reason() {
    let place = Place::new();
    place.write("in/eicar.txt", samples::eicar());
    place.write(
        "rules/sub/broken.yar",
        "rule good { condition: true }\n\nrule bad {\n  condition: nonsense\n}\n",
    );
    let ran = place.scan(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "nothing may be scanned");
    assert!(ran.stderr.contains("sub/broken.yar:4: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("nonsense"), "{}", ran.stderr);
}

#[test]
fn with_skip_bad_rules_the_rest_scans_and_the_summary_names_what_was_left_out() {
    let place = Place::new();
    place.write("in/eicar.txt", samples::eicar());
    place.write(
        "rules/broken.yar",
        "rule good { meta: score = 100 condition: true }\nrule bad { condition: nonsense }",
    );
    place.write("rules/not-utf8.yar", b"rule a {\n strings: $a = \"\xff\" condition: $a }");
    place.write("rules/includes.yar", "include \"/etc/passwd\"");
    place.write("rules/bad-hashes.txt", "not a hash;x\n44d88612fea8a8f36de82e1278abb02f;20;the test file\n");
    let ran = place.scan(&["--skip-bad-rules"]);
    let summary = ran.summary();
    let mut left_out: Vec<_> = summary["rules"]["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["source"].as_str().unwrap().to_owned(), one["line"].as_u64().unwrap_or(0)))
        .collect();
    left_out.sort();
    let expected = [("bad-hashes.txt", 1), ("broken.yar", 2), ("includes.yar", 1), ("not-utf8.yar", 2)]
        .map(|(s, l)| (s.to_owned(), l));
    assert_eq!(left_out, expected);
    let finding = &ran.events("finding")[0];
    let names: Vec<_> =
        finding["because"].as_array().unwrap().iter().map(|b| b["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["EICAR_Test_File", "md5:44d88612fea8a8f36de82e1278abb02f"],
        "the good rule of a bad file is out too"
    );
    assert_eq!(summary["complete"], false, "not everything that was asked for was looked for");
    assert_eq!(ran.code, 2);
}

#[test]
fn a_rule_may_ask_for_name_folder_extension_type_owner_and_digest() {
    let place = Place::new();
    place.write("in/Folder/Report.EXE", b"MZ");
    let who: &[&str] = if cfg!(unix) { &["id", "-un"] } else { &["whoami"] };
    let owner = std::process::Command::new(who[0]).args(&who[1..]).output().unwrap().stdout;
    // Windows says a user's domain before the name.
    let owner = String::from_utf8(owner).unwrap().rsplit('\\').next().unwrap().to_owned();
    place.write(
        "rules/asks.yar",
        format!(
            "rule asks {{ meta: score = 100 condition: filename == \"Report.EXE\" and filepath == \"{}\" and \
             extension == \".exe\" and filetype == \"EXE\" and owner == \"{}\" and \
             md5 == \"ac6ad5d9b99757c3a878f2d275ace198\" }}",
            place.path("in/Folder").to_str().unwrap().replace('\\', "\\\\"),
            owner.trim()
        ),
    );
    let ran = place.scan(&[]);
    assert_eq!(ran.events("finding").len(), 1, "{}{}", ran.stdout, ran.stderr);
}

#[cfg(unix)]
fn digest_of(path: &std::path::Path) -> String {
    let digest = std::process::Command::new("sha1sum").arg(path).output().unwrap().stdout;
    String::from_utf8(digest).unwrap().split(' ').next().unwrap().to_owned()
}

#[cfg(windows)]
fn digest_of(path: &std::path::Path) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(crate::quet::bytes_of(path)).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn hash_lists_find_and_allow_lists_silence() {
    let place = Place::new();
    place.write("in/a.bin", samples::marked(1));
    place.write("in/eicar.txt", samples::eicar());
    let digest = digest_of(&place.path("in/a.bin")).to_uppercase();
    place.write("rules/hash-iocs.txt", format!("{digest};75;listed\n"));
    place.write(
        "rules/falsepositive-hashes.txt",
        "44d88612fea8a8f36de82e1278abb02f;the test file is good here\n",
    );
    let ran = place.scan(&[]);
    let findings = ran.events("finding");
    assert_eq!(findings.len(), 1, "{}", ran.stdout);
    assert_eq!(findings[0]["level"], "warning");
    assert_eq!(findings[0]["because"][0]["kind"], "hash");
    assert_eq!(findings[0]["because"][0]["source"], "hash-iocs.txt:1");
}

#[test]
fn scores_combine_in_one_of_two_ways() {
    let place = Place::new();
    place.write("in/a.bin", b"x");
    place.write(
        "rules/two.yar",
        "rule a { meta: score = 60 condition: true } rule b { meta: score = 40 condition: true }",
    );
    let level = |more: &[&str]| {
        let finding = place.scan(more).events("finding").remove(0);
        (finding["score"].as_u64().unwrap(), finding["level"].as_str().unwrap().to_owned())
    };
    assert_eq!(level(&[]), (100, "alert".to_owned()));
    assert_eq!(level(&["--scoring", "weighted"]), (68, "warning".to_owned()));
}

#[test]
fn what_this_version_cannot_use_is_named() {
    let place = Place::new();
    place.write("rules/filename-iocs.json", "[]");
    place.write("rules/c2-iocs.txt", "192.0.2.1;80");
    let ran = place.scan(&[]);
    assert_eq!(ran.summary()["rules"]["unused"], serde_json::json!(["c2-iocs.txt", "filename-iocs.json"]));
    let rules = place.path("rules").into_os_string().into_string().unwrap();
    let ran = place.run(&["rules", "check", &rules]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("filename-iocs.json") && ran.stdout.contains("Rules: 1,"), "{}", ran.stdout);
    place.write("rules/bad.yar", "rule {");
    let ran = place.run(&["rules", "check", &rules]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("bad.yar:1: "), "{}", ran.stdout);
}

#[test]
fn two_packs_may_hold_files_of_one_name() {
    let place = Place::new();
    place.write("in/a.bin", b"x");
    place.write("one/same.yar", "rule all { meta: score = 100 condition: true }");
    place.write(
        "two/same.yar",
        "rule all { meta: score = 10 condition: true } rule bad { condition: nonsense }",
    );
    let (one, two, place_in) = (place.path("one"), place.path("two"), place.path("in"));
    let ran = place.run(&[
        "scan",
        place_in.to_str().unwrap(),
        "--format",
        "jsonl",
        "--skip-bad-rules",
        "--rules",
        one.to_str().unwrap(),
        "--rules",
        two.to_str().unwrap(),
    ]);
    assert_eq!(ran.events("finding").len(), 1, "the good one runs: {}{}", ran.stdout, ran.stderr);
    let left_out = &ran.summary()["rules"]["left_out"];
    assert_eq!(left_out.as_array().unwrap().len(), 1);
    assert!(
        left_out[0]["source"].as_str().unwrap().replace('\\', "/").ends_with("two/same.yar"),
        "{left_out}"
    );
}

#[cfg(unix)]
#[test]
fn a_fifo_among_the_rules_is_an_error_and_not_waited_for() {
    let place = Place::new();
    assert!(std::process::Command::new("mkfifo").arg(place.path("rules/a.yar")).status().unwrap().success());
    let ran = place.scan(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("a.yar"), "{}", ran.stderr);
}
