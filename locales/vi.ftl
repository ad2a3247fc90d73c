# Những gì quet nói bằng tiếng Việt. Cùng các thông điệp với en.ftl; có kiểm thử so sánh hai tệp.

## Dòng lệnh

about-quet = Quét sạch mã độc khỏi máy tính: dò tìm, làm sạch và khôi phục tệp bị cách ly nhầm.
about-scan = Tìm mã độc trong tệp và thư mục. Không thay đổi gì nếu không có --clean.
about-vault = Các tệp đã bị cách ly: xem, khôi phục, gửi đi, xóa vĩnh viễn.
about-list = Xem trong kho cách ly có gì.
about-restore = Khôi phục tệp về nguyên trạng.
about-export = Xuất tệp thành một tệp ZIP được mã hóa (mật khẩu: infected) để gửi cho người phân tích.
about-purge = Xóa vĩnh viễn tệp trong kho cách ly. Không thể lấy lại.
about-rules = Quy tắc, danh sách giá trị băm và danh sách tên tệp.
about-check = Xem bộ quy tắc có gì và phần nào không dùng được.
about-feed = Báo cáo của những nơi đã ghi nhận địa chỉ nhiễm.
about-import = Tính các lần ghi nhận trong báo cáo; dù nhập bao nhiêu lần, mỗi lần ghi nhận chỉ tính một lần.
about-serve = Phục vụ trang công khai của chiến dịch và trả lời tra cứu, cho đến khi được dừng.
about-audit = Nhật ký những việc đã làm: kiểm tra, xác nhận, xoá chi tiết khi hết hạn lưu.
about-verify = Đối chiếu nhật ký từ đầu đến cuối và cho biết có mục nào bị sửa, bớt, thêm hay cắt đuôi hay không.
about-checkpoint = In một dòng có chữ ký cho biết nhật ký đang kết thúc ở đâu: để cất ở nơi khác.
about-accept = Chịu trách nhiệm về những mục được xác nhận muộn, sau khi đã xem xét.
about-erase = Xoá chi tiết (tên, địa chỉ, lý do) của các mục cũ. Mục vẫn còn, chuỗi vẫn nguyên vẹn.
about-store = Dữ liệu của máy chủ: sao lưu, và đưa lên phiên bản này.
about-backup = Ghi toàn bộ dữ liệu đã lưu vào một tệp, trong khi máy chủ vẫn chạy.
about-store-restore = Khôi phục bản sao lưu vào một kho trống, trên một trong hai loại cơ sở dữ liệu.
about-migrate = Đưa cơ sở dữ liệu lên phiên bản này, như mọi lệnh mở nó đều làm.
about-people = Người dùng của máy chủ, làm tại chính máy chủ.
about-first = Lập quản trị viên đầu tiên và đơn vị của họ. Mật khẩu được hỏi, hoặc đọc từ đầu vào chuẩn.
about-reset = Cấp mã đăng nhập mới cho người mất điện thoại hoặc quên mật khẩu.
about-campaign = Dành cho đơn vị tổ chức chiến dịch: khóa, bộ quy tắc và chương trình của chiến dịch.
about-key = Xem khóa công khai của chiến dịch. Lần đầu chạy sẽ tạo khóa.
about-publish = Ký số bộ quy tắc thành phiên bản tiếp theo của chiến dịch và công bố.
about-offer = Đưa chương trình đã dựng lên trang của chiến dịch để mọi người tải về.
about-demo = Chạy thử toàn bộ trên một máy: số liệu của một đất nước giả định, máy chủ, và một thư mục mẫu được quét.
about-completion = Tạo tập lệnh để shell tự điền các lệnh của quet khi nhấn Tab.
about-manual = Tạo trang hướng dẫn để xem bằng lệnh `man`.
usage-usage = Cách dùng
usage-quet = [TÙY CHỌN] LỆNH
usage-scan = scan [TÙY CHỌN] --rules ĐƯỜNG_DẪN | --campaign URL [--root ĐƯỜNG_DẪN] [ĐƯỜNG_DẪN…]
usage-vault = vault [TÙY CHỌN] LỆNH
usage-list = vault list [TÙY CHỌN]
usage-restore = vault restore [TÙY CHỌN] ID
usage-export = vault export [TÙY CHỌN] ID
usage-purge = vault purge [TÙY CHỌN] ID… | --all
usage-rules = rules [TÙY CHỌN] LỆNH
usage-check = rules check [TÙY CHỌN] ĐƯỜNG_DẪN…
usage-campaign = campaign [TÙY CHỌN] LỆNH
usage-key = campaign key [TÙY CHỌN]
usage-publish = campaign publish [TÙY CHỌN] ĐƯỜNG_DẪN…
usage-offer = campaign offer [TÙY CHỌN] TỆP…
usage-demo = demo [TÙY CHỌN]
usage-feed = feed [TÙY CHỌN] LỆNH
usage-import = feed import [TÙY CHỌN] TỆP…
usage-serve = serve [TÙY CHỌN]
usage-audit = audit [TÙY CHỌN] LỆNH
usage-verify = audit verify [TÙY CHỌN] [--key ĐƯỜNG_DẪN --checkpoints ĐƯỜNG_DẪN…]
usage-checkpoint = audit checkpoint [TÙY CHỌN]
usage-accept = audit accept [TÙY CHỌN] --why LÝ_DO SỐ
usage-erase = audit erase [TÙY CHỌN] --before NGÀY --why LÝ_DO [--object TỪ]
usage-store = store [TÙY CHỌN] LỆNH
usage-backup = store backup [TÙY CHỌN] -o TỆP
usage-store-restore = store restore [TÙY CHỌN] TỆP
usage-migrate = store migrate [TÙY CHỌN]
usage-people = people [TÙY CHỌN] LỆNH
usage-first = people first [TÙY CHỌN] --name TÊN --login TÊN --unit TÊN --code MÃ [--kind LOẠI]
usage-reset = people reset [TÙY CHỌN] --login TÊN
usage-completion = completion [TÙY CHỌN] bash | fish | powershell | zsh
usage-manual = manual [TÙY CHỌN]
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
metavar-feed-report = LOẠI
metavar-key = KHÓA
metavar-id = TÊN
metavar-url = URL
metavar-day = NGÀY
metavar-text = VĂN_BẢN
arg-help = Xem hướng dẫn này
arg-version = Xem phiên bản
arg-lang = Ngôn ngữ hiển thị
arg-data = Nơi lưu dữ liệu riêng của quet
arg-path = Tệp hoặc thư mục
arg-places = Tệp hoặc thư mục; nếu không nêu thì quét cả máy
arg-program = Chương trình đã dựng, có tên quet-PHIÊN_BẢN-windows-x86_64.exe hoặc quet-PHIÊN_BẢN-linux-x86_64
arg-rules = Quy tắc để dò tìm: tệp hoặc thư mục chứa .yar, .yara, danh sách giá trị băm và danh sách tên tệp; có thể dùng nhiều lần
arg-root = Ổ đĩa đã gắn hoặc thư mục được xem như gốc của một máy khác; mỗi ĐƯỜNG_DẪN khi đó là đường dẫn trên máy ấy (quét tất cả nếu không nêu)
arg-campaign = Quét bằng bộ quy tắc có chữ ký số của chiến dịch tại địa chỉ này
arg-campaign-key = Khóa công khai của chiến dịch, hoặc tệp chứa khóa; nếu không có, khóa được ghi nhớ ở lần dùng đầu tiên
arg-report = Đồng ý trước việc báo kết quả quét cho chiến dịch: các con số và tên quy tắc
arg-report-to = Đồng ý trước, và gửi báo cáo đến địa chỉ này
arg-campaign-id = Tên ngắn của chiến dịch: chữ thường không dấu, chữ số, dấu gạch nối (mặc định như bộ quy tắc trước)
arg-days = Bộ quy tắc có hiệu lực trong bao nhiêu ngày (30)
arg-skip-bad-rules = Bỏ qua các tệp quy tắc không dùng được và nêu tên chúng ở phần tổng kết
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
arg-sightings = Số lần ghi nhận của đất nước giả định (2000000)
arg-file = Báo cáo dạng CSV, có thể nén bằng gzip; `-` là đầu vào chuẩn
arg-feed-report = Loại báo cáo, khi tên tệp không cho biết: event4_sinkhole, event4_sinkhole_http, event6_sinkhole, event6_sinkhole_http
arg-listen = Địa chỉ và cổng để lắng nghe (127.0.0.1:8080)
arg-config = Tệp cấu hình TOML của máy chủ
arg-database = Cơ sở dữ liệu: postgres://NGƯỜI_DÙNG:MẬT_KHẨU@MÁY/CƠ_SỞ_DỮ_LIỆU; nếu không nêu thì là SQLite trong thư mục dữ liệu
arg-key = Khoá công khai của nhật ký, như tệp record/key.pub trong thư mục dữ liệu, dùng cho các điểm xác nhận cất ở nơi khác
arg-checkpoints = Tệp các điểm xác nhận cất ở nơi khác; có thể lặp lại
arg-before = Của các mục trước ngày này, ví dụ 01/01/2021
arg-object = Chỉ của các mục về đối tượng này, ví dụ person:12
arg-entry-number = Số của mục ghi việc đó, như `quet audit verify` nêu
arg-why = Lý do; được ghi vào nhật ký
arg-backup-output = Tệp sao lưu cần ghi; không ghi đè lên tệp nào
arg-backup = Tệp sao lưu
arg-migrate-dry-run = Chỉ cho biết còn những bước nào; mỗi bước được thử rồi hoàn tác
arg-name = Họ và tên
arg-login = Tên đăng nhập
arg-unit = Tên đơn vị
arg-code = Mã đơn vị, ví dụ SNGV
arg-kind = Loại đơn vị (department): coordinator, board, ministry, province, city, commune, ward, special_zone, department, enterprise, operator, vendor, member
arg-shell = Dành cho shell này: bash, fish, powershell hoặc zsh

