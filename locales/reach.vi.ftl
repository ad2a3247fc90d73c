# Thư, thông báo, webhook, mã ngắn.
desk-notices = Thông báo
desk-notices-unseen = Thông báo ({ $number })
desk-messages = Tin gửi đi

mail-end =
    --
    Thư do Quét tự gửi, xin đừng trả lời. Nếu bạn không chờ thư này, hãy báo cho người quản trị ở đơn vị mình.
mail-link = Xem tại: { $link }
mail-no-link = Hãy đăng nhập Quét để xem.
mail-invitation-subject = Quét: mã để bắt đầu
mail-invitation-lead = Bạn được mời làm việc với Quét.
mail-invitation-again = Tài khoản Quét của bạn được đặt lại. Mật khẩu và thiết bị cũ không còn dùng được.
mail-invitation =
    1. Mở: { $link }
    2. Tên đăng nhập: { $login }
    3. Mã: { $code }

    Mã dùng được một lần, đến { $until }. Đừng chuyển thư này cho ai.
mail-notice-subject = Quét: có thông báo mới
mail-notice-role-given = Bạn vừa được giao một vai trò.
mail-notice-role-withdrawn = Một vai trò của bạn vừa được rút.
mail-notice-reset = Tài khoản của bạn vừa được đặt lại. Nếu không phải do bạn yêu cầu, hãy gọi ngay cho người quản trị.
mail-notice-import = Bảng đơn vị bạn nhập đã được lưu xong.
mail-notice-other = Bạn có một thông báo mới.
mail-digest-subject = Quét: thông báo chưa xem
mail-digest = Bạn có { $number } thông báo chưa xem.
mail-test-subject = Quét: thư thử
mail-test = Đây là thư thử. Máy chủ gửi được thư đến địa chỉ này.

messages-title = Tin gửi đi
messages-lead = Thư và webhook chờ gửi, đã gửi và chưa gửi được của các đơn vị bạn quản trị. Nội dung được niêm phong và xóa sau khi gửi.
messages-none = Chưa có tin nào.
messages-no-mail = Máy chủ chưa được đặt để gửi thư: mã mời in ra giấy vẫn dùng như thường. Người vận hành đặt phần [mail] trong tệp cấu hình.
messages-test = Gửi thư thử cho tôi
messages-test-done = Thư thử đã vào hàng đợi.
messages-test-no-address = Hồ sơ của bạn chưa có địa chỉ thư.
messages-retried = Tin sẽ được gửi lại dưới đúng tên cũ.
messages-cancelled = Tin đã được hủy.
messages-unchanged = Tin này không thể đổi nữa: đã gửi xong, đang gửi, hoặc không còn nội dung.
messages-retry = Gửi lại
messages-cancel = Hủy
messages-to-webhooks = Webhook
message-kind-mail = Thư
message-kind-webhook = Webhook
message-about-invitation = mã mời
message-about-notice = thông báo
message-about-digest = tổng hợp trong ngày
message-about-test = thư thử
message-state-waiting = chờ gửi
message-state-failed = chưa được, sẽ thử lại lúc { $when }
message-state-sending = đang gửi
message-state-sent = đã gửi
message-state-unknown = không rõ đã gửi hay chưa
message-state-given-up = thôi không gửi
message-state-cancelled = đã hủy
message-tries = đã thử { $number } lần
trouble-broken-off = máy chủ dừng giữa chừng
trouble-sealed = không mở được nội dung bằng khóa của máy chủ này
trouble-letter = địa chỉ thư không dùng được
trouble-smtp = máy chủ thư trả lời { $number }
trouble-http = bên nhận trả lời { $number }
trouble-no-answer = máy chủ thư không trả lời sau khi nhận
trouble-unfit = máy chủ thư không có TLS hoặc cách đăng nhập đã đặt
trouble-address = địa chỉ không dùng được
trouble-plain = chỉ gửi qua https
trouble-inside = địa chỉ nằm trong mạng nội bộ, người vận hành chưa cho phép
trouble-no-host = không tìm thấy tên máy
trouble-elsewhere = bên nhận chuyển sang chỗ khác
trouble-slow = bên nhận trả lời quá chậm
trouble-lost = không kết nối được

webhooks-title = Webhook
webhooks-lead = Báo cho chương trình khác biết việc gì vừa xảy ra ở đơn vị: loại việc, số của đối tượng và thời điểm, không có tên hay địa chỉ. Mỗi tin được ký.
webhooks-none = Chưa có webhook nào.
webhooks-add = Thêm webhook
webhooks-url = Địa chỉ nhận
webhooks-url-hint = https://… Đường dẫn được giữ kín, sau này chỉ hiện tên máy.
webhooks-unit = Đơn vị
webhooks-unit-hint = Tên hoặc mã. Webhook nghe đơn vị này và mọi đơn vị bên dưới.
webhooks-kinds = Loại việc
webhooks-kinds-none = Hãy chọn ít nhất một loại việc.
webhooks-kinds-systems = Bạn không được xem hệ thống thông tin ở đó, nên webhook của bạn cũng không được nghe.
webhooks-kind-unit = Đơn vị
webhooks-kind-person = Người
webhooks-kind-role = Vai trò
webhooks-kind-system = Hệ thống thông tin
webhooks-kind-incident = Sự cố
webhooks-kind-duty = Trực
webhooks-do = Thêm
webhooks-end = Kết thúc
webhooks-done-ended = Webhook đã kết thúc.
webhooks-ended = đã kết thúc
webhooks-deliveries = Những lần gửi gần đây
webhooks-deliveries-see = Xem những lần gửi
webhook-secret-title = Webhook đã được thêm
webhook-secret-lead = Đây là khóa để kiểm chữ ký. Khóa chỉ hiện một lần.
webhook-secret-how = Tiêu đề Quet-Signature có dạng t=GIÂY,v1=HEX. HEX là HMAC-SHA256 với khóa này trên chuỗi GIÂY.NỘI-DUNG. Hãy bỏ tin có GIÂY cách hiện tại quá năm phút, và tin có Quet-Delivery đã nhận rồi.
webhook-secret-on = Về danh sách webhook

