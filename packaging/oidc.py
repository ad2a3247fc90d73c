"""Signing in through a real identity provider (oidc-provider): an account is linked and opened, with a secret and as a
public client, with a second factor; and not by a stranger, by who declines, with a wrong secret, or with the provider away.

Must never send anything off this machine.
"""

import base64
import hashlib
import hmac
import html
import os
import re
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

QUET, FOLDER = sys.argv[1], Path(sys.argv[2])
PASSWORD = "ngựa đúng pin ghim"


def free():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Browser:
    """One that follows links with its cookies, wherever they lead on this machine."""

    def __init__(self):
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, url, **fields):
        body = urllib.parse.urlencode(fields).encode() if fields else None
        try:
            with self.opener.open(url, body, timeout=20) as answer:
                self.status, self.url, self.text = answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            self.status, self.url, self.text = error.code, error.url, error.read().decode()
        return self.text

    def at_provider(self, name):
        """Shows the provider who one is, and agrees to whatever it asks."""
        for prompt, fields in (("login", {"login": name, "password": "any"}), ("consent", {})):
            if f'value="{prompt}"' in self.text:
                action = html.unescape(re.search(r'<form[^>]* action="([^"]+)"', self.text).group(1))
                self.ask(urllib.parse.urljoin(self.url, action), prompt=prompt, **fields)
        return self.text


