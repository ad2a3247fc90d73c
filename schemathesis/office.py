"""An office on a server that was started just now, and what signs in there.

Must never speak to anything but this machine, and must never be used on a server that anybody needs.
"""

import http.client
import re
import sys
import urllib.parse

LOGIN = "schema.tester"
# Who keeps systems and duty: administrators see none of it.
KEEPER = "schema.keeper"
PASSWORD = "ngựa đúng pin ghim 7"


class Browser:
    """Keeps a cookie and the key of the forms that it saw last."""

    def __init__(self, url):
        self.host = urllib.parse.urlsplit(url).netloc
        self.cookie = None
        self.form_key = None

    def ask(self, method, path, fields=None):
        """Status, header and text of the answer. Comes from an address of its own: who guesses passwords from the
        usual one is kept waiting."""
        assert self.host.startswith("127.0.0.1:"), self.host
        connection = http.client.HTTPConnection(self.host, timeout=60, source_address=("127.0.0.2", 0))
        header = {"Origin": f"http://{self.host}"}
        if self.cookie:
            header["Cookie"] = f"quet={self.cookie}"
        body = None
        if fields is not None:
            header["Content-Type"] = "application/x-www-form-urlencoded"
            if self.form_key:
                fields = {"form_key": self.form_key, **fields}
            body = urllib.parse.urlencode(fields)
        connection.request(method, path, body, header)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        cookie = re.match(r"quet=([^;]+);", answer.getheader("Set-Cookie") or "")
        if cookie:
            self.cookie = cookie[1]
        key = re.search(r'name="form_key" value="([^"]+)"', text)
        if key:
            self.form_key = key[1]
        return answer, text

    def done(self, path, fields):
        """Sends a form that is to work."""
        answer, text = self.ask("POST", path, fields)
        assert answer.status in (200, 303), f"{path}: {answer.status} {text}"
        return text

    def sign_in(self, login=LOGIN):
        self.done("/console/sign-in", {"login": login, "password": PASSWORD, "code": "", "to": ""})
        assert self.cookie, "nobody signed in"
        self.ask("GET", "/console")
        assert self.form_key, "the first page has no form"
        return self


def make(first):
    """The first unit and its administrator, the provinces, and people of one of them."""
    url = urllib.parse.urlsplit(first)
    code = urllib.parse.parse_qs(url.query)["code"][0]
    browser = Browser(first)
    browser.done("/console/first", {
        "code": code, "kind": "coordinator", "unit_code": "QG", "unit_name": "Trung tâm mẫu",
        "name": "Người Thử", "login": LOGIN, "password": PASSWORD,
    })
    browser.ask("GET", "/console")
    browser.done("/console/units/provinces", {})
    for number in range(1, 6):
        browser.done("/console/people/new", {
            "name": f"Người Mẫu {number}", "login": f"mau.{number}", "unit": "08", "role": "officer",
            "position": "", "email": "", "phone": "",
        })
    slip = browser.done("/console/people/new", {
        "name": "Người Giữ", "login": KEEPER, "unit": "QG", "role": "coordinator", "position": "", "email": "", "phone": "",
    })
    code = re.search(r'<dd class="code">([^<]+)<', slip)[1]
    keeper = Browser(first)
    keeper.done("/console/invited", {"code": code, "password": PASSWORD})
    keeper.ask("GET", "/console")
    for number in range(1, 4):
        keeper.done("/console/systems/new", {
            "name": f"Hệ thống mẫu {number}", "unit": "08", "level": "3", "products": "", "addresses": "", "domains": "", "why": "",
        })


if __name__ == "__main__":
    make(sys.argv[1])
