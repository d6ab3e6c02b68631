"""Fixtures of the tests that meet a running server.

`scripts/test` starts the server and names it in the environment.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.clients import Json2, WebSession, XmlRpc

SCREENSHOTS = Path(__file__).resolve().parents[1] / ".runtime" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
# a closed network is no reason to fail: the browser must not look for anything but our server
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def url():
    return os.environ["DEALER_URL"]


@pytest.fixture(scope="session")
def database():
    return os.environ["DEALER_DATABASE"]


@pytest.fixture(scope="session")
def xmlrpc(url, database):
    """A function that logs in over XML-RPC: `xmlrpc("sales")` uses the demo password."""

    def login(name, password=None):
        return XmlRpc(url, database, name, password or demo_password(name))

    return login


@pytest.fixture(scope="session")
def json2(url, database):
    """A function that returns a JSON-2 client with a new API key of that demo user."""

    def login(name):
        password = demo_password(name)
        return Json2(url, database, api_key(WebSession(url, database, name, password), password))

    return login


def demo_password(name):
    """Return the documented password of a demo user."""
    return "admin" if name == "admin" else f"{name}_demo"


def api_key(session, password, **vals):
    """Return a new API key of the session's user, made with the dialogs that the user's preferences offer.

    :param vals: of the dialog, such as ``expiration_date``
    """
    dialog = session("res.users.apikeys.description", "create", {"name": "end-to-end tests", "duration": "1", **vals})
    shown = session("res.users.apikeys.description", "make_key", dialog)
    if check := shown.get("res_id"):  # the password was not asked for in the last ten minutes
        shown = session("res.users.identitycheck", "run_check", check, context={"password": password})
    return shown["context"]["default_key"]


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A user's browser: one page, and what its console complained about."""

    def __init__(self, context, url):
        self.page = context.new_page()
        self.errors = []
        self._url = url
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def log_in(self, name):
        self.page.goto(f"{self._url}/web/login")
        self.page.fill("#login", name)
        self.page.fill("#password", demo_password(name))
        self.page.click(".oe_login_form button[type=submit]")
        self.page.wait_for_url(re.compile(r"/(odoo|my|web(?!/login))"))

    def open(self, path):
        self.page.goto(self._url + path)

    def open_action(self, xmlid):
        """Open a window action of the back office and wait until its view is there."""
        self.open(f"/odoo/action-{xmlid}")
        self.page.wait_for_selector(".o_action .o_view_controller, .o_action .o_content")

    def screenshot(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.fixture
def visit(chromium, url, request):
    """A function that opens a browser for a user: `visit("sales", width=1280)`.

    What it shows at a failure is kept as a picture.
    """
    opened = []

    def begin(name, width=1280, height=800, locale="en-US"):
        context = chromium.new_context(viewport={"width": width, "height": height}, locale=locale)
        opened.append(Visit(context, url))
        opened[-1].log_in(name)
        return opened[-1]

    yield begin
    for number, one in enumerate(opened):
        if getattr(request.node, "failed", False):
            one.screenshot(f"failed-{request.node.name}-{number}")
        one.page.context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if outcome.get_result().failed:
        item.failed = True
