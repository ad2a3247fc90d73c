//! Units as people see and change them: every form, every right, every table, by what the server answers and what the
//! store holds afterwards.

use office::rights::Role;
use office::units::UnitId;

use crate::units_support::{Desk, Ground, hidden};

const TODAY: &str = "21/11/2026";

/// Sends the form of a change with a day and a reason, as the unit is now.
async fn change(
    ground: &Ground,
    who: &Desk,
    id: UnitId,
    becoming: &str,
    fields: &[(&str, &str)],
) -> crate::ask::Got {
    let seen = ground.seen(id).await;
    let mut all = vec![("seen", seen.as_str()), ("day", TODAY), ("why", "Nghị quyết 1")];
    all.retain(|(name, _)| !fields.iter().any(|(other, _)| other == name));
    all.extend(fields);
    ground.post(who, &format!("/console/units/{}/{becoming}", id.0), &all).await
}

/// The same, and it is done.
async fn changed(ground: &Ground, who: &Desk, id: UnitId, becoming: &str, fields: &[(&str, &str)]) {
    let got = change(ground, who, id, becoming, fields).await;
    assert_eq!(got.status.as_u16(), 303, "{}", got.text);
    assert_eq!(ground.get(who, got.header("location")).await.status.as_u16(), 200);
}

/// The same, and it is refused with these words.
async fn refused(
    ground: &Ground,
    who: &Desk,
    id: UnitId,
    becoming: &str,
    fields: &[(&str, &str)],
    words: &str,
) {
    let before = ground.units().await.version;
    let got = change(ground, who, id, becoming, fields).await;
    assert_eq!(got.status.as_u16(), 422, "{}", got.text);
    assert!(got.text.contains(words), "{words}: {}", got.text);
    assert_eq!(ground.units().await.version, before);
}

#[tokio::test]
async fn a_fresh_server_says_what_to_do_first_and_loads_the_provinces() {
    let (ground, who) = Ground::new().await;
    let list = ground.get(&who, "/console/units").await.text;
    assert!(list.contains("Nạp 34 tỉnh, thành phố") && list.contains("Nhập từ bảng"), "{list}");
    ground.country(&who).await;
    let list = ground.get(&who, "/console/units?done=provinces").await.text;
    assert!(list.contains("Đã nạp 34 tỉnh") && list.contains("1–35 trong 35"), "{list}");
    assert!(!list.contains("action=\"/console/units/provinces\""));
    assert_eq!(ground.path("01", "1/7/2025").await, "Hà Nội < Cơ quan điều phối quốc gia");
    assert_eq!(ground.path("01", "30/6/2025").await, "");
    // A second time it does nothing.
    let got = ground.post(&who, "/console/units/provinces", &[]).await;
    assert_eq!(got.header("location"), "/console/units");
    assert_eq!(ground.units().await.tree.len(), 35);
}

#[tokio::test]
async fn units_are_found_by_what_the_address_says() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    ground.found(&who, "STC", "department", "Sở Tài chính", "01").await;
    let list = |query: &'static str| {
        let (ground, who) = (&ground, &who);
        async move { ground.get(who, &format!("/console/units?{query}")).await }
    };
    let found = list("q=ha+noi").await.text;
    assert!(found.contains("1–1 trong 1 đơn vị") && found.contains("Hà Nội"), "{found}");
    let found = list("q=tai+chinh").await.text;
    assert!(found.contains("<span class=\"small\">Hà Nội</span>"), "{found}");
    let found = list("kind=city").await.text;
    assert!(found.contains("1–6 trong 6"), "{found}");
    let found = list("under=Ha%20Noi&day=20%2F11%2F2026").await.text;
    assert!(found.contains("1–2 trong 2") && found.contains("vào ngày 20/11/2026"), "{found}");
    let found = list("under=01&day=19/11/2026").await.text;
    assert!(found.contains("1–1 trong 1"), "{found}");
    assert!(list("q=không+có").await.text.contains("Không có đơn vị nào như vậy"));
    for (query, words) in [
        ("day=31/02/2026", "Không có ngày này"),
        ("day=abc", "Ghi ngày theo dạng"),
        ("under=ZZ", "không có đơn vị nào có mã"),
        ("under=an", "Không đơn vị nào có đúng mã hoặc tên này"),
        ("kind=huyện", "Không có loại đơn vị này"),
    ] {
        let got = list(query).await;
        assert_eq!(got.status.as_u16(), 422, "{query}");
        assert!(got.text.contains(words), "{query}: {}", got.text);
        let export = ground.get(&who, &format!("/console/units/export.csv?{query}")).await;
        assert_eq!(export.status.as_u16(), 303, "{query}");
    }
    // Pages that are not there are the nearest that is.
    for page in ["0", "9999999999999999999999", "-1", "x"] {
        assert_eq!(ground.get(&who, &format!("/console/units?page={page}")).await.status.as_u16(), 200);
    }
    assert_eq!(ground.get(&who, "/console/units/999").await.status.as_u16(), 404);
    assert_eq!(ground.get(&who, "/console/units/1/nothing").await.status.as_u16(), 404);
}

