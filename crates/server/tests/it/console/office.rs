//! A small office for tests: a centre, two provinces and their communes, people with roles, a clock that is set, and
//! browsers that keep a cookie.
//!
//! Must never answer instead of the server: everything that is tested goes through its routes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use argon2::password_hash::SaltString;
use argon2::{Argon2, PasswordHasher};
use axum::body::Body;
use axum::http::{Method, Request, header};
use office::day::Day;
use office::people::PersonId;
use office::record::{Deed, Who};
use office::rights::{Grant, Role};
use office::units::{Code, Founding, Kind, UnitId};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use server::app::App;
use server::config::Config;
use server::console::Office as Console;
use server::knowledge::Current;
use server::programs::Shelf;
use server::provider::Provider;
use server::reports::{self, Clerk};
use server::signature::Authorities;
use sightings::register::Register;
use store::Store;
use store::people::{Details, Person};
use store::record::Which;

use super::grounds::Ground;
use crate::ask::{Got, send_from};
use crate::made_up::{NOW, knowledge};

/// What everybody in the office signs in with.
pub const PASSWORD: &str = "ngựa đúng pin ghim";

/// With which the first administrator is made.
pub const FIRST: &str = "ABCD-EFGH-JKMN-PQRS";

/// Units, as the tests call them: the centre, its provinces, their communes.
pub const UNITS: [(&str, Kind, &str, Option<&str>); 6] = [
    ("TT", Kind::Coordinator, "Trung tâm mẫu", None),
    ("08", Kind::Province, "Tỉnh Tuyên Quang", Some("TT")),
    ("04", Kind::Province, "Tỉnh Cao Bằng", Some("TT")),
    ("00801", Kind::Commune, "Xã Mỹ Lâm", Some("08")),
    ("00802", Kind::Commune, "Xã Yên Sơn", Some("08")),
    ("00401", Kind::Commune, "Xã Hòa An", Some("04")),
];

pub struct Office {
    pub app: Arc<App>,
    pub console: Arc<Console>,
    pub store: Arc<Store>,
    /// What is known of sightings.
    pub current: Arc<Current>,
    clock: Arc<AtomicI64>,
    ids: BTreeMap<&'static str, i64>,
    pub ground: Ground,
    _clerk: Clerk,
}

impl Office {
    /// One in which nobody is yet.
    pub async fn empty(ground: Ground) -> Office {
        Office::with(ground, Config::default()).await
    }

    /// The same, with this configuration.
    pub async fn with(ground: Ground, config: Config) -> Office {
        Office::trusting(ground, config, Authorities::default()).await
    }

    /// The same, where these are trusted to say who signed a paper.
    async fn trusting(ground: Ground, config: Config, authorities: Authorities) -> Office {
        let store = Arc::new(ground.open().await);
        let clock = Arc::new(AtomicI64::new(NOW));
        let provider = Provider::of(&config, Some("bí mật".to_owned()));
        let console =
            Console::new(Arc::clone(&store), FIRST.to_owned()).with_provider(provider).trusting(authorities);
        let console = Arc::new(console);
        let (desk, clerk) = reports::open(1, Default::default());
        let shelf = Arc::new(Shelf::new(&config, "127.0.0.1:1".parse().unwrap()));
        let told = Arc::clone(&clock);
        let current = Arc::new(Current::default());
        let app = App::new(
            config,
            Arc::clone(&current),
            sightings::ranges::Ranges::default(),
            move || told.load(Ordering::Relaxed),
            desk,
            server::app::Offered { pack: Arc::default(), programs: shelf },
            Some(Arc::clone(&console)),
        );
        Office { app, console, store, current, clock, ids: BTreeMap::new(), ground, _clerk: clerk }
    }

    /// One with its units, and an administrator at each of the centre, the provinces and the communes: `root`, `tuyen`,
    /// `cao`, `mylam`, `yenson`, `hoaan`; and somebody of each other role at Tuyên Quang, who is called by the role.
    pub async fn full(ground: Ground) -> Office {
        Office::full_with(ground, Config::default()).await
    }

    /// The same, with this configuration.
    pub async fn full_with(ground: Ground, config: Config) -> Office {
        Office::with(ground, config).await.filled().await
    }

    /// The same, where these are trusted to say who signed a paper.
    pub async fn full_trusting(ground: Ground, authorities: Authorities) -> Office {
        Office::trusting(ground, Config::default(), authorities).await.filled().await
    }

