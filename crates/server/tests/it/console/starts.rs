//! Incidents that start from what is known already: a sighting, a machine's scan, a warning letter.

use axum::body::Body;
use axum::http::{Request, header};

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, field};
use super::systems::restrict;
use crate::ask::Got;
use crate::made_up::knowledge;

on_both!(
    a_sighted_address_becomes_an_incident_of_its_system,
    what_a_scan_wrote_becomes_an_incident_with_its_machine,
    a_part_of_a_scan_is_refused_and_says_why,
    a_warning_letter_becomes_an_incident_with_what_it_names,
    what_is_known_is_read_strictly,
);

/// Enters a system with these addresses: its number.
async fn system(browser: &mut Browser<'_>, unit: &str, name: &str, addresses: &str) -> i64 {
    browser.get("/console/systems/new").await;
    let fields = [("unit", unit), ("name", name), ("level", "3"), ("addresses", addresses), ("why", "thử")];
    let got = browser.post("/console/systems/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let at = got.header("location").split('?').next().and_then(|path| path.rsplit('/').next());
    at.and_then(|id| id.parse().ok()).unwrap()
}

/// A text as somebody reads it.
fn plain(text: &str) -> String {
    text.replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}

/// The fields of the form as they stand there, but for its key.
fn standing(page: &str) -> Vec<(&'static str, String)> {
    let area = |name: &str| {
        let at = page.find(&format!("<textarea id=\"{name}\"")).unwrap();
        let text = page[at..].split_once('>').unwrap().1.split_once("</textarea>").unwrap().0;
        plain(text)
    };
    let chosen = |name: &str| {
        let at = page.find(&format!("<select id=\"{name}\"")).unwrap();
        let options = page[at..].split_once("</select>").unwrap().0;
        let option = options.split("<option value=\"").find(|option| option.contains(" selected"));
        option.map(|option| option.split('"').next().unwrap().to_owned()).unwrap_or_default()
    };
    let line = |name: &str| plain(&field(page, name).unwrap());
    let mut all = vec![
        ("title", line("title")),
        ("kind", chosen("kind")),
        ("unit", line("unit")),
        ("detected", line("detected")),
        ("source", chosen("source")),
        ("reference", line("reference")),
        ("told", area("told")),
        ("indicators", area("indicators")),
        ("machine", line("machine")),
        ("found", line("found")),
        ("cleaned", line("cleaned")),
        ("complete", chosen("complete")),
    ];
    if page.contains("<select id=\"system\"") {
        all.push(("system", chosen("system")));
    }
    all
}

async fn open(browser: &mut Browser<'_>, fields: &[(&'static str, String)]) -> Got {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/console/incidents/new", &fields).await
}

