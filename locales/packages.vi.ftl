# Gói của một sự cố, và các máy chủ mà gói của chúng được tiếp nhận.

package-give = Xuất thành gói có ký số
package-give-lead = Một tệp chứa toàn bộ: { $events } sự kiện, { $evidence } chứng cứ ({ $size }), chuỗi bàn giao, văn bản, quy trình và quy định áp dụng, do máy chủ này ký. Mẫu mã độc vẫn được mã hóa: { $samples }. Việc xuất gói được ghi vào sự cố này và vào từng chứng cứ.
package-to = Giao cho ai
package-to-hint = Cơ quan hoặc người nhận tệp.
package-give-do = Tạo gói
package-too-large = Quá giới hạn của một gói: 4 GiB tất cả, 2 GiB cho một tệp.
package-not-made = Không tạo được gói: có thể đĩa đã đầy. Chưa có gì được đưa ra.
package-readme =
    Đây là gói của sự cố { $code }, tạo bằng Quét và do máy chủ tạo ra nó ký.

    manifest.json liệt kê mọi tệp kèm SHA-256; manifest.sig là chữ ký của danh sách đó (Ed25519). Số của khóa đã ký:
        { $number }
    Khóa không nằm trong gói. Hãy nhận khóa từ nơi vận hành máy chủ đó, đối chiếu số của khóa qua điện thoại, rồi kiểm tra:
        quet incident verify TỆP --key TỆP-KHÓA

    events.jsonl: mọi việc đã xảy ra, mỗi dòng một sự kiện. names.json: tên người và đơn vị.
    custody.json: từng chứng cứ đã qua tay ai, ai đã xem. evidence/: chính các tệp chứng cứ.
    documents.json: văn bản đã gửi và đã nhận lại. playbook.json: quy trình áp dụng. rulebook.json: các thời hạn.
    Thời gian tính bằng giây từ năm 1970, UTC.

    evidence/N.zip là mẫu mã độc, mã hóa (AES-256) với mật khẩu: infected. Chỉ mở trên máy dành riêng cho việc này.
package-arrive = Tiếp nhận một gói
package-arrive-lead = Một sự cố được chuyển từ máy chủ khác tới dưới dạng gói có ký số. Lịch sử, chuỗi bàn giao chứng cứ và các thời hạn tiếp tục tại đây. Ai giữ vai trò nào được phân công lại: không ai ở nơi gửi có quyền tại đây.
package-arrive-do = Tiếp nhận
package-arrive-too-large = Tệp lớn hơn giới hạn của một gói: { $limit }.
package-nobody-known = Chưa khai báo máy chủ nào để tiếp nhận gói. Quản trị viên phải thêm khóa của máy chủ đó trước.
package-known-servers = Tiếp nhận gói từ:
package-unit = Đơn vị tiếp tục xử lý
package-unit-hint = Mã hoặc tên đơn vị.
package-file = Gói
package-file-hint = Tối đa { $limit }.
package-no-file = Hãy chọn tệp.
package-done-came = Đã tiếp nhận; sự cố tiếp tục được xử lý tại đây.
package-other-key = Gói được ký bằng khóa số { $number }, chưa được khai báo ở đây. Không bao giờ tin khóa đi kèm gói: quản trị viên phải thêm máy chủ đó trước.
package-altered = Chữ ký sai: gói đã bị sửa sau khi ký. Hãy yêu cầu gửi lại.
package-file-altered = Không đúng như khi ký: { $files }. Hãy yêu cầu gửi lại gói.
package-newer-form = Gói có chữ ký đúng nhưng không theo mẫu mà phiên bản này đọc được.
package-none = Đây không phải gói của một sự cố, hoặc đã bị sửa. Hãy yêu cầu gửi lại.
package-own = Đây là sự cố của chính máy chủ này và đang được xử lý tại đây.
package-there = Sự cố này đã được tiếp nhận. Chỉ tính một lần.
package-there-more = Sự cố này đã được tiếp nhận và tiếp tục tại đây; chỉ tính một lần. Sau đó máy chủ kia ghi thêm { $number } sự kiện. Hai lịch sử đã tiếp diễn ở hai nơi thì không ghép lại: điều gì cần biết, hãy ghi vào sự cố tại đây.
package-missing = Mọi tệp đúng như khi ký, nhưng thiếu { $file }.
package-history = Mọi tệp đúng như khi ký, nhưng các sự kiện không hợp thành một lịch sử { $why }.
package-events = Mọi tệp đúng như khi ký, nhưng danh sách ghi { $told } sự kiện mà có { $held }.
package-names = Mọi tệp đúng như khi ký, nhưng không đọc được tên.
package-playbook = Mọi tệp đúng như khi ký, nhưng quy trình không phải là quy trình áp dụng cho sự cố.
package-evidence = Mọi tệp đúng như khi ký, nhưng chứng cứ { $number } không đúng với các sự kiện.

