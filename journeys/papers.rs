//! Forms as documents, and the rules of a day, through the program. A form must never be written over another file.

use std::io::Read;

use crate::quet::Place;

const FORMS: [&str; 13] = [
    "initial_report",
    "closing_report",
    "summary",
    "notice",
    "incident_report",
    "situation_update",
    "support_request",
    "coordination_order",
    "minutes_recording",
    "minutes_sealing",
    "minutes_handover",
    "personal_data_notice",
    "response_plan",
];

/// The page of a document, as it lies in the file.
fn page(place: &Place, name: &str) -> String {
    let file = std::fs::File::open(place.path(name)).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let part = zip.by_name("word/document.xml").unwrap();
    let mut page = Vec::new();
    std::io::copy(&mut part.take(1 << 20), &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

#[test]
fn every_form_can_be_written_and_says_what_it_must_have() {
    let place = Place::new();
    for form in FORMS {
        let to = place.path(format!("{form}.docx")).into_os_string().into_string().unwrap();
        let ran = place.run(&["papers", "blank", form, "--lang", "en", "--on", "28/11/2026", "-o", &to]);
        assert_eq!(ran.code, 0, "{form}: {}", ran.stderr);
        assert!(ran.stdout.starts_with("Written: ") && ran.stdout.contains(&to), "{}", ran.stdout);
        assert!(ran.stderr.starts_with("This form must have:\n  "), "{form}: {}", ran.stderr);
        assert!(page(&place, &format!("{form}.docx")).contains("<w:body>"));
    }
    let to = place.path("filled.docx").into_os_string().into_string().unwrap();
    let ran = place.run(&["papers", "blank", "incident_report", "--lang", "vi", "--sample", "-o", &to]);
    assert_eq!((ran.code, ran.stderr.trim()), (0, "Không thiếu mục bắt buộc nào của biểu mẫu này."));
    assert!(page(&place, "filled.docx").contains("Sở Khoa học và Công nghệ".to_uppercase().as_str()));
}

#[test]
fn a_form_stands_beside_what_was_there_before() {
    let place = Place::new();
    place.write("notice.docx", "mine");
    let to = place.path("notice.docx").into_os_string().into_string().unwrap();
    let ran = place.run(&["papers", "blank", "notice", "--lang", "en", "-o", &to]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("notice (2).docx"), "{}", ran.stdout);
    assert_eq!(std::fs::metadata(place.path("notice.docx")).unwrap().len(), 4);
    assert!(page(&place, "notice (2).docx").contains("THÔNG BÁO"));
}

#[test]
fn what_there_is_not_is_wrong_usage() {
    let place = Place::new();
    let check = |arguments: &[&str], words: &str| {
        let ran = place.run(&[arguments, &["--lang", "en"]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    };
    check(&["papers", "blank", "letter", "--on", "28/11/2026"], "There is no form letter on 28/11/2026.");
    check(
        &["papers", "blank", "incident_report", "--on", "18/8/2026"],
        "no form incident_report on 18/08/2026",
    );
    check(&["papers", "blank", "notice", "--on", "10/25/2026"], "10/25/2026 is not written as a day");
    check(&["papers", "blank", "notice", "-o", ".."], ".. is no name of a file");
    check(&["papers", "blank"], "FORM");
    check(&["papers"], "A command is missing");
    check(&["rulebook", "show", "--on", "31/10/2017"], "The rulebook begins on 01/11/2017");
    check(&["rulebook", "show", "--on", "tomorrow"], "tomorrow is not written as a day");
    let nowhere = place.path("no/such/x.docx").into_os_string().into_string().unwrap();
    let ran = place.run(&["papers", "blank", "notice", "--lang", "en", "-o", &nowhere]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn the_rules_of_a_day_are_told_in_both_languages() {
    let place = Place::new();
    let told = |language: &str, day: &str| {
        let ran = place.run(&["rulebook", "show", "--lang", language, "--on", day]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        ran.stdout
    };
    let before = told("en", "18/08/2026");
    for words in [
        "report: Notice of the incident",
        "time: 5 days from the detection of the incident",
        "owed by: Operator of the information system",
        "source: TT 20/2017/TT-BTTTT Điều 9.2.a",
    ] {
        assert!(before.contains(words), "{words}: {before}");
    }
    let since = told("en", "19/08/2026");
    for words in [
        "time: 72 hours from the detection of the incident, through nights and holidays",
        "time: 24 hours from the detection of the incident",
        "owed by: Owner of the information system",
        "when: the incident is serious",
        "by the end of 24/12/2026",
        "time: no date in law",
        "cybersecurity incident",
    ] {
        assert!(since.contains(words), "{words}: {since}");
    }
    assert!(!since.contains("5 days"));
    let since = told("vi", "19/08/2026");
    for words in
        ["thời hạn: 72 giờ kể từ thời điểm phát hiện sự cố", "trách nhiệm: Chủ quản", "sự cố an ninh mạng"]
    {
        assert!(since.contains(words), "{words}: {since}");
    }
    // Nothing that was named in code is said by its name.
    assert!(!since.contains("rulebook-"));
    // Today has rules, too.
    assert_eq!(place.run(&["rulebook", "show"]).code, 0);
}
