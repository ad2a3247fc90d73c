# Lời về bản riêng của đơn vị đối với các quy trình, và việc sự cố chuyển sang bản khác. Tệp own_playbooks.en.ftl có đúng
# những lời này bằng tiếng Anh; có kiểm thử so hai tệp.

## Đơn vị theo quy trình nào

own-playbooks = Quy trình của đơn vị
own-playbooks-of = { $unit }: các quy trình
own-lead = Sự cố mới của đơn vị, và của các đơn vị dưới chưa có bản riêng, theo các quy trình này. Sự cố đang mở giữ bản của mình cho đến khi có người cho chuyển.
own-may-not = Người điều phối của đơn vị sửa các quy trình của đơn vị.
own-tag = bản riêng
own-tag-draft = đang soạn
own-tag-outdated = bản gốc đã cải tiến
own-goes-by-own = Đơn vị theo bản riêng, bản số { $number }.
own-goes-by-above = Theo bản của { $unit }, bản số { $number }.
own-goes-by-shipped = Theo quy trình có sẵn trong chương trình.
own-units = Bản của các đơn vị
own-units-lead = Đơn vị nào làm khác thì có bản riêng. Trang của mỗi đơn vị dẫn đến các quy trình của đơn vị đó.

## Một bản riêng

own-title = { $kind }: { $unit }
own-make = Lập bản riêng
own-make-lead = Bản riêng bắt đầu từ quy trình mà đơn vị đang theo, và chỉ có hiệu lực khi được ban hành.
own-change = Sửa bản riêng
own-draft = Đang soạn
own-draft-told = Chưa có hiệu lực: sự cố theo bản này khi bản được ban hành.
own-draft-lost = Không đọc được bản đang soạn nữa. Hãy bỏ đi và soạn lại.
own-draft-differs = Bản này đổi gì so với bản đang có hiệu lực
own-draft-same = Không khác bản đang có hiệu lực.
own-draft-from-shipped = Khác gì so với quy trình có sẵn trong chương trình
own-differs = Bản riêng khác gì so với quy trình có sẵn trong chương trình
own-same-as-shipped = Không khác quy trình có sẵn trong chương trình.
own-same-as-before = Không có gì thay đổi.
own-steps = Các bước
own-editions = Các bản đã ban hành
own-edition = Bản số { $number }
own-no-edition = Chưa ban hành bản nào.
own-no-draft = Không có bản nào đang soạn
own-edition-made = ban hành { $at }, { $who }
own-edition-ended = { "" }, hết hiệu lực { $at }
own-in-force = đang có hiệu lực
own-somebody = một người trong cơ quan
own-export-draft = Tải bản đang soạn

## Việc làm với bản riêng