#[tokio::test]
async fn what_is_exported_is_what_is_seen_and_formulas_are_defused() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let id = ground.found(&who, "CT", "enterprise", "=HYPERLINK(\"http://evil\")", "01").await;
    let fields = [("seen", "1"), ("phone", "+84 24 3640"), ("email", "a@vi-du.vn"), ("address", "@phố")];
    let got = ground.post(&who, &format!("/console/units/{}/contacts", id.0), &fields).await;
    assert_eq!(got.status.as_u16(), 303, "{}", got.text);
    let csv = ground.get(&who, "/console/units/export.csv?under=01").await;
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"don-vi-2026-11-21.csv\"");
    let lines: Vec<&str> = csv.text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1], "01,Hà Nội,Thành phố,QG,01/07/2025,,,");
    assert_eq!(
        lines[2],
        "CT,\"'=HYPERLINK(\"\"http://evil\"\")\",Doanh nghiệp,01,20/11/2026,a@vi-du.vn,'+84 24 3640,'@phố"
    );
    assert_eq!(ground.get(&who, "/console/units/export.csv?kind=city").await.text.lines().count(), 7);
    // What is exported says nothing new, in either form.
    for kind in ["csv", "xlsx"] {
        let bytes = ground.bytes(&who, &format!("/console/units/export.{kind}")).await;
        let got = ground.upload(&who, TODAY, &bytes).await;
        assert_eq!(got.status.as_u16(), 200, "{}", got.text);
        assert!(got.text.contains("Không có gì để ghi"), "{}", got.text);
    }
}

#[tokio::test]
async fn a_unit_is_founded_renamed_moved_ended_and_its_history_stays() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let xa = ground.found(&who, "00004", "commune", "xã Ví Dụ", "Hà Nội").await;
    changed(&ground, &who, xa, "rename", &[("name", "xã Ví Dụ Mới")]).await;
    changed(&ground, &who, xa, "move", &[("parent", "04")]).await;
    assert_eq!(ground.path("00004", "20/11/2026").await, "xã Ví Dụ < Hà Nội < Cơ quan điều phối quốc gia");
    assert_eq!(ground.path("00004", TODAY).await, "xã Ví Dụ Mới < Cao Bằng < Cơ quan điều phối quốc gia");
    ground.clock.fetch_add(86_400, std::sync::atomic::Ordering::Relaxed);
    let again = ground.sign_in_again("dau.tien").await;
    changed(&ground, &again, xa, "end", &[("day", "22/11/2026")]).await;
    let page = ground.get(&again, &format!("/console/units/{}", xa.0)).await.text;
    for words in
        ["Đã kết thúc hoạt động từ ngày 22/11/2026", "Đổi tên từ “xã Ví Dụ” thành “xã Ví Dụ Mới”", "Hà Nội"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    // Only a slip of the pen is put right on what ended.
    assert!(page.contains("/correct\"") && !page.contains("/rename\""), "{page}");
    let got = ground.get(&again, &format!("/console/units/{}/rename", xa.0)).await;
    assert_eq!(got.status.as_u16(), 404);
    // The reason is in the record.
    assert!(ground.holds("Nghị quyết 1") && !ground.holds("Nghị quyết 2"));
}

