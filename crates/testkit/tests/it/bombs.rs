//! The bombs: that they are true archives, and as large inside as they say.

use std::io::{Cursor, Read};

use testkit::{
    hostile::{all, deep_gzip, endless_gzip, endless_zip, overlapping_zip_bomb, quine_gzip, zip_of_zips},
    samples::{eicar, gzip},
};

use crate::{gunzip, python, read};

#[test]
fn quine_unpacks_to_itself() {
    let quine = quine_gzip().unwrap();
    assert!(quine.len() < 300, "{} bytes", quine.len());
    // The decoder checks CRC and size at the end of the stream.
    assert_eq!(gunzip(&quine, 1 << 20).unwrap(), quine);
    let verdict =
        python("import sys, gzip; b = sys.stdin.buffer.read(); print(gzip.decompress(b) == b)", &quine);
    assert!(verdict.is_none_or(|said| said == "True"));
}

#[test]
fn endless_gzip_is_zeros_of_every_length() {
    for len in [0, 1, 2, 257, 258, 259, 260, 516, 517, 1_033, 10_000, 1_000_003, 30 << 20] {
        let unpacked = gunzip(&endless_gzip(len), 1 << 30).unwrap();
        assert_eq!(unpacked.len() as u64, len);
        assert!(unpacked.iter().all(|byte| *byte == 0), "{len}");
    }
}

#[test]
fn endless_gzip_of_ten_gib_is_small_and_opens() {
    let bomb = endless_gzip(10 << 30);
    assert!(bomb.len() < 11 << 20, "{}", bomb.len());
    assert!(gzip(&bomb).len() < 64 << 10);
    let start = gunzip(&bomb, 8 << 20).unwrap();
    assert_eq!(start.len(), 8 << 20);
    assert!(start.iter().all(|byte| *byte == 0));
}

#[test]
fn endless_zip_tells_the_truth() {
    let bomb = endless_zip(50_000_000);
    let mut zip = zip::ZipArchive::new(Cursor::new(&bomb)).unwrap();
    assert_eq!(read(zip.by_index(0).unwrap(), 1 << 30).unwrap().len(), 50_000_000);
}

#[test]
fn deep_gzip_has_all_its_layers() {
    let mut bytes = deep_gzip(1_000);
    assert!(bytes.len() < 40_000, "{}", bytes.len());
    for _ in 0..1_000 {
        bytes = gunzip(&bytes, 1 << 20).unwrap();
    }
    assert_eq!(bytes, eicar());
}

#[test]
fn overlapping_members_are_each_true() {
    for files in [1, 2, 3, 30] {
        let bomb = overlapping_zip_bomb(files);
        let mut zip = zip::ZipArchive::new(Cursor::new(&bomb)).unwrap();
        assert_eq!(zip.len(), files as usize);
        for index in 0..zip.len() {
            let mut member = zip.by_index(index).unwrap();
            let size = member.size();
            assert!(size >= 10 << 20);
            // The reader checks the CRC at the end.
            let unpacked = std::io::copy(&mut (&mut member).take(1 << 30), &mut std::io::sink()).unwrap();
            assert_eq!(unpacked, size, "member {index} of {files}");
        }
    }
    let bomb = overlapping_zip_bomb(250);
    assert!(bomb.len() < 45_000, "{}", bomb.len());
}

#[test]
fn zips_of_zips_open_down_to_the_leaf() {
    let mut bytes = zip_of_zips(5, 16, u32::MAX - 1);
    for (layer, name) in ["3.zip", "3.zip", "3.zip", "3.zip", "3.dll"].into_iter().enumerate() {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(zip.len(), 16, "layer {layer}");
        let member = zip.by_name(name).unwrap();
        if layer == 4 {
            assert_eq!(member.size(), u64::from(u32::MAX) - 1);
        }
        bytes = read(member, 100 << 20).unwrap();
    }
    assert_eq!(bytes.len(), 100 << 20);
    assert!(bytes.iter().all(|byte| *byte == 0));
}

#[test]
fn catalogue_is_small_and_named_once() {
    let all = all();
    let mut names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len());
    assert!(names.contains(&"quine_gzip"));
    for (name, bytes) in all {
        println!("{name}: {} bytes", bytes.len());
        assert!(bytes.len() <= 2 << 20, "{name} has {} bytes", bytes.len());
        assert!(!bytes.is_empty(), "{name}");
    }
}
