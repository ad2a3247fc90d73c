"""Invitations by mail through a real mail server (aiosmtpd): over STARTTLS with a password, over TLS from the first byte,
with a wrong password, without a certificate that is believed, and with a connection that breaks off behind the text.

Must never send anything off this machine.
"""

import email
import email.policy
import html
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

QUET, FOLDER = sys.argv[1], Path(sys.argv[2])
PASSWORD = "ngựa đúng pin ghim"
MAIL_PASSWORD = "mật khẩu thư"


class Box:
    """Keeps what arrives, or breaks off after it."""

    def __init__(self):
        self.letters, self.breaks = [], False

    async def handle_DATA(self, server, session, envelope):
        over_tls = session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None
        self.letters.append((over_tls, envelope.rcpt_tos, envelope.content))
        if self.breaks:
            server.transport.abort()
        return "250 kept"


def free():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == b"quet" and data.password == MAIL_PASSWORD.encode()
    return AuthResult(success=right, handled=right)


class Implicit(Controller):
    """A session over TLS from the first byte needs no STARTTLS to sign in."""

    def factory(self):
        return SMTP(self.handler, authenticator=authenticate, auth_required=True, auth_require_tls=False)


def post(box, implicit):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(FOLDER / "certificate.pem", FOLDER / "key.pem")
    port = free()
    if implicit:
        controller = Implicit(box, hostname="localhost", port=port, ssl_context=context)
    else:
        controller = Controller(
            box, hostname="localhost", port=port, tls_context=context, require_starttls=True,
            authenticator=authenticate, auth_required=True,
        )
    controller.start()
    return controller, port


class Server:
    """`quet serve` with these variables, until it is ended."""

    def __init__(self, data, **variables):
        self.port = free()
        set_here = {f"QUET_{name}": str(value) for name, value in variables.items()}
        environment = {**os.environ, "QUET_PUBLIC_URL": f"http://127.0.0.1:{self.port}", **set_here}
        arguments = [QUET, "serve", "--lang", "en", "--data", str(data), "--listen", f"127.0.0.1:{self.port}"]
        self.log = open(FOLDER / "serve.log", "ab")
        self.process = subprocess.Popen(arguments, env=environment, stdout=self.log, stderr=self.log)
        self.cookies = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        for _ in range(300):
            try:
                self.get("/healthz")
                return
            except OSError:
                assert self.process.poll() is None, (FOLDER / "serve.log").read_text()
                time.sleep(0.1)
        raise AssertionError("it does not answer")

    def get(self, path):
        with self.cookies.open(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()

    def send(self, path, **fields):
        body = urllib.parse.urlencode(fields).encode()
        try:
            with self.cookies.open(f"http://127.0.0.1:{self.port}{path}", body, timeout=20) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error}\n{error.read().decode()}") from None

    def sign_in(self):
        page = self.send("/console/sign-in", login="mau", password=PASSWORD, code="", to="")
        self.key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)

    def invite(self, login):
        """Somebody is invited, and their code sent by mail."""
        slip = self.send(
            "/console/people/new", form_key=self.key, name="Người Được Mời", login=login, unit="MAU", role="reader",
            email=f"{login}@coquan.example", position="", phone="",
        )
        action = re.search(r'action="(/console/people/\d+/send)"', slip).group(1)
        sealed = re.search(r'name="slip" value="([^"]+)"', slip).group(1)
        return self.send(action, form_key=self.key, slip=sealed)

    def states(self):
        page = self.get("/console/messages")
        return [html.unescape(state) for state in re.findall(r'<span class="tag[^"]*">([^<]+)</span>', page)]

    def wait(self, number, words):
        """Until that message, counted from the newest, is said to be so, in Vietnamese as the console speaks at first."""
        for _ in range(300):
            states = self.states()
            if len(states) > number and states[number].startswith(words):
                return
            time.sleep(0.1)
        raise AssertionError(f"{words}: {states}")

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(30)
        self.log.close()


def letter(box, number):
    over_tls, to, content = box.letters[number]
    assert over_tls, "in the clear"
    return to, email.message_from_bytes(content, policy=email.policy.default)