class Started:
    """A program that runs until it is ended."""

    def __init__(self, arguments, log, ready, **environment):
        self.log = open(FOLDER / log, "ab")
        begin = (FOLDER / log).stat().st_size
        self.process = subprocess.Popen(
            arguments, env={**os.environ, **environment}, stdout=self.log, stderr=self.log, cwd=FOLDER)
        for _ in range(300):
            if ready in (FOLDER / log).read_bytes()[begin:].decode():
                return
            assert self.process.poll() is None, (FOLDER / log).read_text()
            time.sleep(0.1)
        raise AssertionError(f"{arguments[0]} does not come up")

    def end(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


def code(secret):
    """The six digits that an authenticator shows now (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def signed_in(url):
    browser = Browser()
    page = browser.ask(f"{url}/console/sign-in", login="mau", password=PASSWORD, code="", to="")
    browser.key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)
    return browser


def main():
    ours, theirs = free(), free()
    url, issuer = f"http://127.0.0.1:{ours}", f"http://127.0.0.1:{theirs}"
    data = FOLDER / "data"
    first = [QUET, "people", "first", "--lang", "en", "--name", "Nguyễn Thị Mẫu", "--login", "mau", "--unit", "Sở Mẫu",
             "--code", "MAU", "--data", str(data)]
    subprocess.run(first, input=PASSWORD + "\n", text=True, check=True, stdout=subprocess.DEVNULL)
    (FOLDER / "secret").write_text("a secret that both know\n")
    (FOLDER / "wrong").write_text("another\n")
    settings = dict(QUET_PUBLIC_URL=url, QUET_INSIDE=f"127.0.0.1:{theirs}", QUET_OIDC_ISSUER=issuer,
                    QUET_OIDC_CLIENT_ID="quet", QUET_OIDC_CLIENT_SECRET_FILE=str(FOLDER / "secret"),
                    QUET_OIDC_NAME="Sở Mẫu")

    def serve(**others):
        arguments = [QUET, "serve", "--lang", "en", "--data", str(data), "--listen", f"127.0.0.1:{ours}"]
        return Started(arguments, "serve.log", "Serving at", **{**settings, **others})

    def provide():
        script = FOLDER / "provider" / "provider.js"
        return Started(["node", str(script), str(theirs), f"{url}/console/oidc/back"], "provider.log", "listening")

    # What is missing is said at the start.
    without = {name: value for name, value in os.environ.items() if name != "QUET_PUBLIC_URL"}
    done = subprocess.run([QUET, "serve", "--lang", "en", "--data", str(data), "--listen", f"127.0.0.1:{ours}"],
                          env={**without, **settings, "QUET_PUBLIC_URL": ""}, capture_output=True, text=True, timeout=30)
    assert done.returncode != 0 and "public_url" in done.stderr, done.stderr

    server, provider = serve(), provide()
    # Somebody whom nobody linked does not come in.
    stranger = Browser()
    stranger.ask(f"{url}/console/oidc?lang=en")
    stranger.at_provider("lan")
    assert stranger.status == 422 and "opens no account here" in stranger.text, stranger.text
    # Linked by its person, who shows who they are there.
    mau = signed_in(url)
    page = mau.ask(f"{url}/console/me/provider", form_key=mau.key, provider_password=PASSWORD)
    link = html.unescape(re.search(r'class="button big" href="([^"]+)"', page).group(1))
    assert link.startswith(f"{issuer}/auth?") and "code_challenge_method=S256" in link, link
    mau.ask(link)
    mau.at_provider("lan")
    assert mau.url == f"{url}/console/me?done=provider", (mau.url, mau.text)
    # They come in, and where they were going.
    lan = Browser()
    lan.ask(f"{url}/console/oidc?to=%2Fconsole%2Funits")
    lan.at_provider("lan")
    assert lan.url == f"{url}/console/units" and "Nguyễn Thị Mẫu" in lan.text, (lan.url, lan.text)
    # Who is signed in there comes in without being asked there again.
    again = Browser()
    again.opener = lan.opener
    again.ask(f"{url}/console/oidc")
    assert again.url == f"{url}/console", again.url
    # Somebody else of there does not, nor who declines there.
    other = Browser()
    other.ask(f"{url}/console/oidc?lang=en")
    other.at_provider("minh")
    assert other.status == 422 and "opens no account here" in other.text, other.text
    other = Browser()
    other.ask(f"{url}/console/oidc?lang=en")
    abort = re.search(r'href="([^"]+/abort)"', other.text).group(1)
    other.ask(urllib.parse.urljoin(issuer, abort))
    assert other.status == 422 and "did not sign you in" in other.text, other.text
    # The second factor is asked for here too.
    page = mau.ask(f"{url}/console/me/second-factor")
    secret = re.search(r'<pre class="secret">([^<]+)</pre>', page).group(1)
    sealed = re.search(r'name="sealed" value="([^"]+)"', page).group(1)
    page = mau.ask(f"{url}/console/me/second-factor", form_key=mau.key, sealed=sealed, code=code(secret))
    recovery = re.search(r'<ol class="codes"><li>([^<]+)', page.replace("\n", "")).group(1)
    lan = Browser()
    lan.ask(f"{url}/console/oidc")
    lan.at_provider("lan")
    assert 'action="/console/oidc"' in lan.text, lan.text
    lan.ask(f"{url}/console/oidc", code="000000")
    assert lan.status == 422, lan.status
    lan.ask(f"{url}/console/oidc", code=recovery)
    assert lan.url == f"{url}/console", (lan.url, lan.text)
    server.end()
    # With a secret that is not ours the provider gives nothing.
    server = serve(QUET_OIDC_CLIENT_SECRET_FILE=str(FOLDER / "wrong"))
    lan = Browser()
    lan.ask(f"{url}/console/oidc?lang=en")
    lan.at_provider("lan")
    assert lan.status == 422 and "could not be verified" in lan.text, lan.text
    server.end()
    # As a public client, without a secret.
    server = serve(QUET_OIDC_CLIENT_ID="quet-public", QUET_OIDC_CLIENT_SECRET_FILE="")
    lan = Browser()
    lan.ask(f"{url}/console/oidc?lang=en")
    lan.at_provider("lan")
    assert 'action="/console/oidc"' in lan.text, lan.text
    # The provider is away: it is said, and passwords go on.
    provider.end()
    server.end()
    server = serve()
    lan = Browser()
    lan.ask(f"{url}/console/oidc?lang=en")
    assert lan.status == 503 and "does not answer now" in lan.text, lan.text
    server.end()
    log = (FOLDER / "serve.log").read_text()
    assert "panicked" not in log and "lan" not in re.findall(r"\blan\b", log), log
    print("the provider's people come in: linked by themselves, with their second factor; and nobody else")


main()
