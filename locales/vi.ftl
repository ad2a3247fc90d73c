# Những gì quet nói bằng tiếng Việt. Cùng các thông điệp với en.ftl; có kiểm thử so sánh hai tệp.

## Dòng lệnh

about-quet = Quét sạch mã độc khỏi máy tính: dò tìm, làm sạch và khôi phục tệp bị cách ly nhầm.
about-scan = Tìm mã độc trong tệp và thư mục. Không thay đổi gì nếu không có --clean.
about-vault = Các tệp đã bị cách ly: xem, khôi phục, gửi đi, xóa vĩnh viễn.
about-list = Xem trong kho cách ly có gì.
about-restore = Khôi phục tệp về nguyên trạng.
about-export = Xuất tệp thành một tệp ZIP được mã hóa (mật khẩu: infected) để gửi cho người phân tích.
about-purge = Xóa vĩnh viễn tệp trong kho cách ly. Không thể lấy lại.
about-rules = Luật và danh sách giá trị băm.
about-check = Xem bộ luật có gì và phần nào không dùng được.
about-feed = Báo cáo của những nơi đã ghi nhận địa chỉ nhiễm.
about-import = Tính các lần ghi nhận trong báo cáo; dù nhập bao nhiêu lần, mỗi lần ghi nhận chỉ tính một lần.
about-serve = Phục vụ trang công khai của chiến dịch và trả lời tra cứu, cho đến khi được dừng.
about-demo = Chạy thử toàn bộ các bước trên một thư mục mẫu được tạo riêng.
usage-usage = Cách dùng
usage-quet = [TÙY CHỌN] LỆNH
usage-scan = scan [TÙY CHỌN] --rules ĐƯỜNG_DẪN ĐƯỜNG_DẪN…
usage-vault = vault [TÙY CHỌN] LỆNH
usage-list = vault list [TÙY CHỌN]
usage-restore = vault restore [TÙY CHỌN] ID
usage-export = vault export [TÙY CHỌN] ID
usage-purge = vault purge [TÙY CHỌN] ID… | --all
usage-rules = rules [TÙY CHỌN] LỆNH
usage-check = rules check [TÙY CHỌN] ĐƯỜNG_DẪN…
usage-demo = demo [TÙY CHỌN]
usage-feed = feed [TÙY CHỌN] LỆNH
usage-import = feed import [TÙY CHỌN] TỆP…
usage-serve = serve [TÙY CHỌN]
usage-commands = Lệnh
usage-options = Tùy chọn
usage-arguments = Tham số
usage-more = Xem hướng dẫn bằng lệnh `quet --help`.
usage-unknown = Không có `{ $arg }`.
usage-missing-command = Thiếu lệnh.
usage-missing = Thiếu { $arg }.
usage-conflict = { $arg } và { $other } không dùng chung được.
usage-value = `{ $value }` không phải là giá trị hợp lệ của { $arg }.
usage-purge-what = Hãy nêu mã các mục cần xóa vĩnh viễn, hoặc dùng --all.
metavar-path = ĐƯỜNG_DẪN
metavar-number = SỐ
metavar-listen = ĐỊA-CHỈ:CỔNG
metavar-report = LOẠI
arg-help = Xem hướng dẫn này
arg-version = Xem phiên bản
arg-lang = Ngôn ngữ hiển thị
arg-data = Nơi lưu dữ liệu riêng của quet
arg-path = Tệp hoặc thư mục
arg-rules = Luật để dò tìm: tệp hoặc thư mục chứa .yar, .yara và danh sách giá trị băm; có thể dùng nhiều lần
arg-skip-bad-rules = Bỏ qua các tệp luật không dùng được và nêu tên chúng ở phần tổng kết
arg-clean = Chuyển tệp ở mức báo động vào kho cách ly: cho xem kế hoạch và hỏi trước
arg-yes = Không hỏi lại
arg-dry-run = Chỉ cho xem kế hoạch, không thay đổi tệp nào
arg-system = Cho phép kế hoạch gồm cả tệp của root và của hệ thống
arg-format = Ghi kết quả cho người đọc (text) hay cho chương trình (jsonl)
arg-threads = Số tệp được kiểm tra cùng lúc (mặc định bằng số bộ xử lý)
arg-no-remember = Đọc mọi tệp, kể cả tệp không thay đổi mà lần quét trước không phát hiện gì
arg-scoring = Cách gộp điểm: cộng dồn như Loki (sum), hoặc theo trọng số như Loki-RS (weighted)
arg-time-limit = Số giây tối đa cho một tệp cỡ thường (120)
arg-id = Mã của một mục trong kho cách ly
arg-ids = Mã của các mục trong kho cách ly
arg-to = Khôi phục vào thư mục này, không phải chỗ cũ
arg-output = Tệp ZIP cần ghi
arg-aes = Mã hóa AES-256: 7-Zip mở được, unzip thì không
arg-all = Tất cả
arg-once = Thoát khi xong việc, không tiếp tục phục vụ
arg-file = Báo cáo dạng CSV, có thể nén bằng gzip; `-` là đầu vào chuẩn
arg-report = Loại báo cáo, khi tên tệp không cho biết: event4_sinkhole, event4_sinkhole_http, event6_sinkhole, event6_sinkhole_http
arg-listen = Địa chỉ và cổng để lắng nghe (127.0.0.1:8080)
arg-config = Tệp cấu hình TOML của máy chủ

