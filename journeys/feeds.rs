//! Reports as they should not be: each is refused, or read as far as it can be, and what was left out is said.

use testkit::samples::gzip;

use crate::quet::{Place, Ran};
use crate::served::{HEADER, NAME, Served, counts, report, row};

/// The same import in Vietnamese.
fn in_vietnamese(place: &Place, path: &str) -> Ran {
    let mut command = place.command();
    command.args(["feed", "import", "--lang", "vi", "--data"]).arg(place.path("data")).arg(place.path(path));
    Ran::of(command.output().unwrap())
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn what_is_no_report_is_refused_with_the_reason_and_counts_nothing() {
    let place = Place::new();
    let whole = report(0, 200);
    let packed = gzip(whole.as_bytes());
    let cut = packed[..packed.len() / 2].to_vec();
    let mut altered = packed.clone();
    let at = altered.len() - 6;
    altered[at] ^= 1;
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (NAME, Vec::new(), "It is empty."),
        (NAME, gzip(b""), "It is empty."),
        (NAME, cut, "damaged or cut"),
        (NAME, altered, "damaged or cut"),
        (NAME, [packed.as_slice(), b"and more"].concat(), "damaged or cut"),
        (NAME, packed[..9].to_vec(), "damaged or cut"),
        (NAME, vec![0x1f, 0x8b], "damaged or cut"),
        (NAME, utf16(&whole), "written in UTF-16"),
        (NAME, utf16(&whole)[2..].to_vec(), "no list of columns"),
        (NAME, b"\0\0\0\0".to_vec(), "no list of columns"),
        (NAME, vec![b'x'; 70_000], "no list of columns"),
        (NAME, b"timestamp,src_ip,\"family\n".to_vec(), "no list of columns"),
        (NAME, whole.replace('\n', "\r").into_bytes(), "no list of columns"),
        (NAME, b"<!doctype html><title>Sign in</title>\n".to_vec(), "`family` is missing"),
        (NAME, whole.replace("src_ip", "ip").into_bytes(), "`src_ip` is missing"),
        (NAME, whole.replace("timestamp", "time").into_bytes(), "`timestamp` is missing"),
        (NAME, whole.replace("src_port", "Family").into_bytes(), "`family` stands twice"),
        (NAME, whole.replace("src_port", "quet_address").into_bytes(), "`quet_address`"),
        (
            "2026-11-20-event4_sinkhole_dns-x.csv",
            whole.clone().into_bytes(),
            "report `event4_sinkhole_dns`, which is not",
        ),
        (
            "2026-11-20-event4_honeypot_ddos_target-x.csv",
            whole.clone().into_bytes(),
            "`event4_honeypot_ddos_target`",
        ),
        ("2026-11-20-\u{1b}[2J-x.csv", whole.clone().into_bytes(), "which is not understood"),
        ("query.csv", whole.replacen("src_port", "query", 1).into_bytes(), "name it with --format"),
        ("header.csv", HEADER.as_bytes().to_vec(), "name it with --format"),
    ];
    for (name, bytes, said) in cases {
        let ran = place.import_bytes(name, &bytes);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{name}: {said}");
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        assert!(ran.stderr.contains("Nothing of it was counted"), "{}", ran.stderr);
        assert!(!ran.stderr.trim_end_matches('\n').contains(char::is_control), "{:?}", ran.stderr);
        let ran = in_vietnamese(&place, &format!("reports/{name}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains("Chưa tính dòng nào"), "{}", ran.stderr);
    }
    for (path, said) in [("in", "It cannot be read."), ("nowhere.csv", "No such file")] {
        let ran = place.import(&[place.path(path)]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains(said) && ran.stderr.contains(path), "{}", ran.stderr);
    }
    let served = Served::start(&place);
    assert_eq!((served.figures().imported_at, served.counted()), (None, (0, 0)));
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let place = Place::new();
    let good = place.write(format!("reports/{NAME}"), report(0, 10));
    let ran = place.import(&[place.path("nowhere.csv"), good, place.path("in")]);
    assert_eq!((ran.code, counts(&ran.stdout)), (2, [10, 10, 0, 0]));
    assert_eq!(ran.stderr.lines().count(), 2, "{}", ran.stderr);
}

#[test]
fn a_format_that_is_none_is_wrong_usage_and_one_that_is_given_wins() {
    let place = Place::new();
    let path = place.write("reports/2026-11-20-event4_sinkhole_dns-x.csv", report(0, 10));
    let with = |format: &str| {
        Ran::of(place.importing(std::slice::from_ref(&path)).args(["--format", format]).output().unwrap())
    };
    for format in ["event4_sinkhole_dns", "csv", "", "\u{1b}[2J"] {
        let ran = with(format);
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""));
        assert!(ran.stderr.contains("Known are: event4_sinkhole, event4_sinkhole_http"), "{}", ran.stderr);
        assert!(!ran.stderr.contains('\u{1b}'));
    }
    assert!(!place.path("data").exists(), "nothing was made for it");
    let ran = with("event4_sinkhole");
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [10, 10, 0, 0]));
}

