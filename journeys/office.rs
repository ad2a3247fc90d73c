//! Somebody sets a server up, signs in, and what they did stands in a record that shows whatever is done to it.
//!
//! Must never write the record but through the program; what is done to it behind its back is done with the database's own
//! tools.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::quet::{On, Place, Ran, on_both};
use crate::served::{Answer, LONGEST, NAME, Served, report, row};

on_both!(
    whoever_sets_a_server_up_signs_in_and_the_record_is_whole,
    a_record_that_was_altered_is_told_and_the_server_does_not_go_on,
    a_new_way_in_shuts_the_old_one,
    whoever_answers_for_reports_is_told_what_imports_came_to,
);

pub const PASSWORD: &str = "ngựa đúng pin ghim";

/// A command of `quet` with the place's data, in English.
fn run(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[arguments, &["--lang", "en"]].concat())
}

/// The first administrator, whose password comes from standard input.
pub fn first(place: &Place, password: &str) -> Ran {
    let mut command = place.command();
    command.args(["people", "first", "--lang", "en", "--name", "Nguyễn Thị Mẫu", "--login", "mau"]);
    command.args(["--unit", "Sở Mẫu", "--code", "MAU", "--data"]).arg(place.path("data"));
    if let Some(database) = &place.database {
        command.arg("--database").arg(database.url());
    }
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    Ran::of(child.wait_with_output().unwrap())
}

/// Sends a form and reads what comes, which hangs up behind it.
pub fn submit(served: &Served, target: &str, form: &str, cookie: &str) -> Answer {
    let mut stream = served.connect();
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: quet.test\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    crate::served::answer(&mut stream)
}

pub fn sign_in(served: &Served, password: &str) -> Answer {
    let password: String = password.bytes().map(|byte| format!("%{byte:02X}")).collect();
    submit(served, "/console/sign-in", &format!("login=mau&password={password}&code=&to="), "")
}

/// The cookie of a session that began.
pub fn cookie(answer: &Answer) -> String {
    let line = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax"), "{line}");
    line.split(';').next().unwrap().to_owned()
}

fn whoever_sets_a_server_up_signs_in_and_the_record_is_whole(on: On) {
    let place = on.place();
    let weak = first(&place, "matkhau123456");
    assert_eq!(weak.code, 64, "{}", weak.stderr);
    let made = first(&place, PASSWORD);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let again = first(&place, PASSWORD);
    assert_eq!(again.code, 2, "there is one first administrator: {}", again.stdout);
    let served = Served::start(&place);
    let to_sign_in = served.ask("/console", &[]);
    assert_eq!(to_sign_in.status, 303);
    assert!(to_sign_in.head.contains("location: /console/sign-in"), "{}", to_sign_in.head);
    assert_eq!(sign_in(&served, "ngựa đúng pin ghin").status, 422);
    let entered = sign_in(&served, PASSWORD);
    assert_eq!(entered.status, 303, "{}", entered.head);
    let cookie = cookie(&entered);
    let page = served.ask("/console/record", &[("Cookie", &cookie)]);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Nguyễn Thị Mẫu") && page.body.contains("Đăng nhập"), "{}", page.body);
    let (log, code) = (served.log(), run(&place, &["audit", "verify"]));
    assert_eq!(code.code, 0, "{}{}", code.stdout, code.stderr);
    assert!(code.stdout.contains("5 entries") && !log.contains("mau"), "{}{log}", code.stdout);
    // What was kept elsewhere vouches for it too, with the key that lies beside.
    let kept = run(&place, &["audit", "checkpoint"]);
    assert_eq!(kept.code, 0, "{}", kept.stderr);
    let file = place.write("kept.txt", &kept.stdout);
    let key = place.path("data/record/key.pub");
    let with = ["audit", "verify", "--key", key.to_str().unwrap(), "--checkpoints", file.to_str().unwrap()];
    assert_eq!(run(&place, &with).code, 0);
    let erased = run(&place, &["audit", "erase", "--before", "01/01/2100", "--why", "hết hạn lưu"]);
    assert!(erased.code == 0 && erased.stdout.contains('5'), "{}{}", erased.stdout, erased.stderr);
    let verified = run(&place, &["audit", "verify"]);
    assert!(verified.code == 0 && verified.stdout.contains("6 entries"), "{}", verified.stdout);
    assert!(run(&place, &["audit", "erase", "--before", "soon", "--why", "x"]).code == 64);
    assert!(run(&place, &["audit", "verify", "--key", key.to_str().unwrap()]).code == 64);
}