## Trang hướng dẫn

manual-title = Hướng dẫn sử dụng Quét
manual-name = Tên
manual-synopsis = Cú pháp
manual-description = Mô tả
manual-commands = Các lệnh
manual-options = Tùy chọn của mọi lệnh
manual-exit = Mã thoát
manual-environment = Biến môi trường
manual-files = Tệp và thư mục
manual-examples = Ví dụ
manual-about = quet dò tìm mã độc bằng quy tắc và danh sách giá trị băm, và cho biết từng đối tượng đã được kiểm tra hay chưa. Những gì chưa đọc không bao giờ được coi là sạch. Với --clean, chương trình cho xem kế hoạch và hỏi trước khi chuyển bất cứ tệp nào vào kho cách ly; từ đó có thể khôi phục lại.
manual-exit-0 = Đã đọc hết và làm hết; không phát hiện gì.
manual-exit-1 = Đã đọc hết và làm hết; có phát hiện, dù đã làm sạch hay chưa.
manual-exit-2 = Chưa đọc hết hoặc chưa làm hết; kết quả hiển thị nêu rõ phần nào.
manual-exit-64 = Dùng sai lệnh. Chưa rà quét và chưa thay đổi gì.
manual-env-data = Thư mục dữ liệu, khi không dùng --data.
manual-env-lang = Ngôn ngữ, vi hoặc en, khi không dùng --lang; nếu cũng không có biến này thì theo ngôn ngữ của hệ thống (LC_ALL, LC_MESSAGES, LANG).
manual-env-config = Tệp cấu hình của máy chủ, khi không dùng --config.
manual-env-database = Cơ sở dữ liệu, khi không dùng --database. Nên dùng biến này nếu người khác trên máy có thể nhìn thấy mật khẩu trong dòng lệnh.
manual-env-server = Như listen, public_url và trusted_proxies (cách nhau bằng dấu phẩy) trong tệp cấu hình của máy chủ, và được ưu tiên hơn.
manual-file-root = Dữ liệu của root: kho cách ly, những gì đã quét, khóa của các chiến dịch.
manual-file-user = Dữ liệu của người dùng khác; nếu có đặt $XDG_DATA_HOME thì là $XDG_DATA_HOME/quet.
manual-example-scan = Rà quét các thư mục cá nhân bằng bộ quy tắc riêng, không thay đổi gì.
manual-example-clean = Cho xem kế hoạch, hỏi, rồi chuyển tệp ở mức báo động vào kho cách ly.
manual-example-campaign = Quét bằng bộ quy tắc có chữ ký số của một chiến dịch, và hỏi có gửi báo cáo hay không.
manual-example-restore = Khôi phục một tệp, theo mã hiển thị trong danh sách.

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
kind-yara = quy tắc
kind-hash = giá trị băm
kind-name = tên tệp
because = { $kind } { $name } (+{ $score }, { $source })
gap = CHƯA ĐỌC  { $place }: { $reason } (chi tiết kỹ thuật: { $detail })
gaps-more = … và { $more } mục nữa. Dùng `--format jsonl` để xem đầy đủ.
left-out = BỎ QUA  { $file }: { $reason }
left-out-more = … và { $more } mục nữa.
unused-files = Phiên bản này chưa dùng: { $files }
unused-addresses = địa chỉ mạng
unused-form = quy tắc, giá trị băm hoặc mẫu tên tệp ở dạng chưa biết
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
reason-engine-timeout = quy tắc chạy quá thời gian cho phép
reason-match-limit = số lần khớp vượt mức đếm được
reason-crashed = làm chương trình đang kiểm tra nó dừng đột ngột
reason-special-mount = hệ thống tệp của nhân hệ điều hành, không chứa tệp
reason-away = tệp không nằm trên máy này; đọc nó sẽ phải tải về
reason-excluded = ổ đĩa của máy khác, không nằm trong yêu cầu quét
skip-link = liên kết
skip-device = thiết bị
skip-socket = socket
skip-fifo = FIFO
skip-own = dữ liệu của chính quet