#[tokio::test]
async fn what_cannot_be_is_refused_beside_its_field_with_what_was_typed() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let so = ground.found(&who, "SO", "department", "Sở", "01").await;
    let phong = ground.found(&who, "P1", "department", "Phòng", "SO").await;
    for (becoming, fields, words) in [
        ("rename", vec![("name", "Sở")], "SO: không có gì thay đổi"),
        ("rename", vec![("name", "")], "tên không dùng được. Chưa ghi gì"),
        ("rename", vec![("name", "a\u{202e}b")], "U+202E"),
        ("rename", vec![("name", "Khác"), ("day", "22/11/2026")], "Ngày này chưa tới"),
        ("rename", vec![("name", "Khác"), ("day", "1/1/26")], "bốn chữ số"),
        ("rename", vec![("name", "Khác"), ("day", "19/11/2026")], "gần nhất là ngày 20/11/2026"),
        ("rename", vec![("name", "Khác"), ("why", "")], "Hãy ghi lý do"),
        ("move", vec![("parent", "P1")], "P1 nằm dưới SO"),
        ("move", vec![("parent", "")], "Hãy ghi mã hoặc tên"),
        ("move", vec![("parent", "không có")], "không có đơn vị nào có mã hay tên"),
        ("end", vec![], "còn 1 đơn vị trực thuộc (P1)"),
        (
            "correct",
            vec![("name", "Sở"), ("code", "01"), ("kind", "department"), ("founded", "20/11/2026")],
            "Mã 01 đang là của “Hà Nội”",
        ),
        (
            "correct",
            vec![("name", "Sở"), ("code", "S O"), ("kind", "department"), ("founded", "20/11/2026")],
            "Mã chỉ gồm chữ cái",
        ),
        (
            "correct",
            vec![("name", "Sở"), ("code", "SO"), ("kind", "city"), ("founded", "20/11/2026")],
            "không thể trực thuộc loại",
        ),
        ("remove", vec![], "còn 1 mục gắn"),
        ("merge", vec![("into", "")], "Hãy chọn đơn vị tiếp nhận"),
        ("merge", vec![("into", "SO")], "không sáp nhập vào chính nó"),
        ("merge", vec![("into", "01"), ("with", "XX")], "không có đơn vị nào có mã hay tên “XX”"),
        ("merge", vec![("into", "01"), ("name", "Sở mới")], "Chỉ điền một trong hai"),
        (
            "split",
            vec![("code-1", "A"), ("name-1", "Sở A"), ("kind-1", "department"), ("parent", "01")],
            "chưa đủ đơn vị",
        ),
        ("split", vec![("code-1", "A"), ("parent", "01")], "Không có đơn vị nào mang mã này"),
    ] {
        refused(&ground, &who, so, becoming, &fields, words).await;
    }
    // What was typed stands there again, and as text.
    let got = change(&ground, &who, phong, "rename", &[("name", "<script>x</script>\u{202e}")]).await;
    assert!(got.text.contains("value=\"&#60;script&#62;x"), "{}", got.text);
    assert!(got.text.contains("value=\"Nghị quyết 1\""));
    // In English too.
    let english = ground.english(&who).await;
    refused(&ground, &english, so, "end", &[], "units still stand under it, 1 of them (P1)").await;
    refused(
        &ground,
        &english,
        so,
        "rename",
        &[("name", "Khác"), ("day", "19/11/2026")],
        "on 20 November 2026",
    )
    .await;
}

