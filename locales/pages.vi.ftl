# Lời trên các trang công khai. Tệp pages.en.ftl có đúng những lời này bằng tiếng Anh; có kiểm thử so hai tệp.

## Khung chung

site-name = Quét
skip = Đến nội dung chính
other-language = English
nav-label = Các trang
nav-check = Kiểm tra
nav-scan = Quét máy
nav-share = Lan tỏa
nav-figures = Số liệu
generated-tag = Dữ liệu mô phỏng
generated = Mọi ghi nhận trên trang này đều do chương trình tạo ra để trình diễn, không phải máy nhiễm thật.
campaign-unnamed = Chiến dịch chưa được đặt tên
campaign-unnamed-why = Đơn vị vận hành máy chủ này chưa công bố tên chiến dịch và đơn vị tổ chức. Chưa rõ ai đứng sau thì bạn chưa nên làm theo lời mời nào nhân danh chiến dịch.
owner = Đơn vị tổ chức: { $name }
contact = Cần giúp đỡ: { $contact }
trust-title = Không ai gọi điện cho bạn về việc này.
trust = Chiến dịch không hỏi mã OTP, không thu phí, không yêu cầu cài phần mềm qua điện thoại hay tin nhắn. Ai làm vậy là lừa đảo: hãy cúp máy.
credit = Tên nhà mạng: dữ liệu dải địa chỉ tổng hợp từ RouteViews, NRO (nro.net) và
credit-db-ip = IP Geolocation by DB-IP
credit-licence = giấy phép CC BY 4.0.
footer-api = Dành cho lập trình viên
footer-figures = Cách tính và bảng số liệu
og-description = Kiểm tra mất vài giây, không cần tài khoản, không thu phí. Không ai gọi điện hỏi mã OTP.

## Trang chiến dịch

home-title = Máy của bạn có nằm trong mạng máy tính ma không?
home-lead = Kiểm tra mất vài giây, không cần tài khoản. Trang này chỉ tra địa chỉ bạn đang dùng để truy cập và không lưu lại địa chỉ đó.
home-what = Mạng máy tính ma (botnet) là những máy đã nhiễm mã độc, bị kẻ xấu điều khiển từ xa mà chủ máy không hay biết.
home-address = Bạn đang kết nối từ
home-address-only-you = Chỉ mình bạn nhìn thấy dòng này.
home-address-unknown = Chưa xác định được
home-operator = Nhà mạng: { $name }
home-join = Tham gia ngay
home-join-note = Bước 1 trong 3: kiểm tra
home-steps = Ba bước của chiến dịch
home-step-1 = Kiểm tra
home-step-1-text = Địa chỉ của bạn đã từng bị ghi nhận trong mạng máy tính ma chưa?
home-step-1-link = Kiểm tra địa chỉ của tôi
home-step-2 = Quét
home-step-2-text = Cách quét và gỡ mã độc cho đúng loại máy bạn đang dùng: máy tính, điện thoại, bộ phát Wi‑Fi, camera.
home-step-2-link = Xem cách quét
home-step-3 = Lan tỏa
home-step-3-text = Gửi cho người thân và hàng xóm. Người lớn tuổi cần bạn giúp nhất.
home-step-3-link = Lấy lời nhắn để gửi
home-behind = Ai tổ chức chiến dịch này?

## Số liệu

