"""A text without Chinese is found wherever it stands. All samples are checked in one run: Odoo is loaded for it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .translation_samples import BAD, GOOD_TEXTS, write_addon, write_bad_addons, write_translated

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
RUN = """
import sys
from pathlib import Path
from lint_checks.translations.__main__ import main
sys.exit(main([], Path(sys.argv[1])))
"""
LINE = re.compile(r'(?P<path>\S+):(?P<line>\d+): (?P<code>\w+) ("(?P<words>.*?)" )?(?P<reason>.*)')


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """What the check prints about all samples: {addon: [match of a line]}."""
    addons = tmp_path_factory.mktemp("addons")
    write_translated(addons / "sample_good")
    write_bad_addons(addons)
    changes = {"State": "", "Press here": "Press here", "Basket": "Basket", "Nothing is left of %(name)s": "%(x)s 没有"}
    changed = [(place, english, changes.get(english, chinese)) for place, english, chinese in GOOD_TEXTS]
    write_translated(addons / "sample_gaps", chinese=changed)
    write_translated(addons / "sample_stale", template=GOOD_TEXTS[1:])
    for_browser = [("javascript" if place == "python" else place, *rest) for place, *rest in GOOD_TEXTS]
    write_translated(addons / "sample_kind", template=for_browser, chinese=for_browser)
    write_translated(addons / "sample_nameless")
    nameless = addons / "sample_nameless/i18n/zh_CN.po"
    nameless.write_text(nameless.read_text().replace("#. module: sample_nameless\n", ""))
    write_addon(addons / "sample_broken", {"__init__.py": "import no_such_thing"}, "base")
    return _run(addons)


def _run(addons):
    command = [sys.executable, "-c", RUN, str(addons)]
    done = subprocess.run(command, env={"PYTHONPATH": str(SCRIPTS)}, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    found = {}
    for line in done.stdout.splitlines():
        match = LINE.fullmatch(line)
        assert match, line
        (addon,) = [part for part in match["path"].split("/") if re.match(r"(bad|sample)_", part)]
        found.setdefault(addon, []).append(match)
    return found


def texts(found):
    return {match["words"] for match in found}


def test_translated_addon_is_left_alone(findings):
    assert "sample_good" not in findings


@pytest.mark.parametrize("name", BAD)
def test_text_is_found(findings, name):
    assert texts(findings.get(f"bad_{name}", [])) == BAD[name][1]


def test_place_of_the_text_is_told(findings):
    (found,) = [match for match in findings["bad_label"] if match["words"] == "Extra Words"]
    assert found["path"].endswith("bad_label/models.py")
    assert int(found["line"]) == 6
    assert "bad_label.field_sample_good__x" in found["reason"]


def test_poor_translations_are_found_but_not_a_single_word_kept(findings):
    assert {match["words"]: match["reason"].split(" at ")[0] for match in findings["sample_gaps"]} == {
        "State": "has no translation",
        "Press here": "is translated by itself",
        "Nothing is left of %(name)s": "has other placeholders in its translation",
    }


def test_translation_that_the_template_lacks_is_found(findings):
    (found,) = findings["sample_stale"]
    assert (found["words"], found["reason"][:22]) == ("Sample Thing", "is not in the template")


def test_translation_for_the_browser_does_not_serve_python(findings):
    assert texts(findings["sample_kind"]) == {"Nothing is left of %(name)s"}


def test_entry_without_the_name_of_its_addon_is_found(findings):
    assert [match["reason"] for match in findings["sample_nameless"]] == [
        "an entry lacks the comment `module: sample_nameless`"
    ]


def test_addon_that_cannot_be_loaded_is_a_finding(findings):
    assert [match["code"] for match in findings["sample_broken"]] == ["unloadable"]
