//! What one look at one object comes to. These tests must never need a file.

use indicators::hashes::{self, HashBook, HashList};
use testkit::{hostile, samples};

use super::rules::{RuleFile, compile};
use super::*;
use crate::verdict::Level;

fn eyes(rules: &str, listed: &str, allowed: &str, limits: Limits) -> Eyes {
    let file = RuleFile { source: "test.yar".to_owned(), text: rules.as_bytes().to_vec() };
    let compiled = compile(&[file], |_| {});
    assert!(compiled.problems.is_empty(), "{:?}", compiled.problems);
    let list = |text: &str| {
        let (lines, problems) = hashes::parse(text.as_bytes());
        assert!(problems.is_empty(), "{problems:?}");
        vec![HashList { source: "list".to_owned(), lines }]
    };
    let book = HashBook::new(list(listed), list(allowed));
    Eyes::new(compiled.engine, book, NameBook::default(), limits, Scoring::Sum)
}

/// What was told and what came of it.
#[derive(Debug)]
struct Saw {
    findings: Vec<Finding>,
    sha256: Option<[u8; 32]>,
    gaps: Vec<Gap>,
    members: Members,
    whole: bool,
}

fn look_at(eyes: &mut Eyes, folder: &str, name: &str, bytes: &[u8]) -> Saw {
    let task = Task {
        folder: folder.as_bytes().to_vec(),
        name: name.as_bytes().to_vec(),
        owner: "confluence".to_owned(),
        size: bytes.len() as u64,
        stream: None,
        digest: false,
    };
    let (mut findings, mut sha256) = (Vec::new(), None);
    let looked = eyes.look(&task, bytes, Instant::now(), &mut |found| {
        sha256 = Some(found.sha256);
        findings.push(found.finding);
    });
    Saw { findings, sha256, gaps: looked.gaps, members: looked.members, whole: looked.whole }
}

fn names(looked: &Saw) -> Vec<String> {
    let name =
        |finding: &Finding| finding.because.iter().map(|b| b.name.clone()).collect::<Vec<_>>().join("+");
    looked.findings.iter().map(name).collect()
}

#[test]
fn rules_see_lokis_variables_with_lokis_meaning() {
    let rules = r#"
        rule file_name { condition: filename == "Report.EXE" }
        rule folder { condition: filepath == "/home/user" }
        rule extension_ { condition: extension == ".exe" }
        rule file_type { condition: filetype == "EXE" }
        rule owner_ { condition: owner == "confluence" }
        rule digest { condition: md5 == "ac6ad5d9b99757c3a878f2d275ace198" }
        rule never { condition: extension == "exe" or filepath contains "Report" or owner == "dummy" }
    "#;
    let mut eyes = eyes(rules, "", "", Limits::default());
    let bytes = b"MZ";
    let looked = look_at(&mut eyes, "/home/user", "Report.EXE", bytes);
    assert_eq!(names(&looked), ["digest+extension_+file_name+file_type+folder+owner_"]);
}

#[test]
fn a_member_is_asked_about_under_its_own_name() {
    let rules = r#"
        rule member { meta: score = 100 condition: filename == "c.exe" and extension == ".exe"
            and filepath == "/dir/a.zip/b" and filetype == "EXE" }
    "#;
    let mut eyes = eyes(rules, "", "", Limits::default());
    let looked = look_at(&mut eyes, "/dir", "a.zip", &samples::zip(&[("b/c.exe", b"MZ")]));
    assert_eq!(names(&looked), ["member"]);
    assert_eq!(looked.findings[0].inside, [b"b/c.exe".to_vec()]);
    assert_eq!(looked.members, Members { seen: 1, scanned: 1, skipped: 0, failed: 0 });
}

#[test]
fn scores_are_stated_or_lokis_default_and_add_up() {
    let rules = r#"
        rule stated { meta: score = 45 description = "why" condition: true }
        rule unstated { condition: true }
        rule below { meta: score = -5 condition: true }
        private rule unseen { condition: true }
    "#;
    let mut eyes = eyes(rules, "", "", Limits::default());
    let looked = look_at(&mut eyes, "/", "x", b"x");
    let finding = &looked.findings[0];
    let scores: Vec<_> = finding.because.iter().map(|b| (b.name.as_str(), b.score)).collect();
    assert_eq!(scores, [("unstated", 70), ("stated", 45), ("below", 0)]);
    assert_eq!((finding.score, finding.level), (115, Level::Alert));
    assert_eq!(finding.because[1].description, "why");
}