finding-nothing = Chưa có số liệu
finding-nothing-text = Máy chủ này chưa nhập ghi nhận nào trong thời gian chiến dịch. Số liệu sẽ hiện ra ngay sau lần nhập đầu tiên.
finding-too-short = { $addresses } địa chỉ bị ghi nhận, chưa đủ hai tuần để so sánh
finding-fewer = Số địa chỉ trong mạng máy tính ma giảm { $percent } so với tuần đầu
finding-more = Số địa chỉ trong mạng máy tính ma tăng { $percent } so với tuần đầu
finding-same = Số địa chỉ trong mạng máy tính ma gần như không đổi so với tuần đầu
finding-doubtful = Trong các ngày được so sánh có ngày thiếu nguồn, nên mức thay đổi thật có thể khác.
figures-last-7 = địa chỉ khác nhau trong 7 ngày cuối, { $first } – { $last }
figures-first-7 = 7 ngày đầu, { $first } – { $last }: { $addresses }
figures-source = Nguồn: { $sources }. Nhập lần cuối lúc { $when } (giờ Việt Nam).
figures-how-link = Cách tính
figures-table-link = Bảng số liệu
figures-csv-link = Tải CSV
curve-label = Biểu đồ đường: số địa chỉ khác nhau bị ghi nhận mỗi ngày, từ { $first } ({ $from } địa chỉ) đến { $last } ({ $to } địa chỉ). Số liệu từng ngày có trong bảng.
curve-axis = Địa chỉ mỗi ngày (ngày theo giờ quốc tế UTC)
curve-gap = không có số liệu
curve-legend-gap = Dải xám: ngày không nguồn nào gửi số liệu, không phải bằng không.
curve-legend-partial = Nét đứt: ngày thiếu ít nhất một nguồn, con số thật có thể cao hơn.
families-title = Theo loại mã độc
families-caption = Số địa chỉ khác nhau theo loại mã độc
families-family = Loại mã độc
families-last = 7 ngày cuối
families-first = 7 ngày đầu
families-change = Thay đổi
families-new = mới
families-more = Còn { $number } loại khác, xem trong bảng số liệu đầy đủ.
reports-title = Kết quả quét
reports-tag = do người dùng tự khai
reports-scans = lượt quét được báo về
reports-alerts = lượt tìm thấy mã độc
reports-cleaned = lượt đã cách ly mã độc
reports-how = Chưa ai kiểm chứng các con số này. Mỗi địa chỉ chỉ được tính { $cap } báo cáo một ngày; phần vượt mức không được tính.

## Trang số liệu

table-title = Số liệu từng ngày và cách tính
table-lead = Tổng cộng { $sightings } ghi nhận từ { $addresses } địa chỉ khác nhau, { $first } – { $last }.
table-how = Cách tính
table-how-1 = Một ghi nhận là một lần máy chủ bẫy (sinkhole) thấy một địa chỉ tìm cách liên lạc với kẻ điều khiển. Cùng một báo cáo nhập hai lần chỉ được tính một lần.
table-how-2 = Mỗi địa chỉ chỉ được đếm một lần trong mỗi con số, dù bị thấy bao nhiêu lần, bởi bao nhiêu nguồn, với bao nhiêu loại mã độc.
table-how-3 = Một địa chỉ không phải là một máy: sau một địa chỉ dùng chung có thể có nhiều máy, và một máy đổi địa chỉ sẽ bị đếm nhiều lần.
table-how-4 = Ngày tính theo giờ quốc tế (UTC): từ 7 giờ sáng hôm đó đến 7 giờ sáng hôm sau, giờ Việt Nam.
table-how-5 = Ngày không nguồn nào gửi số liệu để trống chứ không ghi bằng không. Ngày thiếu một nguồn có ghi tên nguồn thiếu.
table-caption = Số địa chỉ khác nhau mỗi ngày, ngày mới nhất ở trên
table-day = Ngày (UTC)
table-addresses = Địa chỉ
table-missing = Nguồn thiếu
table-unknown = không có số liệu
table-families-sightings = Ghi nhận
table-families-ever = Từ trước đến nay
table-scroll = Bảng cuộn ngang được

## Kết quả kiểm tra