## Trong khi quét

progress = { $done }/{ $all } tệp, { $read }/{ $size }, { $left }
progress-counting = đang đếm
progress-unknown = chưa biết còn bao lâu
progress-left = còn khoảng { $time }
time-seconds = { $seconds } giây
time-minutes = { $minutes } phút { $seconds } giây
time-hours = { $hours } giờ { $minutes } phút
date-and-time = %d/%m/%Y %H:%M

## Phát hiện

level-alert = BÁO ĐỘNG
level-warning = NGHI NGỜ
level-notice = LƯU Ý
kind-yara = luật
kind-hash = giá trị băm
because = { $kind } { $name } (+{ $score }, { $source })
gap = CHƯA ĐỌC  { $place }: { $reason } (chi tiết kỹ thuật: { $detail })
gaps-more = … và { $more } mục nữa. Dùng `--format jsonl` để xem đầy đủ.
left-out = BỎ QUA  { $file }: { $reason }
left-out-more = … và { $more } mục nữa.
unused-files = Phiên bản này chưa dùng: { $files }
unused-names = mẫu tên tệp
unused-addresses = địa chỉ mạng
unused-form = luật hoặc giá trị băm ở dạng chưa biết
unused-keywords = từ khóa cho nhật ký
reason-unreadable = không đọc được
reason-vanished = không còn nữa khi định mở
reason-changed-while-read = thay đổi trong khi đọc
reason-encrypted = bị mã hóa
reason-corrupt = tệp nén bị hỏng
reason-unsupported = kiểu nén mà phiên bản này chưa mở được
reason-too-deep = lồng nhau quá giới hạn
reason-too-many = quá nhiều thành phần
reason-too-large = giải nén ra quá giới hạn
reason-ratio = giải nén ra lớn bất thường, như bom nén
reason-time-limit = quá thời gian cho phép
reason-engine-timeout = luật chạy quá thời gian cho phép
reason-match-limit = số lần khớp vượt mức đếm được
reason-crashed = làm chương trình đang kiểm tra nó dừng đột ngột
reason-special-mount = hệ thống tệp của nhân hệ điều hành, không chứa tệp
skip-link = liên kết
skip-device = thiết bị
skip-socket = socket
skip-fifo = FIFO
skip-own = dữ liệu của chính quet

## Tổng kết

sum-looked = Đã kiểm tra { $scanned }/{ $seen } tệp ({ $bytes }) trong { $seconds } giây. Luật: { $rules }, giá trị băm: { $hashes }.
sum-remembered = Không đọc lại vì tệp không thay đổi và lần quét trước với cùng bộ luật không phát hiện gì: { $number }.
sum-members = Trong các tệp nén: đã kiểm tra { $scanned } thành phần, không kiểm tra được { $failed }.
sum-skipped = Bỏ qua vì không có gì để đọc: { $kinds }.
sum-gaps = Chưa đọc, hoặc chưa đọc hết: { $kinds }.
sum-found = Phát hiện: { $kinds }.
sum-level-alert = báo động
sum-level-warning = nghi ngờ
sum-level-notice = lưu ý
verdict-nothing-complete = Không phát hiện gì, và đã đọc tất cả.
verdict-nothing-incomplete = Không phát hiện gì trong phần đã đọc. Chưa đọc hết, nên không có nghĩa là phần còn lại sạch.
verdict-found-complete = Có phát hiện, xem ở trên. Đã đọc tất cả.
verdict-found-incomplete = Có phát hiện, xem ở trên. Chưa đọc hết hoặc chưa làm hết.

## Vì sao chưa quét