notices-title = Thông báo
notices-none = Không có thông báo nào.
notices-new = Mới
notices-seen-one = Đã xem
notices-seen-all = Đánh dấu đã xem tất cả
notices-done-seen = Đã đánh dấu.
notices-done-settings = Đã lưu cách nhận.
notices-done-feed = Đường dẫn Atom đã kết thúc.
notices-see = Xem thông báo
notices-home = Có { $number } thông báo bạn chưa xem.
notice-role-given = Bạn được giao vai trò “{ $role }” tại { $unit }.
notice-role-withdrawn = Vai trò “{ $role }” của bạn tại { $unit } được rút.
notice-person-reset = Tài khoản của bạn được đặt lại. Nếu không phải do bạn yêu cầu, hãy gọi ngay cho người quản trị. Nếu do người quản trị làm, những gì có tên bạn sẽ mở lại khi người thứ hai xác nhận.
notice-message-given-up = Một tin bạn gửi không đến nơi, hoặc không rõ đã đến chưa.
notice-import-finished = Bảng đơn vị bạn nhập đã được lưu: { $number } đơn vị.
notice-other = Có việc mới.
notices-mail = Nhận qua thư
notices-mail-what = Thư chỉ nói rằng có thông báo, và dẫn về đây.
notices-mail-no = Không
notices-mail-once = Từng thông báo, ngay lúc có
notices-mail-day = Mỗi ngày một thư, lúc bảy giờ sáng giờ Việt Nam
notices-mail-do = Lưu
notices-mail-no-address = Hồ sơ của bạn chưa có địa chỉ thư: hãy nhờ người quản trị thêm vào.
notices-feed = Đọc bằng trình đọc tin (Atom)
notices-feed-what = Một đường dẫn riêng, có khóa. Ai có đường dẫn thì đọc được thông báo của bạn, và không làm được gì khác.
notices-feed-since = Đang có một đường dẫn, tạo lúc { $when }.
notices-feed-make = Tạo đường dẫn mới
notices-feed-end = Kết thúc đường dẫn
feed-key-title = Đường dẫn Atom của bạn
feed-key-lead = Hãy chép vào trình đọc tin. Đường dẫn chỉ hiện một lần; đường dẫn cũ không còn dùng được.
feed-key-on = Về thông báo
feed-figures-title = Số liệu chiến dịch
feed-figures-day = { $day }: { $number } địa chỉ
feed-figures-dark = { $day }: không có số liệu
feed-figures-missing = Nguồn chưa báo: { $sources }.

copy-do = Chép cho nhóm chat
copy-title = Chép cho nhóm chat
copy-lead = Đoạn này không có tên, địa chỉ hay dấu hiệu nào. Ai mở cũng phải đăng nhập và chỉ thấy điều mình được xem.
copy-back = Quay lại
copy-label = Chọn tất cả rồi chép
copy-text =
    Quét: có việc cần xem.
    { $link }
    Hoặc đăng nhập rồi gõ mã { $code }
    Mã dùng được đến { $until }.
copy-text-no-link =
    Quét: có việc cần xem.
    Đăng nhập rồi gõ mã { $code }
    Mã dùng được đến { $until }.
short-title = Gõ mã ngắn
short-lead = Mã tám ký tự trong tin nhắn của nhóm.
short-code = Mã
short-open = Mở
short-none = Mã này không dẫn đến đâu: gõ sai, hết hạn, hoặc đã thử quá nhiều lần.

slip-mail = Gửi mã qua thư
slip-mail-what = Thư có đường dẫn, tên đăng nhập và mã, gửi đến { $address }.
slip-mail-done = Mã sẽ được gửi qua thư. Xem tình trạng ở trang Tin gửi đi.

did-message-queued = xếp hàng một tin
did-message-retried = cho gửi lại một tin
did-message-cancelled = hủy một tin
did-webhook-added = thêm webhook
did-webhook-ended = kết thúc webhook
did-feed-made = tạo đường dẫn Atom
did-feed-ended = kết thúc đường dẫn Atom
did-person-notices = đổi cách nhận thông báo
serve-no-mail = quet: không gửi thư, vì chưa đặt [mail] trong cấu hình: mã mời được in ra.
manual-env-reach = Như inside (cách nhau bằng dấu phẩy) và các mục của [mail] trong tệp cấu hình của máy chủ, và được ưu tiên hơn.