## Tổng kết

sum-looked = Đã kiểm tra { $scanned }/{ $seen } tệp ({ $bytes }) trong { $seconds } giây. Quy tắc: { $rules }, giá trị băm: { $hashes }, mẫu tên tệp: { $names }.
sum-remembered = Không đọc lại vì tệp không thay đổi và lần quét trước với cùng bộ quy tắc không phát hiện gì: { $number }.
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

no-rules = Chưa có gì để dò tìm: hãy chỉ định quy tắc bằng --rules, là tệp hoặc thư mục chứa .yar, .yara, danh sách giá trị băm hay danh sách tên tệp, hoặc địa chỉ của chiến dịch bằng --campaign.
no-rules-left = Chưa có gì để dò tìm: trong những gì đã chỉ định, không có quy tắc, giá trị băm hay mẫu tên tệp nào dùng được.
no-such-path = Không tìm thấy `{ $path }`. Chưa quét gì.
root-windows = { $path } được xem như ổ đĩa Windows: quy tắc thấy đường dẫn trên đó ở dạng C:\…
root-other = { $path } được xem như gốc của một máy: quy tắc thấy đường dẫn trên đó ở dạng /…
root-no-folder = `{ $path }` không phải là thư mục đọc được: --root cần thư mục mà ổ đĩa được gắn vào. Chưa quét gì.
root-not-there = Không tìm thấy `{ $path }` trong `{ $root }`. Khi dùng --root, mỗi ĐƯỜNG_DẪN là đường dẫn trên máy ấy, ví dụ /etc hoặc C:\Users. Chưa quét gì.
root-leads-out = Không đi theo `{ $path }` vì có thể dẫn ra ngoài `{ $root }`: trên đường có `..` hoặc liên kết. Hãy nêu chính nơi mà nó dẫn tới. Chưa quét gì.
root-several = Có nhiều tên chỉ khác `{ $path }` ở chữ hoa, chữ thường. Hãy viết đúng một trong các tên đó. Chưa quét gì.
nobody-to-ask = --clean hỏi trước khi thay đổi tệp, mà ở đây không có cửa sổ dòng lệnh để hỏi. Thêm --yes để đồng ý trước, hoặc --dry-run để xem kế hoạch. Chưa quét và chưa thay đổi gì.
nobody-to-ask-purge = Việc này không thể hoàn tác, mà ở đây không có cửa sổ dòng lệnh để hỏi. Thêm --yes để đồng ý trước. Chưa thay đổi gì.
bad-rules = Chưa quét gì: bộ quy tắc có { $number } lỗi, xem ở trên. Hãy sửa, hoặc thêm --skip-bad-rules để quét mà không dùng các tệp đó.
scan-lost = Việc quét dừng giữa chừng.
not-remembered = Không ghi nhớ được kết quả cho lần quét sau; lần này đọc mọi tệp.
technical = (chi tiết kỹ thuật, tiếng Anh: { $error })

## Quét theo chiến dịch