    async fn filled(self) -> Office {
        let mut office = self;
        office.found_units().await;
        let administrators = ["root", "tuyen", "cao", "mylam", "yenson", "hoaan"];
        for (login, (unit, ..)) in administrators.into_iter().zip(UNITS) {
            office.person(login, unit, &[(Role::Administrator, unit)]).await;
        }
        for role in Role::ALL.into_iter().skip(1) {
            office.person(role.as_str(), "08", &[(role, "08")]).await;
        }
        office
    }

    async fn found_units(&mut self) {
        for (code, kind, name, parent) in UNITS {
            let units = self.store.units().await.unwrap();
            let founding = Founding {
                code: Code::read(code).unwrap(),
                kind,
                name: name.to_owned(),
                parent: parent.map(|parent| UnitId(self.ids[parent])),
                day: Day::new(2026, 1, 1).unwrap(),
            };
            let id = UnitId(units.last_id + 1);
            let decided = units.tree.found(id, &founding).unwrap();
            self.store
                .change_units(&units, &decided, &BTreeMap::new(), "unit.founded", &self.deed())
                .await
                .unwrap();
            self.ids.insert(code, id.0);
        }
    }

    /// What is done by nobody in particular.
    pub fn deed(&self) -> Deed {
        Deed { who: Who::CommandLine, at: self.now(), from: String::new(), why: String::new() }
    }

    pub fn unit(&self, code: &str) -> i64 {
        self.ids[code]
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    pub fn set_clock(&self, to: i64) {
        self.clock.store(to, Ordering::Relaxed);
    }

    pub fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Somebody who took up their account.
    pub async fn person(&self, login: &str, unit: &str, roles: &[(Role, &str)]) -> PersonId {
        let details = Details {
            name: format!("Người {login}"),
            login: login.to_owned(),
            unit: self.unit(unit),
            ..Details::default()
        };
        let code = format!("code of {login}");
        let until = self.now() + 100;
        let id = self.store.invite(&details, None, code.as_bytes(), until, &self.deed()).await.unwrap();
        self.store.take_up(code.as_bytes(), &digest(), &self.deed()).await.unwrap();
        for (role, unit) in roles {
            let grant = Grant { role: *role, unit: UnitId(self.unit(unit)) };
            self.store.grant(id, grant, &self.deed()).await.unwrap();
        }
        id
    }

    /// What somebody is now.
    pub async fn standing(&self, id: PersonId) -> Vec<Role> {
        let granted = self.store.granted(id).await.unwrap();
        granted.into_iter().filter(|one| one.until.is_none()).map(|one| one.grant.role).collect()
    }

    /// Who signs in with that.
    pub async fn known(&self, login: &str) -> Person {
        let account = self.store.account(login).await.unwrap().unwrap();
        self.store.person(account.person).await.unwrap().unwrap()
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser {
            office: self,
            cookie: None,
            trip: None,
            form_key: String::new(),
            address: "14.160.12.36".to_owned(),
            headers: vec![("origin", "http://quet.example.vn".to_owned())],
        }
    }

    /// Somebody at their desk.
    pub async fn signed_in(&self, login: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let got = browser.sign_in(login, PASSWORD, "").await;
        assert_eq!((got.status.as_u16(), got.header("location")), (303, "/console"), "{}", got.text);
        browser.get("/console").await;
        browser
    }

    /// The same from another network.
    pub async fn signed_in_from(&self, login: &str, address: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.address = address.to_owned();
        assert_eq!(browser.sign_in(login, PASSWORD, "").await.status, 303);
        browser.get("/console").await;
        browser
    }

    /// The server knows what it knows in other tests, and that this address was seen yesterday.
    pub fn knows(&self, address: &str) {
        let mut knowledge = knowledge();
        let mut register = Register::clone(&knowledge.register);
        let family = register.family("sality").unwrap();
        register.note(address.parse().unwrap(), family, self.now() - 86_400).unwrap();
        knowledge.register = Arc::new(register);
        self.current.set(knowledge);
    }

    /// The number of the newest entry: they are numbered without a gap, so that it counts them, and is asked at once.
    pub async fn newest(&self) -> u64 {
        let newest = self.store.entries(&Which::default(), 1).await.unwrap();
        newest.first().map_or(0, |entry| entry.number)
    }

    /// How many entries the record has, each of them verified.
    pub async fn entries(&self) -> u64 {
        self.store.verify_record(&self.store.checkpoints().unwrap()).await.unwrap().entries
    }
}

/// The digest of [`PASSWORD`], made once.
fn digest() -> String {
    static DIGEST: OnceLock<String> = OnceLock::new();
    let made = || {
        let salt = SaltString::encode_b64(b"a salt for tests").unwrap();
        Argon2::default().hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
    };
    DIGEST.get_or_init(made).clone()
}

/// A browser: it keeps a cookie, and the key of the forms that it saw last.
pub struct Browser<'o> {
    pub office: &'o Office,
    pub cookie: Option<String>,
    /// The cookie of a way to the identity provider.
    pub trip: Option<String>,
    pub form_key: String,
    pub address: String,
    pub headers: Vec<(&'static str, String)>,
}

impl Browser<'_> {
    /// What comes under that address, as it is.
    pub async fn take(&mut self, path: &str) -> (Got, Vec<u8>) {
        let mut got = self.get(path).await;
        let raw = std::mem::take(&mut got.raw);
        (got, raw)
    }