check-title = Kết quả kiểm tra
check-address = Địa chỉ đã tra: { $address }
check-address-operator = Địa chỉ đã tra: { $address } ({ $name })
check-recent = Địa chỉ của bạn mới bị ghi nhận trong mạng máy tính ma
check-recent-lead = Lần gần nhất là { $when }, mã độc { $family }. Rất có thể một thiết bị dùng đường truyền này đang nhiễm. Đây không phải lỗi của bạn, và xử lý được.
check-old = Địa chỉ này từng bị ghi nhận, nhưng đã lâu
check-old-lead = Lần gần nhất là { $when }, mã độc { $family }. Có thể thiết bị đã sạch, cũng có thể lúc đó địa chỉ này thuộc về người khác. Hãy quét một lần cho yên tâm.
check-shared = Địa chỉ dùng chung: có máy nhiễm, chưa chắc là máy của bạn
check-shared-lead = Nhiều thuê bao cùng dùng địa chỉ này. Một máy trong số đó đã liên lạc với mạng máy tính ma { $family }, lần gần nhất là { $when }.
check-shared-old = Địa chỉ dùng chung: từng có máy nhiễm, nhưng đã lâu
check-shared-old-lead = Nhiều thuê bao cùng dùng địa chỉ này. Lần gần nhất một máy trong số đó liên lạc với mạng máy tính ma { $family } là { $when }.
check-neighbour = Trong nhà bạn có thiết bị bị ghi nhận trong mạng máy tính ma
check-neighbour-lead = Thiết bị bị ghi nhận dùng chung đường truyền với bạn nhưng có địa chỉ khác: mã độc { $family }, lần gần nhất là { $when }. Đó thường là một thiết bị khác trong nhà; cũng có thể chính là thiết bị này, vì địa chỉ IPv6 hay thay đổi.
check-neighbour-old = Trong nhà bạn từng có thiết bị bị ghi nhận, nhưng đã lâu
check-neighbour-old-lead = Thiết bị đó dùng chung đường truyền với bạn nhưng có địa chỉ khác: mã độc { $family }, lần gần nhất là { $when }. Có thể thiết bị đã sạch. Hãy quét một lần cho yên tâm.
check-not-seen = Chưa ghi nhận, chưa khẳng định máy sạch
check-not-seen-lead = Tính đến { $until }, chưa nguồn nào ghi nhận địa chỉ này trong mạng máy tính ma. Nhưng mã độc chưa hoạt động, hoặc loại chưa có nguồn nào theo dõi, sẽ không hiện ra ở đây.
check-no-data = Chưa có số liệu để trả lời
check-no-data-lead = Máy chủ này chưa nhập ghi nhận nào, nên chưa thể nói gì về địa chỉ của bạn. Trong lúc chờ, bạn vẫn có thể quét thiết bị của mình.
check-mobile = Bạn đang dùng mạng di động nên chưa kiểm tra được
check-mobile-lead = Địa chỉ của mạng di động đổi người dùng liên tục, nên kết quả sẽ không nói đúng về thiết bị của bạn.
check-hosting = Bạn đang đi qua VPN hoặc máy chủ thuê nên chưa kiểm tra được
check-hosting-lead = Trang này chỉ thấy địa chỉ của VPN hoặc của trung tâm dữ liệu, không thấy đường truyền nhà bạn.
check-foreign = Địa chỉ này nằm ngoài phạm vi của chiến dịch
check-foreign-lead = Chiến dịch chỉ có số liệu về các dải địa chỉ của nhà mạng tại Việt Nam. Nếu bạn đang ở Việt Nam, có lẽ máy đang đi qua VPN.
check-private = Bạn kết nối bằng địa chỉ nội bộ nên chưa kiểm tra được
check-private-lead = Địa chỉ nội bộ chỉ có nghĩa bên trong mạng của bạn, không phải là địa chỉ mà Internet nhìn thấy.
check-proxy = Chưa xác định được địa chỉ của bạn
check-proxy-lead = Giữa bạn và trang này có một máy chủ trung gian (proxy) không cho biết bạn kết nối từ đâu.
check-now = Việc cần làm
check-now-urgent = Việc cần làm ngay
check-seen = Những gì đã ghi nhận
check-seen-first = Lần đầu
check-seen-last = Gần nhất
check-seen-times = Số lần
check-seen-clock = Giờ Việt Nam.
check-why = Vì sao chúng tôi nói vậy?
check-why-listed = Máy nhiễm mã độc tìm cách liên lạc với kẻ điều khiển. Một số địa chỉ của kẻ điều khiển nay đã thành máy chủ bẫy (sinkhole), và các máy chủ đó ghi lại ai đã gọi đến. Nguồn: { $sources }.
check-why-recent = “Mới” nghĩa là trong { $days } ngày gần đây.
check-why-shared = Dải địa chỉ này được nhà mạng khai là dùng chung, hoặc có nhiều loại mã độc cùng lúc đến mức khó là của một nhà. Vì vậy chúng tôi không kết luận đó là máy của bạn.
check-why-neighbour = Với IPv6, mỗi nhà được cấp cả một dải địa chỉ. Chúng tôi chỉ xét đúng dải của đường truyền bạn đang dùng.
check-why-not-seen = Nguồn: { $sources }. Nhập lần cuối lúc { $when } (giờ Việt Nam).
check-not-kept = Kết quả này không được lưu lại, và chỉ nói về địa chỉ bạn đang dùng lúc này.