#[tokio::test]
async fn units_merge_and_split_and_a_past_day_is_as_it_was() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let a = ground.found(&who, "00001", "commune", "xã Một", "01").await;
    ground.found(&who, "00002", "commune", "xã Hai", "01").await;
    ground.found(&who, "P1", "department", "Phòng Một", "00001").await;
    // Two communes become a ward that takes the code of one.
    let fields =
        [("with", "00002"), ("name", "phường Mới"), ("code", "00001"), ("kind", "ward"), ("parent", "01")];
    let got = change(&ground, &who, a, "merge", &fields).await;
    let ward = ground.id("00001").await;
    assert_eq!(got.header("location"), format!("/console/units/{}?done=merged", ward.0), "{}", got.text);
    assert_eq!(
        ground.path("P1", TODAY).await,
        "Phòng Một < phường Mới < Hà Nội < Cơ quan điều phối quốc gia"
    );
    assert_eq!(
        ground.path("P1", "20/11/2026").await,
        "Phòng Một < xã Một < Hà Nội < Cơ quan điều phối quốc gia"
    );
    let page = ground.get(&who, &format!("/console/units/{}", ward.0)).await.text;
    assert!(page.contains("Tiếp nhận do sáp nhập") && page.contains("xã Hai"), "{page}");
    let page = ground.get(&who, &format!("/console/units/{}", a.0)).await.text;
    assert!(page.contains("Tiếp nối tại:") && page.contains("phường Mới"), "{page}");
    let list = ground.get(&who, "/console/units?under=01&day=20/11/2026").await.text;
    assert!(list.contains("xã Một") && list.contains("xã Hai") && !list.contains("phường Mới"), "{list}");
    let list = ground.get(&who, "/console/units?under=01").await.text;
    assert!(!list.contains("xã Một") && list.contains("phường Mới"), "{list}");
    // A department is split into a new one and one that is there; what is not named goes to the second.
    let so = ground.found(&who, "SO", "department", "Sở", "04").await;
    ground.found(&who, "SK", "department", "Sở Khác", "04").await;
    ground.found(&who, "P2", "department", "Phòng Hai", "SO").await;
    ground.found(&who, "P3", "department", "Phòng Ba", "SO").await;
    let fields = [
        ("parent", "04"),
        ("code-1", "SM"),
        ("name-1", "Sở Mới"),
        ("kind-1", "department"),
        ("children-1", "P2"),
        ("code-2", "SK"),
        ("kind-2", "department"),
        ("rest", "2"),
    ];
    refused(&ground, &who, so, "split", &fields[..7], "còn 1 đơn vị trực thuộc (P3)").await;
    changed(&ground, &who, so, "split", &fields).await;
    assert_eq!(ground.path("P2", TODAY).await, "Phòng Hai < Sở Mới < Cao Bằng < Cơ quan điều phối quốc gia");
    assert_eq!(ground.path("P3", TODAY).await, "Phòng Ba < Sở Khác < Cao Bằng < Cơ quan điều phối quốc gia");
    assert_eq!(
        ground.path("P3", "20/11/2026").await,
        "Phòng Ba < Sở < Cao Bằng < Cơ quan điều phối quốc gia"
    );
    let page = ground.get(&who, &format!("/console/units/{}", so.0)).await.text;
    assert!(page.contains("chia tách thành:") && page.contains("Sở Mới") && page.contains("Sở Khác"));
    // All of that is one tree when it is read again.
    assert!(ground.units().await.tree.len() > 40);
}

#[tokio::test]
async fn a_number_is_never_given_again_and_nothing_is_removed_that_people_belong_to() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let wrong = ground.found(&who, "NHAM", "department", "Nhầm", "01").await;
    let got = change(&ground, &who, wrong, "remove", &[]).await;
    assert_eq!(got.header("location"), "/console/units?done=removed");
    let next = ground.found(&who, "NHAM", "department", "Đúng", "01").await;
    assert!(next > wrong, "{next:?}");
    ground.person("can.bo", next, &[]).await;
    refused(&ground, &who, next, "remove", &[], "còn 1 mục gắn").await;
    // What was removed under somebody's feet is said to be gone, with what they typed.
    let fields = [("seen", "1"), ("name", "Tên tôi gõ"), ("day", TODAY), ("why", "x")];
    let got = ground.post(&who, &format!("/console/units/{}/rename", wrong.0), &fields).await;
    assert_eq!(got.status.as_u16(), 404);
}

