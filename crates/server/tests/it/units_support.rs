//! A console over a real store, for the tests of units: set up by its first page, with people and roles given straight
//! through the store.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use office::day::Day;
use office::people::PersonId;
use office::record::{Deed, Who};
use office::rights::{Grant, Role};
use office::units::{Code, UnitId};
use server::app::App;
use server::console::Office;
use server::knowledge::Current;
use server::programs::Shelf;
use server::reports;
use sightings::ranges::Ranges;
use store::Store;
use store::people::{Details, Settings};
use store::units::Units;
use tempfile::TempDir;
use tower::ServiceExt;
use wire::campaign::ReportFigures;

use crate::ask::{Got, send};
use crate::made_up::{NOW, config};

const CODE: &str = "ABCD-EFGH-JKMN-PQRS";
const PASSWORD: &str = "bốn từ không liên quan";

/// A server with its first unit, `QG`, the national coordinator.
pub struct Ground {
    folder: TempDir,
    pub app: Arc<App>,
    pub store: Arc<Store>,
    pub clock: Arc<AtomicI64>,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Desk {
    pub cookie: String,
    pub form_key: String,
    pub id: PersonId,
}

impl Ground {
    /// Sets one up; the first administrator is signed in.
    pub async fn new() -> (Ground, Desk) {
        let folder = TempDir::new().unwrap();
        let store = Arc::new(Store::open(folder.path(), None).await.unwrap());
        let clock = Arc::new(AtomicI64::new(NOW));
        let office = Arc::new(Office::new(Arc::clone(&store), CODE.to_owned()));
        let figures = ReportFigures {
            scans: 0,
            scans_with_alerts: 0,
            scans_with_cleaning: 0,
            cap_per_address_and_day: 20,
        };
        let (desk, _clerk) = reports::open(1, figures);
        let shelf = Shelf::new(&config(), "0.0.0.0:8080".parse().unwrap());
        let time = Arc::clone(&clock);
        let app = App::new(
            config(),
            Arc::new(Current::default()),
            Ranges::default(),
            move || time.load(Ordering::Relaxed),
            desk,
            server::app::Offered { pack: Arc::default(), programs: Arc::new(shelf) },
            Some(office),
        );
        let ground = Ground { folder, app, store, clock };
        let got = ground
            .post_as(
                "",
                "/console/first",
                &[
                    ("code", CODE),
                    ("unit_code", "QG"),
                    ("unit_name", "Cơ quan điều phối quốc gia"),
                    ("kind", "coordinator"),
                    ("name", "Người Đầu Tiên"),
                    ("login", "dau.tien"),
                    ("password", PASSWORD),
                ],
            )
            .await;
        assert_eq!(got.status.as_u16(), 303, "{}", got.text);
        let who = ground.signed(&got, PersonId(1)).await;
        (ground, who)
    }

    async fn signed(&self, got: &Got, id: PersonId) -> Desk {
        let cookie = got.header("set-cookie").split(';').next().unwrap().to_owned();
        let home = self.get_as(&cookie, "/console").await;
        let form_key = home.text.split("name=\"form_key\" value=\"").nth(1).unwrap();
        let form_key = form_key.split('"').next().unwrap().to_owned();
        Desk { cookie, form_key, id }
    }

    /// Somebody with these roles, signed in.
    pub async fn person(&self, login: &str, unit: UnitId, roles: &[(Role, UnitId)]) -> Desk {
        let details = Details {
            name: format!("Người {login}"),
            login: login.to_owned(),
            position: String::new(),
            email: String::new(),
            phone: String::new(),
            unit: unit.0,
        };
        let code = format!("code of {login}");
        let deed = self.deed();
        let until = NOW + 86_400;
        let id = self.store.invite(&details, None, code.as_bytes(), until, &deed).await.unwrap();
        let own = self.store.account("dau.tien").await.unwrap().unwrap().password.unwrap();
        self.store.take_up(code.as_bytes(), &own, &deed).await.unwrap();
        for (role, unit) in roles {
            self.store.grant(id, Grant { role: *role, unit: *unit }, &deed).await.unwrap();
        }
        self.sign_in_again(login).await
    }

    /// Another session of somebody.
    pub async fn sign_in_again(&self, login: &str) -> Desk {
        let fields = [("login", login), ("password", PASSWORD), ("to", "/console")];
        let got = self.post_as("", "/console/sign-in", &fields).await;
        assert_eq!(got.status.as_u16(), 303, "{}", got.text);
        let id = self.store.account(login).await.unwrap().unwrap().person;
        self.signed(&got, id).await
    }

    /// The same person, who wants English from now on.
    pub async fn english(&self, who: &Desk) -> Desk {
        let settings = Settings { language: "en".to_owned(), ..self.store.settings(who.id).await.unwrap() };
        self.store.set_settings(who.id, &settings, &self.deed()).await.unwrap();
        who.clone()
    }

    /// Whether the database holds that text anywhere: the record is not read by pages yet.
    pub fn holds(&self, text: &str) -> bool {
        let files = ["quet.sqlite", "quet.sqlite-wal"].map(|name| self.folder.path().join(name));
        #[allow(clippy::disallowed_methods)] // our own database
        let read = |path: &std::path::PathBuf| std::fs::read(path).unwrap_or_default();
        files.iter().any(|path| read(path).windows(text.len()).any(|part| part == text.as_bytes()))
    }

