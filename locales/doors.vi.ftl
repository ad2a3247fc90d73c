# Lối vào: phần mềm được làm gì, và người dùng vào từ nơi khác ra sao. Mỗi mã câu giống nhau trong mọi ngôn ngữ.

token-scopes = Phần mềm được làm gì
token-scopes-hint = Chỉ chọn những gì cần; không bao giờ vượt quá quyền của chính bạn.
token-scopes-none = Hãy chọn ít nhất một mục.
token-everything = Mọi việc chủ khóa được làm
token-units-read = Xem đơn vị, đầu mối liên hệ và lịch trực
token-units-write = Sửa đơn vị và đầu mối liên hệ
token-people-read = Xem người dùng
token-people-write = Mời người dùng và đổi vai trò
token-systems-read = Xem hệ thống thông tin
token-systems-write = Sửa hệ thống thông tin
token-duty-write = Sửa lịch trực
token-record-read = Đọc nhật ký