own-step = Sửa bước này
own-step-lead = Nội dung được xét ngay khi lưu: bản không ai theo được thì không bao giờ được lưu. Hãy ghi đủ hai thứ tiếng.
own-add = Thêm bước
own-add-lead = Các bước sau được đánh số lại. Hãy ghi đủ hai thứ tiếng.
own-move = Chuyển bước này
own-move-lead = Các bước được đánh số lại.
own-remove = Bỏ bước này
own-remove-lead = Đường đến bước này sẽ dẫn đến bước sau nó. Sự cố đang mở vẫn giữ bước này.
own-publish = Ban hành
own-publish-lead = Từ lúc đó, sự cố mới theo bản này. Sự cố đang mở được báo là đã có bản này.
own-publish-why = Vì sao thay đổi
own-publish-why-hint = Được ghi cùng bản ban hành và trong nhật ký.
own-discard = Bỏ bản đang soạn
own-discard-lead = Những gì đã sửa mà chưa ban hành sẽ mất. Bản đang có hiệu lực giữ nguyên.
own-shipped = Quay về quy trình chung
own-shipped-lead = Bản riêng hết hiệu lực, các bản đã ban hành vẫn được lưu. Sự cố mới sẽ theo quy trình khác.
own-decline = Không nhận cải tiến
own-decline-lead = Bản riêng giữ nguyên, thành một bản ban hành mới; quy trình đã cải tiến không được nêu lại cho đến lần sau. Hãy ghi lý do.
own-keep = Lưu
own-name = Tên
own-name-vi = Tên, tiếng Việt
own-name-en = Tên, tiếng Anh
own-content = Nội dung
own-content-vi = Nội dung, tiếng Việt
own-content-en = Nội dung, tiếng Anh
own-item = Việc cần đánh dấu
own-evidence = Chứng cứ
own-item-vi = { $number }. Tiếng Việt
own-item-en = { $number }. Tiếng Anh
own-items-hint = Muốn bỏ một mục, hãy xóa trắng cả hai dòng của mục đó.
own-roles = Ai chủ trì, ai phối hợp
own-role-none = không tham gia
own-role-lead = chủ trì
own-role-helper = phối hợp
own-leads = Chủ trì
own-helpers = Phối hợp
own-nobody = không có
own-target = Mục tiêu, tính bằng phút
own-target-hint = Bước này cần xong trong bao lâu. Để trống nếu không đặt.
own-target-wrong = Hãy ghi số phút nguyên, từ 1 đến { $most }, hoặc để trống.
own-no-target = không đặt
own-source = Căn cứ
own-source-hint = Điều khoản của luật, hoặc quy định của cơ quan.
own-source-usual = Quy định của đơn vị
own-place = Vị trí
own-place-hint = Đặt trước bước mà quy trình quay lại thì bước này cũng được làm lại.
own-place-after = sau bước dưới đây
own-place-before = trước bước dưới đây
own-beside = Bước bên cạnh
own-order = Thứ tự
own-order-changed = Các mục đứng theo thứ tự khác.
own-place-changed = Nay là bước bắt buộc, ở vị trí khác trong luồng.
own-ways = Các lối ra và đường quay lại
own-ways-changed = Đã khác.
own-ways-on = Bước tiếp theo
own-unseen = Những phần không ai phải theo
own-unseen-changed = Đã khác.
own-was = Trước:
own-is = Nay:
own-step-added = mới
own-step-removed = đã bỏ
own-step-changed = đã sửa
own-nothing-changed = Không có gì thay đổi.
own-step-not-there = Bước đó không còn nữa.
own-step-too-long = Bước này có nhiều mục hơn một biểu mẫu chứa được. Hãy tải quy trình về, sửa tệp rồi nạp lại.
own-no-item = Chưa có việc nào để đánh dấu. Hãy ghi ít nhất một việc.
own-no-lead = Chưa có đơn vị chủ trì. Hãy chọn ít nhất một.
own-no-time = Đồng hồ của máy chủ bị sai.
own-conflict = Chưa lưu gì: trong lúc đó đã có người khác sửa bản này
own-gone = Phần anh chị sửa không còn nữa. Nội dung đã nhập ở trên đây để anh chị giữ lại.

own-done-make = Giờ có thể sửa bản riêng. Bản có hiệu lực khi được ban hành.
own-done-step = Đã lưu. Bản có hiệu lực khi được ban hành.
own-done-publish = Đã ban hành. Từ nay sự cố mới theo bản này.
own-done-discard = Đã bỏ.
own-done-shipped = Bản riêng đã hết hiệu lực.
own-done-merge = Đã ghép. Hãy xem lại rồi ban hành.
own-done-decline = Bản riêng giữ nguyên.
own-done-import = Đã nạp tệp. Hãy xem tệp thay đổi gì rồi ban hành.

## Khi quy trình có sẵn được cải tiến

own-outdated = Quy trình có sẵn trong chương trình đã được cải tiến
own-outdated-told = Bản riêng lập từ bản trước đó. Chỗ nào chỉ bản mới đổi thì tự ghép vào; chỗ nào cả hai cùng đổi thì anh chị chọn.
own-outdated-draft = Hãy ban hành hoặc bỏ bản đang soạn trước.
own-merge = Xem có gì cải tiến
own-merge-lead = Chưa có gì có hiệu lực trước khi anh chị ban hành.
own-merge-theirs = Chương trình đã đổi gì
own-merge-ours = Bản riêng đã đổi gì
own-merge-both = Chỗ cả hai cùng đổi
own-merge-both-told = Với mỗi bước, hãy chọn lấy bên nào. Chỗ chỉ một bên đổi trong bước đó vẫn được lấy.
own-merge-none = Không có. Tất cả tự ghép được.
own-merge-whole = Toàn quy trình
own-merge-base = trước đây
own-merge-is-ours = Trong bản riêng
own-merge-is-theirs = Trong chương trình
own-merge-not-there = (không có)
own-merge-other = Phần khác
own-merge-take-ours = Lấy theo bản riêng
own-merge-take-theirs = Lấy theo chương trình
own-merge-do = Ghép
own-merge-choose = Hãy chọn một trong hai.
own-merge-together = Ghép lại thì không ai theo được. Hãy chọn khác, hoặc sửa bản riêng trước. { $why }
own-merge-other-shipped = Trong lúc đó chương trình đã được thay. Hãy xem lại.

## Tệp