#[test]
fn a_score_below_notice_is_no_finding() {
    let mut eyes = eyes("rule weak { meta: score = 39 condition: true }", "", "", Limits::default());
    assert!(look_at(&mut eyes, "/", "x", b"x").findings.is_empty());
}

#[test]
fn hashes_of_every_length_find_and_an_allow_list_silences() {
    let eicar = samples::eicar();
    for digest in [
        "44d88612fea8a8f36de82e1278abb02f",
        "3395856CE81F2B7382DEE72602F798B642F14140",
        "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
    ] {
        let mut finds = eyes("", &format!("{digest};the test file"), "", Limits::default());
        let looked = look_at(&mut finds, "/", "x", &eicar);
        assert_eq!(looked.findings[0].because[0].description, "the test file");
        assert_eq!(looked.findings[0].level, Level::Alert);
        assert_eq!(looked.sha256, Some(looked.findings[0].sha256));
        let mut silent = eyes(&samples::eicar_rule(), "", digest, Limits::default());
        assert!(look_at(&mut silent, "/", "x", &eicar).findings.is_empty());
    }
}

#[test]
fn containers_past_the_depth_are_a_gap_and_a_quine_ends() {
    let rule = samples::eicar_rule();
    let limits = Limits { depth: 3, ..Limits::default() };
    let deep = |layers| (0..layers).fold(samples::eicar(), |bytes, _| samples::gzip(&bytes));
    let mut eyes = eyes(&rule, "", "", limits);
    assert_eq!(look_at(&mut eyes, "/", "x.gz", &deep(3)).findings.len(), 1);
    let looked = look_at(&mut eyes, "/", "x.gz", &deep(4));
    assert!(looked.findings.is_empty());
    assert_eq!(looked.gaps[0].reason, Reason::TooDeep);
    let quine = hostile::quine_gzip().expect("the quine can be built");
    assert_eq!(look_at(&mut eyes, "/", "quine.gz", &quine).gaps[0].reason, Reason::TooDeep);
}

#[test]
fn a_rule_that_never_ends_is_ended_and_what_it_found_before_is_kept() {
    let rules = r#"
        rule quick { meta: score = 60 condition: true }
        rule slow { condition: for all i in (0..0x7fffffffffff) : (i >= 0) }
    "#;
    let limits = Limits { time: Duration::from_secs(2), ..Limits::default() };
    let mut eyes = eyes(rules, "", "", limits);
    let looked = look_at(&mut eyes, "/", "x", b"x");
    assert_eq!(looked.gaps[0].reason, Reason::EngineTimeout);
    assert!(!looked.whole, "an object that the rules did not finish was not looked at");
    assert_eq!(names(&looked), ["quick"]);
}

#[test]
fn more_matches_than_are_counted_is_a_gap() {
    let rules = r#"rule many { strings: $a = "ab" condition: #a > 5000 }"#;
    let mut eyes = eyes(rules, "", "", Limits { matches: 100, ..Limits::default() });
    let looked = look_at(&mut eyes, "/", "x", &b"ab".repeat(10_000));
    assert_eq!(looked.gaps[0].reason, Reason::MatchLimit);
    assert!(looked.whole);
}

#[test]
fn findings_and_gaps_of_one_file_are_bounded() {
    let limits = Limits { notes: 3, ..Limits::default() };
    let mut eyes = eyes("rule all { meta: score = 100 condition: true }", "", "", limits);
    let looked = look_at(&mut eyes, "/", "x.zip", &hostile::many_members_zip(50));
    assert_eq!(looked.findings.len(), 3);
    assert_eq!(looked.gaps.len(), 1, "{:?}", looked.gaps);
    assert_eq!(looked.gaps[0].reason, Reason::TooMany);
}

