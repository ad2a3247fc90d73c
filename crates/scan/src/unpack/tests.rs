//! Every limit, every kind of container, and what is left where one cannot be read. These tests
//! must never write a file.

use std::io::Write;
use std::time::{Duration, Instant};

use testkit::hostile::{self, Lie};
use testkit::samples;

use super::*;
use crate::identify::{self, Opening};
use crate::limits::Limits;

/// Opens a container, and what it holds, and so on, and writes down what came out.
fn opened(bytes: &[u8], limits: &Limits) -> Vec<String> {
    fn open_one(
        name: &[u8],
        bytes: &[u8],
        budget: &mut Budget<'_>,
        out: &mut Vec<String>,
    ) -> ControlFlow<()> {
        let Opening::Container(kind) = identify::opening(bytes) else { return ControlFlow::Continue(()) };
        open(kind, name, bytes, budget, &mut |found, budget| match found {
            Found::Empty => {
                out.push("empty".to_owned());
                ControlFlow::Continue(())
            }
            Found::Gap { name, reason, .. } => {
                let name = name.map_or("".into(), String::from_utf8_lossy);
                out.push(format!("gap {name} {}", reason.word()));
                ControlFlow::Continue(())
            }
            Found::Member { name, bytes } => {
                out.push(format!("member {} {}", String::from_utf8_lossy(name), bytes.len()));
                open_one(name, bytes, budget, out)
            }
        })
    }
    let mut out = Vec::new();
    let mut budget = Budget::new(limits, bytes.len() as u64, Instant::now() + Duration::from_secs(600));
    let _ = open_one(b"top.tar.gz", bytes, &mut budget, &mut out);
    out
}

fn check(bytes: &[u8], expected: &[&str]) {
    assert_eq!(opened(bytes, &Limits::default()), expected);
}

#[test]
fn members_of_every_kind_of_container() {
    let content = b"some content".as_slice();
    check(&samples::zip(&[("a/b.txt", content)]), &["member a/b.txt 12"]);
    check(&samples::tar(&[("a/b.txt", content)]), &["member a/b.txt 12"]);
    check(&samples::gzip(content), &["member top.tar 12"]);
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    bzip2.write_all(content).unwrap();
    check(&bzip2.finish().unwrap(), &["member top.tar 12"]);
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::default()).unwrap();
    xz.write_all(content).unwrap();
    check(&xz.finish().unwrap(), &["member top.tar 12"]);
    let twice = [samples::gzip(content), samples::gzip(content)].concat();
    check(&twice, &["member top.tar 24"]);
}

#[test]
fn each_limit_ends_with_its_reason() {
    let limits = Limits::default();
    let zeros = samples::gzip(&vec![0; 100_000]);
    let noise = samples::gzip(&samples::clean(1, 100_000));
    for (bytes, limits, expected) in [
        (&zeros, Limits { ratio: 10, ratio_floor: 0, ..limits.clone() }, "gap top.tar ratio"),
        (&noise, Limits { member_bytes: 70_000, ..limits.clone() }, "gap top.tar too_large"),
        (&noise, Limits { held_bytes: 70_000, ..limits.clone() }, "gap top.tar too_large"),
        (&noise, Limits { unpacked_bytes: 70_000, ..limits.clone() }, "gap top.tar too_large"),
        (&hostile::many_members_zip(20), Limits { members: 10, ..limits.clone() }, "gap  too_many"),
        (&hostile::many_members_tar(20), Limits { members: 10, ..limits.clone() }, "gap  too_many"),
    ] {
        let out = opened(bytes, &limits);
        assert!(out.iter().any(|line| line == expected), "{expected}: {out:?}");
    }
}

#[test]
fn what_was_unpacked_before_a_limit_is_looked_at() {
    let limits = Limits { member_bytes: 70_000, ..Limits::default() };
    let out = opened(&samples::gzip(&samples::clean(1, 100_000)), &limits);
    let [gap, member] = &out[..] else { panic!("{out:?}") };
    assert_eq!(gap, "gap top.tar too_large");
    let size: usize = member.strip_prefix("member top.tar ").unwrap().parse().unwrap();
    assert!((70_000..200_000).contains(&size), "{size}");
}

