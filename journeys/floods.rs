//! Reports that never end, that unpack to a thousand times their size, or that name more than there is. Must never need
//! the memory that they are after.

use std::io::Write;
use std::path::PathBuf;

use testkit::samples::gzip;

use crate::quet::{On, Place, Ran, bytes_of, on_both};
use crate::served::{HEADER, NAME, Served, counts, report, row};

on_both!(a_report_that_names_more_malware_than_there_is_cannot_stop_the_server,);

/// The most memory that a process ever held, in MiB; nothing where it is gone.
fn peak(process: u32) -> Option<u64> {
    let path = PathBuf::from(format!("/proc/{process}/status"));
    let status = path.exists().then(|| String::from_utf8(bytes_of(path)).ok())??;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// No file makes an import hold more, in MiB.
const MOST_MEMORY: u64 = 64;

#[test]
fn a_line_of_a_gigabyte_costs_itself_and_no_memory() {
    let place = Place::new();
    let (child, mut input) = place.import_pipe(&["--format", "event4_sinkhole"]);
    input.write_all(format!("{HEADER}{}", row(1, "14.160.0.1")).as_bytes()).unwrap();
    let part = vec![b'z'; 1 << 20];
    for _ in 0..1024 {
        input.write_all(&part).unwrap();
    }
    input.write_all(format!("\n{}", row(2, "14.160.0.2")).as_bytes()).unwrap();
    let peak = peak(child.id()).unwrap();
    drop(input);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.code, counts(&ran.stdout)), (2, [3, 2, 0, 1]), "{}", ran.stderr);
    assert!(ran.stdout.contains("Line 3 left out: the line is longer than any row"), "{}", ran.stdout);
    assert!(peak < MOST_MEMORY, "{peak} MiB");
}

#[test]
fn a_bomb_is_given_up_before_it_fills_anything() {
    let place = Place::new();
    let long = row(1, "14.160.0.1").replace("mirai,", &format!("{},", "m".repeat(50_000)));
    for unpacked in [vec![0; 200 << 20], [HEADER.as_bytes(), &long.repeat(4000).into_bytes()].concat()] {
        let path = place.write(format!("reports/{NAME}"), gzip(&unpacked));
        let mut child = place.importing(&[path]).spawn().unwrap();
        let mut most = 0;
        while child.try_wait().unwrap().is_none() {
            most = most.max(peak(child.id()).unwrap_or(0));
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(
            ran.stderr.contains("unpacks to more than 200 times its size. Nothing of it was counted."),
            "{}",
            ran.stderr
        );
        assert!(most < MOST_MEMORY, "{most} MiB");
    }
    assert_eq!(std::fs::read_dir(place.path("data/evidence")).unwrap().count(), 0, "nothing is left of it");
}

fn a_report_that_names_more_malware_than_there_is_cannot_stop_the_server(on: On) {
    let place = on.place();
    let named = |rows: std::ops::Range<u32>| {
        let rows = rows.map(|nth| row(nth, "14.160.0.1").replace("mirai", &format!("m{nth}")));
        HEADER.chars().chain(rows.collect::<String>().chars()).collect::<String>()
    };
    assert_eq!(counts(&place.import_bytes(NAME, named(0..4000)).stdout), [4000, 4000, 0, 0]);
    for rows in [4000..4097, 4000..9000] {
        let ran = place.import_bytes(NAME, named(rows));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains("more than 4,096 names of malware"), "{}", ran.stderr);
    }
    assert_eq!(place.import_bytes(NAME, named(3000..4096)).code, 0);
    assert_eq!(Served::start(&place).counted(), (4096, 1));
}

#[test]
fn a_compressed_report_comes_through_a_pipe_byte_by_byte() {
    let place = Place::new();
    let (child, mut input) = place.import_pipe(&["--format", "event4_sinkhole"]);
    for (nth, byte) in gzip(report(0, 10).as_bytes()).into_iter().enumerate() {
        input.write_all(&[byte]).unwrap();
        if nth < 4 {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
    drop(input);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [10, 10, 0, 0]), "{}{}", ran.stdout, ran.stderr);
}