no-rules = Chưa có gì để dò tìm: hãy chỉ định luật bằng --rules, là tệp hoặc thư mục chứa .yar, .yara hay danh sách giá trị băm.
no-rules-left = Chưa có gì để dò tìm: trong những gì đã chỉ định, không có luật hay giá trị băm nào dùng được.
no-such-path = Không tìm thấy `{ $path }`. Chưa quét gì.
nobody-to-ask = --clean hỏi trước khi thay đổi tệp, mà ở đây không có cửa sổ dòng lệnh để hỏi. Thêm --yes để đồng ý trước, hoặc --dry-run để xem kế hoạch. Chưa quét và chưa thay đổi gì.
nobody-to-ask-purge = Việc này không thể hoàn tác, mà ở đây không có cửa sổ dòng lệnh để hỏi. Thêm --yes để đồng ý trước. Chưa thay đổi gì.
bad-rules = Chưa quét gì: bộ luật có { $number } lỗi, xem ở trên. Hãy sửa, hoặc thêm --skip-bad-rules để quét mà không dùng các tệp đó.
scan-lost = Việc quét dừng giữa chừng.
not-remembered = Không ghi nhớ được kết quả cho lần quét sau; lần này đọc mọi tệp.
technical = (chi tiết kỹ thuật, tiếng Anh: { $error })

## Làm sạch

plan = Sẽ chuyển vào kho cách ly ({ $number }):
plan-take = { $path }   vì { $because }
plan-refused = Để nguyên: { $path }. { $why }
plan-question = Chuyển các tệp này vào kho cách ly? Có thể khôi phục sau. [c/K]
plan-declined = Chưa thay đổi gì.
plan-dry-run = Đó là kế hoạch. Chưa thay đổi gì.
refused-own-program = Đây chính là quet.
refused-own-data = Đây là dữ liệu của quet.
refused-not-a-file = Đây không phải tệp thường: hãy tự xóa.
refused-system-place = Tệp nằm trong { $place }, hệ thống có thể cần đến. Thêm --system nếu vẫn muốn cách ly.
refused-root-owned = Tệp thuộc về root, hệ thống có thể cần đến. Thêm --system nếu vẫn muốn cách ly.
taken = Đã cách ly: { $path }   mã { $id }
taken-later = Tệp bị sửa trong khi đang cách ly: nội dung ghi sau là mục { $id }.
taken-links = Tệp này vẫn còn dưới { $number } tên khác ở ngoài phần đã quét. Hãy quét cả những nơi đó.
taken-open = { $name } (tiến trình { $pid }) vẫn đang mở nó: hãy tắt chương trình đó hoặc khởi động lại máy.
taken-problem = Tuy nhiên: { $what }
not-taken = CHƯA CÁCH LY  { $path }. { $why }
take-changed = Tệp không còn như lúc quét nên để nguyên. Hãy quét lại.
take-read = Không đọc được nên để nguyên.
take-disk-full = Ổ đĩa của kho cách ly đã đầy nên để nguyên. Hãy giải phóng chỗ trống, hoặc chọn ổ khác bằng --data.
take-store = Không ghi được bản sao vào kho cách ly nên để nguyên.
take-unsound = Bản sao đọc lại không đúng nên để nguyên. Hãy kiểm tra ổ đĩa của kho cách ly.
take-pinned = Tệp bị đánh dấu không cho xóa nên để nguyên. Với quyền root, hãy chạy: chattr -i -a TỆP.
take-remove = Không chuyển được tệp đi nên để nguyên. Hãy chạy quet với quyền chủ thư mục hoặc root.
take-half-undone = Không chuyển được tệp đi, tệp vẫn còn ở chỗ cũ, nhưng chưa hoàn tác được hết.
take-unsettled = Bị ngắt giữa chừng. Không mất gì: hãy chạy `quet vault list` để xử lý nốt.

## Kho cách ly

vault-empty = Kho cách ly trống.
vault-item = { $id }  { $when }  { $size }  { $path }  vì { $because }
vault-sum = Có { $number } tệp trong kho cách ly. Dùng `quet vault restore ID` để khôi phục một tệp.
vault-recovered = Đã xử lý nốt sau khi bị ngắt: { $what }
vault-not-an-id = `{ $id }` không phải mã của mục nào: mã gồm mười hai ký tự (0-9, a-f), xem `quet vault list`.
restored = Đã khôi phục: { $path }
restored-renamed = { $wanted } đã có tệp khác, nên tệp này được đặt tại { $path }
restored-folder = Thư mục { $path } không còn nên đã tạo lại.
restored-but = Tuy nhiên: { $what }
not-restored = Chưa khôi phục; tệp vẫn trong kho cách ly.
exported = Đã ghi: { $path } (mật khẩu: { $password }). Tệp vẫn còn trong kho cách ly.
not-exported = Chưa ghi tệp nào.
purge-question = Xóa vĩnh viễn { $number } tệp trong kho cách ly? Không thể lấy lại. [c/K]
purged = Đã xóa vĩnh viễn: { $id }

## Luật

