"""Who asks: nobody, a program with a token, or a person at their desk (QUET_AS=nobody, token, person).

Must never change an answer, nor a request but for what makes it that of its asker: the token, the cookie, and the key of
the session's forms where a request has one of its shape. What was made wrong on purpose stays wrong.
"""

import itertools
import os
import re

import schemathesis

from office import KEEPER, LOGIN, Browser

AS = os.environ["QUET_AS"]
URL = os.environ["QUET_URL"]
KEY = re.compile(r"^[A-Za-z0-9_-]{43}$")

# Sessions that these end are sessions of their own.
ENDING = {"/console/sign-out", "/console/me/sessions/end", "/console/me/password"}


# Sessions, by who they are of; another one when one has ended.
SESSIONS = {}


def login_of(path):
    """Who does what is asked there."""
    return KEEPER if re.match(r"/console/(systems|duty|members|emergency)", path) else LOGIN


def session_of(login):
    if login not in SESSIONS:
        SESSIONS[login] = Browser(URL).sign_in(login)
    return SESSIONS[login]


def token():
    browser = Browser(URL).sign_in()
    fields = {"token_name": "schemathesis", "days": "1", **{name: "yes" for name in scopes(browser)}}
    text = browser.done("/console/me/tokens", fields)
    return re.search(r"Bearer ([A-Za-z0-9_-]{43})", text)[1]


def scopes(browser):
    """Everything that a token can be given."""
    _, text = browser.ask("GET", "/console/me")
    form = text.split('action="/console/me/tokens"')[1].split("</form>")[0]
    return re.findall(r'type="checkbox" name="([^"]+)"', form)


if AS == "token":

    @schemathesis.auth(refresh_interval=None)
    class Token:
        def __init__(self):
            # One asks 600 times a minute, and what is behind that would go untried.
            self.keys = itertools.cycle([token() for _ in range(8)])

        def get(self, case, context):
            return next(self.keys)

        def set(self, case, data, context):
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


if AS == "person":

    @schemathesis.auth(refresh_interval=None)
    class Session:
        def get(self, case, context):
            return True

        def set(self, case, data, context):
            path = case.operation.path
            browser = Browser(URL).sign_in() if path in ENDING else session_of(login_of(path))
            case.cookies = {**(case.cookies or {}), "quet": browser.cookie}
            body = case.body
            if isinstance(body, dict) and KEY.match(str(body.get("form_key"))):
                # It stands before a file: what comes before it is not read.
                rest = {name: value for name, value in body.items() if name != "form_key"}
                case.body = {"form_key": browser.form_key, **rest}

    @schemathesis.hook
    def after_call(context, case, response):
        ended = response.status_code == 303 and "/console/sign-in" in str(response.headers.get("location"))
        if ended and case.operation.path not in ENDING:
            SESSIONS.pop(login_of(case.operation.path), None)


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    # Numbers that are in use: of what is not there, nothing is answered but that.
    number = (path_parameters or {}).get("id")
    if isinstance(number, int) and not isinstance(number, bool) and number > 40:
        return {**path_parameters, "id": number % 40 + 1}
    return path_parameters


@schemathesis.hook
def before_call(context, case, kwargs):
    # What a route answers is what is held against its description, and not what another one answers.
    kwargs["allow_redirects"] = False
    # JSON Schema calls 3.0 an integer. Programs that report write their counts as 3, and 3.0 is refused.
    if case.media_type == "application/json":
        case.body = without_points(case.body)


def without_points(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: without_points(one) for name, one in value.items()}
    if isinstance(value, list):
        return [without_points(one) for one in value]
    return value


@schemathesis.hook
def filter_failure(context, failure, case, response):
    # Being sent to sign in is being refused: nothing else was read of the request.
    location = "".join(response.headers.get("location", []))
    refused = response.status_code == 303 and location.startswith("/console/sign-in?to=")
    return not (refused and type(failure).__name__ == "AcceptedNegativeData")
