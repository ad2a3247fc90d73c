//! Rulebooks that are to be refused, each with the file and the key.
//!
//! Must never pass because the change was not made: what is replaced must be there.

use super::*;

/// What is said when the first `from` of a file is replaced.
fn refused(file: &str, from: &str, to: &str) -> String {
    let mut files = Files::SHIPPED;
    let place = match file {
        "deadlines" => &mut files.deadlines,
        "roles" => &mut files.roles,
        "words" => &mut files.words,
        "serious" => &mut files.serious,
        "forms" => &mut files.forms,
        "fields" => &mut files.fields,
        "calendar" => &mut files.calendar,
        "reminders" => &mut files.reminders,
        other => panic!("{other}"),
    };
    assert!(place.contains(from), "{from}");
    let text = place.replacen(from, to, 1);
    // The files are as long-lived as the program's own.
    *place = text.leak();
    Rulebook::read(&files).unwrap_err().to_string()
}

#[track_caller]
fn check(file: &str, from: &str, to: &str, expected: &str) {
    let said = refused(file, from, to);
    assert!(said.starts_with(&format!("rulebook/{file}.toml")) && said.contains(expected), "{said}");
}

#[test]
fn gaps_and_overlaps_are_refused() {
    let ends = "until = 2026-08-18\nsource = \"TT 20/2017/TT-BTTTT Điều 9.2.a\"";
    let with = |until: &str| format!("{until}source = \"TT 20/2017/TT-BTTTT Điều 9.2.a\"");
    check("deadlines", ends, &with("until = 2026-08-17\n"), "`report`: no edition holds on 2026-08-18");
    check("deadlines", ends, &with("until = 2026-08-19\n"), "`report`: two editions hold on 2026-08-19");
    check("deadlines", ends, &with(""), "`report`: two editions hold on 2026-08-19");
    check(
        "deadlines",
        ends,
        &with("until = 2017-10-31\n"),
        "`report`: the edition from 2017-11-01 ends before",
    );
    check(
        "words",
        "from = 2017-11-01",
        "from = 2017-11-02",
        "`incident`: no edition holds on 2017-11-01, and every day",
    );
    check(
        "roles",
        "source = \"NĐ 331/2026/NĐ-CP Điều 5\"",
        "until = 2099-01-01\nsource = \"x\"",
        "`operator`: no edition holds on 2099-01-02",
    );
    check("roles", "key = \"isp\"", "key = \"team\"", "`team`: two editions");
}

#[test]
fn unknown_words_are_refused() {
    check("deadlines", "begins =", "beginning =", "line 15: unknown field `beginning`");
    check("deadlines", "due = \"at_once\"", "due = \"at_ones\"", "`acknowledge`: `at_ones` in `due`");
    check("deadlines", "due = { days = 5 }", "due = { weeks = 5 }", "`report`: `weeks` in `due`");
    check(
        "deadlines",
        "due = { days = 5 }",
        "due = { days = 5, hours = 1 }",
        "`report`: `days, hours` in `due`",
    );
    check("deadlines", "due = { days = 5 }", "due = { days = 0 }", "`report`: `due` is to lie between 1 and");
    check("deadlines", "due = { days = 5 }", "due = { days = -5 }", "between 1 and");
    check("deadlines", "due = { days = 5 }", "due = { days = 4294967301 }", "between 1 and");
    check("deadlines", "due = { days = 5 }", "due = 5", "`report`: `` in `due`");
    check("deadlines", "clock = \"detected\"", "clock = \"noon\"", "`noon` in `clock`");
    check("deadlines", "all = [\"serious\"]", "all = [\"series\"]", "`first_notice`: `series` in `all`");
    check("deadlines", "any = [\"security_signs\"", "any = [\"signs\"", "`signs`: `signs` in `any`");
    check("deadlines", "unless = [\"military\"]", "unless = [\"army\"]", "`army` in `unless`");
    check("deadlines", "all = [\"serious\"]", "al = [\"serious\"]", "unknown field `al`");
    check("deadlines", "owed_by = \"operator\"", "owed_by = \"operators\"", "`operators` in `owed_by`");
    check("deadlines", "{ role = \"owner\" }", "{ role = \"master\" }", "`master` in `to`");
    check("deadlines", "{ role = \"owner\" }", "{ vi = \"một\" }", "in `to` means nothing");
    check("deadlines", "form = \"notice\"", "form = \"note\"", "`note` in `form`");
    check("deadlines", "before = \"06-20\"", "before = \"02-29\"", "`half_year_sums`: `02-29` in `before`");
    check("roles", "key = \"isp\"", "key = \"provider\"", "`provider` in `key`");
    check("words", "key = \"denial_of_service\"", "key = \"dos\"", "`dos` in `key`");
    check("forms", "key = \"summary\"", "key = \"sums\"", "`sums` in `key`");
    check(
        "forms",
        "required = [\"reporter_name\"",
        "required = [\"reporter\"",
        "`initial_report`: `reporter` in `required`",
    );
    check("serious", "standing = \"hint\"", "standing = \"law\"", "`law` in `standing`");
    check("reminders", "key = \"at_once\"", "key = \"at-once\"", "`at-once` in `key`");
    check("reminders", "again_minutes = 60", "late_every_hours = 60", "`at_once` in `key`");
}