event-handed-out = Đã xuất thành gói có ký số, giao cho { $to }
event-came-from = Chuyển đến từ máy chủ “{ $server }”, tại đó có mã { $code }; số sự kiện đến lúc đó: { $number }

servers-title = Máy chủ được tin cậy
servers-lead = Sự cố được tiếp nhận từ các máy chủ này. Khóa được thêm ở đây trước khi có gói chuyển tới, không bao giờ lấy từ gói.
servers-own = Khóa của máy chủ này
servers-own-lead = Hãy đưa khóa cho nơi tiếp nhận gói từ đây, và đối chiếu số của khóa qua điện thoại.
servers-number = Số: { $number }
servers-since = Khai báo từ { $moment }
servers-none = Chưa khai báo máy chủ nào khác.
servers-ended = đã dừng
servers-end = Không tiếp nhận nữa
servers-add = Thêm một máy chủ
servers-name = Tên gọi
servers-name-hint = Cơ quan vận hành máy chủ đó.
servers-key = Khóa của máy chủ
servers-key-hint = Một dòng 44 ký tự: tệp key.pub của máy chủ đó. Sau đó hãy đối chiếu số của khóa qua điện thoại.
servers-do = Thêm máy chủ
servers-no-key = Đây không phải khóa: khóa là một dòng 44 ký tự.
servers-own-key = Đây là khóa của chính máy chủ này.
servers-known = Đã khai báo một máy chủ có khóa này.
servers-done-known = Đã khai báo máy chủ. Hãy đối chiếu số của khóa qua điện thoại.
servers-done-ended = Không tiếp nhận gói từ máy chủ đó nữa.

did-incident-handed-out = Xuất thành gói
did-incident-came = Tiếp nhận từ máy chủ khác
did-incident-history = Những việc đã xảy ra ở máy chủ khác
did-server-known = Khai báo một máy chủ
did-server-ended = Dừng tiếp nhận từ một máy chủ

about-incident = Sự cố dưới dạng gói có ký số: xuất, kiểm tra, tiếp nhận
usage-incident = incident [TÙY CHỌN] LỆNH
about-incident-export = Tạo gói có ký số của một sự cố; việc này được ghi vào sự cố
usage-incident-export = incident export [TÙY CHỌN] MÃ -o TỆP
about-incident-verify = Kiểm tra một gói mà không cần máy chủ, từng tệp một
usage-incident-verify = incident verify [TÙY CHỌN] TỆP --key ĐƯỜNG-DẪN
about-incident-import = Tiếp nhận một sự cố từ máy chủ khác
usage-incident-import = incident import [TÙY CHỌN] TỆP --key ĐƯỜNG-DẪN --unit MÃ
arg-incident-code = Mã của sự cố, như trên văn bản
arg-package = Gói
arg-package-output = Nơi ghi gói, là tệp mới
arg-made-for = Gói được tạo cho ai
arg-made-why = Vì sao tạo gói
arg-server-key = Tệp chứa khóa công khai của máy chủ đã tạo gói (key.pub của máy chủ đó)
arg-for-unit = Mã của đơn vị tiếp tục xử lý
about-servers = Các máy chủ mà gói của chúng được tiếp nhận
usage-servers = servers [TÙY CHỌN] LỆNH
about-servers-key = Hiện khóa của chính máy chủ này và số của khóa
usage-servers-key = servers key [TÙY CHỌN]
about-servers-list = Liệt kê các máy chủ đã khai báo
usage-servers-list = servers list [TÙY CHỌN]
about-servers-add = Khai báo một máy chủ bằng khóa của nó
usage-servers-add = servers add [TÙY CHỌN] TÊN --key ĐƯỜNG-DẪN
about-servers-end = Không tiếp nhận gói từ một máy chủ nữa
usage-servers-end = servers end [TÙY CHỌN] SỐ
arg-server-name = Tên gọi của máy chủ
arg-server-number = Số của máy chủ, như trong danh sách

