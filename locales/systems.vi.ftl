# Lời của giao diện làm việc về hệ thống thông tin và về những gì bị hạn chế. Tệp systems.en.ftl có đúng những lời này bằng
# tiếng Anh; có kiểm thử so hai tệp.

## Hệ thống thông tin

desk-systems = Hệ thống
systems-sheet = Hệ thống thông tin
systems-name = Tên hệ thống
systems-unit = Đơn vị
systems-level = Cấp độ
systems-level-hint = Cấp độ an toàn từ 1 đến 5. Cấp 5 là khi hỏng thì hại nặng nhất.
systems-level-of = Cấp độ { $level }
systems-level-any = Mọi cấp độ
systems-level-none = Cấp độ là một số từ 1 đến 5.
systems-products = Sản phẩm và phiên bản
systems-products-hint = Mỗi dòng một sản phẩm, phiên bản để trong ngoặc: Apache HTTP Server (2.4.58). Biết phiên bản thì mới biết lỗ hổng nào liên quan.
systems-product = Sản phẩm
systems-version = Phiên bản
systems-addresses = Địa chỉ IP công khai
systems-addresses-hint = Địa chỉ mà bên ngoài nhìn thấy, mỗi dòng một địa chỉ hoặc một dải như 192.0.2.0/24. Không ghi địa chỉ trong mạng nội bộ.
systems-domains = Tên miền
systems-domains-hint = Mỗi dòng một tên miền, không có https://.
systems-seen = Bên ngoài nhìn thấy ở đâu
systems-seen-none = Chưa ghi địa chỉ hay tên miền nào. Không có thì không ai báo được cho đơn vị khi thấy dấu hiệu ở đó.
systems-unknown = Chưa ghi gì.
systems-fresh = Chưa có hệ thống thông tin nào. Hãy khai hệ thống đầu tiên, hoặc nhập cả danh sách từ một tệp CSV hay Excel.
systems-fresh-look = Ở đây chưa có hệ thống thông tin nào mà bạn được xem.
systems-none = Không có hệ thống nào như vậy.
systems-shown = { $from }–{ $to } trong { $found } hệ thống tìm thấy; tất cả có { $all }.
systems-filter-text = Tên, sản phẩm, địa chỉ, tên miền
systems-filter-state = Tình trạng
systems-in-use = Đang dùng
systems-ended = Thôi dùng
systems-ended-on = Thôi dùng từ { $moment }.
systems-new = Khai hệ thống
systems-new-do = Khai hệ thống
systems-lead = Một hệ thống của một đơn vị: nó là gì, chạy những gì, bên ngoài thấy ở đâu.
systems-change = Sửa
systems-end = Ghi là thôi dùng
systems-end-lead = Hệ thống rời khỏi danh sách đang dùng. Thông tin vẫn được giữ; muốn dùng lại thì khai lại.
systems-taken = Đơn vị này đã có một hệ thống mang tên đó.
systems-conflict = Chưa ghi gì: trong lúc bạn làm, người khác đã sửa hệ thống này
systems-done-found = Đã khai hệ thống.
systems-done-changed = Đã lưu.
systems-done-ended = Đã ghi là thôi dùng.
systems-done-imported = Đã ghi toàn bộ bảng.
systems-done-named = Đã lưu những ai được xem.
systems-done-opened = Đã bỏ hạn chế.
systems-of-unit = { $number } hệ thống thông tin mà bạn được xem, kể cả của các đơn vị trực thuộc.
systems-of-unit-link = Xem các hệ thống
did-system-found = Khai hệ thống thông tin
did-system-changed = Sửa hệ thống thông tin
did-system-imported = Nhập hệ thống thông tin từ bảng
did-system-ended = Ghi hệ thống là thôi dùng
did-system-restricted = Hạn chế người xem hệ thống
did-system-opened = Bỏ hạn chế người xem hệ thống
task-systems = Khai các hệ thống thông tin của đơn vị
task-systems-why = Đơn vị của bạn chưa có hệ thống nào được ghi. Có tên miền và địa chỉ công khai thì khi bên ngoài thấy dấu hiệu, đơn vị mới được báo.
task-systems-do = Khai hệ thống đầu tiên

## Nhập hệ thống từ bảng