campaign-first-use = Máy này chưa biết khóa của chiến dịch và sẽ tin dùng khóa đó từ nay. Dấu vân tay của khóa: { $fingerprint }. Hãy đối chiếu với dấu vân tay mà chiến dịch cung cấp qua điện thoại hoặc văn bản.
campaign-offline = Không kết nối được với chiến dịch nên dùng bộ quy tắc đã tải về lần trước, có hiệu lực đến { $until }. { $why }
campaign-no-address = `{ $text }` không phải địa chỉ của chiến dịch. Địa chỉ có dạng https://chiendich.example/; tên miền có dấu phải viết ở dạng xn--. Chưa quét gì.
campaign-plain = `{ $text }` không được mã hóa: kẻ xấu trên đường truyền có thể tráo bộ quy tắc và đọc trộm báo cáo. Hãy dùng https://, hoặc cung cấp khóa của chiến dịch bằng --campaign-key. Nếu không có khóa, http:// chỉ dùng được với 127.0.0.1 và [::1]. Chưa quét gì.
campaign-no-key = `{ $text }` không phải khóa của chiến dịch (44 ký tự) và cũng không phải tệp chứa khóa. Chưa quét gì.
campaign-unreachable = Không tải được bộ quy tắc của chiến dịch, và máy này không lưu bộ quy tắc nào còn dùng được. Chưa quét gì. Hãy kiểm tra mạng và địa chỉ rồi thử lại, hoặc quét bằng bộ quy tắc riêng (--rules).
campaign-unreachable-expired = Không tải được bộ quy tắc của chiến dịch, và bộ quy tắc lưu từ lần trước đã hết hiệu lực. Chưa quét gì. Hãy kiểm tra mạng và địa chỉ rồi thử lại.
campaign-altered = Nội dung nhận được từ địa chỉ của chiến dịch không phải là bộ quy tắc có chữ ký hợp lệ: có thể đã bị sửa trên đường truyền, hoặc trang đăng nhập của mạng đã trả lời thay. Chưa quét gì. Hãy thử qua mạng khác; nếu vẫn vậy, hãy gọi điện hỏi chiến dịch.
campaign-other-key = Bộ quy tắc được ký bằng khóa khác với khóa đã biết. Có thể ai đó đã tráo bộ quy tắc, hoặc chiến dịch đã đổi khóa. Chưa quét gì. Hãy gọi điện hỏi chiến dịch theo số mà bạn biết từ nguồn khác. Khóa đã biết: { $expected }. Khóa vừa nhận: { $found }. Nếu chiến dịch xác nhận khóa mới là đúng, hãy cung cấp khóa đó bằng --campaign-key.
campaign-expired = Bộ quy tắc của chiến dịch đã hết hiệu lực từ { $when }. Chưa quét gì. Hãy kiểm tra đồng hồ của máy; nếu đồng hồ đúng, hãy đề nghị chiến dịch công bố bộ quy tắc mới.
campaign-not-yet = Bộ quy tắc của chiến dịch được tạo lúc { $when }, mà đồng hồ của máy này chưa đến thời điểm đó. Chưa quét gì. Hãy kiểm tra đồng hồ của máy.
campaign-older = Địa chỉ của chiến dịch trả về bộ quy tắc phiên bản { $found }, trong khi máy này đã dùng phiên bản { $seen }. Có thể ai đó đang ngăn bạn nhận bộ quy tắc mới. Chưa quét gì. Hãy thử qua mạng khác; nếu vẫn vậy, hãy gọi điện hỏi chiến dịch.
campaign-same-version = Địa chỉ của chiến dịch trả về bộ quy tắc khác với trước đây nhưng vẫn mang số phiên bản { $version }. Chưa quét gì. Hãy gọi điện hỏi chiến dịch xem đã xảy ra chuyện gì.
campaign-other = Địa chỉ của chiến dịch trả về bộ quy tắc của chiến dịch `{ $found }`, trong khi máy này biết địa chỉ đó là của chiến dịch `{ $known }`. Chưa quét gì. Hãy gọi điện hỏi chiến dịch địa chỉ nào đúng.
campaign-damaged = Dữ liệu về chiến dịch trên máy này bị hỏng nên không còn biết khóa của chiến dịch. Chưa quét gì. Hãy xóa { $path } và cung cấp khóa của chiến dịch bằng --campaign-key.
campaign-memory = Không ghi nhớ được khóa của chiến dịch trong thư mục dữ liệu của quet. Chưa quét gì. Hãy chọn thư mục khác bằng --data.
report-shown = Báo cáo sau được gửi đến { $to }:
report-plain = Báo cáo không được mã hóa trên đường truyền: người khác có thể đọc được.
report-campaign = chiến dịch { $campaign }, bộ quy tắc phiên bản { $version }
report-program = { $program } trên { $system }; thời gian quét: { $seconds } giây
report-files = số tệp gặp: { $seen }, đã kiểm tra: { $scanned }, chưa đọc hoặc chưa đọc hết: { $gaps }
report-complete = đã đọc hết và làm hết
report-incomplete = chưa đọc hết hoặc chưa làm hết
report-alerts = báo động: { $alerts }, số tệp đã cách ly: { $cleaned }
report-rule = quy tắc { $rule }, số đối tượng khớp: { $objects }
report-id = số của báo cáo này, lấy ngẫu nhiên: { $id }
report-never = Trong báo cáo không có tên, vị trí hay nội dung của bất kỳ tệp nào. Như với mọi kết nối, máy chủ thấy được địa chỉ IP gửi đến.
report-question = Gửi báo cáo này? [c/K]
report-declined = Chưa gửi báo cáo nào.
report-nobody-to-ask = Chưa gửi báo cáo: ở đây không có cửa sổ dòng lệnh để hỏi. Thêm --report để đồng ý trước.
report-counted = Đã gửi báo cáo và báo cáo đã được tính. Xin cảm ơn.
report-already-counted = Đã gửi báo cáo; máy chủ đã nhận và tính báo cáo này từ trước.
report-over-cap = Đã gửi báo cáo nhưng không được tính: hôm nay đã có quá nhiều báo cáo từ địa chỉ IP của mạng này.
report-kept = Chưa gửi được báo cáo. Báo cáo được giữ lại và sẽ gửi ở lần quét theo chiến dịch tiếp theo. { $why }
report-refused = Máy chủ không chấp nhận báo cáo; báo cáo không được giữ lại. { $why }
report-lost = Không gửi được báo cáo. { $why }
reports-sent = Đã gửi { $number } báo cáo giữ lại từ các lần quét trước.

## Tổ chức chiến dịch

