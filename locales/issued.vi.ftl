# Văn bản phát hành và gửi đi, những gì ghi trên văn bản và những gì đã biết của sự cố. Cùng các câu trong issued.en.ftl.

paper-empty = (để trống)
paper-wrote = { $who } đã lưu lúc { $moment }. Những mục khác với nội dung bạn gõ:
paper-stands = Đang lưu
paper-typed = Bạn gõ
paper-stale = Sự cố đã được ghi khác sau khi soạn văn bản
paper-stale-lead = Các mục dưới đây giữ nội dung đã soạn. Hãy sửa nếu nội dung ở sự cố mới đúng.
paper-on-it = Trên văn bản
paper-known-now = Ở sự cố hiện nay
paper-stale-fields = { $number } mục khác với sự cố hiện nay
paper-too-many-cells = Mỗi hàng chỉ có { $number } ô. Hãy bỏ bớt dấu |.

paper-sent = đã gửi
paper-issued = đã phát hành
papers-gone-out = Đã phát hành, đã gửi
paper-lacks-number = Còn thiếu số, ký hiệu hoặc ngày văn bản.
paper-lacks-arrival = Còn thiếu số đến, hoặc lý do không có số đến.
paper-lacks-signature = Còn thiếu bản ký số nguyên vẹn: hãy chọn tệp khác, hoặc “Bản giấy”.
paper-arrival-hint = Chưa có thì để trống: văn bản ở trạng thái đã phát hành cho đến khi ghi số đến.
paper-no-arrival = Lý do không có số đến
paper-no-arrival-hint = Chỉ ghi khi nơi nhận không cấp số đến, ví dụ: gửi bưu điện, có phiếu báo phát.
paper-no-arrival-because = Không có số đến: { $why }
paper-arrival-needed = Hãy ghi số đến, hoặc lý do không có số đến.
paper-arrival-both = Đã có số đến thì không ghi lý do này.
paper-file-stays = Giữ nguyên
paper-file-is = Đang ghi: { $where }.
paper-deadline-hint = Chỉ thời hạn yêu cầu loại văn bản này mới được đáp ứng.
paper-deadline-owed = Báo cáo này đang là nghĩa vụ có thời hạn. Hãy chọn thời hạn đó.
paper-deadline-other-form = Thời hạn này yêu cầu loại văn bản khác.
paper-next-arrived = Ghi số đến của báo cáo kết thúc
paper-dated = Ngày { $day }, gửi lúc { $moment }
deadline-issued = Đã phát hành lúc { $moment }, còn thiếu số đến hoặc bản ký
event-paper-issued = Phát hành văn bản { $number } đến { $to }
event-paper-more = Bổ sung cho văn bản { $number }

paper-system-of = hệ thống thông tin của { $unit }
paper-services = Dịch vụ bị ảnh hưởng: { $text }
paper-data = Dữ liệu bị ảnh hưởng: { $text }
paper-people = Số người bị ảnh hưởng: { $text }
paper-loss = Thiệt hại ước tính: { $text } đồng
paper-result-cause = Nguyên nhân: { $text }
paper-result-course = Diễn biến xử lý:
    { $text }
paper-result-remedy = Biện pháp đã thực hiện:
    { $text }
paper-result-ended = Kết quả: { $text }
paper-result-lessons = Bài học kinh nghiệm: { $text }
paper-result-measures = Giải pháp đề xuất: { $text }