#[tokio::test]
async fn two_people_change_one_unit_and_nothing_is_overwritten() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let so = ground.found(&who, "SO", "department", "Sở", "01").await;
    let other = ground.found(&who, "S2", "department", "Sở Hai", "01").await;
    let form = ground.get(&who, &format!("/console/units/{}/rename", so.0)).await.text;
    let seen = hidden(&form, "seen");
    // A change elsewhere does not stand in the way.
    changed(&ground, &who, other, "rename", &[("name", "Sở Hai Mới")]).await;
    changed(&ground, &who, so, "rename", &[("name", "Sở của người khác")]).await;
    let fields = [("seen", seen.as_str()), ("name", "Sở của tôi"), ("day", TODAY), ("why", "Nghị quyết 2")];
    let got = ground.post(&who, &format!("/console/units/{}/rename", so.0), &fields).await;
    assert_eq!(got.status.as_u16(), 409, "{}", got.text);
    for words in ["Sở của người khác", "value=\"Sở của tôi\"", "value=\"Nghị quyết 2\"", "người khác đã sửa"]
    {
        assert!(got.text.contains(words), "{words}: {}", got.text);
    }
    assert!(ground.path("SO", TODAY).await.starts_with("Sở của người khác"));
    // Whoever saw that may send it again.
    let seen = hidden(&got.text, "seen");
    let fields = [("seen", seen.as_str()), ("name", "Sở của tôi"), ("day", TODAY), ("why", "Nghị quyết 2")];
    let got = ground.post(&who, &format!("/console/units/{}/rename", so.0), &fields).await;
    assert_eq!(got.status.as_u16(), 303, "{}", got.text);
    // How it is reached is another thing, with a version of its own.
    let path = format!("/console/units/{}/contacts", so.0);
    let seen = hidden(&ground.get(&who, &path).await.text, "seen");
    for (phone, status) in [("024 1111", 303), ("024 2222", 409)] {
        let fields = [("seen", seen.as_str()), ("phone", phone), ("email", ""), ("address", "")];
        let got = ground.post(&who, &path, &fields).await;
        assert_eq!(got.status.as_u16(), status, "{}", got.text);
        assert!(status == 303 || (got.text.contains("024 1111") && got.text.contains("024 2222")));
    }
    assert_eq!(ground.units().await.contacts[&so].phone, "024 1111");
    for (field, bad, words) in [
        ("phone", "gọi tôi", "không phải số điện thoại"),
        ("email", "a@b", "không phải địa chỉ thư"),
        ("address", "\u{200b}", "U+200B"),
    ] {
        let got = ground.post(&who, &path, &[("seen", "9"), (field, bad)]).await;
        assert!(got.status.as_u16() == 422 && got.text.contains(words), "{field}: {}", got.text);
    }
}

#[tokio::test]
async fn changes_elsewhere_at_one_time_refuse_nobody() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let mut units = Vec::new();
    for at in 0..6 {
        units.push(ground.found(&who, &format!("S{at}"), "department", &format!("Sở {at}"), "01").await);
    }
    let form = |name: String| {
        vec![("seen", "1".to_owned()), ("name", name), ("day", TODAY.to_owned()), ("why", "x".to_owned())]
    };
    let posts = units.iter().enumerate().map(|(at, id)| {
        let (ground, who, fields) = (&ground, &who, form(format!("Sở mới {at}")));
        async move {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            ground.post(who, &format!("/console/units/{}/rename", id.0), &fields).await.status.as_u16()
        }
    });
    let got = join(posts).await;
    assert_eq!(got, vec![303; 6]);
    assert!(ground.path("S5", TODAY).await.starts_with("Sở mới 5"));
}