campaign-key = Dấu vân tay của khóa, để đối chiếu qua điện thoại hoặc văn bản: { $fingerprint }
campaign-published = Đã công bố: chiến dịch { $campaign }, phiên bản { $version }, { $files } tệp, có hiệu lực đến { $until }.
campaign-not-published = Chưa công bố gì.
campaign-bad-rules = Bộ quy tắc có { $number } lỗi, xem ở trên. Chỉ công bố được bộ quy tắc khi mọi phần đều dùng được.
campaign-which = Hãy nêu tên ngắn của chiến dịch bằng --campaign TÊN; các bộ quy tắc sau sẽ giữ tên này.
campaign-bad-id = Tên ngắn của chiến dịch chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối ở giữa, nhiều nhất 64 ký tự.
campaign-not-this = Thư mục dữ liệu này công bố chiến dịch `{ $campaign }`. Với chiến dịch khác, hãy dùng thư mục khác (--data).
campaign-published-otherwise = Bộ quy tắc đang công bố ở đây được ký bằng khóa khác; các máy đã biết khóa đó sẽ từ chối bộ quy tắc mới. Hãy đặt lại khóa cũ, hoặc dùng thư mục dữ liệu khác (--data).
offer-done = Đã cung cấp: quet { $version } cho { $system }, { $bytes } byte.
offer-there = Đã được cung cấp từ trước, nội dung giống hệt: quet { $version } cho { $system }, { $bytes } byte.
offer-newer = Phiên bản { $newer } cũng đang được cung cấp, và trang chỉ hiện phiên bản mới nhất. Muốn quay lại bản cũ, hãy xóa { $file } khỏi thư mục chương trình.
offer-none = Chưa cung cấp gì.
offer-bad-name = { $path }: tên chương trình phải có dạng quet-PHIÊN_BẢN-windows-x86_64.exe hoặc quet-PHIÊN_BẢN-linux-x86_64, phiên bản gồm ba số, ví dụ 0.1.0.
offer-missing = Không có { $path }.
offer-no-file = { $path } không phải tệp thông thường: hãy chỉ đúng tệp, không dùng liên kết đến tệp.
offer-changed = { $path } bị thay đổi trong lúc đọc: hãy chờ ghi xong rồi thử lại.
offer-large = { $path } lớn hơn mức cho phép của một chương trình ({ $most } byte).
offer-other = { $path } không phải chương trình dành cho hệ điều hành và bộ xử lý ghi trong tên tệp.
offer-cut = { $path } bị thiếu phần cuối: tệp chưa được sao chép trọn vẹn. Hãy sao chép lại.
offer-taken = { $file } đã được cung cấp với nội dung khác, và mọi người đã biết mã SHA-256 của bản đó: hãy đặt phiên bản mới cho chương trình mới, hoặc xóa tệp cũ trước.

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
refused-system-owned = Tệp thuộc về hệ thống, hệ thống có thể cần đến. Thêm --system nếu vẫn muốn cách ly.
taken = Đã cách ly: { $path }   mã { $id }
taken-later = Tệp bị sửa trong khi đang cách ly: nội dung ghi sau là mục { $id }.
taken-links = Tệp này vẫn còn dưới { $number } tên khác ở ngoài phần đã quét. Hãy quét cả những nơi đó.
taken-open = { $name } (tiến trình { $pid }) vẫn đang mở nó: hãy tắt chương trình đó hoặc khởi động lại máy.
taken-next-start = Tệp vẫn đang chạy hoặc đang mở nên tạm thời chỉ được đổi tên và không còn khởi động được từ chỗ cũ: { $path }. Tệp sẽ bị xóa khi chương trình đó kết thúc và quet chạy lại, hoặc khi máy khởi động lại.
taken-next-run = Tệp vẫn đang chạy hoặc đang mở nên tạm thời chỉ được đổi tên và không còn khởi động được từ chỗ cũ: { $path }. Hãy khởi động lại máy rồi chạy quet một lần nữa: khi đó tệp sẽ bị xóa.
taken-problem = Tuy nhiên: { $what }
not-taken = CHƯA CÁCH LY  { $path }. { $why }
take-changed = Tệp không còn như lúc quét nên để nguyên. Hãy quét lại.
take-read = Không đọc được nên để nguyên.
take-disk-full = Ổ đĩa của kho cách ly đã đầy nên để nguyên. Hãy giải phóng chỗ trống, hoặc chọn ổ khác bằng --data.
take-store = Không ghi được bản sao vào kho cách ly nên để nguyên.
take-unsound = Bản sao đọc lại không đúng nên để nguyên. Hãy kiểm tra ổ đĩa của kho cách ly.
take-pinned = Tệp bị đánh dấu không cho xóa nên để nguyên. Với quyền root, hãy chạy: chattr -i -a TỆP.
take-remove = Không chuyển được tệp đi nên để nguyên. Hãy chạy quet với quyền chủ thư mục hoặc root.
take-remove-windows = Không chuyển được tệp đi nên để nguyên. Hãy chạy quet với quyền quản trị viên.
take-in-use = Có chương trình đang dùng tệp này nên để nguyên. Hãy tắt chương trình đó hoặc khởi động lại máy, rồi quét lại.
take-in-use-by = { $names } đang dùng tệp này nên để nguyên. Hãy tắt chương trình đó hoặc khởi động lại máy, rồi quét lại.
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

## Quy tắc

rules-hold = { $rules } quy tắc trong { $files } tệp, { $hashes } giá trị băm, { $allowed } giá trị băm của tệp an toàn, { $names } mẫu tên tệp.
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
demo-country = Tạo một đất nước giả định trên các dải địa chỉ thật; báo cáo được viết đúng như Shadowserver gửi: { $path }
demo-imports = Nhập { $number } báo cáo:
demo-counted = { $number } lần ghi nhận đã được tính, mỗi lần đúng một lần
demo-repeated = { $number } dòng lặp lại không bị tính thêm
demo-refused = { $number } dòng không dùng được đã bỏ ra, dòng nào cũng có số dòng và lý do
demo-publishes = Ký số và công bố bộ quy tắc của chiến dịch:
demo-published = bộ quy tắc biên dịch được và đã công bố
demo-serves = Máy chủ trả lời tại { $url }
demo-figure-sightings = số liệu chiến dịch cho thấy { $number } lần ghi nhận
demo-figure-ever = tổng cộng { $number } địa chỉ khác nhau đã bị ghi nhận
demo-figure-first = { $number } địa chỉ khác nhau trong bảy ngày đầu
demo-figure-last = { $number } địa chỉ khác nhau trong bảy ngày cuối
demo-figure-families = mọi số liệu của { $number } họ mã độc
demo-figure-days = từng ngày trong { $number } ngày, kể cả những ngày thiếu nguồn
demo-figure-page = các trang công khai cho thấy đúng các số liệu ấy
demo-answer = { $who }: { $verdict }
demo-reported = kết quả quét đã được báo và chỉ tính một lần: { $number }
demo-visitor-recent = địa chỉ mới bị ghi nhận
demo-visitor-old = địa chỉ bị ghi nhận đã lâu
demo-visitor-unlisted = địa chỉ chưa bị ghi nhận
demo-visitor-shared = địa chỉ dùng chung
demo-visitor-six = địa chỉ IPv6 bị ghi nhận
demo-visitor-neighbour = địa chỉ IPv6 khác trong cùng một nhà
demo-visitor-mobile = địa chỉ của mạng di động
demo-visitor-hosting = địa chỉ của VPN hoặc máy chủ cho thuê
demo-visitor-foreign = địa chỉ ngoài nước
demo-verdict-listed = đã bị ghi nhận
demo-verdict-shared = đã bị ghi nhận, nhưng nhiều người dùng chung
demo-verdict-neighbour = không phải địa chỉ này, nhưng cùng một nhà
demo-verdict-not-listed = chưa ghi nhận
demo-verdict-unreadable = không xác định được
demo-look = Máy chủ vẫn chạy. Mở trang của chiến dịch: { $url }
    Để xem các câu trả lời tra cứu, hãy vào như một trong những người sau:
demo-units = Số đơn vị trong cây, gồm 34 tỉnh, thành phố: { $number }
demo-record = Nhật ký những việc đã làm nguyên vẹn: { $number } mục
demo-sign-in = Đăng nhập bàn làm việc tại { $url } với tên `{ $login }` và mật khẩu { $password }
demo-keeps-serving = Nhấn Ctrl-C để dừng.

