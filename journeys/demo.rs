//! The main job as a newcomer sees it. Must never need anything but the program.

use crate::quet::{Place, Ran};

#[test]
fn the_demo_checks_every_result_and_says_so_in_both_languages() {
    for (lang, good) in [("en", "all are right."), ("vi", "đều đúng.")] {
        for place in [Place::new(), Place::ordinary()] {
            let mut command = place.command();
            command.args(["demo", "--once", "--lang", lang, "--data"]).arg(place.path("demo"));
            let ran = Ran::of(command.output().unwrap());
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
            assert!(ran.stdout.trim_end().ends_with(good), "{}", ran.stdout);
            assert_eq!(ran.stderr, "");
        }
    }
}

#[test]
fn an_ordinary_user_sees_the_locked_file_reported_as_not_read() {
    let place = Place::ordinary();
    let ran =
        Ran::of(place.command().args(["demo", "--once", "--data"]).arg(place.path("demo")).output().unwrap());
    assert!(ran.stdout.contains("NOT READ"), "{}", ran.stdout);
    assert!(ran.stdout.contains("cannot be read, and was reported as not read"), "{}", ran.stdout);
}

#[test]
fn a_demo_never_writes_over_anything() {
    let place = Place::new();
    place.write("demo/samples/eicar.txt", "the user's own");
    let ran =
        Ran::of(place.command().args(["demo", "--once", "--data"]).arg(place.path("demo")).output().unwrap());
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("samples"), "{}", ran.stderr);
    assert_eq!(crate::quet::bytes_of(place.path("demo/samples/eicar.txt")), b"the user's own");
}
