//! A server whose disk is full: what is sent to the console then, and afterwards.
//!
//! Must never look into the data folder: it is on a disk that only the server and its own commands see.

use crate::interrupted::on_small_disk;
use crate::office::{PASSWORD, cookie, sign_in, submit};
use crate::quet::{Place, bytes_of, wait_until};
use crate::served::Served;

/// The first administrator is made; the disk is filled when a file appears, emptied at the next, and at the third the
/// record is verified, all while the server runs, whose process is the script's own.
const SCRIPT: &str = r#"printf '%s\n' "$PASSWORD" | "$QUET" people first --lang en --name Mau --login mau --unit So --code MAU --data "$DATA" >/dev/null || exit 98
wait_for() { until [ -e "$OUT.$1" ]; do kill -0 $$ 2>/dev/null || exit; sleep 0.05; done; }
( wait_for fill; cat /dev/zero >"$DATA/full" 2>/dev/null; : >"$OUT.filled"
  wait_for empty; rm "$DATA/full"; : >"$OUT.emptied"
  wait_for verify
  "$QUET" audit verify --lang en --data "$DATA" >"$OUT.said" 2>&1; : >"$OUT.verified" ) >/dev/null &
exec "$QUET" serve --data "$DATA" --listen 127.0.0.1:0"#;

#[test]
fn what_finds_no_space_is_said_and_the_record_is_whole_when_there_is_some_again() {
    let place = Place::new();
    let out = |name: &str| place.path(format!("out.{name}"));
    let mut command = on_small_disk(&place, SCRIPT);
    command.env("SIZE", "16m").env("OUT", place.path("out")).env("PASSWORD", PASSWORD);
    let served = Served::of(&place, command);
    let order = |file: &str, until: &str| {
        std::fs::write(out(file), "").unwrap();
        wait_until(until, || out(until).exists());
    };
    let cookie = cookie(&sign_in(&served, PASSWORD));
    let key = {
        let page = served.ask("/console/me", &[("Cookie", &cookie)]).body;
        let rest = page.split("name=\"form_key\" value=\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    // Each is a change with its entry.
    let change = |look: &str| {
        let form = format!("form_key={key}&language=en&look={look}&time_zone=Asia%2FHo_Chi_Minh");
        submit(&served, "/console/me/settings", &form, &cookie)
    };
    let look = || {
        let page = served.ask("/console/me", &[("Cookie", &cookie)]);
        assert_eq!(page.status, 200, "what is there is still shown");
        page.body.split("class=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!((change("dark").status, look().as_str()), (303, "dark"));
    order("fill", "filled");
    let (mut refused, mut now) = (0, "dark");
    for number in 0..2_000 {
        let wanted = if number % 2 == 0 { "light" } else { "dark" };
        let answer = change(wanted);
        match answer.status {
            303 => now = wanted,
            503 => {
                assert!(answer.body.contains("The server could not do this"), "{}", answer.body);
                refused += 1;
            }
            other => panic!("{other}: {}", answer.body),
        }
        assert_eq!(look(), now, "done as a whole, or not at all");
        if refused == 3 {
            break;
        }
    }
    assert_eq!(refused, 3, "the disk was never full");
    // When somebody was there is noted once a minute; that it cannot be turns nobody away.
    std::thread::sleep(std::time::Duration::from_secs(62));
    assert_eq!(look(), now);
    order("empty", "emptied");
    wait_until("it takes changes again", || change("system").status == 303);
    assert_eq!(look(), "system");
    order("verify", "verified");
    let said = String::from_utf8(bytes_of(out("said"))).unwrap();
    assert!(said.contains("The record is whole") && !said.contains("No checkpoint vouches"), "{said}");
}