/// Runs all of them at one time.
async fn join<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut open: Vec<_> = futures.map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        for (future, done) in open.iter_mut().filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(value) = future.as_mut().poll(context) {
                *done = Some(value);
            }
        }
        if open.iter().all(|(_, done)| done.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    open.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn nobody_changes_what_is_not_theirs() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let so = ground.found(&who, "SO", "department", "Sở", "01").await;
    ground.found(&who, "SK", "department", "Sở Khác", "04").await;
    let (hanoi, caobang) = (ground.id("01").await, ground.id("04").await);
    let reader = ground.person("nguoi.xem", hanoi, &[(Role::Reader, UnitId(1))]).await;
    let beside = ground.person("quan.tri.khac", caobang, &[(Role::Administrator, caobang)]).await;
    let officer = ground.person("dau.moi", hanoi, &[(Role::Officer, hanoi)]).await;
    let before = ground.units().await.version;
    for someone in [&reader, &beside, &officer] {
        for becoming in ["rename", "move", "end", "merge", "split", "correct", "remove"] {
            let path = format!("/console/units/{}/{becoming}", so.0);
            assert_eq!(ground.get(someone, &path).await.status.as_u16(), 403, "{path}");
            let got = change(&ground, someone, so, becoming, &[("name", "Của tôi"), ("parent", "04")]).await;
            assert_eq!(got.status.as_u16(), 403, "{path}");
        }
        let page = ground.get(someone, &format!("/console/units/{}", so.0)).await;
        assert_eq!(page.status.as_u16(), 200);
        assert!(!page.text.contains("/rename\""), "{}", page.text);
        assert_eq!(ground.post(someone, "/console/units/provinces", &[]).await.status.as_u16(), 403);
    }
    let fields = [("seen", "1"), ("phone", "113")];
    for (someone, status) in [(&reader, 403), (&beside, 403), (&officer, 303)] {
        let got = ground.post(someone, &format!("/console/units/{}/contacts", so.0), &fields).await;
        assert_eq!(got.status.as_u16(), status, "{}", got.text);
    }
    let before = before + 1;
    assert_eq!(ground.units().await.version, before);
    // A reader founds nothing, and sees no table's page.
    let founding = [("parent", "01"), ("name", "A"), ("kind", "department"), ("code", "A"), ("day", TODAY)];
    for (someone, status) in [(&reader, 403), (&beside, 403)] {
        assert_eq!(ground.post(someone, "/console/units/new", &founding).await.status.as_u16(), status);
    }
    assert_eq!(ground.get(&reader, "/console/units/new").await.status.as_u16(), 403);
    assert_eq!(ground.get(&reader, "/console/units/import").await.status.as_u16(), 403);
    assert_eq!(ground.upload(&reader, TODAY, b"x").await.status.as_u16(), 403);
    // Whoever moves or merges a unit needs the right at both ends.
    let sk = ground.id("SK").await;
    for (becoming, fields) in [
        ("move", vec![("parent", "01")]),
        ("merge", vec![("into", "SO")]),
        ("merge", vec![("name", "Mới"), ("code", "MOI"), ("kind", "department"), ("parent", "01")]),
        ("merge", vec![("into", "04"), ("with", "SO")]),
        (
            "split",
            vec![
                ("code-1", "SO"),
                ("code-2", "B"),
                ("name-2", "B"),
                ("kind-2", "department"),
                ("parent", "04"),
            ],
        ),
        (
            "split",
            vec![
                ("code-1", "A"),
                ("name-1", "A"),
                ("kind-1", "department"),
                ("code-2", "B"),
                ("name-2", "B"),
                ("kind-2", "department"),
                ("parent", "01"),
            ],
        ),
    ] {
        let got = change(&ground, &beside, sk, becoming, &fields).await;
        assert_eq!(got.status.as_u16(), 403, "{becoming} {fields:?}: {}", got.text);
        assert!(got.text.contains("Bạn không có quyền thay đổi ở đơn vị"), "{}", got.text);
    }
    assert_eq!(ground.units().await.version, before);
    changed(&ground, &beside, sk, "rename", &[("name", "Sở Của Tỉnh")]).await;
    // A table is asked row by row.
    let csv = "Mã,Tên,Loại,Mã cấp trên\nX1,Phòng,Phòng,04\nX2,Phòng,Phòng,01\nSO,Sở Đổi Tên,Sở,\nSK,Sở Của Tỉnh,Sở,01\nX3,Phòng,Phòng,X2\n";
    let got = ground.upload(&beside, TODAY, csv.as_bytes()).await;
    assert_eq!(got.status.as_u16(), 422);
    for row in [3, 4, 5, 6] {
        assert!(got.text.contains(&format!("Dòng {row}<")), "{row}: {}", got.text);
    }
    assert!(!got.text.contains("Dòng 2<"), "{}", got.text);
    assert_eq!(ground.units().await.version, before + 1);
}

