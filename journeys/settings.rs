//! What a server is started with: refused by its place where it makes no sense, and taken from where it counts most.

use crate::quet::Place;
use crate::served::{NAME, Served, refused, report, serve};

#[test]
fn settings_that_make_no_sense_are_named_by_file_line_and_key() {
    let place = Place::new();
    place.write(
        "server/blocks.csv",
        "first,last,asn,operator\n14.160.0.0,14.160.0.255,1,A\n14.160.0.9,14.160.0.1,1,B\n",
    );
    place.write(
        "server/uses.csv",
        "first,last,kind\n14.160.0.0,14.160.0.255,shared\n\n1.0.0.0,1.0.0.9,private\n",
    );
    let cases = [
        ("recent_days = 9\npublic_ulr = \"https://a.vn\"", "quet.toml`, line 2: unknown field `public_ulr`"),
        ("\n\nrecent_days = 0", "quet.toml`, line 3: `recent_days`"),
        ("trusted_proxies = [\"everybody\"]", "quet.toml`, line 1: `trusted_proxies`: `everybody`"),
        ("this is no TOML", "quet.toml`, line 1"),
        ("netblocks = \"blocks.csv\"", "blocks.csv`, line 3: no range"),
        ("declared_ranges = \"uses.csv\"", "uses.csv`, line 4: `kind`"),
        ("netblocks = \"blocks.csv\"\ndeclared_ranges = \"uses.csv\"", "blocks.csv`, line 3: no range"),
        (
            "netblocks = \"quet.toml\"",
            "quet.toml`, line 1: the first line is to be `first,last,asn,operator`",
        ),
        ("netblocks = \"nowhere.csv\"", "nowhere.csv cannot be read"),
    ];
    for (config, said) in cases {
        let ran = refused(serve(&place, config));
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""), "{config}");
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    let mut command = serve(&place, "");
    command.env("QUET_TRUSTED_PROXIES", "10.0.0.0/8,loopback");
    let ran = refused(command);
    assert!(
        ran.code == 64 && ran.stderr.contains("QUET_TRUSTED_PROXIES") && ran.stderr.contains("`loopback`"),
        "{}",
        ran.stderr
    );
    assert!(!place.path("data").exists(), "nothing was made");
}

#[test]
fn flags_win_over_variables_and_variables_over_the_file() {
    let place = Place::new();
    let file = "listen = \"127.0.0.4:0\"\ndata = \"of-the-file\"\ntrusted_proxies = [\"127.0.0.1\"]\npublic_url = \"https://of-the-file.vn\"";
    let config = place.write("server/quet.toml", file);
    let start = |variables: bool, flags: bool| {
        let mut command = place.command();
        command.args(["serve", "--lang", "en"]);
        if variables {
            command
                .env("QUET_CONFIG", &config)
                .env("QUET_LISTEN", "127.0.0.3:0")
                .env("QUET_TRUSTED_PROXIES", "127.0.0.9");
            command
                .env("QUET_DATA", place.path("of-the-variable"))
                .env("QUET_PUBLIC_URL", "https://of-the-variable.vn");
        } else {
            command.arg("--config").arg(&config);
        }
        if flags {
            command.args(["--listen", "127.0.0.2:0", "--data"]).arg(place.path("of-the-flag"));
        }
        let served = Served::of(&place, command);
        let reason = format!("{:?}", served.check("14.160.0.7").address);
        let links = served.ask("/share", &[]).body;
        let ip = served.address.ip().to_string();
        // While it runs it may still be writing there.
        drop(served);
        let data =
            ["server/of-the-file", "of-the-variable", "of-the-flag"].map(|name| place.path(name).exists());
        for name in ["server/of-the-file", "of-the-variable", "of-the-flag"] {
            // It is made by the next one, if at all.
            let _ = std::fs::remove_dir_all(place.path(name));
        }
        let url = ["file", "variable"].map(|which| links.contains(&format!("https://of-the-{which}.vn")));
        (ip, data, url, reason)
    };
    let told = |text: &str| format!("{text:?}");
    assert_eq!(
        start(false, false),
        ("127.0.0.4".to_owned(), [true, false, false], [true, false], told("14.160.0.7"))
    );
    let (ip, data, url, told_address) = start(true, false);
    assert_eq!((&*ip, data, url), ("127.0.0.3", [false, true, false], [false, true]));
    assert_ne!(told_address, told("14.160.0.7"), "the proxy of the file is not believed");
    // What is imported without a flag goes to where the variable lets it be served from.
    let report = place.write(format!("reports/{NAME}"), report(0, 20));
    let mut command = place.command();
    command.args(["feed", "import"]).arg(report).env("QUET_DATA", place.path("of-the-variable"));
    assert!(command.output().unwrap().status.success());
    assert!(place.path("of-the-variable/quet.sqlite").is_file());
    std::fs::remove_dir_all(place.path("of-the-variable")).unwrap();
    let (ip, data, url, _) = start(true, true);
    assert_eq!((&*ip, data, url), ("127.0.0.2", [false, false, true], [false, true]));
}