#[test]
fn names_cannot_make_an_answer_larger_than_it_may_be() {
    let limits = Limits { note_bytes: 10_000, ..Limits::default() };
    let mut eyes = eyes("rule all { meta: score = 100 condition: true }", "", "", limits);
    let name = "n".repeat(60_000);
    let looked = look_at(
        &mut eyes,
        "/",
        "x.zip",
        &samples::zip(&[(&name, b"a"), (&name, b"b"), (&name, b"c"), (&name, b"d")]),
    );
    assert_eq!(looked.findings.len(), 3, "the file itself and two members");
    assert!(looked.findings.iter().all(|finding| finding.inside.iter().all(|name| name.len() <= NAME)));
    assert_eq!(looked.gaps[0].reason, Reason::TooMany);
}

#[test]
fn every_hostile_file_ends_and_none_is_whole_without_reason() {
    let mib = 1 << 20;
    let limits = Limits {
        member_bytes: 8 * mib,
        held_bytes: 32 * mib,
        unpacked_bytes: 64 * mib,
        members: 3_000,
        ..Limits::default()
    };
    let mut eyes = eyes(&samples::eicar_rule(), "", "", limits);
    for (name, bytes) in hostile::all() {
        let started = Instant::now();
        let looked = look_at(&mut eyes, "/", name, &bytes);
        assert!(started.elapsed() < Duration::from_secs(60), "{name}");
        let members = looked.members;
        assert_eq!(members.seen, members.scanned + members.skipped + members.failed, "{name}");
        // What these hold can be read to its end; where EICAR is in them it must be found.
        let readable =
            ["many_members", "zip_with", "two_faced", "hidden", "tar_with_odd_names", "tar_sparse"];
        let found = !looked.findings.is_empty();
        if !found && !readable.iter().any(|prefix| name.starts_with(prefix)) {
            assert!(!looked.gaps.is_empty(), "{name} was called whole: {looked:?}");
        }
    }
}

#[test]
fn a_stream_that_is_a_zip_besides_is_opened_as_both() {
    // A gzip header with a comment that holds a whole ZIP, whose own comment covers the rest.
    let mut zip = samples::zip(&[("evil.com", samples::eicar())]);
    let stream = samples::gzip(b"harmless");
    let at = zip.len() - 2;
    zip[at..].copy_from_slice(&u16::try_from(stream.len() - 10).unwrap().to_le_bytes());
    let extra = u16::try_from(zip.len()).unwrap().to_le_bytes();
    let mut both = stream[..10].to_vec();
    both[3] |= 4;
    both.extend_from_slice(&extra);
    both.extend_from_slice(&zip);
    both.extend_from_slice(&stream[10..]);
    let mut eyes = eyes(&samples::eicar_rule(), "", "", Limits::default());
    let looked = look_at(&mut eyes, "/", "both.gz", &both);
    assert_eq!(names(&looked), ["EICAR_Test_File"], "{looked:?}");
    assert_eq!(looked.members.scanned, 2, "{looked:?}");
}

/// A small generator of numbers, the same on every run (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

#[test]
fn altered_containers_break_nothing_and_every_member_comes_to_an_end() {
    let mib = 1 << 20;
    let limits = Limits {
        member_bytes: mib,
        held_bytes: 4 * mib,
        unpacked_bytes: 4 * mib,
        members: 200,
        notes: 500,
        ..Limits::default()
    };
    let mut eyes = eyes(&samples::eicar_rule(), "", "", limits);
    let mut dice = Dice(2020);
    let eicar = samples::eicar();
    let mut seeds: Vec<Vec<u8>> = hostile::all().into_iter().map(|(_, bytes)| bytes).collect();
    seeds.retain(|bytes| bytes.len() < 100_000);
    seeds.push(samples::zip(&[("a", &eicar), ("b", &samples::clean(1, 3000))]));
    seeds.push(samples::gzip(&samples::tar(&[("a", &eicar), ("b", &samples::clean(2, 3000))])));
    for round in 0..3_000 {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..=dice.below(6) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                1 => bytes[at] ^= 1 << dice.below(8),
                2 => bytes.truncate(at.max(1)),
                _ => {
                    let piece: Vec<u8> = bytes[at..].iter().copied().take(dice.below(64)).collect();
                    let to = dice.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
            }
        }
        let looked = look_at(&mut eyes, "/", "altered", &bytes);
        let members = looked.members;
        assert_eq!(members.seen, members.scanned + members.skipped + members.failed, "round {round}");
        assert!(looked.gaps.len() <= 502, "round {round}");
    }
}