#[test]
fn nothing_is_unpacked_when_the_time_is_over() {
    let limits = Limits::default();
    let bytes = samples::gzip(b"content");
    let mut budget = Budget::new(&limits, bytes.len() as u64, Instant::now());
    let mut reasons = Vec::new();
    let _ = open(Container::Gzip, b"a.gz", &bytes, &mut budget, &mut |found, _| {
        if let Found::Gap { reason, .. } = found {
            reasons.push(reason);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(reasons, [Reason::TimeLimit]);
}

#[test]
fn a_member_that_the_directory_does_not_list_is_found() {
    let out = opened(&hostile::hidden_local_entry_zip(b"hidden content"), &Limits::default());
    assert!(out.iter().any(|line| line.ends_with(" 14")), "{out:?}");
    let two = hostile::two_faced_zip(b"front", b"the back of it");
    let out = opened(&two, &Limits::default());
    assert!(out.iter().any(|line| line.ends_with(" 5")), "{out:?}");
    assert!(out.iter().any(|line| line.ends_with(" 14")), "{out:?}");
}

#[test]
fn a_zip_is_read_by_whichever_directory_another_program_would_choose() {
    let (first, second) =
        (samples::zip(&[("first.txt", b"first")]), samples::zip(&[("second.txt", b"second")]));
    // The second one's end record states a comment that is not there: some go back to the first one's.
    let mut lying = second.clone();
    let at = lying.len() - 2;
    lying[at] = 100;
    let between =
        [&first[..first.len() - 22], &second[..second.len() - 22], &first[first.len() - 22..]].concat();
    for bytes in [[first.clone(), second].concat(), [first, lying].concat(), between] {
        let out = opened(&bytes, &Limits::default());
        for member in ["member first.txt 5", "member second.txt 6"] {
            assert!(out.iter().any(|line| line == member), "{member}: {out:?}");
        }
    }
}

#[test]
fn an_entry_that_is_a_folder_for_the_directory_alone_is_read() {
    let mut entry = testkit::zip_file::Entry::new("evil.com", b"content");
    if let Some(listed) = &mut entry.listed {
        listed.name = b"evil.com/".to_vec();
        (listed.size, listed.crc32) = (0, 0);
    }
    let file = testkit::zip_file::ZipFile { entries: vec![entry], ..Default::default() };
    let out = opened(&file.bytes(), &Limits::default());
    assert!(out.iter().any(|line| line == "member evil.com 7"), "{out:?}");
}

#[test]
fn what_stands_behind_a_deflated_stream_within_its_stated_size_is_read() {
    let whole = samples::zip(&[("hidden.com", b"content")]);
    let local = &whole[..whole.len() - 22];
    let mut entry = testkit::zip_file::Entry::new("good.txt", &b"good ".repeat(50));
    entry.body.extend_from_slice(local);
    let packed = u32::try_from(entry.body.len()).unwrap();
    let entry = entry.claiming(|header| header.packed = packed);
    let file = testkit::zip_file::ZipFile { entries: vec![entry], ..Default::default() };
    let out = opened(&file.bytes(), &Limits::default());
    for member in ["member good.txt 250", "member hidden.com 7"] {
        assert!(out.iter().any(|line| line == member), "{member}: {out:?}");
    }
}

#[test]
fn links_and_folders_of_a_tar_that_state_a_size_hide_nothing() {
    let hidden = samples::tar(&[("evil.com", b"content")]);
    for kind in *b"123456" {
        let mut header = testkit::tar_file::Member::file("link", &hidden);
        header.kind = kind;
        let mut bytes = Vec::new();
        header.push_to(&mut bytes);
        bytes.extend_from_slice(&[0; 1024]);
        let out = opened(&bytes, &Limits::default());
        assert!(out.iter().any(|line| line == "gap link corrupt"), "{}: {out:?}", char::from(kind));
        assert!(out.iter().any(|line| line == "member evil.com 7"), "{}: {out:?}", char::from(kind));
    }
}

#[test]
fn the_end_mark_of_a_tar_need_not_be_its_end() {
    let one = |name: &str| samples::tar(&[(name, b"content")]);
    check(&[one("a"), one("b")].concat(), &["member a 7", "member b 7"]);
    check(&[one("a"), b"no tar".repeat(100)].concat(), &["member a 7", "gap  corrupt"]);
}

#[test]
fn what_stands_behind_a_gzip_stream_is_padding_or_a_gap() {
    let stream = samples::gzip(b"content");
    check(&[stream.clone(), vec![0; 5000]].concat(), &["member top.tar 7"]);
    check(&[stream, b"more".to_vec()].concat(), &["gap top.tar corrupt", "member top.tar 7"]);
}

#[test]
fn a_zip_behind_something_else_is_opened() {
    for bytes in [
        hostile::zip_with_prefix(b"MZ a program that unpacks itself"),
        hostile::zip_with_uncounted_prefix(b"MZ a program that unpacks itself"),
        hostile::zip_with_comment(&[b'x'; 60_000]),
    ] {
        let out = opened(&bytes, &Limits::default());
        assert!(out.iter().any(|line| line.starts_with("member ")), "{out:?}");
    }
}

#[test]
fn a_program_that_only_deals_with_zip_files_leaves_no_gap() {
    // The marks of every record, with nothing behind them that could be one.
    check(b"MZ code PK\x03\x04 code PK\x01\x02 code PK\x05\x06 and more code, longer than a record is", &[]);
    // One that unpacks itself, whose end record is broken: what stands there is found all the same.
    let mut broken = [b"MZ code", &samples::zip(&[("inside.com", b"content")])[..]].concat();
    let at = broken.len() - 10;
    broken[at] ^= 0x55;
    check(&broken, &["member inside.com 7"]);
}

#[test]
fn a_zip_that_lies_is_read_or_leaves_a_gap() {
    let content = samples::clean(2, 5_000);
    for lie in Lie::ALL {
        let out = opened(&hostile::lying_zip(lie, &content), &Limits::default());
        // The sample carries 1,024 zeros behind its content.
        let whole = out.iter().any(|line| line.starts_with("member ") && line.ends_with(" 6024"));
        let gap = out.iter().any(|line| line.starts_with("gap "));
        assert!(whole || gap, "{}: {out:?}", lie.name());
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    for (bytes, reason) in [
        (hostile::encrypted_zip(), "encrypted"),
        (hostile::unsupported_method_zip(), "unsupported"),
        (hostile::zip_cut(), "corrupt"),
        (hostile::tar_cut(), "corrupt"),
        (hostile::tar_bad_checksum(), "corrupt"),
        (hostile::tar_lying_size(1 << 40), "corrupt"),
    ] {
        let out = opened(&bytes, &Limits::default());
        assert!(
            out.iter().any(|line| line.starts_with("gap ") && line.ends_with(reason)),
            "{reason}: {out:?}"
        );
    }
}

#[test]
fn links_and_devices_have_no_contents_and_nothing_is_made_of_them() {
    let out = opened(&hostile::tar_with_links(), &Limits::default());
    assert!(out.iter().any(|line| line == "empty"), "{out:?}");
    assert!(!std::path::Path::new("/tmp/quet-was-here").exists());
}

#[test]
fn every_hostile_file_ends_within_small_limits() {
    let mib = 1 << 20;
    let limits = Limits {
        member_bytes: 8 * mib,
        held_bytes: 16 * mib,
        unpacked_bytes: 64 * mib,
        members: 5_000,
        ..Limits::default()
    };
    for (name, bytes) in hostile::all() {
        let started = Instant::now();
        // A quine never ends by itself: the depth that `look` keeps is not kept here, so the members are what ends it.
        if name != "quine_gzip" && name != "deep_gzip" {
            opened(&bytes, &limits);
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{name}");
    }
}