incident-cli-exported = { $path }: { $events } sự kiện, { $evidence } chứng cứ, { $bytes }
incident-cli-left-out = Máy chủ này không có tệp của { $number } chứng cứ; gói ghi rõ điều đó.
incident-cli-digest = SHA-256 của danh sách: { $digest }
incident-cli-no-incident = Không có sự cố nào mang mã { $code }.
incident-cli-restricted = Sự cố chỉ dành cho người được nêu tên: một trong số họ tạo gói trên trang của sự cố.
incident-cli-restricted-import = Sự cố chỉ dành cho người được nêu tên: người được xem tiếp nhận gói trên trang.
incident-cli-drill = Sự cố thuộc một cuộc diễn tập: không đưa gì ra ngoài.
incident-cli-in-the-way = { $path } đã có; không ghi đè.
incident-cli-not-made = Chưa tạo được gói.
incident-cli-no-key = { $path } không chứa khóa: khóa là một dòng 44 ký tự.
incident-cli-not-read = Không đọc được { $path }.
incident-cli-not-there = Không có { $path }.
incident-cli-no-unit = Hôm nay không có đơn vị nào mang mã { $code }.
incident-cli-whole = đúng      { $name } ({ $bytes })
incident-cli-altered = bị sửa    { $name }
incident-cli-missing = thiếu     { $name }
incident-cli-unlisted = không ký  { $name }
incident-cli-displaced = sai chỗ   { $name }
incident-cli-good = Gói nguyên vẹn và được ký bằng khóa này: sự cố { $code }, { $events } sự kiện, tạo { $moment } bởi { $by } cho { $for }.
incident-cli-bad = Gói không đúng như khi ký: { $number } tệp sai.
incident-cli-left = Chứng cứ mà máy chủ không có tệp khi tạo gói: { $numbers }
incident-cli-not-taken = Chưa tiếp nhận gì.
incident-cli-there = Đã có ở đây là sự cố { $id }; chỉ tính một lần.
incident-cli-there-more = Đã có ở đây là sự cố { $id } và tiếp tục tại đây; chỉ tính một lần. Sau đó máy chủ kia ghi thêm { $number } sự kiện, không ghép vào.
incident-cli-own = Đây là sự cố { $id } của chính máy chủ này.
incident-cli-taken = Đã tiếp nhận là sự cố { $id }, mã { $code }.
servers-cli-own = Số của khóa này, để đối chiếu qua điện thoại: { $number }
servers-cli-line = { $id }  { $name }  { $number }  từ { $moment }
servers-cli-ended-line = { $id }  { $name }  { $number }  dừng { $moment }
servers-cli-known = Đã khai báo là { $id }. Hãy đối chiếu số của khóa qua điện thoại: { $number }
servers-cli-none = Không có máy chủ đó, hoặc đã dừng từ trước.
servers-cli-ended = Không tiếp nhận gói từ máy chủ đó nữa.
incident-cli-nobody = không nêu
incident-cli-server = máy chủ có khóa số { $number }
incident-cli-not-written = Đã ghi việc xuất gói, nhưng không ghi được { $path }. Hãy tạo lại.
metavar-code = MÃ
