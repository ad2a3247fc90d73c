# Lời về các quy trình xử lý sự cố. Tệp playbooks.en.ftl có đúng những lời này bằng tiếng Anh; có kiểm thử so hai tệp.

## Lệnh

about-playbooks = Các bước xử lý sự cố: liệt kê, xuất ra và kiểm tra.
about-playbooks-check = Cho biết tệp có phải là quy trình mà một sự cố theo được không; nếu không, bước nào sai.
about-playbooks-list = Liệt kê các quy trình có sẵn trong chương trình.
about-playbooks-export = Ghi một quy trình ra tệp, dạng CACAO 2.0 JSON.
usage-playbooks = playbooks [TÙY CHỌN] LỆNH
usage-playbooks-check = playbooks check [TÙY CHỌN] TỆP…
usage-playbooks-list = playbooks list [TÙY CHỌN]
usage-playbooks-export = playbooks export [TÙY CHỌN] LOẠI -o TỆP
arg-playbook = Các quy trình, dạng CACAO 2.0 JSON
arg-playbook-kind = Loại sự cố: malware, denial_of_service, defacement, phishing, data_leak hoặc ransomware
metavar-kind = LOẠI
arg-playbook-output = Tệp sẽ ghi; không ghi đè tệp nào
playbooks-line = { $kind }: { $name } (số bước: { $steps }, phiên bản { $modified })
playbooks-good = { $path }: quy trình cho { $kind }, theo được. { $name }; số bước: { $steps }.
playbooks-refused = { $path }: không nhận. { $why }
playbooks-not-there = Không có { $path }.
playbooks-not-read = Không đọc được { $path }.
playbooks-exported = Đã ghi { $path }: { $name }.
playbooks-not-written = Không ghi được { $path }.
playbooks-in-the-way = Đã có { $path }, và không tệp nào bị ghi đè. Hãy chọn tên khác bằng -o.
playbooks-no-kind = Không có loại `{ $kind }`. Các loại: { $kinds }.

## Vì sao tệp không phải quy trình, và cần làm gì

