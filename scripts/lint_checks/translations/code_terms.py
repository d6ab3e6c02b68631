"""What code says, found by the extractors that the server's own export uses. Tests are left out: no user sees them."""

import re
from pathlib import Path

from babel.messages import extract

from odoo.modules.module import Manifest

from .term import Term

PYTHON = "odoo.tools.babel:extract_python", {"_": None, "_lt": None}, "python"
SCRIPT = "odoo.tools.babel:extract_javascript", {"_t": None}, "javascript"
TEMPLATE = "odoo.tools.translate:babel_extract_qweb", {}, "javascript"
SPREADSHEET = "odoo.tools.translate:extract_spreadsheet_terms", {}, "javascript"
DASHBOARD = re.compile(r".*_dashboard(\.osheet)?\.json$")


def terms(module):
    """Yield the terms of a module's Python, JavaScript, browser templates and spreadsheets."""
    folder = Path(Manifest.for_addon(module).path)
    for path in sorted(folder.rglob("*")):
        method = path.is_file() and _method(path.relative_to(folder))
        if method:
            yield from _extract(path, *method)


def _method(path):
    if path.parts[0] == "tests":
        return None
    in_browser = path.parts[:2] == ("static", "src")
    if path.suffix == ".py":
        return PYTHON
    if in_browser and path.suffix == ".js":
        return SCRIPT
    if in_browser and path.suffix == ".xml":
        return TEMPLATE
    return SPREADSHEET if path.parts[0] == "data" and DASHBOARD.match(path.name) else None


def _extract(path, method, keywords, kind):
    options = {"encoding": "UTF-8"} if kind == "python" else {}
    with path.open("rb") as file:
        for line, words, *_rest in extract.extract(method, file, keywords=keywords, options=options):
            yield Term(kind, "", words, str(path), line)
