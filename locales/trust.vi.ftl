# Tài khoản trong đúng tay người dùng: điều người khác không được đổi, điều bị tạm giữ sau khi cấp lại, và ai xác nhận.

person-fixed = Tên đăng nhập, thư điện tử hoặc đơn vị của người này do người quản trị của đơn vị cấp trên đổi, vì có thể dùng chúng để lấy cách đăng nhập mới.
person-fixed-field = Người quản trị của đơn vị cấp trên mới đổi được.
confirm-title = Xác nhận tài khoản
confirm-question = Có đúng là { $name } đang đăng nhập không?
confirm-when = Một người quản trị đã cấp lại cách đăng nhập cho tài khoản này lúc { $when }.
confirm-lead = Những gì chỉ dành cho người có tên vẫn đóng với tài khoản này cho đến khi người thứ hai xác nhận. Hãy gọi cho người đó theo số bạn biết từ lâu, hoặc gặp trực tiếp, và hỏi có phải họ yêu cầu không.
confirm-do = Đúng là người đó
confirm-what = Một người quản trị khác đã cấp lại cách đăng nhập cho tài khoản này. Cho đến khi người thứ hai xác nhận tài khoản ở đúng tay, những gì chỉ dành cho người có tên không mở cho tài khoản này.
confirm-done = Đã xác nhận.
notice-reset-named = { $name }, người có tên cùng bạn trong một việc hạn chế, vừa được người quản trị cấp lại cách đăng nhập. Việc đó còn đóng với họ cho đến khi bạn hoặc một người có tên khác xác nhận đúng là họ.
notice-confirmed = Người thứ hai đã xác nhận tài khoản ở trong tay bạn. Những gì có tên bạn lại mở cho bạn.
notice-login-changed = Người khác đã đổi tên đăng nhập của bạn. Nếu bạn không biết lý do, hãy gọi ngay cho người quản trị.
notice-email-changed = Người khác đã đổi địa chỉ thư điện tử của bạn trên Quét. Nếu bạn không biết lý do, hãy gọi ngay cho người quản trị.
notice-unit-changed = Bạn được chuyển sang { $unit }.
mail-notice-email-changed = Địa chỉ thư điện tử của tài khoản bạn trên Quét vừa được đổi từ địa chỉ này sang địa chỉ khác. Nếu bạn không biết lý do, hãy gọi ngay cho người quản trị.
webhooks-kinds-incidents = Bạn không được xem sự cố ở đó, nên webhook của bạn cũng không được nghe.
me-password-stays = Khóa truy cập cho phần mềm và đường dẫn Atom của thông báo vẫn dùng được. Nếu có thể đã có người biết mật khẩu của bạn, hãy kết thúc các khóa bạn không nhận ra ở dưới, và đường dẫn ở mục Thông báo.
did-person-confirmed = Xác nhận tài khoản ở đúng tay
did-name-confirmed = Xác nhận tài khoản của người có tên ở đúng tay