systems-import = Nhập từ bảng
systems-column-unit = Mã của đơn vị có hệ thống.
systems-column-name = Tên đầy đủ. Tên đã có trong đơn vị là hệ thống đó; tên chưa có là hệ thống mới.
systems-column-level = Một số từ 1 đến 5.
systems-column-products = Mỗi dòng trong ô một sản phẩm, hoặc cách nhau bằng dấu chấm phẩy; phiên bản để trong ngoặc.
systems-column-addresses = Địa chỉ hoặc dải, cách nhau bằng xuống dòng, dấu phẩy hay dấu cách.
systems-column-domains = Tên miền, cách nhau bằng xuống dòng, dấu phẩy hay dấu cách.
systems-sum-new = hệ thống mới
systems-sum-changed = hệ thống thay đổi
systems-does = { $what } ở { $unit }, cấp độ { $level }; { $products } sản phẩm, { $addresses } địa chỉ, { $domains } tên miền. { $seen }
systems-does-new = Khai mới
systems-does-change = Sửa
systems-fault-unit = Không có đơn vị nào mang mã { $code }.
systems-fault-level = Cấp độ là một số từ 1 đến 5, không phải “{ $typed }”.
systems-fault-piece = “{ $typed }”: { $why }
systems-fault-semicolon = Tên và phiên bản không có dấu chấm phẩy: dấu này ngăn cách các sản phẩm.
systems-fault-brackets = Dấu ngoặc của phiên bản không đóng.
systems-fault-address = Đây không phải địa chỉ IP, cũng không phải dải như 192.0.2.0/24.
systems-fault-inside = Dải địa chỉ không bắt đầu bằng địa chỉ này.
systems-fault-not-public = Bên ngoài không nhìn thấy địa chỉ này: nó thuộc mạng nội bộ, hoặc nhiều khách hàng của nhà mạng dùng chung.
systems-fault-too-wide = Dải này rộng hơn mức một hệ thống có thể có.
systems-fault-page = Chỉ ghi tên miền, không có https://, đường dẫn hay cổng.
systems-fault-letters = Tên miền có dấu thì ghi ở dạng bắt đầu bằng xn--.
systems-fault-domain = Đây không phải tên miền.
systems-fault-many = Nhiều hơn { $most } mục trong một ô.
systems-fault-twice = Hệ thống này đã có ở dòng { $row }.

## Ai được xem một hệ thống

systems-who = Ai được xem
systems-restricted = Hạn chế
systems-restricted-what = Chỉ những người sau được xem, kể cả cấp trên và quản trị viên cũng không.
systems-open-what = Mọi người có vai trò ở đơn vị này hoặc cấp trên, trừ quản trị viên kỹ thuật.
systems-code = Mã trên giấy: { $code }. Hãy ghi mã này vào hồ sơ giấy; ai cần vào khẩn cấp phải biết mã.
systems-restrict = Hạn chế người xem
systems-names = Những ai được xem
systems-names-lead = Khi bị hạn chế, hệ thống chỉ có trong danh sách, tìm kiếm, số đếm, bảng xuất, API và nhật ký của những người được nêu tên. Với mọi người khác, nó không có ở đó.
systems-names-last = Luôn phải còn ít nhất một người đang làm việc. Nếu người cuối cùng nghỉ, chỉ còn đường vào khẩn cấp: hai người đồng ý, và người được vào khi đó nêu tên lại.
systems-names-only = Chỉ những người được nêu tên
systems-names-all = Mọi người có vai trò, như bình thường
systems-names-who = Những người được nêu tên
systems-names-let-in = đang được vào khẩn cấp
systems-names-more = Thêm một người bằng tên đăng nhập
systems-names-more-hint = Có thể để trống. Người đó phải thuộc nơi mà bạn được xem danh sách người dùng.
systems-names-nobody = Trong những người bạn được xem, không ai đăng nhập bằng tên này.
systems-names-left = Không ai đang làm việc được nêu tên. Hãy nêu ít nhất một người.
systems-names-taken = Đơn vị đã có một hệ thống khác mang tên này. Hãy đổi tên trước khi bỏ hạn chế.
systems-names-conflict = Hãy xem lại những ai được nêu tên rồi gửi lại. Đang chọn:
systems-why-hint = Hãy ghi lý do. Chỉ những người được nêu tên thấy lý do này.
