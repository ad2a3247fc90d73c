//! Workbooks of information systems: what goes out comes back, and what is broken is taken in no part.

use office::rights::Role;
use office::units::UnitId;

use crate::units_support::Ground;

const IMPORT: &str = "/console/systems/import";

#[tokio::test]
async fn a_workbook_comes_back_as_it_went_out_and_a_broken_one_is_no_table() {
    let (ground, _) = Ground::new().await;
    let root = UnitId(1);
    let who = ground.person("officer", root, &[(Role::Officer, root)]).await;
    for (name, products) in [("Cổng", "PHP (8.1)\nMySQL"), ("=1+1", ""), ("Thư, văn bản; khác", "")] {
        let fields =
            [("unit", "QG"), ("name", name), ("level", "2"), ("products", products), ("domains", "a.vn")];
        let got = ground.post(&who, "/console/systems/new", &fields).await;
        assert_eq!(got.status.as_u16(), 303, "{name}: {}", got.text);
    }
    let send = async |bytes: &[u8]| {
        let parts: [(&str, &[u8]); 3] =
            [("form_key", who.form_key.as_bytes()), ("why", b""), ("file", bytes)];
        ground.upload_to(IMPORT, &who, &parts).await
    };
    let workbook = ground.bytes(&who, "/console/systems/export.xlsx").await;
    assert!(workbook.starts_with(b"PK"));
    let got = send(&workbook).await;
    assert!(got.status.as_u16() == 200 && got.text.contains("Không có gì để ghi"), "{}", got.text);
    let found = ground.bytes(&who, "/console/systems/export.xlsx?q=cong").await;
    assert!(found.starts_with(b"PK") && found.len() < workbook.len(), "exactly what is seen");
    for cut in [10, workbook.len() / 2, workbook.len() - 5] {
        let got = send(&workbook[..cut]).await;
        assert_eq!(got.status.as_u16(), 422, "{cut}");
    }
    let large = vec![b'x'; (8 << 20) + 1];
    assert_eq!(send(&large).await.status.as_u16(), 413);
    assert!(ground.get(&who, "/console/systems").await.text.contains("tất cả có 3."));
    // Without the key of its page, before the file, nothing of it is read.
    let parts: [(&str, &[u8]); 2] = [("file", &workbook), ("form_key", who.form_key.as_bytes())];
    assert_eq!(ground.upload_to(IMPORT, &who, &parts).await.status.as_u16(), 403);
}