## Các việc cần làm

step-scan = Quét thiết bị này
step-scan-text = Có hướng dẫn cho từng loại: máy tính, điện thoại, bộ phát Wi‑Fi, camera.
step-scan-link = Xem cách quét
step-device = Làm sạch bộ phát Wi‑Fi, camera, đầu thu
step-device-text = Loại mã độc này ít khi nằm trong máy tính hay điện thoại.
step-device-link = Xem cách làm
step-others = Quét các thiết bị khác trong nhà
step-others-text = Kể cả máy tính cũ, camera, đầu thu và bộ phát Wi‑Fi.
step-return = Quay lại đây sau ba ngày
step-return-text = Hãy so giờ gần nhất với hôm nay: nếu giờ ấy không đổi thì việc xử lý có vẻ đã có kết quả. Ghi nhận cũ còn hiện ở đây nhiều ngày, ghi nhận mới cần một, hai ngày mới tới.
step-operator = Cần biết chắc thì hỏi nhà mạng
step-operator-text = Chỉ nhà mạng mới biết thuê bao nào dùng địa chỉ này vào lúc đó. Hãy nêu địa chỉ và giờ ghi ở mục “Những gì đã ghi nhận”.
step-home = Nối Wi‑Fi nhà rồi kiểm tra lại
step-home-text = Tắt dữ liệu di động, nối Wi‑Fi ở nhà hoặc cơ quan, rồi mở lại trang này.
step-again-link = Kiểm tra lại
step-vpn = Tắt VPN rồi kiểm tra lại
step-vpn-text = Tắt VPN và các tính năng ẩn địa chỉ của trình duyệt, nối Wi‑Fi nhà, rồi mở lại trang này.
step-outside = Thử bằng một đường truyền khác
step-outside-text = Dùng Wi‑Fi nhà, không qua mạng nội bộ cơ quan hay máy chủ trung gian, rồi mở lại trang này.
step-admin = Ở cơ quan, trường học: hỏi người quản trị mạng
step-admin-text = Họ biết mạng của đơn vị ra Internet bằng địa chỉ nào và có thể kiểm tra giúp.
step-share = Nhắn người thân cùng kiểm tra
step-share-text = Có sẵn lời nhắn để gửi vào nhóm Zalo của gia đình.
step-share-link = Lấy lời nhắn

## Mười phút đầu tiên

card-title = Mười phút đầu tiên
card-unplug = Ngắt mạng của riêng thiết bị đáng ngờ
card-unplug-text = Rút dây mạng hoặc tắt Wi‑Fi trên chính thiết bị đó. Không cần tắt bộ phát Wi‑Fi của cả nhà.
card-unplug-device-text = Rút dây mạng của camera, đầu thu hay ổ cứng mạng đáng ngờ. Nếu là bộ phát Wi‑Fi, hãy làm theo hướng dẫn bên dưới trước khi dùng tiếp.
card-keep = Máy của cơ quan: đừng tắt nguồn, đừng cài lại
card-keep-text = Dấu vết trong máy giúp tìm ra nguyên nhân. Hãy báo ngay người phụ trách công nghệ thông tin của đơn vị.
card-bank = Đừng đăng nhập ngân hàng trên thiết bị đó
card-bank-text = Cả ví điện tử, thư điện tử và tài khoản công việc. Cần gấp thì dùng thiết bị khác.
card-call = Gọi ai?
card-call-none = Đơn vị tổ chức chưa công bố đầu mối liên hệ trên máy chủ này. Máy của cơ quan: báo người phụ trách công nghệ thông tin. Máy ở nhà: hỏi tổng đài nhà mạng của bạn theo số in trên hóa đơn.

## Theo loại mã độc