rules-hold = { $rules } luật trong { $files } tệp, { $hashes } giá trị băm, { $allowed } giá trị băm của tệp an toàn.
rules-unused = { $file }: { $kind }, phiên bản này chưa dùng
rules-good = Tất cả đều dùng được.
rules-bad = Có { $number } lỗi. Lệnh quét sẽ dừng vì các lỗi này nếu không có --skip-bad-rules.

## Trình diễn

demo-makes = Tạo một thư mục mẫu gồm các tệp thử vô hại: { $path }
demo-scans = Quét thư mục đó và chuyển những tệp phát hiện được vào kho cách ly:
demo-vault = Trong kho cách ly hiện có:
demo-restores = Khôi phục một tệp:
demo-right = đúng
demo-wrong = SAI
demo-gap = không đọc được và đã báo là chưa đọc: { $path }
demo-gap-root = không thử được ở đây: root đọc được mọi tệp, kể cả tệp này: { $path }
demo-untouched = sạch và được để nguyên: { $path }
demo-taken = phát hiện đúng và đã cách ly: { $path }
demo-sum = { $number } tệp được liệt kê, mỗi tệp có đúng một kết quả
demo-kept = { $number } tệp trong kho cách ly, giống hệt ban đầu đến từng byte
demo-restored = đã khôi phục, giống hệt ban đầu đến từng byte: { $path }
demo-restored-once = và không còn trong kho cách ly
demo-left = Tất cả nằm ở { $path }. Xem xong, hãy xóa thư mục đó.
demo-good = Mọi kết quả đã được đối chiếu với dữ liệu mẫu và đều đúng.
demo-bad = Có kết quả SAI, xem ở trên.

## Nguồn ghi nhận

feed-imported = { $file } ({ $report }): { $read } dòng. Đã tính: { $new }. Đã tính từ trước: { $repeated }. Bỏ ra: { $refused }.
feed-unknown-columns = Các cột mà phiên bản này chưa biết, vẫn giữ làm chứng cứ: { $columns }
feed-replaced = Số ô có byte không phải UTF-8, đã giữ lại với các byte ấy được thay thế: { $number }
feed-maybe-cut = Dòng cuối không có dấu kết thúc: tệp có thể bị cắt cụt. Hãy tải lại và nhập lại; không dòng nào bị tính hai lần.
feed-left-out = Bỏ dòng { $line }: { $why }
feed-left-out-sum = Bỏ tất cả { $number } dòng: { $why }
feed-waiting = Đang có một lần nhập khác; chờ cho xong.
feed-unknown-format = `{ $name }` không phải là định dạng được biết. Các định dạng được biết: { $known }.
feed-unreadable = Không đọc được.
feed-gzip = Tệp nén bị hỏng hoặc bị cắt cụt. Chưa tính dòng nào; hãy tải lại.
feed-bomb = Giải nén ra lớn hơn { $ratio } lần kích thước của tệp.
feed-empty = Tệp rỗng.
feed-too-many = Tệp có hơn { $rows } dòng: hãy chia thành nhiều tệp.
feed-unknown-report = Theo tên tệp thì đây là báo cáo `{ $name }`, loại chưa được hỗ trợ. Các loại được hỗ trợ: { $known }.
feed-utf16 = Tệp viết theo UTF-16: hãy lưu lại theo UTF-8.
feed-which-report = Không xác định được đây là báo cáo nào: hãy nêu tên bằng --format.
feed-missing = Dòng đầu thiếu cột `{ $column }`.
feed-twice = Cột `{ $column }` xuất hiện hai lần ở dòng đầu.
feed-no-header = Dòng đầu không phải là danh sách cột.
feed-nothing = Chưa tính dòng nào của tệp.
row-too-long = dòng dài hơn mọi dòng hợp lệ
row-not-a-row = không phải một dòng của bảng (dấu nháy không đóng, quá nhiều ô, hoặc có byte NUL)
row-fields = số ô không bằng số cột ở dòng đầu
row-not-text = `{ $field }` không phải UTF-8
row-time = `timestamp` không phải là thời gian
row-address = `{ $field }` không phải là địa chỉ
row-port = `{ $field }` không phải là cổng
row-not-public = địa chỉ nội bộ hoặc địa chỉ dành riêng
row-future = thời gian nằm ở tương lai
row-too-old = thời gian trước năm 2000
row-no-family = không cho biết mã độc nào
row-bad-family = tên mã độc quá dài hoặc có ký tự điều khiển
store-disk-full = Ổ đĩa đã đầy. Chưa lưu gì; hãy giải phóng chỗ trống rồi thử lại.
store-newer = { $path } do một phiên bản quet mới hơn ghi. Hãy dùng phiên bản đó, hoặc chọn thư mục khác bằng --data.
store-segment = Chứng cứ bị thiếu hoặc hỏng: { $path }. Hãy khôi phục từ bản sao; chưa có thì mọi câu trả lời đều không đúng.