## Máy chủ

serve-ready = Đang phục vụ tại { $url }. Số địa chỉ đã từng bị ghi nhận: { $addresses }.
serve-no-ranges = quet: mạng dùng chung và mạng di động chỉ được nhận biết theo tên của một số nhà mạng, vì chưa đặt declared_ranges trong cấu hình.
serve-first = Bắt đầu tại đây (đường dẫn này chỉ mình bạn có):
    { $url }
serve-record-broken = Nhật ký những việc đã làm kết thúc trước những gì đã được xác nhận: có mục bị xoá khỏi cơ sở dữ liệu, hoặc bản sao lưu cũ nằm cạnh các điểm xác nhận mới hơn. Lệnh `quet audit verify` cho biết thêm. Máy chủ không khởi động trên dữ liệu này.
serve-stops = Đang dừng: trả lời xong những gì đang dở.
serve-port-taken = { $address } đang bị chương trình khác dùng. Hãy chọn cổng khác bằng --listen.
serve-cannot-listen = Không lắng nghe được tại { $address }: --listen cần một địa chỉ của máy này và một cổng.
serve-no-file = Không đọc được { $path }.
serve-bad-config = Cấu hình không hợp lệ.
serve-other-campaign = Bộ quy tắc đang công bố là của chiến dịch `{ $pack }`, còn máy chủ này được cấu hình cho `{ $configured }`. Hãy đặt `id` dưới [campaign] trong tệp cấu hình.

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
feed-too-many-families = Cùng với tệp này sẽ có hơn { $number } tên mã độc, nhiều hơn mọi nguồn tin.
feed-unknown-report = Theo tên tệp thì đây là báo cáo `{ $name }`, loại chưa được hỗ trợ. Các loại được hỗ trợ: { $known }.
feed-utf16 = Tệp viết theo UTF-16: hãy lưu lại theo UTF-8.
feed-which-report = Không xác định được đây là báo cáo nào: hãy nêu tên bằng --format.
feed-missing = Dòng đầu thiếu cột `{ $column }`.
feed-twice = Cột `{ $column }` xuất hiện hai lần ở dòng đầu.
feed-ours = Cột `{ $column }` ở dòng đầu mang tên mà quet dành riêng cho mình: hãy đặt tên khác.
feed-no-header = Dòng đầu không phải là danh sách cột.
feed-nothing = Chưa tính dòng nào của tệp.
row-too-long = dòng dài hơn mọi dòng hợp lệ
row-not-a-row = không phải một dòng của bảng (dấu nháy không đóng, quá nhiều ô, xuống dòng giữa chừng, hoặc có byte NUL)
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
store-away = Cơ sở dữ liệu tại { $place } không trả lời. Hãy khởi động nó, hoặc nêu cơ sở dữ liệu khác bằng --database hay QUET_DATABASE.
store-not-utf8 = Cơ sở dữ liệu tại { $place } lưu chữ theo { $encoding }, không có tiếng Việt. Hãy tạo một cơ sở dữ liệu lưu chữ theo UTF8: createdb --encoding UTF8 --template template0 TÊN.
store-other = Dữ liệu trong { $path } thuộc về một cơ sở dữ liệu khác. Hãy nêu đúng cơ sở dữ liệu đó bằng --database (nếu không nêu thì là SQLite trong thư mục ấy), hoặc chọn thư mục khác bằng --data. Muốn chuyển kho dữ liệu, hãy sao lưu rồi khôi phục vào một kho trống.
backup-made = Đã sao lưu { $tables } bảng với { $rows } dòng và { $segments } phân đoạn chứng cứ vào { $path }.
backup-restored = Đã khôi phục { $tables } bảng với { $rows } dòng và { $segments } phân đoạn chứng cứ vào { $place }.
backup-exists = { $path } đã tồn tại và không bị ghi đè: hãy chọn tên khác.
backup-altered = { $path } không phải là bản sao lưu nguyên vẹn, chưa khôi phục gì. Hãy dùng bản sao khác.
backup-newer = { $path } do một phiên bản quet mới hơn ghi, chưa khôi phục gì. Hãy dùng phiên bản đó.
backup-opened = { $place } đã được phiên bản này mở, còn bản sao lưu là của phiên bản cũ hơn. Hãy khôi phục vào một kho chưa ai mở: thư mục khác bằng --data, cơ sở dữ liệu khác bằng --database.
backup-not-empty = Trong { $place } đã có dữ liệu ({ $table }), chưa khôi phục gì. Hãy khôi phục vào một kho trống: thư mục khác bằng --data, cơ sở dữ liệu khác bằng --database.
migrate-nothing = { $place } đã ở phiên bản này. Không cần làm gì.
migrate-would = Các bước mà { $place } còn phải thực hiện. Mỗi bước đã được thử rồi hoàn tác; không có gì thay đổi:
migrate-done = Các bước mà { $place } đã thực hiện:
migrate-step = { $number }. { $name }

## Hướng dẫn, cho người không gõ lệnh

about-guide = Dẫn từng bước quét toàn bộ máy này: xem, hỏi, làm sạch, để lại kết quả để đọc và gửi.
usage-guide = guide [TÙY CHỌN] [ĐƯỜNG DẪN…]
arg-result = Ghi kết quả vào thư mục này thay vì màn hình nền
arg-wait = Giữ cửa sổ mở ở cuối cho đến khi nhấn Enter
arg-take = Danh sách tệp đã được đồng ý cách ly, cho phần của hướng dẫn chạy với quyền quản trị
guide-title = Quét { $version }: tìm mã độc trên máy này
guide-where = Máy: { $machine }. Bắt đầu: { $when }.
guide-what = Trước hết chương trình chỉ xem: không thay đổi gì và không gửi gì đi. Nếu tìm thấy, bạn sẽ được hỏi trước khi tệp bị động đến.
    Bạn có thể dừng bất cứ lúc nào bằng Ctrl-C hoặc đóng cửa sổ này.