family-title = Nên tìm ở đâu trước?
family-windows = { $families }: lây trên máy tính Windows
family-windows-text = Thường lây qua USB, tệp chạy và máy lâu không cập nhật. Hãy quét mọi máy Windows trong nhà cùng các USB; khi máy đã sạch mới đổi mật khẩu.
family-windows-link = Cách quét máy Windows
family-device = { $families }: nhiễm bộ phát Wi‑Fi, camera, đầu thu
family-device-text = Ít khi nằm trong máy tính. Khởi động lại thì mã độc biến mất, nhưng sẽ quay lại nếu mật khẩu và phần mềm vẫn như cũ.
family-device-link = Cách xử lý bộ phát Wi‑Fi và camera
family-nas = { $families }: nhiễm ổ cứng mạng (NAS)
family-nas-text = Cập nhật phần mềm của ổ cứng mạng, quét bằng công cụ của hãng, đổi mọi mật khẩu và đừng mở ổ ra Internet.
family-nas-link = Cách xử lý thiết bị lưu trữ và camera
family-android = { $families }: nhiễm điện thoại và đầu thu Android
family-android-text = Thường đi kèm ứng dụng cài từ ngoài kho chính thức. Hãy kiểm tra cả đầu thu tivi Android.
family-android-link = Cách xử lý thiết bị Android
family-unknown = { $families }
family-unknown-text = Chưa có hướng dẫn riêng cho loại này. Hãy bắt đầu từ máy tính, rồi đến bộ phát Wi‑Fi và camera.
family-unknown-link = Xem cách quét từng loại thiết bị

## Quét

