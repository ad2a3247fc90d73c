//! Wherever a unit is named it is named in one way: by its code or its whole name, and never by a part of it.

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office};

on_both!(a_unit_is_named_in_one_way_wherever_it_is_named);

/// What is said of a part of a name, of nothing, and of a name that several have.
const NEAR: &str = "Không đơn vị nào có đúng mã hoặc tên này";
const NONE: &str = "Ngày 21/11/2026 không có đơn vị nào có mã hay tên “nơi khác”";
const SEVERAL: &str = "Nhiều đơn vị có tên này";

/// What each page answers that asks for a unit, by where it is asked.
async fn answers(browser: &mut Browser<'_>, unit: &str) -> Vec<(&'static str, String)> {
    let typed: String = unit.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut answers = Vec::new();
    for (list, name) in [
        ("/console/people", "unit"),
        ("/console/systems", "unit"),
        ("/console/duty", "unit"),
        ("/console/members", "unit"),
        ("/console/units", "under"),
    ] {
        let got = browser.get(&format!("{list}?{name}={typed}")).await;
        assert!(got.text.contains("<datalist id=\"units\">"), "{list}: {}", got.text);
        answers.push((list, got.text));
    }
    for (form, fields) in [
        ("/console/units/new", vec![("parent", unit), ("name", "P"), ("code", "P1"), ("kind", "department")]),
        ("/console/systems/new", vec![("unit", unit), ("name", "H"), ("level", "2")]),
        ("/console/webhooks", vec![("unit", unit), ("url", "https://a.example/"), ("kind_person", "yes")]),
        ("/console/people/new", vec![("unit", unit), ("name", "N"), ("login", "n"), ("role", "")]),
        ("/console/incidents/new", vec![("unit", unit), ("title", "S"), ("kind", "malware")]),
    ] {
        let day = [("day", "21/11/2026"), ("why", "")];
        let fields: Vec<(&str, &str)> = fields.into_iter().chain(day).collect();
        let got = browser.post(form, &fields).await;
        assert_eq!(got.status, 422, "{form} {unit}: {}", got.text);
        answers.push((form, got.text));
    }
    answers
}

async fn a_unit_is_named_in_one_way_wherever_it_is_named(ground: Ground) {
    let office = Office::full(ground).await;
    office.set_clock(1_795_240_800);
    office.person("all", "TT", &office::rights::Role::ALL.map(|role| (role, "TT"))).await;
    let mut browser = office.signed_in("all").await;
    // In the name of one unit alone: it is shown, and not taken.
    for (at, text) in answers(&mut browser, "my lam").await {
        assert!(text.contains(NEAR) && text.contains("00801 (Xã Mỹ Lâm)"), "{at}: {text}");
    }
    for (at, text) in answers(&mut browser, "tỉnh").await {
        assert!(
            text.contains(NEAR) && text.contains("04 (Tỉnh Cao Bằng); 08 (Tỉnh Tuyên Quang)"),
            "{at}: {text}"
        );
    }
    for (at, text) in answers(&mut browser, "nơi khác").await {
        assert!(text.contains(NONE), "{at}: {text}");
    }
    // The whole name, however it is written, and the code are taken.
    for unit in ["00801", "xa  MY lam"] {
        let typed = unit.replace(' ', "%20");
        for list in ["people?unit", "systems?unit", "duty?unit", "members?unit", "units?under"] {
            let text = browser.get(&format!("/console/{list}={typed}")).await.text;
            assert!(!text.contains("aria-invalid"), "{list} {unit}: {text}");
        }
    }
    // Where two have a name, neither is.
    let fields = [("parent", "04"), ("name", "Xã Mỹ Lâm"), ("code", "00499"), ("kind", "commune")];
    let fields = fields.into_iter().chain([("day", "20/11/2026"), ("why", "")]).collect::<Vec<_>>();
    let got = browser.post("/console/units/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    for (at, text) in answers(&mut browser, "xã mỹ lâm").await {
        assert!(
            text.contains(SEVERAL) && text.contains("00499 (Xã Mỹ Lâm); 00801 (Xã Mỹ Lâm)"),
            "{at}: {text}"
        );
    }
    // A form names the unit by its name before anybody types, and by its code where several have that name.
    let stands = |text: &str| super::office::field(text, "unit").unwrap();
    assert_eq!(stands(&browser.get("/console/systems/new").await.text), "Trung tâm mẫu");
    office.person("cadre", "00801", &office::rights::Role::ALL.map(|role| (role, "00801"))).await;
    let mut cadre = office.signed_in("cadre").await;
    assert_eq!(stands(&cadre.get("/console/systems/new").await.text), "00801");
    // What is wrong is not folded away.
    let long = "x".repeat(301);
    let unit = stands(&browser.get("/console/incidents/new").await.text);
    let fields = [("unit", &*unit), ("title", "S"), ("kind", "malware"), ("contact", &long)];
    let text = browser.post("/console/incidents/new", &fields).await.text;
    assert!(text.contains("<fieldset><legend>Ai báo tin"), "{text}");
}
