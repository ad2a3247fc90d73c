//! What stands on the pages of each form, empty and filled.
//!
//! Must never pass over a form: all of them are gone through.

use super::*;

#[test]
fn every_form_shows_every_field_that_it_must_have() {
    let known = everything();
    for form in FormKey::ALL {
        let draft = fill(&today(), *form, &known).unwrap();
        assert_eq!(draft.missing(), [], "{form:?}");
        let page = paragraphs(&draft.docx().unwrap()).join("\n");
        for field in &draft.form().required {
            let expected = match Rulebook::shipped().field(*field).holds {
                Holds::Moment => "16 giờ 05 phút",
                Holds::Day => "03/02/2026",
                Holds::Choices => "■ ",
                Holds::Sums => "[sums]",
                Holds::Line | Holds::Text | Holds::Rows => &format!("[{}]", field.key()),
            };
            assert!(page.contains(expected), "{form:?}: {field:?} in {page}");
        }
        assert!(!page.contains('□'), "{form:?}: everything is ticked");
        assert!(
            !page.contains('…') || page.contains("ngày …… tháng …… năm ……") || page.contains("bản"),
            "{page}"
        );
    }
}

#[test]
fn a_form_says_what_can_be_filled_in() {
    for form in FormKey::ALL {
        let draft = fill(&today(), *form, &Known::new()).unwrap();
        let fields = draft.fields();
        assert!(draft.form().required.iter().all(|field| fields.contains(field)), "{form:?}");
        let once: std::collections::BTreeSet<_> = fields.iter().collect();
        assert_eq!(once.len(), fields.len(), "{form:?}");
        for field in &fields {
            let table = Rulebook::shipped().field(*field).holds == Holds::Rows;
            assert_eq!(!draft.columns(*field).is_empty(), table, "{form:?} {field:?}");
        }
    }
    let minutes = fill(&today(), FormKey::MinutesHandover, &Known::new()).unwrap();
    assert_eq!(minutes.columns(Field::HandedOver)[2..], ["Số lượng", "Tình trạng"]);
    // No field is there that no form shows.
    let shown: std::collections::BTreeSet<_> =
        FormKey::ALL.iter().flat_map(|form| fill(&today(), *form, &Known::new()).unwrap().fields()).collect();
    assert_eq!(
        Field::ALL.iter().filter(|field| !shown.contains(field)).collect::<Vec<_>>(),
        [] as [&Field; 0]
    );
}

#[test]
fn an_empty_form_is_dots_and_invents_nothing() {
    for form in FormKey::ALL {
        let draft = fill(&today(), *form, &Known::new()).unwrap();
        assert_eq!(draft.missing(), draft.form().required, "{form:?}");
        let page = paragraphs(&draft.docx().unwrap()).join("\n");
        assert!(page.contains('…') && !page.contains('■') && !page.contains("null"), "{form:?}");
        // Nothing of today, of this machine or of who runs it.
        assert!(!page.contains("2026,") && !page.contains("tháng 11"), "{form:?}: {page}");
    }
}

#[test]
fn the_head_is_as_the_decree_has_it_and_number_and_day_are_blank() {
    let page = paragraphs(&docx(FormKey::IncidentReport, &everything()));
    let place =
        |text: &str| page.iter().position(|one| one == text).unwrap_or_else(|| panic!("{text}: {page:?}"));
    let order = [
        "[BODY_ABOVE]",
        "[BODY]",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:         /BC-[sign]",
        "[place], ngày …… tháng …… năm ……",
        "BÁO CÁO",
        "Về sự cố an ninh mạng đối với [subject]",
        "Kính gửi: [addressees].",
        "2. Nguyên nhân",
        "[cause]",
        "Nơi nhận:",
        "- Như trên;",
        "- [copies];",
        "- Lưu: VT, [unit_sign].",
        "[SIGNER_FOR]",
        "[SIGNER_POST]",
        "[signer_name]",
    ];
    let places: Vec<usize> = order.iter().map(|text| place(text)).collect();
    assert!(places.is_sorted(), "{places:?}");
    let letter = paragraphs(&docx(FormKey::SupportRequest, &everything()));
    assert!(letter.iter().any(|one| one == "Số:         /[sign]-[unit_sign]"));
    assert!(
        letter
            .iter()
            .any(|one| one == "V/v đề nghị hỗ trợ, phối hợp xử lý sự cố an ninh mạng đối với [subject]")
    );
}