scan-title = Quét và gỡ mã độc
scan-lead = Chọn thiết bị cần quét. Chúng tôi đã đoán theo trình duyệt của bạn; chọn loại khác nếu chưa đúng.
scan-lead-unknown = Chọn thiết bị cần quét. Mỗi loại có cách làm riêng.
scan-choose = Loại thiết bị
device-windows = Windows
device-macos = macOS
device-linux = Linux
device-android = Android
device-ios = iPhone, iPad
device-router = Bộ phát Wi‑Fi
device-camera = Camera, đầu thu, NAS
scan-office = Máy của cơ quan? Hãy báo người phụ trách công nghệ thông tin trước khi quét hay gỡ bất cứ thứ gì.
scan-windows = Máy tính Windows
scan-windows-lead = Công cụ của chiến dịch chưa chạy trên Windows. Windows có sẵn công cụ quét tốt và miễn phí, hãy dùng công cụ đó.
scan-windows-1 = Cập nhật Windows
scan-windows-1-text = Mở Cài đặt → Windows Update, cài hết các bản cập nhật.
scan-windows-2 = Quét ngoại tuyến
scan-windows-2-text = Lưu công việc đang làm. Mở Bảo mật Windows → Bảo vệ khỏi vi-rút và mối đe dọa → Tùy chọn quét, chọn Microsoft Defender ngoại tuyến (Offline scan) rồi bấm Quét ngay. Máy tự khởi động lại và quét khoảng 15 phút.
scan-windows-3 = Quét toàn bộ, cả USB
scan-windows-3-text = Cũng ở Tùy chọn quét, chọn Quét toàn bộ. Cắm các USB và ổ cứng ngoài vào trước khi bấm quét.
scan-windows-4 = Đổi mật khẩu khi máy đã sạch
scan-windows-4-text = Đổi trước cho thư điện tử và ngân hàng, tốt nhất từ một thiết bị khác.
scan-macos = Máy Mac
scan-macos-lead = Công cụ của chiến dịch chưa chạy trên macOS. Máy Mac có sẵn lớp bảo vệ XProtect tự cập nhật; hãy làm thêm các bước sau.
scan-macos-1 = Cập nhật macOS
scan-macos-1-text = Mở Cài đặt hệ thống → Cài đặt chung → Cập nhật phần mềm, rồi khởi động lại.
scan-macos-2 = Gỡ những gì bạn không cài
scan-macos-2-text = Xem thư mục Ứng dụng, mục Mục đăng nhập và mục Cấu hình trong Cài đặt hệ thống; xóa những gì lạ.
scan-macos-3 = Vẫn nghi ngờ thì quét bằng phần mềm có uy tín
scan-macos-3-text = Chỉ tải từ App Store hoặc trang chính thức của hãng, không tải từ quảng cáo hay cửa sổ bật lên.
scan-macos-4 = Kiểm tra các thiết bị khác trong nhà
scan-macos-4-text = Phần lớn ghi nhận đến từ máy Windows, bộ phát Wi‑Fi và camera dùng chung đường truyền.
scan-linux = Máy tính, máy chủ Linux
scan-linux-lead = Công cụ quet của chiến dịch chạy trên Linux. Công cụ chỉ báo cáo khi bạn đồng ý, và mọi tệp bị cách ly đều khôi phục được.
scan-linux-1 = Lấy chương trình quet
scan-linux-1-text = Nhận từ đơn vị tổ chức chiến dịch, hoặc tự dựng từ mã nguồn theo tệp README.
scan-linux-2 = Quét với bộ quy tắc của chiến dịch
scan-linux-2-text = Lệnh này tải bộ quy tắc, kiểm tra chữ ký rồi mới quét. Nó chưa thay đổi tệp nào.
scan-linux-key = Dấu vân tay của khóa ký bộ quy tắc. Lần đầu chạy, quet cũng hiện dấu này; hai bên phải giống hệt nhau:
scan-linux-no-pack = Chiến dịch này chưa công bố bộ quy tắc, nên lệnh dưới đây chưa dùng được. Bạn có thể quét bằng bộ quy tắc của riêng mình với --rules.
scan-linux-3 = Xem kết quả rồi mới cách ly
scan-linux-3-text = Thêm --clean để xem kế hoạch cách ly; quet luôn hỏi trước khi làm. Lấy lại tệp bằng lệnh quet vault restore.
scan-linux-4 = Gửi báo cáo nếu bạn đồng ý
scan-linux-4-text = Báo cáo chỉ gồm các con số và tên quy tắc của chiến dịch, không có tên hay nội dung tệp nào.
scan-android = Điện thoại, máy tính bảng, đầu thu Android
scan-android-lead = Công cụ của chiến dịch không chạy trên Android. Hãy làm theo các bước có sẵn trong máy.
scan-android-1 = Quét bằng Google Play Protect
scan-android-1-text = Mở CH Play → ảnh đại diện → Play Protect → Quét.
scan-android-2 = Gỡ ứng dụng lạ
scan-android-2-text = Nhất là ứng dụng cài từ tệp APK hay từ đường liên kết gửi qua tin nhắn. Trong Cài đặt, thu lại quyền Trợ năng và quyền Quản trị thiết bị của ứng dụng không rõ nguồn gốc rồi mới gỡ.
scan-android-3 = Cập nhật hệ thống
scan-android-3-text = Mở Cài đặt → Cập nhật phần mềm. Máy không còn được cập nhật thì không nên dùng cho ngân hàng.
scan-android-4 = Vẫn còn dấu hiệu lạ: khôi phục cài đặt gốc
scan-android-4-text = Sao lưu ảnh và danh bạ trước. Đầu thu tivi giá rẻ có thể nhiễm sẵn từ khi xuất xưởng: khi đó nên ngừng dùng.
scan-ios = iPhone, iPad
scan-ios-lead = Công cụ của chiến dịch không chạy trên iPhone và iPad. Các máy này ít khi nằm trong mạng máy tính ma, nhưng vẫn nên xem qua.
scan-ios-1 = Cập nhật iOS
scan-ios-1-text = Mở Cài đặt → Cài đặt chung → Cập nhật phần mềm.
scan-ios-2 = Xóa cấu hình lạ
scan-ios-2-text = Mở Cài đặt → Cài đặt chung → VPN và quản lý thiết bị; xóa cấu hình và VPN bạn không cài. Máy do cơ quan cấp thì hỏi cơ quan trước.
scan-ios-3 = Gỡ ứng dụng không dùng
scan-ios-3-text = Nhất là ứng dụng VPN miễn phí: một số ứng dụng cho người khác mượn đường truyền của bạn.
scan-ios-4 = Kiểm tra các thiết bị khác trong nhà
scan-ios-4-text = Nhiều khả năng nguồn nhiễm là máy Windows, bộ phát Wi‑Fi hoặc camera.
scan-router = Bộ phát Wi‑Fi (modem, router)
scan-router-lead = Không quét được như máy tính, nhưng làm sạch được. Mã độc như Mirai biến mất khi khởi động lại rồi quay lại sau ít phút nếu lỗ hổng còn đó, nên phải làm đủ các bước.
scan-router-1 = Ghi lại thông tin đăng nhập Internet
scan-router-1-text = Hỏi tổng đài nhà mạng nếu bạn không có. Thiết bị do nhà mạng cấp: có thể nhờ họ làm giúp cả bốn bước sau.
scan-router-2 = Đặt lại về mặc định
scan-router-2-text = Rút cáp Internet, giữ nút Reset khoảng 10 giây khi máy đang bật.
scan-router-3 = Đổi mật khẩu quản trị và mật khẩu Wi‑Fi
scan-router-3-text = Làm việc này trước khi cắm lại cáp Internet. Đừng dùng mật khẩu in sẵn trên máy.
scan-router-4 = Tắt quản trị từ xa
scan-router-4-text = Trong trang quản trị, tắt Remote management, Telnet và UPnP nếu không cần đến.
scan-router-5 = Cập nhật phần mềm của thiết bị
scan-router-5-text = Thiết bị không còn được hãng cập nhật thì nên thay.
scan-camera = Camera, đầu ghi, đầu thu, ổ cứng mạng (NAS)
scan-camera-lead = Không cài được công cụ quét vào các thiết bị này. Mã độc thường biến mất khi khởi động lại rồi quay lại nếu mật khẩu và phần mềm vẫn như cũ.
scan-camera-1 = Rút dây mạng rồi khởi động lại
scan-camera-1-text = Làm lần lượt từng thiết bị, đừng cắm lại mạng ngay.
scan-camera-2 = Đặt lại về mặc định
scan-camera-2-text = Theo sách hướng dẫn của hãng. Với ổ cứng mạng: sao lưu dữ liệu trước, rồi quét bằng công cụ của hãng.
scan-camera-3 = Đổi mật khẩu mặc định
scan-camera-3-text = Mỗi thiết bị một mật khẩu riêng, từ 12 ký tự trở lên.
scan-camera-4 = Cập nhật phần mềm, tắt quản trị từ xa
scan-camera-4-text = Tắt Telnet, UPnP và chuyển tiếp cổng trên bộ phát Wi‑Fi. Muốn xem từ xa thì dùng ứng dụng chính thức của hãng.
scan-camera-5 = Không còn được cập nhật thì nên thay
scan-camera-5-text = Thiết bị cũ không vá được sẽ bị nhiễm lại.
scan-after = Làm xong, quay lại kiểm tra sau ba ngày.