def main():
    data = FOLDER / "data"
    first = [QUET, "people", "first", "--lang", "en", "--name", "Nguyễn Thị Mẫu", "--login", "mau", "--unit", "Sở Mẫu",
             "--code", "MAU", "--data", str(data)]
    subprocess.run(first, input=PASSWORD + "\n", text=True, check=True, stdout=subprocess.DEVNULL)
    (FOLDER / "password").write_text(MAIL_PASSWORD + "\n")
    (FOLDER / "wrong").write_text("another\n")
    box = Box()
    controller, port = post(box, implicit=False)
    mail = dict(MAIL_HOST="localhost", MAIL_PORT=port, MAIL_TLS="starttls", MAIL_USER="quet",
                MAIL_PASSWORD_FILE=FOLDER / "password", MAIL_FROM="Quét <quet@coquan.example>")

    # Without a mail server it says so.
    Server(data).end()
    assert "no mail is sent" in (FOLDER / "serve.log").read_text()

    # Nobody vouches for the certificate: nothing is said.
    server = Server(data, **mail)
    server.sign_in()
    server.invite("hai")
    server.wait(0, "chưa được")
    assert not box.letters
    server.end()

    os.environ["SSL_CERT_FILE"] = str(FOLDER / "certificate.pem")
    # The wrong password: it is tried again later.
    server = Server(data, **{**mail, "MAIL_PASSWORD_FILE": FOLDER / "wrong"})
    server.sign_in()
    server.invite("bathu")
    server.wait(0, "chưa được")
    assert not box.letters
    server.end()

    # STARTTLS and the right one. What waited before the restart goes too, when somebody says so.
    server = Server(data, **mail)
    server.sign_in()
    server.invite("bon")
    server.wait(0, "đã gửi")
    to, told = letter(box, 0)
    text = told.get_content()
    assert to == ["bon@coquan.example"] and told["From"] == "Quét <quet@coquan.example>", told
    assert told["Subject"] == "Quét: mã để bắt đầu" and told["Auto-Submitted"] == "auto-generated", told
    assert re.fullmatch(r"<[0-9a-f]{32}@coquan\.example>", told["Message-ID"]), told["Message-ID"]
    assert told.get_content_type() == "text/plain" and "Người Được Mời" not in text, text
    link = re.search(r"http://127\.0\.0\.1:\d+(/console/invited\?code=\S+)", text).group(1)
    page = server.get("/console/messages")
    for message in re.findall(r'action="/console/messages/retry">.*?name="message" value="(\d+)"', page):
        server.send("/console/messages/retry", form_key=server.key, message=message)
    for number in (0, 1, 2):
        server.wait(number, "đã gửi")
    assert sorted(to for _, tos, _ in box.letters for to in tos) == [f"{login}@coquan.example" for login in ("bathu", "bon", "hai")]
    # The code lets them in.
    other = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    assert other.open(f"http://127.0.0.1:{server.port}{link}", timeout=20).status == 200

    # The connection breaks off behind the text: it is said not to be known, and not sent again by itself, neither by this
    # process nor by the next.
    box.breaks = True
    server.invite("nam")
    server.wait(0, "không rõ")
    server.end(signal.SIGKILL)
    box.breaks = False
    server = Server(data, **mail)
    server.sign_in()
    time.sleep(3)
    assert server.states()[0].startswith("không rõ") and len(box.letters) == 4, server.states()
    message = re.search(r'action="/console/messages/retry">.*?name="message" value="(\d+)"', server.get("/console/messages")).group(1)
    server.send("/console/messages/retry", form_key=server.key, message=message)
    server.wait(0, "đã gửi")
    assert letter(box, 3)[1]["Message-ID"] == letter(box, 4)[1]["Message-ID"], "another name"
    server.end()
    controller.stop()

    # TLS from the first byte.
    box = Box()
    controller, port = post(box, implicit=True)
    server = Server(data, **{**mail, "MAIL_PORT": port, "MAIL_TLS": "implicit"})
    server.sign_in()
    server.invite("sau")
    server.wait(0, "đã gửi")
    assert letter(box, 0)[0] == ["sau@coquan.example"]
    server.end()
    controller.stop()
    print("mail arrives: STARTTLS, TLS, a password; and nothing twice")


main()
