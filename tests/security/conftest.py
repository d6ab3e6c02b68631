"""Fixtures of the security tests."""

import functools

import pytest

from tests.conftest import demo_password
from tests.e2e.clients import WebSession

from .reach import Reach


@pytest.fixture(scope="session")
def web(url, database):
    """A function that logs a demo user in and returns the session; it keeps one for each user.

    Calls of a session reach the same methods as XML-RPC does.
    """

    @functools.cache
    def login(name):
        return WebSession(url, database, name, demo_password(name))

    return login


@pytest.fixture(scope="session")
def admin(web):
    return web("admin")


@pytest.fixture(scope="session")
def reach(admin):
    """A function that finds what a demo user reaches; it looks once for each user."""
    return functools.cache(functools.partial(Reach, admin))