    /// A file.
    pub async fn bytes(&self, who: &Desk, path: &str) -> Vec<u8> {
        let request = Request::get(path).header("host", "quet.example.vn").header("cookie", &who.cookie);
        let request = request.body(Body::empty()).unwrap();
        let response = self.app.router().oneshot(request).await.unwrap();
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    pub fn deed(&self) -> Deed {
        Deed { who: Who::Server, at: NOW, from: String::new(), why: String::new() }
    }

    pub async fn get_as(&self, cookie: &str, path: &str) -> Got {
        let request = Request::get(path).header("host", "quet.example.vn").header("cookie", cookie);
        send(self.app.router(), request.body(Body::empty()).unwrap()).await
    }

    pub async fn get(&self, who: &Desk, path: &str) -> Got {
        self.get_as(&who.cookie, path).await
    }

    async fn post_as(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Got {
        let escaped = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let request = Request::post(path)
            .header("host", "quet.example.vn")
            .header("cookie", cookie)
            .header("content-type", "application/x-www-form-urlencoded");
        send(self.app.router(), request.body(Body::from(pairs.join("&"))).unwrap()).await
    }

    /// Sends a form of a page that somebody has open.
    pub async fn post(&self, who: &Desk, path: &str, fields: &[(&str, &str)]) -> Got {
        let mut all = vec![("form_key", who.form_key.as_str())];
        all.extend(fields);
        self.post_as(&who.cookie, path, &all).await
    }

    /// The same without the key of its page.
    pub async fn post_from_elsewhere(&self, who: &Desk, path: &str, fields: &[(&str, &str)]) -> Got {
        self.post_as(&who.cookie, path, fields).await
    }

    /// Sends a table.
    pub async fn upload(&self, who: &Desk, day: &str, bytes: &[u8]) -> Got {
        self.upload_parts(
            who,
            &[("form_key", who.form_key.as_bytes()), ("day", day.as_bytes()), ("why", b""), ("file", bytes)],
        )
        .await
    }

    pub async fn upload_parts(&self, who: &Desk, parts: &[(&str, &[u8])]) -> Got {
        self.upload_to("/console/units/import", who, parts).await
    }

    /// Sends a table of another kind.
    pub async fn upload_to(&self, path: &str, who: &Desk, parts: &[(&str, &[u8])]) -> Got {
        const LINE: &str = "----------------------------quet";
        let mut body = Vec::new();
        for (name, bytes) in parts {
            let file = if *name == "file" {
                "; filename=\"../../don-vi.exe\"\r\nContent-Type: image/png"
            } else {
                ""
            };
            body.extend(
                format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes(),
            );
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{LINE}--\r\n").bytes());
        let request = Request::post(path)
            .header("host", "quet.example.vn")
            .header("cookie", &who.cookie)
            .header("content-type", format!("multipart/form-data; boundary={LINE}"));
        send(self.app.router(), request.body(Body::from(body)).unwrap()).await
    }

    /// Agrees to a table that was shown.
    pub async fn agree(&self, who: &Desk, shown: &Got) -> Got {
        let (upload, digest) = (hidden(&shown.text, "upload"), hidden(&shown.text, "shown"));
        self.post(who, "/console/units/import/apply", &[("upload", &upload), ("shown", &digest)]).await
    }

    pub async fn units(&self) -> Units {
        self.store.units().await.unwrap()
    }

    /// The number of the unit that has that code now, or had it last.
    pub async fn id(&self, code: &str) -> UnitId {
        let units = self.units().await;
        let found = units.tree.with_code(&Code::read(code).unwrap()).last().map(|unit| unit.id);
        found.unwrap_or_else(|| panic!("no {code}"))
    }

    /// What stands there that day: names from the unit up to the root.
    pub async fn path(&self, code: &str, day: &str) -> String {
        let (units, day) = (self.units().await, Day::read(day).unwrap());
        let id = units.tree.by_code(&Code::read(code).unwrap(), day).map(|unit| unit.id);
        let path = id.map(|id| units.tree.path(id, day)).unwrap_or_default();
        path.iter().map(|unit| unit.name(day).unwrap()).collect::<Vec<_>>().join(" < ")
    }

    /// Founds a unit by its form, and gives back its number.
    pub async fn found(&self, who: &Desk, code: &str, kind: &str, name: &str, parent: &str) -> UnitId {
        let fields =
            [("parent", parent), ("name", name), ("kind", kind), ("code", code), ("day", "20/11/2026")];
        let got = self.post(who, "/console/units/new", &fields).await;
        assert_eq!(got.status.as_u16(), 303, "{}", got.text);
        self.id(code).await
    }

    /// Puts the root's first day right, and loads the provinces.
    pub async fn country(&self, who: &Desk) {
        let fields = [
            ("seen", "1"),
            ("name", "Cơ quan điều phối quốc gia"),
            ("code", "QG"),
            ("kind", "coordinator"),
            ("founded", "20/12/2005"),
            ("why", "Quyết định 339/2005/QĐ-TTg"),
        ];
        let got = self.post(who, "/console/units/1/correct", &fields).await;
        assert_eq!(got.header("location"), "/console/units/1?done=corrected", "{}", got.text);
        let got = self.post(who, "/console/units/provinces", &[]).await;
        assert_eq!(got.header("location"), "/console/units?done=provinces");
    }

    /// The version of a unit, as its form carries it.
    pub async fn seen(&self, id: UnitId) -> String {
        self.units().await.tree.get(id).unwrap().version.to_string()
    }
}

/// The value of a hidden field.
pub fn hidden(text: &str, name: &str) -> String {
    let value = text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{text}"));
    value.split('"').next().unwrap().to_owned()
}