#[test]
fn rows_that_cannot_be_are_named_by_line_and_reason_and_the_rest_is_kept() {
    let place = Place::new();
    let good = row(1, "14.160.0.1");
    let of = |address: &str| row(2, address);
    let at = |time: &str| good.replace("2026-11-20 00:00:01", time);
    let rows: Vec<(Vec<u8>, &str, &str)> = vec![
        (of("10.1.2.3").into(), "private or reserved", "dành riêng"),
        (of("192.168.1.1").into(), "private or reserved", "dành riêng"),
        (of("100.64.0.1").into(), "private or reserved", "dành riêng"),
        (of("203.0.113.5").into(), "private or reserved", "dành riêng"),
        (of("::ffff:10.0.0.1").into(), "private or reserved", "dành riêng"),
        (of("2002:a00:1::1").into(), "private or reserved", "dành riêng"),
        (of("14.160.0").into(), "`src_ip` is no address", "`src_ip` không phải là địa chỉ"),
        (of("14.160.0.256").into(), "`src_ip` is no address", "`src_ip` không phải"),
        (of("").into(), "`src_ip` is no address", "`src_ip` không phải"),
        (at("2036-11-20 00:00:01").into(), "in the future", "tương lai"),
        (at("1999-12-31 23:59:59").into(), "before the year 2000", "trước năm 2000"),
        (at("2026-02-30 00:00:01").into(), "`timestamp` is no time", "không phải là thời gian"),
        (at("").into(), "`timestamp` is no time", "không phải là thời gian"),
        (good.replace("4711", "70000").into(), "`src_port` is no port", "`src_port` không phải là cổng"),
        (good.replace("198.51.100.7", "trap").into(), "`dst_ip` is no address", "`dst_ip` không phải"),
        (good.replace("mirai,mirai", ",").into(), "which malware", "mã độc nào"),
        (good.replace("mirai,mirai", &format!("a,{}", "x".repeat(65))).into(), "too long", "quá dài"),
        (good.replace(",mirai\n", "\n").into(), "not as many fields", "số ô không bằng"),
        (good.replace("mirai\n", "\"mirai\n").into(), "a quote that is not closed", "dấu nháy không đóng"),
        (good.replace("mirai\n", "mi\rrai\n").into(), "a line break in the middle", "xuống dòng giữa chừng"),
    ];
    let mut text = HEADER.as_bytes().to_vec();
    for (bad, ..) in &rows {
        text.extend(bad);
    }
    text.extend(good.replace("mirai\n", "mi\0rai\n").bytes());
    text.extend_from_slice(&[good.replace("mirai\n", "").as_bytes(), b"caf\xe9\n"].concat());
    text.extend([vec![b'y'; 70_000], b"\n".to_vec()].concat());
    // What is good: an IPv4 address written as IPv6, one with a name in Latin-1 where no name is needed.
    text.extend(row(3, "::ffff:14.160.0.2").bytes());
    text.extend(
        [row(4, "14.160.0.3").replace("mirai,mirai\n", "").as_bytes(), b"caf\xe9,mirai\n\n"].concat(),
    );
    text.extend(good.bytes());

    let ran = place.import_bytes(NAME, &text);
    assert_eq!(
        (ran.code, counts(&ran.stdout), ran.stderr.as_str()),
        (2, [26, 3, 0, 23], ""),
        "{}",
        ran.stdout
    );
    let place_vi = Place::new();
    place_vi.write("r/2026-11-20-event4_sinkhole-x.csv", &text);
    let vietnamese = in_vietnamese(&place_vi, "r/2026-11-20-event4_sinkhole-x.csv");
    for (nth, (_, english, other)) in rows.iter().enumerate() {
        let line =
            ran.stdout.lines().find(|line| line.contains(&format!("Line {} left out", nth + 2))).unwrap();
        assert!(line.contains(english), "{line}");
        let line =
            vietnamese.stdout.lines().find(|line| line.contains(&format!("Bỏ dòng {}:", nth + 2))).unwrap();
        assert!(line.contains(other), "{line}");
    }
    // Past twenty they are summed up by reason as well.
    for sum in [
        "in all 6: the address is private",
        "in all 1: `family` is not UTF-8",
        "in all 1: the line is longer",
        "in all 3: it is no row",
    ] {
        assert!(ran.stdout.contains(sum), "{sum}: {}", ran.stdout);
    }
    assert!(ran.stdout.contains("bytes replaced: 1"), "{}", ran.stdout);
    assert!(
        !ran.stdout.contains("14.160") && !ran.stdout.contains("10.1.2.3"),
        "no address is shown: {}",
        ran.stdout
    );
    let served = Served::start(&place);
    assert_eq!(served.counted(), (3, 3));
    assert_eq!(served.check("14.160.0.2").sightings.len(), 1);
}