guide-campaign = Quét theo bộ quy tắc của chiến dịch tại { $url }
guide-rules = Quét theo bộ quy tắc trong { $path }
guide-patience = Việc này có thể mất từ vài phút đến vài giờ. Trong lúc đó bạn vẫn làm việc bình thường.
guide-ask-campaign = Chiến dịch nào? Gõ địa chỉ như trên trang của chiến dịch rồi nhấn Enter:
guide-no-rules = Chưa có quy tắc nào để quét. Hãy tải chương trình này từ trang của chiến dịch và mở với đúng tên đã tải, hoặc đặt thư mục tên là `rules` bên cạnh chương trình.
guide-not-scanned = KẾT QUẢ: máy này chưa được quét nên chưa biết có mã độc hay không. { $why }
guide-nothing = KẾT QUẢ: không tìm thấy gì, và đã đọc hết mọi thứ.
guide-nothing-but-gaps = KẾT QUẢ: không tìm thấy gì trong những phần đọc được. Có những phần không đọc được, đã nêu ở trên.
guide-suspicious = KẾT QUẢ: có tệp đáng ngờ nhưng chưa chắc là mã độc, nên chưa động đến tệp đó. Hãy gửi kết quả này cho người phụ trách máy.
guide-cleaned = KẾT QUẢ: đã tìm thấy mã độc và đã cách ly. Mã độc không gây hại được nữa, và nếu nhầm thì vẫn khôi phục được.
    Hãy đổi mật khẩu từ một máy khác, rồi khởi động lại máy này.
guide-not-over = KẾT QUẢ: đã tìm thấy mã độc và đã cách ly, nhưng chưa xong:
guide-still-there = KẾT QUẢ: đã tìm thấy mã độc nhưng chưa cách ly được hết. Hãy đưa kết quả này cho người phụ trách máy trước khi tiếp tục làm việc trên máy.
guide-left-running = - Có tệp đã cách ly vẫn đang chạy hoặc đang được chương trình mở. Hãy khởi động lại máy ngay, trước mọi việc khác, rồi mở lại chương trình này.
guide-left-links = - Chính các tệp đó vẫn còn dưới tên khác ở nơi chưa quét ({ $number }). Hãy gửi kết quả này cho người phụ trách máy.
guide-left-unread = - Có những phần không đọc được, có thể còn mã độc trong đó: { $kinds }. Xem ở trên.
guide-left-cut = - Việc quét chưa đến hết, có thể còn mã độc ở phần chưa quét. Hãy mở lại chương trình này.
guide-left-elsewhere = - Phần cần quyền quản trị còn việc phải làm: hãy làm theo kết quả riêng của phần đó, nằm bên cạnh kết quả này.
guide-left-trouble = - Có việc không diễn ra như mong muốn, xem ở trên. Hãy gửi kết quả này cho người phụ trách máy.
guide-left-passwords = - Hãy đổi mật khẩu từ một máy khác, rồi khởi động lại máy này. Nếu nhầm thì vẫn khôi phục được.
guide-needs-rights = Có tệp nằm ở chỗ của Windows hoặc của người dùng khác, nên chỉ quản trị viên mới cách ly được ({ $number }):
guide-of-the-system = Có tệp nằm ở chỗ của hệ thống hoặc thuộc về hệ thống, và hệ thống có thể cần đến. Nếu không chắc, hãy hỏi người phụ trách máy trước ({ $number }):
guide-system-question = Chuyển cả các tệp này vào kho cách ly? Có thể khôi phục sau. [c/K]
guide-no-longer = { $path } không còn như lúc tìm thấy nên được giữ nguyên.
guide-not-reached = Không đến được { $path } nên được giữ nguyên. { $why }
guide-no-room = Danh sách chuyển sang không còn chỗ cho { $path } nên tệp được giữ nguyên. Hãy mở lại chương trình này để xử lý tệp đó.
guide-no-list = KẾT QUẢ: chưa cách ly gì, vì không xác định được các tệp đã được đồng ý. Hãy đóng cửa sổ này và làm lại từ đầu. { $why }
guide-no-vault = Các tệp này được giữ nguyên vì không có kho cách ly để chuyển vào. { $why }
guide-long-folder = thư mục dữ liệu có tên quá dài
guide-rights-libraries = Trong thư mục của chương trình này có thư viện (.dll). Chúng có thể được chạy với quyền quản trị, nên chương trình không xin quyền đó: hãy chuyển chương trình vào một thư mục trống rồi mở lại.
guide-rights-question = Xin Windows cấp quyền quản trị cho việc này ngay bây giờ? Một cửa sổ thứ hai sẽ chỉ làm việc đó. [c/K]
guide-rights-declined = Các tệp đó được giữ nguyên.
guide-rights-done = Phần cần quyền quản trị đã cách ly các tệp đó. Kết quả của phần này nằm bên cạnh kết quả này.
guide-rights-not-all = Phần cần quyền quản trị chưa làm được hết. Kết quả của phần này cho biết còn lại những gì.
guide-rights-otherwise = Hãy nhờ người phụ trách máy chạy lại hướng dẫn này với quyền quản trị (bằng sudo): khi đó chương trình sẽ hỏi về các tệp này.
guide-rights-failed = Các tệp đó được giữ nguyên vì không xin được quyền quản trị: { $why }
guide-paper = Quét { $when }.txt
guide-paper-at = Kết quả này được lưu ở { $path }. Bạn có thể đọc lại và gửi cho người giúp bạn.
guide-wait = Nhấn Enter để đóng cửa sổ này.

## Cũng những câu đó cho người không gõ lệnh: không nhắc đến tùy chọn dòng lệnh