/// Does something to the database behind the program's back.
pub fn behind_its_back(place: &Place, sql: &str) {
    let mut command = match &place.database {
        None => {
            let script = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.executescript(sys.argv[2])\nc.commit()";
            let mut command = Command::new("python3");
            command.args(["-c", script]).arg(place.path("data/quet.sqlite")).arg(sql);
            command
        }
        Some(database) => {
            let mut command = Command::new("psql");
            command.args(["--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql]).arg(database.url());
            command
        }
    };
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn a_record_that_was_altered_is_told_and_the_server_does_not_go_on(on: On) {
    let place = on.place();
    assert_eq!(first(&place, PASSWORD).code, 0);
    behind_its_back(&place, "UPDATE record SET who = 'person:7' WHERE number = 2");
    let told = run(&place, &["audit", "verify"]);
    assert!(told.code == 1 && told.stdout.contains("Entry 2 was changed"), "{}", told.stdout);
    behind_its_back(&place, "UPDATE record SET who = 'command' WHERE number = 2");
    assert_eq!(run(&place, &["audit", "verify"]).code, 0);
    behind_its_back(
        &place,
        "DELETE FROM record_details WHERE number > 3; DELETE FROM record WHERE number > 3",
    );
    let told = run(&place, &["audit", "verify"]);
    assert!(told.code == 1 && told.stdout.contains("its end was cut off"), "{}", told.stdout);
    let refused = crate::served::refused(crate::served::serve(&place, ""));
    assert_eq!(refused.code, 2, "{}", refused.stdout);
    assert!(refused.stderr.contains("quet audit verify"), "{}", refused.stderr);
}

fn a_new_way_in_shuts_the_old_one(on: On) {
    let place = on.place();
    assert_eq!(first(&place, PASSWORD).code, 0);
    let served = Served::start(&place);
    let cookie = cookie(&sign_in(&served, PASSWORD));
    assert_eq!(served.ask("/console", &[("Cookie", &cookie)]).status, 200);
    assert_eq!(run(&place, &["people", "reset", "--login", "nobody"]).code, 2);
    let reset = run(&place, &["people", "reset", "--login", "mau"]);
    assert_eq!(reset.code, 0, "{}", reset.stderr);
    assert_eq!(served.ask("/console", &[("Cookie", &cookie)]).status, 303, "signed out everywhere");
    assert_eq!(sign_in(&served, PASSWORD).status, 422, "the password is gone");
    let code = reset.stdout.split(": ").nth(1).unwrap().lines().next().unwrap().trim().to_owned();
    let page = served.ask(&format!("/console/invited?code={code}"), &[]);
    assert!(page.status == 200 && page.body.contains("Nguyễn Thị Mẫu"), "{}", page.body);
    assert_eq!(run(&place, &["audit", "verify"]).code, 0);
    assert!((page.body.len() as u64) < LONGEST);
}

fn whoever_answers_for_reports_is_told_what_imports_came_to(on: On) {
    let place = on.place();
    assert_eq!(first(&place, PASSWORD).code, 0);
    let served = Served::start(&place);
    let cookie = cookie(&sign_in(&served, PASSWORD));
    let notices = || served.ask("/console/notices", &[("Cookie", &cookie)]).body;
    let import = |name: &str, text: &str, code: i32| {
        let file = place.write(std::path::Path::new("reports").join(name), text);
        let ran = run(&place, &["feed", "import", file.to_str().unwrap()]);
        assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
    };
    assert!(notices().contains("Chưa có thông báo") || !notices().contains("Shadowserver"));
    // Twice something new, in one notice, and once nothing, in none.
    import(NAME, &report(0, 50), 0);
    import(NAME, &report(0, 60), 0);
    import(NAME, &report(0, 60), 0);
    let page = notices();
    assert!(page.contains("(số lần nhập: 2): 60 ghi nhận mới"), "{page}");
    assert_eq!(page.matches("class=\"tag good\"").count(), 1, "{page}");
    // What was left out is told apart, and so is what could not be read at all.
    import(NAME, &format!("{}{}", report(100, 5), row(1, "10.0.0.1")), 2);
    let page = notices();
    assert!(page.contains("(số lần nhập: 1): 5 ghi nhận mới, 1 dòng bị bỏ qua"), "{page}");
    import("2026-11-20-event4_sinkhole_dns-<b>.csv", "x", 2);
    import("2026-11-20-event4_sinkhole_dns-<b>.csv", "x", 2);
    let missing = run(&place, &["feed", "import", place.path("nowhere.csv").to_str().unwrap()]);
    assert_eq!(missing.code, 2);
    let page = notices();
    assert!(page.contains("(số lần: 3; lần cuối: nowhere.csv)") && !page.contains("<b>"), "{page}");
    assert!(page.contains("Thông báo (3)"), "three, however many imports: {page}");
    // What was seen is not told again: the next one is new, and counts from one.
    let key = page.split("name=\"form_key\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let last = page.split("name=\"all\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = format!("form_key={key}&all={last}");
    assert_eq!(submit(&served, "/console/notices/seen", &form, &cookie).status, 303);
    import(NAME, &report(200, 7), 0);
    let page = notices();
    assert!(page.contains("(số lần nhập: 1): 7 ghi nhận mới") && page.contains("Thông báo (1)"), "{page}");
}