#[test]
fn a_report_is_read_whatever_wrote_it_and_a_cut_is_said() {
    let place = Place::new();
    let whole = report(0, 50);
    let same = |name: &str, bytes: Vec<u8>, new: u64| {
        let ran = place.import_bytes(name, bytes);
        assert_eq!((ran.code, counts(&ran.stdout)), (0, [50, new, 50 - new, 0]), "{name}: {}", ran.stdout);
        assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
    };
    same(NAME, [b"\xef\xbb\xbf", whole.replace('\n', "\r\n").as_bytes()].concat(), 50);
    same("plain.csv", whole.clone().into_bytes(), 0);
    same("packed.csv.gz", gzip(whole.as_bytes()), 0);
    same("packed and called otherwise.csv", gzip(whole.as_bytes()), 0);
    let (head, tail) = whole.split_at(700);
    same("in two members.gz", [gzip(head.as_bytes()), gzip(tail.as_bytes())].concat(), 0);
    let quoted: String =
        whole.lines().map(|line| format!("\"{}\"\n\n", line.replace(',', "\",\""))).collect();
    same("quoted, with empty lines.csv", quoted.into_bytes(), 0);
    let cut_said = "The last line has no end";
    let ran = place.import_bytes(NAME, whole.trim_end());
    assert_eq!((ran.code, counts(&ran.stdout)), (2, [50, 0, 50, 0]));
    assert!(ran.stdout.contains(cut_said), "{}", ran.stdout);
    let ran = place.import_bytes(NAME, &whole[..whole.len() - 30]);
    assert_eq!((ran.code, counts(&ran.stdout)), (2, [50, 0, 49, 1]));
    assert!(ran.stdout.contains(cut_said) && ran.stdout.contains("Line 51 left out"), "{}", ran.stdout);
    let ran = place.import_bytes(NAME, HEADER);
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [0, 0, 0, 0]), "a day on which nothing was seen");
    assert_eq!(Served::start(&place).counted(), (50, 50));
}

/// The text columns of the one segment of evidence that there is, by name.
fn evidence(place: &Place, columns: &[&str]) -> Vec<Vec<String>> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let mut segments = std::fs::read_dir(place.path("data/evidence")).unwrap();
    let path = segments.next().unwrap().unwrap().path();
    assert!(segments.next().is_none());
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        let row = row.unwrap().into_columns();
        let field = |name: &&str| row.iter().find(|(column, _)| column == name).unwrap().1.to_string();
        columns.iter().map(field).collect()
    });
    rows.collect()
}

#[test]
fn columns_are_found_by_name_and_unknown_ones_are_named_and_kept() {
    let place = Place::new();
    let text = "x_new,family,src_ip,Cột lạ,TIMESTAMP,infection,<b>\u{1b}[2J\n\
                \"a,b\",mirai,14.160.0.1,một,2026-11-20T01:02:03Z,,1\n\
                ,,2405:4800::1,\"say \"\"hi\"\"\",2026-11-20 01:02:03.5,gafgyt,2\n";
    let ran = place.import_bytes(NAME, text);
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [2, 2, 0, 0]));
    assert!(ran.stdout.contains("does not know, kept as evidence: x_new, cột lạ, <b>"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}'), "{:?}", ran.stdout);
    let kept = evidence(&place, &["x_new", "cột lạ", "<b>\u{1b}[2j", "src_ip", "family", "quet_family"]);
    let text = |text: &str| format!("\"{text}\"");
    let first = ["a,b", "một", "1", "14.160.0.1", "mirai", "mirai"].map(text);
    let second = ["", "say \"hi\"", "2", "2405:4800::1", "", "gafgyt"].map(text);
    assert_eq!(kept, [first, second]);
}