guided-gaps-more = … và { $more } mục nữa.
guided-bad-rules = Bộ quy tắc bị hỏng nên chưa quét gì: có { $number } lỗi, xem ở trên. Hãy đề nghị nơi cung cấp gửi bộ quy tắc khác.
guided-campaign-plain = `{ $text }` không được mã hóa: kẻ xấu trên đường truyền có thể tráo bộ quy tắc và đọc trộm báo cáo. Hãy dùng địa chỉ bắt đầu bằng https://. Chưa quét gì.
guided-campaign-unreachable = Không tải được bộ quy tắc của chiến dịch, và máy này không lưu bộ quy tắc nào còn dùng được. Chưa quét gì. Hãy kiểm tra mạng và địa chỉ rồi làm lại.
guided-campaign-other-key = Bộ quy tắc được ký bằng khóa khác với khóa đã biết. Có thể ai đó đã tráo bộ quy tắc, hoặc chiến dịch đã đổi khóa. Chưa quét gì. Hãy gọi điện hỏi chiến dịch theo số mà bạn biết từ nguồn khác. Khóa đã biết: { $expected }. Khóa vừa nhận: { $found }.
guided-campaign-damaged = Dữ liệu về chiến dịch trên máy này bị hỏng nên không còn biết khóa của chiến dịch. Chưa quét gì. Hãy gửi kết quả này cho người phụ trách máy: phải xóa { $path }.
guided-campaign-memory = Không ghi nhớ được khóa của chiến dịch trên máy này. Chưa quét gì. Hãy giải phóng chỗ trống, hoặc gửi kết quả này cho người phụ trách máy.
guided-report-nobody-to-ask = Chưa gửi báo cáo: ở đây không hỏi được ai.
guided-refused-system-place = Tệp nằm trong { $place }, hệ thống có thể cần đến.
guided-refused-root-owned = Tệp thuộc về root, hệ thống có thể cần đến.
guided-refused-system-owned = Tệp thuộc về hệ thống, hệ thống có thể cần đến.
guided-take-disk-full = Ổ đĩa của kho cách ly đã đầy nên để nguyên. Hãy giải phóng chỗ trống rồi làm lại.
guided-take-remove = Không chuyển được tệp đi với quyền của người dùng này nên để nguyên.
guided-take-remove-windows = Không chuyển được tệp đi với quyền của người dùng này nên để nguyên.
guided-take-unsettled = Bị ngắt giữa chừng. Không mất gì: lần tới chương trình cách ly tệp thì việc này được xử lý nốt.

## The record

audit-whole = Nhật ký nguyên vẹn: { $entries } mục, đã đối chiếu với { $checkpoints } điểm xác nhận. Chi tiết của { $erased } mục đã được xoá khi hết hạn lưu.
    Kết thúc ở { $digest }
audit-beyond = Chưa có điểm xác nhận nào cho { $entries } mục cuối: không thể nói rằng không ai thêm các mục này, cũng không thể nói phía sau chưa bị cắt. Máy chủ đang chạy sẽ xác nhận trong giây lát; máy chủ bị ngắt thì xác nhận khi khởi động lại.
audit-late = Các mục từ { $first } đến { $last } được xác nhận muộn, như mục { $told } ghi: chương trình bị ngắt ngay sau khi ghi, hoặc có người ghi thẳng vào cơ sở dữ liệu.
audit-late-then = Việc này đã xảy ra: { $times } lần. Hãy đối chiếu các mục đó với những gì biết được về lúc ấy (`/console/record`). Người chịu trách nhiệm thì xác nhận: quet audit accept SỐ --why "…"
audit-accepted = Những mục mà mục { $entry } nói tới đã có người chịu trách nhiệm; điều đó được ghi vào nhật ký.
audit-not-late = Mục { $entry } không phải mục ghi việc xác nhận muộn: `quet audit verify` nêu số của những mục đó.
audit-broken = NHẬT KÝ KHÔNG CÒN NHƯ TRƯỚC. { $what }
audit-broken-then = Hãy giữ nguyên bản sao này cùng các điểm xác nhận. Bản sao lưu cũ hơn cho biết trước đây ở đó ghi gì.
audit-break-order = Sau đó phải là mục { $expected } nhưng lại là mục { $found }: có mục bị bớt, thêm hoặc đổi chỗ.
audit-break-link = Mục { $entry } không nối tiếp mục trước: một trong hai đã bị sửa.
audit-break-entry = Mục { $entry } đã bị sửa.
audit-break-details = Chi tiết của mục { $entry } đã bị sửa.
audit-break-gone = Chi tiết của mục { $entry } đã mất mà không ai xoá theo quy định.
audit-break-erased = Mục { $entry } ghi đã xoá chi tiết của { $told } mục, nhưng số mục mất chi tiết là { $gone }.
audit-break-forged = Dòng { $line } trong tệp điểm xác nhận nói khác với nhật ký và không được ký bằng khoá của nhật ký này.
audit-break-anew = Mục { $entry } khác với điểm xác nhận: nhật ký đã bị làm lại từ một mục nào đó.
audit-break-cut = Nhật ký kết thúc ở mục { $end } trong khi một điểm xác nhận biết đến mục { $known }: phần cuối đã bị cắt.
audit-break-orphan = Có chi tiết của mục { $entry } nhưng không có mục đó.
audit-key-and-checkpoints = --key và --checkpoints phải đi cùng nhau.
audit-cannot-read = Không đọc được { $path }.
audit-no-key = { $path } không phải khoá của nhật ký.
audit-bad-checkpoint = { $path }, dòng { $line }: không phải điểm xác nhận được ký bằng khoá này.
audit-not-vouched = Chưa ai xác nhận các mục cuối của nhật ký: hãy khởi động máy chủ một lần, hoặc kiểm tra nhật ký.
audit-no-day = `{ $day }` không phải một ngày như 01/01/2021.
audit-erased = Số mục đã xoá chi tiết: { $entries }.

## People, at the server's machine

people-ask-password = Mật khẩu, ít nhất 12 ký tự (không hiện ra khi gõ):
people-first-made = Đã lập. Hãy đăng nhập bàn làm việc của máy chủ với tên `{ $login }`.
people-reset-done = `{ $login }` đã bị đăng xuất ở mọi nơi; mật khẩu, bước xác thực thứ hai, khóa truy cập và đường dẫn Atom đã bị xoá. Mã mới, dùng được đến { $until }: { $code }
    Nhập mã này tại trang /console/invited của máy chủ; mã chỉ hiện một lần này.
people-not-the-first = Đã có người dùng: những người khác được mời trên bàn làm việc. Nếu không còn ai đăng nhập được: quet people reset --login TÊN
people-nobody = Không ai đăng nhập bằng tên đó.
people-bad-code = Mã đơn vị gồm tối đa 32 chữ cái không dấu, chữ số, dấu chấm, gạch nối và gạch dưới.
people-bad-kind = Không có loại đơn vị đó. Các loại: { $kinds }
people-bad-login = Tên đăng nhập gồm 3 đến 64 chữ thường không dấu, chữ số, dấu chấm, gạch nối, gạch dưới, + hoặc @.
people-bad-clock = Đồng hồ của máy này sai.
people-password-short = Mật khẩu có ít nhất 12 ký tự.
people-password-long = Mật khẩu dài tối đa 256 byte.
people-password-guessable = Đây là một trong những mật khẩu ai cũng thử đầu tiên: đừng dùng tên, năm hay dãy phím liền nhau.