## Lan tỏa

share-title = Gửi cho người thân
share-lead = Lời nhắn dưới đây không chứa thông tin nào về bạn hay về kết quả kiểm tra của bạn.
share-text-label = Lời nhắn để gửi vào nhóm Zalo, Facebook
share-text = Máy tính, camera, bộ phát Wi‑Fi nhà mình có thể đang bị kẻ xấu điều khiển mà không biết. Kiểm tra mất vài giây, không cần tài khoản, không mất phí. Không ai gọi điện về việc này: ai xưng danh chiến dịch để hỏi mã OTP, thu phí hay bảo cài phần mềm đều là lừa đảo. Mở bằng Wi‑Fi nhà: { $link }
share-copy = Sao chép lời nhắn
share-copied = Đã sao chép. Mở nhóm chat rồi dán vào.
share-copy-failed = Chưa sao chép được. Hãy giữ tay trên lời nhắn để chọn rồi sao chép.
share-card = Tấm hình để đăng kèm
share-card-alt = Tấm hình có dòng chữ: Máy của bạn có nằm trong mạng máy tính ma không? Kiểm tra trong vài giây, không cần tài khoản, không thu phí.
share-card-link = Mở hình để lưu về máy
share-help = Giúp người lớn tuổi
share-help-text = Hãy cùng ngồi xem với ông bà, cha mẹ: mở trang này trên Wi‑Fi nhà, bấm Kiểm tra, rồi cùng làm theo từng bước. Đừng hỏi mật khẩu, và dặn các cụ không đọc mã OTP cho bất kỳ ai.

## Khi có lỗi

error-not-found = Không có trang này
error-not-found-text = Đường dẫn có thể bị gõ thiếu. Trang kiểm tra nằm ngay ở trang chính.
error-method = Trang này không nhận yêu cầu kiểu đó
error-method-text = Hãy mở lại từ trang chính.
error-too-large = Yêu cầu quá lớn
error-too-large-text = Trình duyệt đã gửi nhiều hơn mức cần thiết. Hãy xóa cookie của trang này rồi mở lại từ trang chính.
error-request = Yêu cầu không đọc được
error-request-text = Hãy mở lại từ trang chính.
error-server = Máy chủ gặp lỗi
error-server-text = Không phải do bạn. Hãy thử lại sau một phút; kết quả kiểm tra không bị lưu lại.
error-home = Về trang chính
error-code = Mã lỗi { $status }
