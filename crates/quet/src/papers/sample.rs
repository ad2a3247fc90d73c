//! An incident that never was, to fill forms with.
//!
//! Must never hold a name, number or address that could be somebody's.

use jiff::Timestamp;
use office::day::Day;
use office::papers::{Field, Known, Summary, Sums, Value};
use office::rulebook::{Class, Holds, Key, Rulebook};

/// When it was detected: 28 November 2026, 16:05 in Viet Nam, in seconds since 1970.
const DETECTED: i64 = 1_795_856_700;

const HAPPENED: &str = "Lúc 16 giờ 05 phút, hệ thống giám sát phát hiện 12 máy trạm của bộ phận Một cửa kết nối đến \
     máy chủ điều khiển; các tệp trên thư mục dùng chung bị mã hóa và đổi phần mở rộng. Đơn vị vận hành đã ngắt kết nối \
     mạng, giữ nguyên hiện trạng và thu thập nhật ký.\nChưa thấy dấu hiệu lộ dữ liệu; đang tiếp tục xác minh.";

const TEXTS: [(Field, &str); 70] = [
    (Field::BodyAbove, "UBND tỉnh Mẫu"),
    (Field::Body, "Sở Khoa học và Công nghệ"),
    (Field::Sign, "SKHCN"),
    (Field::UnitSign, "CNTT"),
    (Field::Place, "Thị Mẫu"),
    (Field::SignerFor, "KT. Giám đốc"),
    (Field::SignerPost, "Phó Giám đốc"),
    (Field::SignerName, "Nguyễn Thị Mẫu"),
    (Field::Addressees, "Lực lượng chuyên trách bảo vệ an ninh mạng;\nCông an tỉnh Mẫu"),
    (Field::Copies, "UBND tỉnh Mẫu (để báo cáo);\nTrung tâm Công nghệ số"),
    (Field::Subject, "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Mẫu"),
    (Field::ReporterName, "Sở Khoa học và Công nghệ tỉnh Mẫu"),
    (Field::ReporterAddress, "Số 1 đường Ví Dụ, phường Mẫu, tỉnh Mẫu"),
    (Field::ReporterPhone, "0200 000 0001"),
    (Field::ReporterEmail, "skhcn@mau.example"),
    (Field::ContactName, "Trần Văn Ví Dụ"),
    (Field::ContactPost, "Trưởng phòng Công nghệ số"),
    (Field::ContactPhone, "0200 000 0002"),
    (Field::ContactEmail, "vidu@mau.example"),
    (Field::OperatorName, "Trung tâm Công nghệ số tỉnh Mẫu"),
    (Field::OperatorAddress, "Số 2 đường Ví Dụ, phường Mẫu, tỉnh Mẫu"),
    (Field::OwnerName, "Ủy ban nhân dân tỉnh Mẫu"),
    (
        Field::SystemName,
        "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Mẫu (mot-cua.mau.example, 192.0.2.10)",
    ),
    (Field::SecurityProvider, "Công ty An toàn Mẫu"),
    (Field::ConnectionProvider, "Nhà mạng Mẫu"),
    (Field::Summary, HAPPENED),
    (Field::ToldBy, "Trung tâm giám sát"),
    (Field::Os, "Windows Server"),
    (Field::OsVersion, "2019"),
    (Field::ServicesOther, "tệp dùng chung"),
    (Field::PublicAddresses, "192.0.2.10"),
    (Field::Domains, "mot-cua.mau.example"),
    (Field::Purpose, "Giải quyết thủ tục hành chính"),
    (Field::Requests, "Đề nghị hỗ trợ phân tích mẫu mã độc và khôi phục dữ liệu."),
    (Field::InitialNumber, "15/BC-SKHCN"),
    (Field::Result, HAPPENED),
    (Field::Documents, "Nhật ký tường lửa;\nBiên bản ghi nhận sự cố."),
    (Field::MemberCode, "MAU-01"),
    (Field::Helpers, "Công an tỉnh Mẫu"),
    (Field::HelpersAbroad, "Không có"),
    (Field::Proposals, "Tổ chức diễn tập thực chiến trong quý tới."),
    (Field::Cause, HAPPENED),
    (Field::Scope, "12 máy trạm, 01 máy chủ tệp; 03 đơn vị bị gián đoạn 06 giờ."),
    (Field::Remedy, "Ngắt kết nối, cô lập máy nhiễm, thu mẫu, khôi phục từ bản sao lưu ngày 27/11/2026."),
    (Field::Course, HAPPENED),
    (Field::NextSteps, "Rà quét toàn bộ máy trạm của Sở."),
    (Field::Tasks, "1. Rà quét các máy trạm.\n2. Chặn địa chỉ 198.51.100.77."),
    (Field::Basis, "Quyết định số 05/2017/QĐ-TTg;"),
    (Field::MinutesPlace, "Phòng máy chủ, Sở Khoa học và Công nghệ"),
    (Field::Witnesses, "Lê Văn Chứng, Công an phường Mẫu"),
    (Field::Found, HAPPENED),
    (Field::SealNumbers, "NP-001, NP-002"),
    (Field::KeptBy, "Kho lưu trữ của Sở Khoa học và Công nghệ"),
    (Field::HandedBy, "Trần Văn Ví Dụ, Trung tâm Công nghệ số"),
    (Field::ReceivedBy, "Lê Thị Nhận, Công an tỉnh Mẫu"),
    (Field::Remarks, "Không."),
    (Field::DataKinds, "Họ và tên, số định danh cá nhân, số điện thoại"),
    (Field::DataSubjects, "khoảng 1.200"),
    (Field::Consequences, "Có thể bị lợi dụng để lừa đảo."),
    (Field::PlanYear, "2027"),
    (Field::PlanPurpose, "Chủ động ứng phó, giảm thiểu thiệt hại khi có sự cố."),
    (Field::PlanRequirements, "Ai cũng biết phải báo cho ai và làm gì trước."),
    (Field::PlanState, "Máy trạm có phần mềm phòng chống mã độc; máy chủ được sao lưu hằng ngày."),
    (Field::PlanRisks, "Mã độc mã hóa dữ liệu; thư giả mạo lấy mật khẩu."),
    (Field::PlanConsequences, "Gián đoạn dịch vụ công; lộ dữ liệu cá nhân."),
    (Field::PlanMeans, "02 cán bộ chuyên trách; 01 máy chủ dự phòng."),
    (Field::PlanPriorities, "Giữ Cổng dịch vụ công hoạt động trước."),
    (Field::PlanCommunication, "Báo số trực; ngoài giờ báo lãnh đạo trực."),
    (Field::PlanDrills, "Diễn tập một lần trong quý II, một lần trong quý IV."),
    (Field::PlanOrganisation, "Văn phòng chủ trì; các phòng phối hợp."),
];