#[test]
fn several_addressees_stand_below_the_greeting() {
    let mut known = everything();
    known.set(Field::Addressees, Value::Text("Một;\n\n Hai.\nBa".to_owned())).unwrap();
    let page = paragraphs(&docx(FormKey::Notice, &known));
    let at = page.iter().position(|one| one == "Kính gửi:").unwrap();
    assert_eq!(page[at + 1..at + 4], ["- Một;", "- Hai;", "- Ba."]);
}

#[test]
fn papers_speak_the_words_of_their_day() {
    let title = |day: &str| {
        let docx = fill(&on(day), FormKey::Notice, &everything()).unwrap().docx().unwrap();
        paragraphs(&docx).into_iter().find(|one| one.starts_with("Về ")).unwrap()
    };
    assert_eq!(title("2026-06-30"), "Về sự cố an toàn thông tin mạng đối với [subject]");
    assert_eq!(title("2026-07-01"), "Về sự cố an ninh mạng đối với [subject]");
    let none = fill(&on("2026-08-18"), FormKey::IncidentReport, &Known::new()).unwrap_err();
    assert_eq!(none.to_string(), "there is no form `incident_report` on 2026-08-18");
}

#[test]
fn what_has_no_official_body_says_so() {
    let order = paragraphs(&docx(FormKey::CoordinationOrder, &Known::new()));
    assert!(order[0].contains("Mẫu số 06") && order[0].contains("không có nội dung"), "{}", order[0]);
    let notice = paragraphs(&docx(FormKey::PersonalDataNotice, &Known::new()));
    assert!(notice[0].contains("Mẫu số 08"), "{}", notice[0]);
}

#[test]
fn the_sums_of_form_05_add_up() {
    let page = paragraphs(&docx(FormKey::Summary, &everything()));
    let after = |name: &str| {
        let at = page.iter().position(|one| one == name).unwrap();
        page[at + 1..at + 7].to_vec()
    };
    assert_eq!(after("Tấn công sử dụng mã độc"), ["12", "10", "2", "0", "1", "[sums]"]);
    assert_eq!(after("Từ chối dịch vụ"), ["0", "0", "0", "0", "0", ""]);
    assert_eq!(after("Tổng số"), ["15", "13", "2", "0", "1", ""]);
    let empty = paragraphs(&docx(FormKey::Summary, &Known::new()));
    let at = empty.iter().position(|one| one == "Tổng số").unwrap();
    assert_eq!(empty[at + 1..at + 7], [""; 6]);
}

#[test]
fn moments_are_viet_nams() {
    let check = |utc: &str, expected: &str| {
        let mut known = Known::new();
        known.set(Field::DetectedAt, Value::Moment(utc.parse().unwrap())).unwrap();
        let page = paragraphs(&docx(FormKey::Notice, &known)).join("\n");
        assert!(page.contains(expected), "{page}");
    };
    check("2026-12-31T17:00:00Z", "00 giờ 00 phút, ngày 01 tháng 01 năm 2027");
    check("2026-03-09T16:59:59Z", "23 giờ 59 phút, ngày 09 tháng 3 năm 2026");
}

#[test]
fn the_same_values_make_the_same_bytes() {
    for form in FormKey::ALL {
        assert_eq!(docx(*form, &everything()), docx(*form, &everything()), "{form:?}");
    }
}

#[test]
fn a_page_is_a4_with_the_margins_of_the_decree_and_numbers_from_the_second_on() {
    let docx = docx(FormKey::Notice, &Known::new());
    let page = part(&docx, "word/document.xml");
    for expected in [
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>",
        "w:top=\"1134\" w:right=\"851\" w:bottom=\"1134\" w:left=\"1701\"",
        "<w:titlePg/>",
        "<w:headerReference w:type=\"default\" r:id=\"rId2\"/>",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(part(&docx, "word/header.xml").contains("w:instr=\" PAGE \""));
    assert!(part(&docx, "word/styles.xml").contains("Times New Roman"));
}

#[test]
fn what_is_written_in_a_drill_says_so_above_all_else_and_what_is_real_says_nothing_of_it() {
    for form in today().forms().map(|form| form.value.key) {
        let draft = fill(&today(), form, &Known::new()).unwrap();
        let real = paragraphs(&draft.docx().unwrap());
        let marked = paragraphs(&draft.marked("DIỄN TẬP").docx().unwrap());
        assert_eq!(marked.first().map(String::as_str), Some("DIỄN TẬP"));
        assert_eq!(marked[1..], real[..]);
    }
}