#[tokio::test]
async fn a_form_from_another_page_does_nothing() {
    let (ground, who) = Ground::new().await;
    let before = ground.units().await.version;
    let fields = [("seen", "1"), ("name", "Khác"), ("day", TODAY), ("why", "x"), ("form_key", "AAAA")];
    for path in [
        "/console/units/1/rename",
        "/console/units/1/contacts",
        "/console/units/new",
        "/console/units/provinces",
        "/console/units/import/apply",
    ] {
        assert_eq!(ground.post_from_elsewhere(&who, path, &fields).await.status.as_u16(), 403, "{path}");
        assert_eq!(ground.post_from_elsewhere(&who, path, &fields[..4]).await.status.as_u16(), 403, "{path}");
    }
    for parts in [
        vec![("file", &b"a"[..])],
        vec![("form_key", &b"AAAA"[..]), ("file", b"a")],
        // The key is to stand before the file.
        vec![("file", &b"a"[..]), ("form_key", who.form_key.as_bytes())],
    ] {
        assert_eq!(ground.upload_parts(&who, &parts).await.status.as_u16(), 403, "{parts:?}");
    }
    // Nobody who is not signed in sees anything.
    for path in ["/console/units", "/console/units/1", "/console/units/export.csv", "/console/units/import"] {
        let got = ground.get_as("", path).await;
        assert!(
            got.status.as_u16() == 303 && got.header("location").starts_with("/console/sign-in"),
            "{path}"
        );
    }
    assert_eq!(ground.units().await.version, before);
}

#[tokio::test]
async fn what_people_write_is_text_on_every_page() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let evil = "<script>alert(1)</script>\"'&";
    let id = ground.found(&who, "EVIL", "department", evil, "01").await;
    ground.found(&who, "EVIL2", "department", evil, "EVIL").await;
    let fields = [("seen", "1"), ("address", evil), ("phone", ""), ("email", "")];
    ground.post(&who, &format!("/console/units/{}/contacts", id.0), &fields).await;
    let mut paths: Vec<String> = ["rename", "move", "merge", "split", "end", "correct", "remove", "contacts"]
        .iter()
        .map(|word| format!("/console/units/{}/{word}", id.0))
        .collect();
    paths.extend(
        [
            "/console/units?q=%3Cscript%3E&under=%3Cscript%3E&day=%3Cscript%3E",
            "/console/units?under=%3Cscript%3E",
            "/console/units?q=script",
            "/console/units?under=EVIL",
            "/console/units/new?under=2",
        ]
        .map(str::to_owned),
    );
    paths.push(format!("/console/units/{}", id.0));
    for path in paths {
        let got = ground.get(&who, &path).await;
        assert!(matches!(got.status.as_u16(), 200 | 422), "{path}");
        assert!(!got.text.contains("<script"), "{path}: {}", got.text);
    }
    let csv =
        "Mã,Tên,Loại,Mã cấp trên,<script>\nX,<script>x</script>,Sở,01,\nEVIL,<script>y</script>,Sở,01,\n";
    let got = ground.upload(&who, TODAY, csv.as_bytes()).await;
    assert!(got.status.as_u16() == 200 && !got.text.contains("<script"), "{}", got.text);
    let csv = "Mã,Tên,Loại,Mã cấp trên\nX,a,<script>,<script>\n";
    let got = ground.upload(&who, TODAY, csv.as_bytes()).await;
    assert!(got.status.as_u16() == 422 && !got.text.contains("<script"), "{}", got.text);
}
