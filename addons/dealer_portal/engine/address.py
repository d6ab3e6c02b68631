"""Addresses of pages that a browser says it comes from. No Odoo in here."""

import re
from urllib.parse import urlsplit

LANGUAGE = r"(/[a-z]{2,3}(_[A-Za-z0-9@]+)?)?"  # what the platform puts before the path of a page in another language


def own_path(address, host, below="/my"):
    """Return path and query of ``address``, if it is a page of ``host`` at or below the path ``below``, else an empty text.

    >>> own_path("https://a.example/zh_CN/my/catalogue/page/3?search=F", "a.example", "/my/catalogue")
    '/zh_CN/my/catalogue/page/3?search=F'
    >>> own_path("http://a.example:8069/my", "a.example:8069"), own_path("http://a.example/my/pad#x", "a.example")
    ('/my', '/my/pad')
    >>> [own_path(each, "a.example") for each in ("https://b.example/my", "http://a.example/mine", "/my", "", None)]
    ['', '', '', '', '']
    >>> own_path("http://a.example//b.example/my", "a.example"), own_path("http://[", "a.example")
    ('', '')
    """
    try:
        page = urlsplit(address or "")
    except ValueError:
        return ""
    if page.netloc != host or not re.fullmatch(f"{LANGUAGE}{re.escape(below)}(/.*)?", page.path):
        return ""
    return f"{page.path}?{page.query}" if page.query else page.path
