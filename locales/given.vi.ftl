# Sự cố được chuyển cho đơn vị khác, mệnh lệnh và yêu cầu, ai đang giữ chứng cứ.

incident-give = Chuyển sự cố cho đơn vị khác
incident-give-lead = Dùng khi sự cố là của đơn vị khác, như tin do người dân báo. Từ lúc chuyển, đơn vị đó là nơi gặp sự cố; chủ quản và Ban Chỉ đạo theo cây tổ chức, thời hạn, báo cáo và số liệu tính cho đơn vị đó. Mọi việc đã làm vẫn còn nguyên.
incident-give-to = Chuyển cho đơn vị
incidents-done-given = Đã chuyển. Sự cố không còn thuộc phần việc của bạn nên không hiện ở đây nữa.
notice-incident-given = Sự cố #{ $number } được chuyển cho đơn vị của bạn.
event-given = Chuyển từ { $from } cho { $to }
incident-assign-unit = Đơn vị nhận vai trò đó

incident-orders = Mệnh lệnh và yêu cầu
incident-answer = Ghi việc đã làm
incident-answer-lead = Ghi việc đã làm theo mệnh lệnh hoặc yêu cầu này. Chỉ ghi một lần.
incident-answer-what = Việc đã làm
incident-order-waits = chưa trả lời
incident-order-late = quá hạn { $moment }, chưa trả lời
incident-order-done = đã trả lời { $moment }
event-order-answered = Trả lời: { $what }
event-order-reminded = Đã nhắc { $unit }: hết hạn mà chưa trả lời

custody-chain = Chuỗi giữ chứng cứ
custody-goes = Liền mạch: người giao đang giữ theo sổ
custody-broken-yes = Bị đứt: theo sổ người khác đang giữ, lý do ghi ở dưới
custody-not-with-them = Theo sổ, vật này đang ở { $holder }. Nếu người khác giao, chọn "Bị đứt" và ghi vì sao.
custody-refused = Theo sổ, vật này vừa được giao cho người khác. Hãy xem lại.
custody-passed-broken = { $from } → { $to } (chuỗi bị đứt: theo sổ người khác đang giữ)
custody-copied = { $from } → { $to } (bản sao)
event-custody-broken = Chứng cứ { $number }: { $from } giao cho { $to }, chuỗi giữ bị đứt
