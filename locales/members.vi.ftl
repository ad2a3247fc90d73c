# Những gì bảng điều khiển nói về danh sách thành viên mạng lưới. Tệp members.en.ftl nói điều ấy bằng tiếng Anh; một
# phép thử so hai tệp.

members-title = Thành viên mạng lưới
members-about = Hồ sơ theo mẫu số 01 mà các đơn vị lưu giữ, và những mục còn thiếu trong từng hồ sơ.
members-state-any = Đủ hay chưa đủ
members-complete = Đã đủ
members-incomplete = Chưa đủ
members-state-none = Danh sách không có tình trạng này.
members-none = Không có hồ sơ nào hợp với bộ lọc.
members-shown = { $from }–{ $to } trong { $found } hồ sơ tìm thấy; tất cả { $all }.