fn eyes_with_names(rules: &str, allowed: &str, names: &str) -> Eyes {
    let mut eyes = eyes(rules, "", allowed, Limits::default());
    let (lines, bad) = indicators::names::parse(names.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    let list = names::NameList { source: "names".to_owned(), lines };
    let (book, problems) = names::compile(vec![list], |_| {});
    assert!(problems.is_empty(), "{problems:?}");
    eyes.names = book;
    eyes
}

#[test]
fn a_name_alone_is_a_finding_and_adds_to_what_else_is_found() {
    let rule = "rule a { meta: score = 50 condition: filename == \"x.exe\" }";
    let mut eyes =
        eyes_with_names(rule, "", "# Old\n\\\\x\\.exe$;45\n\\\\empty$;60\n\\\\weak$;39\n/none;100;/dir/");
    let looked = look_at(&mut eyes, "/dir", "x.exe", b"MZ");
    assert_eq!(looked.findings[0].score, 95);
    let because = &looked.findings[0].because[1];
    let said = (because.kind, &*because.name, &*because.source, because.score, &*because.description);
    assert_eq!(said, (crate::verdict::Kind::Name, "\\\\x\\.exe$", "names:2", 45, "Old"));
    assert_eq!(names(&look_at(&mut eyes, "/dir", "empty", b"")), ["\\\\empty$"]);
    assert_eq!(names(&look_at(&mut eyes, "/", "empty", b"")), ["\\\\empty$"]);
    assert_eq!(names(&look_at(&mut eyes, "/dir", "weak", b"")).len(), 0);
    assert_eq!(names(&look_at(&mut eyes, "/dir", "none", b"")).len(), 0);
    assert_eq!(names(&look_at(&mut eyes, "/", "none", b"")), ["/none"]);
}

#[test]
fn an_allowed_object_has_no_bad_name_either() {
    let mut eyes = eyes_with_names("", "", "\\\\x$;100");
    assert_eq!(names(&look_at(&mut eyes, "/", "x", b"a")).len(), 1);
    let a = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb;x";
    let mut eyes = eyes_with_names("", a, "\\\\x$;100");
    assert_eq!(names(&look_at(&mut eyes, "/", "x", b"a")).len(), 0);
}

#[test]
fn a_member_has_the_path_that_it_would_be_unpacked_to_and_what_its_container_is_called_is_said_once() {
    let list = "\\\\evil\\.zip;60\n\\\\b\\\\c\\.exe$;100\n\\\\c;45;\\.zip$\n";
    let mut eyes = eyes_with_names("", "", list);
    for (folder, member) in
        [("/dir", "b/c.exe"), ("/dir", "b\\c.exe"), ("C:\\dir", "b/c.exe"), ("C:\\", "b\\c.exe")]
    {
        let inner = samples::zip(&[(member, b""), ("other", b"")]);
        let looked = look_at(&mut eyes, folder, "evil.zip", &samples::zip(&[("a/evil.zip", &inner)]));
        assert_eq!(names(&looked), ["\\\\evil\\.zip", "\\\\b\\\\c\\.exe$+\\\\c"], "{folder} {member}");
        assert_eq!(looked.findings[1].inside, [b"a/evil.zip".to_vec(), member.as_bytes().to_vec()]);
    }
}

#[test]
fn a_hostile_name_is_asked_about_too() {
    let mut eyes = eyes_with_names("", "", "(?i)\\\\evil.+\\.exe$;100");
    let long = format!("evil{}.exe", "é\u{202e}".repeat(6_000));
    assert_eq!(names(&look_at(&mut eyes, "/", &long, b"")).len(), 1);
}
