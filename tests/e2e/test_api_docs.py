"""What docs/api.md shows works as it stands, and every error code it lists is one that the addon has."""

import re
from pathlib import Path

from .api_shapes import METHODS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_examples_run(url, database, json2, capsys):
    key = json2("integrator").key
    own = {"URL": url, "DATABASE": database, "KEY": key}
    source = "\n".join(re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL))
    for name, value in own.items():
        source, count = re.subn(rf'^{name} = ".*"$', f"{name} = {value!r}", source, flags=re.MULTILINE)
        assert count == 1, name
    namespace = {}
    exec(compile(source, "docs/api.md", "exec"), namespace)  # our own documentation
    assert namespace["page"]["ok"]
    assert namespace["placed"]["ok"]
    assert namespace["is_genuine"]("s", {"X-Dealer-Timestamp": "1", "X-Dealer-Signature": "v1=0"}, b"") is False
    assert "DOC-1" in capsys.readouterr().out


def test_codes_are_all_listed():
    used = set()
    for file in (ROOT / "addons" / "dealer_api").glob("[em]*/*.py"):  # engine and models
        source = file.read_text(encoding="utf-8")
        used |= set(re.findall(r'Refusal\(\s*"(\w+)"', source)) | set(re.findall(r'"code": "(\w+)"', source))
    listed = set(re.findall(r"`(\w+)`", TEXT.split("| code | means |")[1].split("\n\n")[0]))
    assert used <= listed
    assert listed <= used | {"retry_after", "external_ref", "holds", "path"}


def test_methods_are_all_listed():
    """In the table at the beginning, with the right that each asks for; the page names no other."""
    table = TEXT.split("| you want to | call |")[1].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == set(METHODS)
    called = set(re.findall(r'call\w*\(\s*"(\w+)"', TEXT))
    assert called <= set(METHODS)


def test_fields_are_all_told():
    """Each field of each input is in the docstring of its method, which is what `/doc` shows."""
    sources = "\n".join(f.read_text(encoding="utf-8") for f in (ROOT / "addons" / "dealer_api" / "models").glob("*.py"))
    for method, spec in METHODS.items():
        text = re.search(rf'def {method}\(self.*?"""(.*?)"""', sources, flags=re.DOTALL)[1]
        names = {*getattr(spec.item, "fields", ()), *spec.query.fields}
        missing = {name for name in names if not re.search(rf"\b{name}\b", text)}
        assert not missing, (method, missing)