playbook-at-step = Bước “{ $name }” ({ $id }): { $why }
playbook-at-nameless = Bước { $id }: { $why }
playbook-bytes = Tệp dài hơn { $most } byte. Hãy bỏ những gì không thuộc quy trình.
playbook-nesting = Có hơn { $most } danh sách, đối tượng lồng nhau. Hãy giảm số cấp lồng.
playbook-no-json = Không phải JSON: dòng { $line }, cột { $column }. Hãy sửa chỗ đó.
playbook-twice = Thành phần `{ $what }` có hai lần trong một đối tượng. Hãy bỏ một.
playbook-number = { $at }: chỉ nhận số nguyên. Hãy viết số không có phần thập phân.
playbook-steps = Có hơn { $most } bước. Hãy rút ngắn.
playbook-entries = { $at }: có hơn { $most } mục. Hãy bớt.
playbook-text = { $at }: dài hơn { $most } ký tự. Hãy rút gọn.
playbook-schemas = Chương trình không dùng được lược đồ của chính nó. Hãy cài lại. { $what }
playbook-schema = { $at } không đúng CACAO 2.0. Hãy sửa theo lược đồ: { $what }
playbook-extension = { $at }: phần bổ sung của Quét bị thiếu hoặc sai dạng. Hãy sửa: { $what }
playbook-version = Phần bổ sung có phiên bản `{ $what }`, chương trình này không biết. Hãy dùng chương trình mới hơn, hoặc xuất lại quy trình cho bản này.
playbook-undefined = `{ $what }` được dùng mà không có định nghĩa. Hãy thêm định nghĩa.
playbook-id-type = `{ $what }` phải bắt đầu bằng `{ $expected }--`. Hãy ghi mã như vậy.
playbook-time = `{ $what }` không phải thời điểm có ba chữ số thập phân (2026-11-28T00:00:00.000Z), hoặc trước lúc tạo. Hãy ghi lại cho đúng.
playbook-kind = Không có loại `{ $what }`. Hãy ghi một trong: { $kinds }.
playbook-no-start = Không bắt đầu từ một bước bắt đầu. Hãy cho `workflow_start` trỏ đến bước đó.
playbook-no-steps = Không có bước nào cho người làm. Hãy thêm ít nhất một.
playbook-not-followed = `{ $what }` không phải thứ mà một sự cố theo được. Hãy bỏ đi, hoặc diễn đạt bằng bước cho người làm.
playbook-no-way-on = Không có gì cho biết bước tiếp theo. Hãy đặt `{ $way }`.
playbook-dangling = `{ $way }` trỏ đến { $to }, không có. Hãy trỏ đến bước có thật, hoặc thêm bước đó.
playbook-cycle = Từ đây quay lại { $to }; chỉ đường quay lại nêu trong `returns` mới được vậy. Hãy cho đi tiếp.
playbook-two-ways = Có hơn một đường dẫn đến đây nên không biết việc gì đã làm trước. Hãy để lại một.
playbook-unreachable = Không có đường nào dẫn đến đây. Hãy cho một bước dẫn đến, hoặc bỏ bước này.
playbook-return = Đường quay lại không như `returns` nêu. Nó đi từ bước ngay trước về các bước trước đó cùng nhánh; hãy sửa cho hai nơi giống nhau.
playbook-no-return = `returns` nêu đường quay lại nhưng không có. Hãy thêm `while-condition`, hoặc bỏ `returns`.
playbook-beside = Ở đây một nhánh đi tiếp, mỗi nhánh khác chỉ có một bước mở suốt. Hãy đặt `throughout`, hoặc xếp các bước nối tiếp.
playbook-place = `{ $what }` không khớp vị trí trong luồng. Hãy sửa một trong hai.
playbook-order = Mang số { $found } mà đứng ở vị trí { $expected }. Hãy đánh số theo thứ tự của luồng.
playbook-leaderless = Không có đơn vị chủ trì. Hãy nêu đơn vị chủ trì.
playbook-unknown-role = Không có vai trò `{ $role }`. Hãy chọn một trong: { $roles }.
playbook-role-twice = Vai trò `{ $role }` có hai lần. Hãy để chủ trì hoặc phối hợp.
playbook-named = `{ $what }` không nêu đúng đơn vị chủ trì, phối hợp của bước. Hãy ghi mã của họ, theo thứ tự.
playbook-words = { $at }, phần { $language }: { $why }
playbook-language-vi = tiếng Việt
playbook-language-en = tiếng Anh
playbook-source = Căn cứ pháp lý: { $why } Hãy ghi điều khoản.
playbook-key = `{ $key }` không phải mã. Hãy dùng chữ thường, chữ số, - và _, nhiều nhất 64.
playbook-key-twice = Mục khác đã có mã `{ $key }`. Hãy chọn mã khác.
playbook-nothing-to-do = Không có việc nào để đánh dấu. Hãy thêm ít nhất một.
playbook-target = Thời gian mục tiêu không nằm trong 1 đến { $most } phút. Hãy đặt lại, hoặc bỏ.
playbook-exit = Lối ra `{ $what }` không có, có hai lần, hoặc nêu bước không có thật. Các lối ra: { $exits }.

## Các trang trong bảng điều khiển

playbooks = Quy trình xử lý
playbooks-lead = Các bước xử lý sự cố. Sự cố mới theo quy trình của loại sự cố và giữ nguyên bản đó.
playbooks-steps = { $number } bước
playbooks-export = Tải về dạng CACAO 2.0 JSON
playbooks-optional = chỉ khi cần
playbooks-throughout = mở trong suốt quá trình
playbooks-target = mục tiêu: { $minutes } phút
playbooks-return = Quay lại
playbooks-back = Sau “{ $from }” có thể quay lại và làm lại: { $to }
playbooks-exits = Chuyển sang quy trình khác
playbooks-version = Phiên bản { $version }