own-import = Nạp tệp
own-import-lead = Quy trình dạng CACAO 2.0 JSON, tải từ đây hoặc làm ở nơi khác. Tệp được xét, anh chị xem tệp thay đổi gì, và chỉ có hiệu lực khi được ban hành.
own-import-file = Tệp
own-import-hint = Tối đa { $limit }.
own-import-do = Nạp
own-import-worked-on = Đang có bản soạn dở. Hãy ban hành hoặc bỏ bản đó trước: chỉ khi đó tệp mới được nạp.
own-import-kind = Tệp này dành cho “{ $kind }”, còn bản này cho “{ $wanted }”.
own-import-same = Tệp này chính là bản đang có hiệu lực.

## Sự cố chuyển sang bản khác

edition-title = Quy trình của sự cố
edition-goes-by = Quy trình
edition-shipped = Theo quy trình có sẵn trong chương trình, phiên bản { $version }.
edition-own = Theo bản của { $unit }, bản số { $number }.
edition-earlier = Theo một bản trước đây, phiên bản { $version }.
edition-there = Nay đã có bản khác của quy trình có hiệu lực.
edition-look = Xem sẽ thay đổi gì
edition-look-at = Xem có bản mới hơn không
edition-same = Không có bản nào khác đang có hiệu lực.
edition-other = Nay có hiệu lực: { $what }
edition-differs = Khác nhau ở đâu
edition-done = Những gì đã làm sẽ ra sao
edition-kept = Bước đã xong vẫn là đã xong. Trong { $all } dấu đã đánh, { $kept } giữ nguyên hoặc đi theo việc của chúng; số còn lại được giữ và hiện riêng.
edition-begun = Bắt đầu ngay, vì đứng trước chỗ sự cố đang ở
edition-moved = Chuyển sang bước khác
edition-moved-from-to = từ “{ $from }” sang “{ $to }”
edition-placeless = Không còn chỗ, vẫn xem được ở trang sự cố
edition-item-gone = Bước đó không còn việc này.
edition-step-gone = Bước đó không còn nữa.
edition-reworded = Đã đánh dấu, nay ghi khác
edition-said-then = Lúc đánh dấu ghi: { $said }
edition-gone = Đã làm mà nay không còn bước đó: vẫn xem được ở trang sự cố
edition-refused = Những gì đã làm không có chỗ trong bản đó.
edition-refused-gone = Đang làm “{ $step }” mà bản đó không có bước này. Hãy làm xong bước này trước.
edition-refused-order = “{ $step }” đã bắt đầu, mà trong bản đó có bước khác đứng trước. Hãy xử lý xong sự cố theo bản đang theo.
edition-take = Chuyển sang bản này
edition-take-do = Chuyển
edition-may-not = Người chịu trách nhiệm nơi xảy ra sự cố quyết định việc này.
edition-conflict = Chưa lưu gì: trong lúc đó đã có thay đổi. Hãy xem lại.
edition-done-taken = Sự cố nay theo bản khác.
edition-earlier-done = Đã làm theo bản trước
edition-step-over = Bước đã kết thúc
event-edition = Đã chuyển sang bản khác của quy trình
event-edition-placeless = Số dấu không có chỗ trong bản này: { $number }

## Nhật ký

did-playbook-begun = Bắt đầu soạn quy trình của đơn vị
did-playbook-changed = Sửa bản quy trình đang soạn
did-playbook-imported = Nạp quy trình từ tệp
did-playbook-merged = Ghép quy trình với bản có sẵn
did-playbook-published = Ban hành một bản quy trình
did-playbook-declined = Không nhận quy trình đã cải tiến
did-playbook-discarded = Bỏ bản quy trình đang soạn
did-playbook-ended = Chấm dứt quy trình riêng của đơn vị

## Lệnh

about-playbooks-import = Ban hành một tệp làm bản riêng của đơn vị, sau khi cho biết tệp thay đổi gì.
usage-playbooks-import = playbooks import [TÙY CHỌN] --unit MÃ --why LỜI TỆP
arg-playbook-unit = Mã đơn vị: đơn vị đó theo quy trình nào, cùng --data hoặc --database
arg-playbook-why = Vì sao thay đổi
own-cli-line = { $kind }: { $said } { $name } (số bước: { $steps }, phiên bản { $modified })
own-cli-no-unit = Không có đơn vị mang mã `{ $code }`.
own-cli-changes = { $path }, so với quy trình mà { $unit } đang theo:
own-cli-none = Không khác gì.
own-cli-published = Từ nay { $unit } theo { $path }, bản số { $number }.
own-cli-worked-on = Có người đang soạn bản này. Trước hết cần ban hành hoặc bỏ bản soạn trên trang của nó.
own-cli-changed = Cùng lúc đó có người khác sửa bản này. Chưa lưu gì; hãy thử lại.
own-cli-same = { $path } chính là bản đang có hiệu lực. Chưa lưu gì.
own-cli-why = --why cần một dòng nêu lý do, tối đa { $most } ký tự.
own-cli-exported = Đã ghi { $path }: { $said }