    pub async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Got {
        let mut request = request.header("host", "quet.example.vn");
        let cookies: Vec<&str> = self.cookie.iter().chain(&self.trip).map(String::as_str).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let peer = format!("{}:1000", self.address);
        let got = send_from(&peer, self.office.app.router(), request.body(body).unwrap()).await;
        for line in got.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let kept = if pair.contains("quet-trip=") { &mut self.trip } else { &mut self.cookie };
            *kept = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        if let Some(key) = field(&got.text, "form_key") {
            self.form_key = key;
        }
        got
    }

    pub async fn get(&mut self, path: &str) -> Got {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form of a page of ours.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Got {
        let key = self.form_key.clone();
        let fields: Vec<_> = [("form_key", key.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.post_just(path, &fields).await
    }

    /// Sends these fields and no others.
    pub async fn post_just(&mut self, path: &str, fields: &[(&str, &str)]) -> Got {
        self.post_as("application/x-www-form-urlencoded", path, encoded(fields)).await
    }

    /// The same as forms are sent that take a file.
    pub async fn post_parts(&mut self, path: &str, fields: &[(&str, &str)]) -> Got {
        let part = |(name, value): &(&str, &str)| {
            format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = fields.iter().map(part).collect::<String>() + "--b--\r\n";
        self.post_as("multipart/form-data; boundary=b", path, body).await
    }

    async fn post_as(&mut self, kind: &str, path: &str, body: String) -> Got {
        let mut request =
            Request::builder().method(Method::POST).uri(path).header(header::CONTENT_TYPE, kind);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        self.send(request, Body::from(body)).await
    }

    pub async fn sign_in(&mut self, login: &str, password: &str, code: &str) -> Got {
        let fields = [("login", login), ("password", password), ("code", code), ("to", "")];
        self.post_just("/console/sign-in", &fields).await
    }

    /// Whether it is signed in.
    pub async fn is_in(&mut self) -> bool {
        let got = self.get("/console").await;
        match got.status.as_u16() {
            200 => true,
            303 => {
                assert!(got.header("location").starts_with("/console/sign-in?to="));
                false
            }
            other => panic!("{other}: {}", got.text),
        }
    }
}

/// Fields as a form is sent.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let text = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    fields.iter().map(|(name, value)| format!("{}={}", text(name), text(value))).collect::<Vec<_>>().join("&")
}

/// The value of a field of that name on a page.
pub fn field(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split('"').next().unwrap().to_owned())
}

/// What stands on a page between two texts.
pub fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no `{from}` in {page}"));
    rest.split(to).next().unwrap()
}

/// The code that an authenticator shows which was given that secret, as it is typed.
pub fn shown(secret: &str, now: i64) -> String {
    let secret = totp_rs::Secret::Encoded(secret.replace(' ', "")).to_bytes().unwrap();
    let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 0, 30, secret, None, String::new()).unwrap();
    totp.generate(u64::try_from(now).unwrap())
}

/// Sets up a second factor through the page: the secret, and the recovery codes.
pub async fn set_up_factor(browser: &mut Browser<'_>) -> (String, Vec<String>) {
    let page = browser.get("/console/me/second-factor").await;
    let secret = between(&page.text, "<pre class=\"secret\">", "</pre>").to_owned();
    let sealed = field(&page.text, "sealed").unwrap();
    let code = shown(&secret, browser.office.now());
    let got = browser.post("/console/me/second-factor", &[("sealed", &sealed), ("code", &code)]).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let list = between(&got.text, "<ol class=\"codes\">", "</ol>");
    let codes = list.split("<li>").skip(1).map(|line| line.split('<').next().unwrap().to_owned()).collect();
    (secret, codes)
}