async fn opened(browser: &mut Browser<'_>, fields: &[(&'static str, String)]) -> String {
    let got = open(browser, fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let path = got.header("location").to_owned();
    browser.get(&path).await.text
}

async fn a_sighted_address_becomes_an_incident_of_its_system(ground: Ground) {
    let office = Office::full(ground).await;
    office.current.set(knowledge());
    let mut browser = office.signed_in("coordinator").await;
    let seen = system(&mut browser, "08", "Cổng <b>A</b>", "14.160.12.34").await;
    let range = system(&mut browser, "00801", "Mạng B", "171.224.7.0/24, 2405:4800:1:2::/64").await;
    let clean = system(&mut browser, "08", "Cổng C", "14.160.12.200").await;
    let hidden = system(&mut browser, "08", "Mật D", "1.52.33.44").await;
    restrict(&mut browser, hidden).await;
    let page = browser.get("/console/systems/sighted").await.text;
    assert!(
        page.contains("Cổng &#60;b&#62;A&#60;/b&#62;") && page.contains("Mạng B") && page.contains("Mật D"),
        "{page}"
    );
    assert!(!page.contains("Cổng C"), "{page}");
    assert!(page.contains("mirai, sality") && page.contains("conficker, qsnatch, sality"), "{page}");
    assert!(page.contains("3 trong 3 hệ thống"), "{page}");
    let one = browser.get(&format!("/console/systems/{seen}")).await.text;
    assert!(
        one.contains("Địa chỉ của hệ thống này đã bị ghi nhận") && one.contains("sality, mirai"),
        "{one}"
    );
    assert!(!browser.get(&format!("/console/systems/{clean}")).await.text.contains("đã bị ghi nhận"));
    // The form stands filled in, and opens an incident of that system.
    let form = browser.get(&format!("/console/incidents/new?source=sighting&system={seen}")).await.text;
    let fields = standing(&form);
    let told = &fields.iter().find(|(name, _)| *name == "told").unwrap().1;
    assert!(told.contains("14.160.12.34: sality") && told.contains("14.160.12.34: mirai"), "{told}");
    let incident = opened(&mut browser, &fields).await;
    for shown in ["Ghi nhận địa chỉ nhiễm mã độc", "14.160.12.34", "Cổng &#60;b&#62;A"] {
        assert!(incident.contains(shown), "{shown}: {incident}");
    }
    // A second one of the same address is proposed as the same.
    let form = browser.get(&format!("/console/incidents/new?source=sighting&system={seen}")).await.text;
    let again = opened(&mut browser, &standing(&form)).await;
    assert!(again.contains("/console/incidents/1"), "{again}");
    // Whoever may not see a system sees nothing of it, and opens nothing about it.
    let mut other = office.signed_in("tuyen").await;
    let page = other.get("/console/systems/sighted").await.text;
    assert!(!page.contains("Mật D") && !page.contains("gafgyt"), "{page}");
    let got = other.get(&format!("/console/incidents/new?source=sighting&system={hidden}")).await;
    assert!(got.status != 200 && !got.text.contains("1.52.33.44"), "{}", got.text);
    let mut far = office.signed_in("cao").await;
    let page = far.get("/console/systems/sighted").await.text;
    assert!(page.contains("0 trong 0") || page.contains("Không có địa chỉ nào"), "{page}");
    let mut commune = office.signed_in("coordinator").await;
    let mut fields = standing(&commune.get(&format!("/console/incidents/new?system={range}")).await.text);
    for (name, value) in &mut fields {
        if *name == "unit" {
            *value = "08".to_owned();
        }
    }
    let got = open(&mut commune, &fields).await;
    assert_eq!(got.status, 422, "a system of another unit");
    assert!(got.text.contains("không phải của đơn vị đã chọn"), "{}", got.text);
}

const FINDING: &str = r#"{"event":"finding","path":"/home/a/<b>.zip","inside":["c.exe"],"sha256":"275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f","size":68,"score":100,"level":"alert","because":[{"kind":"yara","name":"Eicar_Test"}],"action":{"did":"quarantined"}}"#;
const GAP: &str = r#"{"event":"gap","path":"/x","inside":[],"reason":"encrypted","detail":""}"#;
const SUM: &str = r#"{"event":"summary","objects":{"seen":1200,"scanned":1100,"remembered":99,"skipped":0,"failed":1},"gaps":{"encrypted":1},"findings":1,"bytes":0,"seconds":0.1,"complete":false}"#;

async fn send(browser: &mut Browser<'_>, machine: &str, contents: &str) -> Got {
    browser.get("/console/incidents/new/scan").await;
    let key = browser.form_key.clone();
    let mut body = String::new();
    for (name, value) in [("form_key", key.as_str()), ("machine", machine)] {
        body += &format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"k.jsonl\"\r\n\r\n";
    body += &format!("{contents}\r\n--b--\r\n");
    let request = Request::post("/console/incidents/new/scan")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    browser.send(request, Body::from(body)).await
}

async fn what_a_scan_wrote_becomes_an_incident_with_its_machine(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("responder").await;
    let got = send(&mut browser, "PC-07 <i>", &format!("{FINDING}\n{GAP}\n{SUM}\n")).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let fields = standing(&got.text);
    let of = |name: &str| fields.iter().find(|(known, _)| *known == name).unwrap().1.clone();
    assert_eq!((of("source").as_str(), of("found").as_str(), of("cleaned").as_str()), ("scan", "1", "1"));
    assert_eq!(of("complete"), "no");
    assert!(of("told").contains("đã đọc 1.199 trong 1.200 tệp, tìm thấy 1, đã cách ly 1"), "{}", of("told"));
    assert!(of("told").contains("còn 1 chỗ không đọc được"), "{}", of("told"));
    assert!(of("told").contains("/home/a/<b>.zip › c.exe: Eicar_Test"), "{}", of("told"));
    let got = open(&mut browser, &fields).await;
    assert!(got.status == 422 && got.text.contains("Hãy ghi máy được quét lúc nào"), "{}", got.text);
    let mut fields = fields;
    fields.push(("scanned", "2026-11-01T07:30".to_owned()));
    let incident = opened(&mut browser, &fields).await;
    for shown in ["PC-07 &#60;i&#62;", "275a021bbfb6489e", "(chưa đọc hết)", "Kết quả quét máy"] {
        assert!(incident.contains(shown), "{shown}: {incident}");
    }
    assert!(!incident.contains("<b>.zip"));
}

async fn a_part_of_a_scan_is_refused_and_says_why(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("responder").await;
    for (contents, why) in [
        (String::new(), "Hãy chọn tệp"),
        (FINDING.to_owned(), "thiếu dòng cuối cùng"),
        (SUM.to_owned(), "đếm khác với nội dung"),
        (format!("{FINDING}\n{SUM}\n{SUM}"), "Dòng 3 không phải"),
        ("<script>alert(1)</script>".to_owned(), "Dòng 1 không phải"),
        (format!("{}\n{SUM}", "x".repeat(300_000)), "Dòng 1: tệp dài hơn"),
    ] {
        let got = send(&mut browser, "PC-07", &contents).await;
        assert!(matches!(got.status.as_u16(), 413 | 422), "{why}: {}", got.status);
        assert!(got.text.contains(why) || contents.is_empty(), "{why}: {}", got.text);
        assert!(got.text.contains("value=\"PC-07\"") && !got.text.contains("<script>alert"), "{}", got.text);
    }
    let got = send(&mut browser, "", &format!("{FINDING}\n{GAP}\n{SUM}")).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("Hãy ghi tên máy"), "{}", got.text);
    let mut reader = office.signed_in("reader").await;
    assert_eq!(reader.get("/console/incidents/new/scan").await.status, 403);
    assert_eq!(reader.get("/console/incidents/new/warning").await.status, 403);
}

async fn a_warning_letter_becomes_an_incident_with_what_it_names(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("responder").await;
    browser.get("/console/incidents/new/warning").await;
    let text = "Cảnh báo: máy chủ điều khiển c2[.]xau.example, 203.0.113.9; tệp thongbao.exe (MD5 \
        44d88612fea8a8f36de82e1278abb02f). Liên hệ ir@ncsc.gov.vn.\r\n<script>alert(1)</script>";
    let fields = [("reference", "12/CATTT-NCSC ngày 01/11/2026"), ("text", text)];
    let got = browser.post("/console/incidents/new/warning", &fields).await;
    assert_eq!(got.status, 200, "{}", got.text);
    assert!(got.text.contains("Tìm thấy 4 dấu hiệu") && !got.text.contains("<script>alert"), "{}", got.text);
    let mut fields = standing(&got.text);
    let of = |name: &str| fields.iter().find(|(known, _)| *known == name).unwrap().1.clone();
    let expected = "c2.xau.example\n203.0.113.9\nthongbao.exe\n44d88612fea8a8f36de82e1278abb02f";
    assert_eq!(of("indicators"), expected);
    assert_eq!(
        (of("source").as_str(), of("reference").as_str()),
        ("warning", "12/CATTT-NCSC ngày 01/11/2026")
    );
    // What it is called, somebody has to say.
    assert_eq!(open(&mut browser, &fields).await.status, 422);
    fields[0].1 = "Cảnh báo mã độc".to_owned();
    let incident = opened(&mut browser, &fields).await;
    for shown in ["c2.xau.example", "203.0.113.9", "thongbao.exe", "44d88612fea8a8f3", "12/CATTT-NCSC"] {
        assert!(incident.contains(shown), "{shown}: {incident}");
    }
    for (text, status) in [("", 422), ("Không có gì cả", 200), (&"é ".repeat(15_000), 200)] {
        browser.get("/console/incidents/new/warning").await;
        let got = browser.post("/console/incidents/new/warning", &[("text", text)]).await;
        assert_eq!(got.status, status, "{}", got.text);
    }
}

async fn what_is_known_is_read_strictly(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("responder").await;
    let form = browser.get("/console/incidents/new").await.text;
    let base: Vec<(&'static str, String)> = [
        ("title", "Thử"),
        ("kind", "malware"),
        ("unit", "08"),
        ("detected", "2026-11-01T08:00"),
        ("source", "unit"),
        ("told", "Thử"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec();
    assert!(form.contains("<details><summary>Máy đã quét"), "{form}");
    let many: String = (0..501).map(|n| format!("h{n}.example\n")).collect();
    for (name, value, why) in [
        ("indicators", "a\u{202e}b.exe", "Không nhận ra"),
        ("indicators", many.as_str(), "nhiều nhất 500"),
        ("found", "7", "Hãy ghi tên máy"),
        ("system", "99", "không phải của đơn vị"),
        ("system", "x", "không phải của đơn vị"),
        ("complete", "AAA", ""),
        ("found", "+7", ""),
        ("cleaned", "7", ""),
    ] {
        let mut fields = base.clone();
        fields.push((name, value.to_owned()));
        let got = open(&mut browser, &fields).await;
        assert_eq!(got.status, 422, "{name}={value}");
        assert!(got.text.contains(why), "{why}: {}", got.text);
    }
    for (name, value) in
        [("found", "-1"), ("cleaned", "5"), ("scanned", "hôm qua"), ("complete", "maybe"), ("found", "1e9")]
    {
        let mut fields = base.clone();
        fields.extend([("machine", "PC".to_owned()), (name, value.to_owned())]);
        assert_eq!(open(&mut browser, &fields).await.status, 422, "{name}={value}");
    }
    // The same thing twice is one.
    let mut fields = base.clone();
    fields.push(("indicators", "A.example\na[.]example\r\n\r\na.example".to_owned()));
    let page = opened(&mut browser, &fields).await;
    assert!(page.contains("a.example"), "{page}");
}
