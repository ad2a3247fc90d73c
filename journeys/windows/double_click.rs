//! A double-click: the program gets a console of its own and nothing to read from it but the guide. Where a console was
//! there before it, it says how it is used.

use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::samples;
use testkit::shown::not_shown_here;

use super::drives::ONE_AT_A_TIME;
use super::is_wine;
use super::screen::{sit_before, words};
use crate::processes::started_again;
use crate::quet::{Place, begun, bytes_of, copy_program, wait_until};

/// What somebody carries about: the program, under a name that no other test's has, and rules beside it.
fn stick(place: &Place) -> PathBuf {
    let program = place.path("stick/quet-double-click.exe");
    place.write("stick/rules/eicar.yar", samples::eicar_rule());
    copy_program(place.command().get_program(), &program);
    program
}

/// Opens a program or a script as Windows' own windows do it: in a console of its own, and without anything to read
/// from or to write into. Ends with it, and with its code.
fn double_click(place: &Place, path: &Path) -> Command {
    let mut command = Command::new("cmd");
    command.args(["/c", "start", "", "/wait"]).arg(path).env_clear();
    let kept = ["SystemRoot", "WINEPREFIX", "PATH", "PATHEXT", "COMPUTERNAME"];
    command.envs(kept.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.env("QUET_LANG", "vi").env("QUET_DATA", place.path("data"));
    command
}

/// The texts that lie on the desktop.
fn papers() -> Vec<PathBuf> {
    let desktop = PathBuf::from(std::env::var_os("USERPROFILE").unwrap()).join("Desktop");
    let entries = std::fs::read_dir(desktop).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect()
}

#[test]
fn who_double_clicks_is_guided_asked_once_and_can_read_what_came_of_it() {
    // The whole machine is looked at: `packaging/wine/run.sh` makes one that is nobody's.
    if !is_wine() || !Path::new(r"X:\").exists() {
        not_shown_here("who double-clicks is guided");
        return;
    }
    let _alone = ONE_AT_A_TIME.lock().unwrap();
    for (answer, acts) in [("k", false), ("có", true)] {
        let place = Place::new();
        let (program, seen) = (stick(&place), place.path("seen"));
        let sample = PathBuf::from(r"X:\double-clicked.txt");
        std::fs::write(&sample, samples::eicar()).unwrap();
        let before = papers();
        let mut opened = begun(|| double_click(&place, &program).spawn());
        // Whoever looks into the window before the program looked whose it is makes it somebody else's.
        let mut quet = None;
        wait_until("the guide looks", || {
            quet = started_again("quet-double-click.exe");
            quet.is_some()
        });
        let question = "Chuyển các tệp này vào kho cách ly? Có thể khôi phục sau. [c/K]";
        let steps = [(question, answer), ("Nhấn Enter để đóng cửa sổ này.", "")];
        let done = sit_before(quet.unwrap(), &steps, &seen).wait().unwrap();
        let screens = String::from_utf8(bytes_of(&seen)).unwrap();
        assert!(done.success(), "{screens}");
        // Drives of other machines were left out.
        assert_eq!(opened.wait().unwrap().code(), Some(2), "{screens}");
        assert_eq!((sample.exists(), place.vault().len()), (!acts, usize::from(acts)), "{screens}");
        let result = if acts {
            "KẾT QUẢ: đã tìm thấy mã độc và đã cách ly, nhưng chưa xong:"
        } else {
            "KẾT QUẢ: đã tìm thấy mã độc nhưng chưa cách ly được hết."
        };
        let read = words(&screens);
        assert!(read.contains("tìm mã độc trên máy này") && read.contains(result), "{screens}");
        assert!(screens.starts_with("Consolas\n"), "a font without Vietnamese: {screens}");
        // Nothing of the bar stays, and no word is broken.
        let found: Vec<&str> = screens.lines().filter(|line| line.contains("double-clicked.txt")).collect();
        assert_eq!(found[0], r"BÁO ĐỘNG  X:\double-clicked.txt", "{screens}");
        assert!(screens.lines().any(|line| line.ends_with("Nếu tìm")), "{screens}");
        let new: Vec<PathBuf> = papers().into_iter().filter(|path| !before.contains(path)).collect();
        assert_eq!(new.len(), 1, "{screens}");
        let paper = String::from_utf8(bytes_of(&new[0])).unwrap();
        assert!(paper.contains(result) && paper.contains(r"X:\double-clicked.txt"), "{paper}");
        assert!(paper.contains(&format!("{question} {answer}")) && !paper.contains("--"), "{paper}");
        assert_eq!(paper.matches("KẾT QUẢ:").count(), 1, "{paper}");
        assert!(paper.contains("- Có những phần không đọc được"), "drives of other machines: {paper}");
        std::fs::remove_file(&new[0]).unwrap();
        let _ = std::fs::remove_file(&sample);
    }
}

#[test]
fn in_a_console_that_was_there_it_says_how_it_is_used_and_looks_at_nothing() {
    let place = Place::new();
    let program = stick(&place);
    let script = place.write(
        "stick/typed.cmd",
        format!("@\"{}\" >\"%~dp0said\" 2>&1\r\n@>\"%~dp0code\" echo %errorlevel%\r\n", program.display()),
    );
    begun(|| double_click(&place, &script).status());
    let read = |name: &str| String::from_utf8(bytes_of(place.path(name))).unwrap();
    assert_eq!(read("stick/code").trim(), "64", "{}", read("stick/said"));
    assert!(read("stick/said").contains("quet --help"), "{}", read("stick/said"));
    assert!(!read("stick/said").contains("KẾT QUẢ") && !place.path("data").exists());
}
