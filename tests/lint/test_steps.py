"""`scripts/lint` as a whole, on a small project: every tool runs with our settings, and finds what was seeded.

The seeds name the rules that the suite relies on most; a rule that a new version of a tool renames or drops fails here.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .translation_samples import THING, write_translated

ROOT = Path(__file__).resolve().parents[2]
RUN = "from suite.report import main; from lint_checks.steps import command; main(command)"
STEPS = [
    "ruff check",
    "ruff format",
    "pylint",
    "hooks for modules",
    "hooks for translations",
    "translations",
    "own checks",
]
MANIFEST = """{
    "name": "Good",
    "summary": "A sound addon",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "website": "https://example.com/dealer-suite",
    "depends": ["mail"],
    "data": ["data.xml"],
}
"""
BRANCHES = "".join(f"    if x == {number}:\n        return {number}\n" for number in range(11))
BAD_FILES = {
    "__init__.py": "from . import models\n",
    "__manifest__.py": '{"name": "Bad", "version": "18.0.1", "license": "GPL-3", "author": "Me", "depends": ["base"], '
    '"installable": True, "data": ["views.xml", "views.xml", "missing.xml"]}\n',
    "controllers.py": "OPTIONS = {'csrf': False}\n",
    "style.py": f"import os\nprint('x' + '{'x' * 120}')\ndef camelCase(x, y=[]):\n{BRANCHES}    return x == None\n",
    "models.py": """
import itertools
import requests
from odoo import _, fields, models
from odoo.exceptions import UserError
from odoo.addons.sample_bad import style


class Bad(models.Model):
    _name = "sample.bad"
    _description = "Bad"

    def _default_code(self):
        return 1

    code = fields.Integer(default=_default_code)
    name = fields.Char(string="Name", compute="calculate")
    kind = fields.Char(_("Kind"), select=True)

    def calculate(self):
        self.write({"total": 1})

    def write(self, vals):
        self._cr.execute("SELECT %s" % vals)
        self.env.cr.commit()

    def unlink(self):
        raise UserError("No")
        return super().write({})

    def copy(self, default=None):
        super().copy(default)

    def work(self):
        requests.get("https://example.com")
        print(eval("1"))
        self.env["res.partner"].search([])
        for key, lines in itertools.groupby(self):
            undefined_name(key, lines)
        self.with_context({"a": 1})
        self == 1
        try:
            text = _("%s and %s") % (1, 2)
        except ValueError:
            pass
        raise UserError(_("Not {}").format(text) + _(f"{text}") + self.env._("%(a)s").format(a=1))


class Worse(models.Model):
    _inherit = "sample.bad"


class Worst(models.Model):
    _inherit = "sample.bad"
""",
    "views.xml": """<?xml version="1.0" encoding="utf-8"?>
<openerp><data>
<record id="sample_bad.a" model="res.partner"><field name="name">A</field><field name="name">B</field></record>
<record id="a" model="res.partner"><field name="active">True</field><field name="color">3</field></record>
<record id="a" model="res.partner"><field name="name">C</field></record>
<record model="res.partner"><field name="name">D</field></record>
</data></openerp>
""",
    "views/unused.xml": "<odoo/>\n",
    "i18n/zh_CN.po": """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

#. module: sample_bad
#: model:ir.model,name:sample_bad.model_sample_bad
msgid "Bad"
msgstr "坏"

#. module: sample_bad
#: model:ir.model,name:sample_bad.model_sample_bad
msgid "Bad"
msgstr "不好"
""",
}
SEEDED = {
    "ruff check": "B006 C901 E501 E711 F401 I001 N802 T201",
    "ruff format": "unformatted",
    "pylint": """
        attribute-string-redundant bad-builtin-groupby context-overridden
        deprecated-self-cr eval-used except-pass external-request-timeout inheritable-method-lambda invalid-commit
        license-allowed manifest-data-duplicated manifest-required-author manifest-required-key manifest-superfluous-key
        manifest-version-format method-compute method-required-super missing-readme missing-return no-raise-unlink
        no-search-all no-write-in-compute odoo-addons-relative-import pointless-statement prefer-env-translation
        print-used renamed-field-parameter resource-not-exist sql-injection super-method-mismatch translation-field
        translation-fstring-interpolation translation-injection translation-not-lazy translation-positional-used
        translation-required undefined-variable unreachable
        """,
    "hooks for modules": """
        file-not-used xml-deprecated-openerp-node xml-duplicate-fields xml-duplicate-record-id
        xml-record-missing-id xml-redundant-module-name
        """,
    "hooks for translations": "po-duplicate-message-definition po-duplicate-model-definition",
    "translations": "unreadable",
    "own checks": "csrf-off",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with one sound addon, and one with many faults."""
    root = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "pyproject.toml", root)
    for name in ("lint_checks", "suite"):
        shutil.copytree(ROOT / "scripts" / name, root / "scripts" / name, ignore=shutil.ignore_patterns("__pycache__"))
    good, bad = root / "addons/sample_good", root / "addons/sample_bad"
    write_translated(good)
    sound = {"__manifest__.py": MANIFEST, "README.md": "Sound.\n", "__init__.py": "from . import thing\n"}
    for name, text in {**sound, "thing.py": THING.lstrip(), "tests/test_x.py": ""}.items():
        (good / name).write_text(text)
    for name, text in BAD_FILES.items():
        (bad / name).parent.mkdir(parents=True, exist_ok=True)
        (bad / name).write_text(text)
    return root


def lint(project, *paths, folder=None):
    """Run the steps; return (exit code, {name of a step: what it printed})."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, paths)],
        cwd=folder or project,
        env={"PYTHONPATH": str(project / "scripts"), "PATH": "/usr/bin:/bin", "HOME": str(project)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    parts = re.split(r"^- (.*) \.\.\.$", re.sub(r"\x1b\[\d+m", "", done.stdout), flags=re.MULTILINE)
    return done.returncode, dict(zip(["", *parts[1::2]], parts[::2], strict=True))


@pytest.fixture(scope="module")
def of_all(project):
    return lint(project)


def test_every_step_runs_though_those_before_found_something(of_all):
    code, printed = of_all
    assert code == 1
    assert list(printed) == ["", *STEPS]
    assert all("FOUND SOMETHING" in printed[step] for step in STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_step_finds_what_was_seeded(of_all, step):
    printed = of_all[1][step]
    assert [rule for rule in SEEDED[step].split() if not re.search(rf"\b{rule}\b", printed)] == []


def test_sound_addon_is_left_alone(project, of_all):
    assert [line for text in of_all[1].values() for line in text.splitlines() if "sample_good" in line] == []
    code, printed = lint(project, "sample_good", folder=project / "addons")
    assert code == 0, printed
    assert list(printed) == ["", *STEPS]


def test_paths_narrow_what_is_looked_at(project):
    code, printed = lint(project, "addons/sample_bad/controllers.py", "scripts")
    assert code == 1
    assert "sample_bad/controllers.py:1: csrf-off" in printed["own checks"]
    assert "models.py" not in printed["pylint"]


def test_path_outside_the_project_is_refused(project):
    code, printed = lint(project, "/etc/hostname")
    assert (code, printed[""].strip()) == (1, "/etc/hostname is no file or folder of this project.")