/// What is ticked.
const TICKED: [(Field, &[&str]); 8] = [
    (Field::SystemLevel, &["3"]),
    (Field::Status, &["open"]),
    (Field::HowDetected, &["ids", "told"]),
    (Field::Notified, &["isp", "coordinator"]),
    (Field::Services, &["web", "other"]),
    (Field::Measures, &["antivirus", "firewall"]),
    (Field::Attached, &["logs", "samples"]),
    (Field::Confidential, &["yes"]),
];

/// The incident.
pub fn known() -> Known {
    let mut known = Known::new();
    // None of it is as long as what a field may hold.
    let mut set = |field, value| {
        let _ = known.set(field, value);
    };
    for (field, text) in TEXTS {
        set(field, Value::Text(text.to_owned()));
    }
    for (field, keys) in TICKED {
        set(field, Value::Choices(keys.iter().map(|key| (*key).to_owned()).collect()));
    }
    for field in Field::ALL {
        match Rulebook::shipped().field(*field).holds {
            Holds::Moment => {
                set(*field, Value::Moment(Timestamp::from_second(DETECTED).unwrap_or_default()));
            }
            Holds::Day => {
                if let Some(day) = Day::at(DETECTED) {
                    set(*field, Value::Day(day));
                }
            }
            _ => {}
        }
    }
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    set(
        Field::Present,
        Value::Rows(vec![
            row(&["Nguyễn Thị Mẫu", "Phó Giám đốc", "Sở Khoa học và Công nghệ"]),
            row(&["Trần Văn Ví Dụ", "Trưởng phòng", "Trung tâm Công nghệ số"]),
        ]),
    );
    let sample = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    set(Field::Evidence, Value::Rows(vec![row(&["hoadon.exe (mẫu mã độc)", sample, "Trần Văn Ví Dụ"])]));
    set(Field::Devices, Value::Rows(vec![row(&["Máy tính để bàn", "SN-0001", "Đã tắt nguồn"])]));
    set(Field::HandedOver, Value::Rows(vec![row(&["Ổ cứng", "SN-0077", "01", "Đã niêm phong"])]));
    set(Field::PlanSystems, Value::Rows(vec![row(&["Cổng dịch vụ công tỉnh Mẫu", "3"])]));
    set(
        Field::PlanScenarios,
        Value::Rows(vec![row(&["Máy chủ bị mã hóa", "Mã độc", "Rút dây mạng của máy chủ", "Văn phòng"])]),
    );
    let of = |counts, loss: &str| Sums { counts, loss: loss.to_owned() };
    let classes = [
        (Class::Malware, of([12, 10, 2, 0, 1], "35 triệu đồng")),
        (Class::Defacement, of([1, 1, 0, 0, 0], "")),
    ];
    let loss = "35 triệu đồng".to_owned();
    set(Field::Sums, Value::Sums(Summary { loss, ..classes.into() }));
    known
}