#[test]
fn fields_that_are_not_told_of_are_refused() {
    check("fields", "key = \"subject\"", "key = \"subjects\"", "`subjects` in `key`");
    check("fields", "key = \"subject\"", "key = \"copies\"", "`key` has `copies` twice");
    check("fields", "holds = \"moment\"", "holds = \"time\"", "unknown variant `time`");
    check("fields", "holds = \"choices\"", "holds = \"line\"", "`system_level`: `choices` in `holds`");
    check("fields", "holds = \"line\"", "holds = \"choices\"", "`body_above`: `choices` in `holds`");
    check("fields", "key = \"2\"", "key = \"1\"", "`system_level`: `choices` has `1` twice");
    check("fields", "en = \"Issuing body\"", "en = \"\"", "`body`: `said` is empty");
}

#[test]
fn layouts_that_do_not_fit_their_form_are_refused() {
    let check = |from: &str, to: &str, expected: &str| {
        let changed: Vec<String> =
            Files::SHIPPED.papers.iter().map(|text| text.replacen(from, to, 1)).collect();
        assert!(Files::SHIPPED.papers.iter().any(|text| text.contains(from)), "{from}");
        let texts: Vec<&str> = changed.iter().map(String::as_str).collect();
        let said = Rulebook::read(&Files { papers: &texts, ..Files::SHIPPED }).unwrap_err().to_string();
        assert!(said.starts_with("rulebook/papers") && said.contains(expected), "{said}");
    };
    check("field = \"cause\"", "field = \"course\"", "`incident_report`: its page does not show `cause`");
    check("field = \"cause\"", "field = \"causes\"", "`causes` in `field`");
    check("field = \"present\"", "field = \"found\"", "`minutes_recording`: `found` in `field`");
    check("[\"isp\", ", "[\"provider\", ", "`initial_report`: `notified provider` in `field`");
    check("tick = \"5\"", "tick = \"6\"", "`system_level 6` in `field`");
    check("widths = [30,", "widths = [31,", "in `widths`");
    check("span = 5", "span = 4", "in `widths`");
    check("[\"Số lượng\", 12]", "[\"Số lượng\", 13]", "in `columns`");
    check("from = 2026-08-19", "from = 2026-08-20", "`incident_report`: no edition holds on 2026-08-19");
    check("titles = [\"BÊN GIAO\", \"BÊN NHẬN\", \"NGƯỜI CHỨNG KIẾN\"]", "titles = []", "`titles` is empty");
    check("items = [[\"Địa điểm:\", \"minutes_place\"]]", "items = []", "`items` is empty");
    check("kind = \"sums\"", "kind = \"sum\"", "unknown variant `sum`");
    check("motto = true", "motto = true\nflag = 1", "unknown field `flag`");
    check("key = \"notice\"", "key = \"note\"", "`note` in `key`");
}

#[test]
fn what_is_missing_or_no_day_is_refused() {
    check("roles", "[[role]]\nkey = \"team\"", "[[role]]\nkey = \"board\"", "`board`: two editions");
    check("words", "key = \"test\"", "key = \"fraud\"", "`fraud`: two editions");
    check(
        "deadlines",
        "begins = 2017-11-01",
        "begins = 2017-11-01T00:00:00",
        "`begins`: `2017-11-01T00:00:00` in `begins` is no day",
    );
    check("deadlines", "begins = 2017-11-01", "begins = 0001-11-01", "is no day");
    check("deadlines", "begins = 2017-11-01", "begins = 2017-11-31", "line 15");
    check(
        "deadlines",
        "source = \"QĐ 05/2017/QĐ-TTg Điều 12.1.c\"",
        "source = \" \"",
        "`acknowledge`: `source` is empty",
    );
    check("deadlines", "en = \"Notice of the incident\"", "en = \"\"", "`report`: `said` is empty");
    check("roles", "body = { vi = \"Bộ Công an\"", "body = { vi = \"\"", "`coordinator`: `body` is empty");
    check(
        "serious",
        "key = \"national_list\"",
        "key = \"level_4_or_5\"",
        "`questions` has `level_4_or_5` twice",
    );
    check("calendar", "2025-01-01", "2024-01-01", "`2025`: `2024-01-01` in `off`");
    check("calendar", "2025-01-27", "2025-01-01", "`off` has `2025-01-01` twice");
    check("calendar", "worked = [2025-04-26]", "worked = [2025-04-25]", "`2025-04-25` in `worked`");
    check("calendar", "year = 2026", "year = 2025", "`2025`");
    check("reminders", "percent = [50, 75]", "percent = [50, 100]", "`percent` is to lie between 1 and 99");
    check("reminders", "late_every_hours = 4", "late_every_hours = 0", "`late_every_hours` is to lie");
    let long = " ".repeat(1 << 20);
    check("roles", "# Who", &format!("{long}# Who"), "longer than 524288 bytes");
    check("roles", "[[role]]", "[[role]", "line 4");
}
