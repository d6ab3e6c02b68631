"""Keys that are wrong, have ended or were revoked open nothing, over both protocols, and say so in the same way each time."""

import json
import time
import xmlrpc.client
from datetime import datetime, timedelta, timezone

import pytest

from tests.conftest import api_key, demo_password

from .clients import Json2, Refused, WebSession, XmlRpc

LOGIN = "integrator"
DENIED = 3  # what XML-RPC calls AccessDenied


class Account:
    """The integrator, logged in."""

    def __init__(self, url, database):
        self.where = (url, database)
        self.uid = XmlRpc(url, database, LOGIN, demo_password(LOGIN)).uid
        self.session = WebSession(url, database, LOGIN, demo_password(LOGIN))


@pytest.fixture(scope="module")
def account(url, database):
    return Account(url, database)


class Key:
    """One key of the integrator, and what becomes of a call with it.

    :param account: `Account`; :param vals: of the dialog that makes the key
    """

    def __init__(self, account, **vals):
        self._account = account
        self.value = api_key(account.session, demo_password(LOGIN), **vals)
        mine = [["user_id", "=", account.uid]]
        [self._id] = account.session("res.users.apikeys", "search", mine, order="id desc", limit=1)

    def over_xmlrpc(self):
        """Call over XML-RPC. :return: ``ok``, or the number of the fault and its text"""
        url, database = self._account.where
        call = (database, self._account.uid, self.value, "dealer.api", "changes", [], {"limit": 1})
        try:
            return xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object").execute_kw(*call)["ok"]
        except xmlrpc.client.Fault as fault:
            return fault.faultCode, fault.faultString

    def over_json2(self):
        """Call over JSON-2. :return: ``ok``, or the status and the message"""
        try:
            return Json2(*self._account.where, self.value)("dealer.api", "changes", limit=1)["ok"]
        except Refused as refused:
            return refused.status, json.loads(str(refused))["message"]

    def remove(self):
        """Remove the key as its user does in the preferences; the password was asked for a moment ago."""
        self._account.session("res.users.apikeys", "remove", [self._id])

    def both(self):
        return [self.over_xmlrpc(), self.over_json2()]


REFUSED = [(DENIED, "Access Denied"), (401, "Invalid apikey")]


def test_an_expired_key(account):
    """Also one that was let in a moment before: the platform remembers over XML-RPC who has been let in."""
    end = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(seconds=15)
    key = Key(account, expiration_date=end.strftime("%Y-%m-%d %H:%M:%S"))
    assert key.both() == [True, True]
    time.sleep(max(0.0, (end - datetime.now(timezone.utc).replace(tzinfo=None)).total_seconds()) + 1)
    assert key.both() == REFUSED
    assert key.both() == REFUSED


def test_a_revoked_key(account, xmlrpc):
    keys = [Key(account), Key(account)]
    assert [key.both() for key in keys] == [[True, True]] * 2
    keys[0].remove()
    assert [key.both() for key in keys] == [REFUSED, [True, True]]
    admin = xmlrpc("admin")
    integration = admin("dealer.api.integration", "search", [["user_id", "=", account.uid]])
    admin("dealer.api.integration", "action_revoke_keys", integration)
    assert [key.both() for key in keys] == [REFUSED, REFUSED]


def test_a_wrong_key(account):
    key = Key(account)
    for wrong in ("0" * 40, "x", " ", f"{key.value[:-1]}_"):
        key.value = wrong
        assert key.over_xmlrpc() == REFUSED[0]
        assert key.over_json2()[0] == 401


def test_the_password_still_works(xmlrpc):
    assert xmlrpc(LOGIN)("dealer.api", "changes", limit=1)["ok"]
