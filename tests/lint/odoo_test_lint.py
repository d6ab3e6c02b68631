"""Odoo's own addon `test_lint`, on the suite's addons only; by itself it walks all addons and models of the server.

Runs inside Odoo, in a database that has the addons: `pytest --odoo-database=NAME tests/lint/odoo_test_lint.py`.
The addon `test_lint` need not be installed there. Left out are `test_checkers` (tests of Odoo's checkers),
`test_eslint` (needs Node) and `test_l10n` (for localisations).
"""

import ast
import subprocess
import sys
import unittest
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from lint_checks.translations import compare
from lint_checks.translations.term import Term

from odoo.modules.module import Manifest
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import config, mute_logger
from odoo.tools.translate import TranslationModuleReader

import odoo.addons
from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_markers,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_pylint,
    test_routes,
    test_test_holes,
)

ROOT = Path(__file__).resolve().parents[2]
THIS_FILE = sys.modules[__name__]
MODULES = sorted(manifest.parent.name for manifest in (ROOT / "addons").glob("*/__manifest__.py"))


def our_manifests():
    """Return the manifests of the suite's addons."""
    return [Manifest.for_addon(name) for name in MODULES]


def our_models(database):
    """Return {name: class} of the models that the suite's addons define or extend."""
    registry = Registry(database)
    every_model = set(registry["base"].mro())  # what an addon adds to all models makes none of them its own
    return {name: cls for name, cls in registry.items() if not modules_of(cls, every_model).isdisjoint(MODULES)}


def modules_of(model, apart_from=()):
    """Return the names of the modules whose classes a model is made of, ``apart_from`` some classes."""
    return {getattr(cls, "_module", None) for cls in model.mro()[1:] if cls not in apart_from}


class OnOurAddons:
    """Narrows what a check of `test_lint` walks: the addons, and the models where it goes through all of those."""

    def setUp(self):
        super().setUp()
        self._replace(Manifest, "all_addon_manifests", our_manifests)
        checks_of_odoo = sys.modules[type(self).__mro__[2].__module__]
        for name, ours in {"get_modules": lambda: MODULES, "Registry": our_models}.items():
            if hasattr(checks_of_odoo, name):
                self._replace(checks_of_odoo, name, ours)

    def _replace(self, target, name, new):
        replacement = patch.object(target, name, new)
        replacement.start()
        self.addCleanup(replacement.stop)


class TestDocstring(OnOurAddons, test_docstring.TestDocstring):
    """Docstrings name no parameter that a method does not have."""


class TestDunderinit(OnOurAddons, test_dunderinit.TestDunderinit):
    """Every addon is a Python package."""


class TestI18n(OnOurAddons, test_i18n.TestI18n):
    """Texts given to components of the web client can be translated."""


class TestJsTranslations(OnOurAddons, test_jstranslate.TestJsTranslations):
    """JavaScript marks no text for translation that has values in it."""


class TestManifests(OnOurAddons, test_manifests.ManifestLinter):
    """Manifests hold known keys of the right type, and none that only repeats the default."""


class TestMarkers(OnOurAddons, test_markers.TestConflictMarkers):
    """No file holds the marks of an unresolved merge."""

    def test_conflict_markers(self):
        for manifest in our_manifests():
            for path in Path(manifest.path).rglob("*"):
                if path.suffix in test_markers.EXTENSIONS:
                    self.check_file(path)


class TestNaming(OnOurAddons, test_naming.TestNaming):
    """No public method has a parameter that RPC has itself."""


class TestOnchangeDomains(OnOurAddons, test_onchange_domains.TestOnchangeDomains):
    """No onchange returns a domain."""


class TestOrmImport(OnOurAddons, test_orm_import.TestDunderinit):
    """Nothing is imported from the inside of the ORM."""


class TestOverrideSignatures(OnOurAddons, test_override_signatures.TestLintOverrideSignatures):
    """A method that replaces another can be called in the same way."""


class TestPoFiles(OnOurAddons, test_pofile.PotLinter):
    """No translation template names a place twice."""


class TestTestHoles(OnOurAddons, test_test_holes.TestTestHoles):
    """Every test file is imported, so that Odoo's own test runner finds it too."""


class TestRoutes(OnOurAddons, test_routes.RoutesLinter):
    """No route repeats what it inherits; this check logs a warning, which fails the test."""

    def test_routes_definition(self):
        with self.assertNoLogs(test_routes.__name__, "WARNING"):
            super().test_routes_definition()


class NotOurs:
    """Stands for the names (`model.field`) of all fields but those that the suite's addons define or change."""

    def __init__(self, registry):
        self._registry = registry

    def __contains__(self, name):
        model, _, field = name.rpartition(".")
        return not set(self._registry[model]._fields[field]._modules).intersection(MODULES)


@tagged("post_install", "-at_install")
class TestIndex(OnOurAddons, test_index.TestIndex):
    """What a One2many reads through is indexed, as far as the suite's addons define it."""

    def setUp(self):
        super().setUp()
        self._replace(test_index, "BTREE_INDEX_IGNORE_FIELDS", NotOurs(self.registry))


class TestPyLint(OnOurAddons, test_pylint.TestPyLint):
    """Odoo's own pylint checks: SQL put together from text, missing and wrong `_()`, exceptions in `unlink`."""

    def setUp(self):
        super().setUp()
        run = subprocess.run

        def without_odoo_itself(command, **options):
            return run([argument for argument in command if argument != config.root_path], **options)

        self._replace(test_pylint.subprocess, "run", without_odoo_itself)
        self._replace(test_pylint, "which", lambda name: str(Path(sys.executable).with_name(name)))


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """Records that code makes are translated too. `scripts/lint` looks at all else, without a database."""

    def test_everything_that_is_exported_has_chinese(self):
        for module in MODULES:
            with self.subTest(module=module):
                rows = TranslationModuleReader(self.env.cr, modules=[module])
                gaps = compare.gaps([*self._terms(rows)], ROOT / "addons" / module)
                self.assertEqual([f'"{gap.term.words}" {gap.reason}' for gap in gaps], [])

    def _terms(self, rows):
        """Yield the terms of records; those of models depend on what else is installed: `scripts/lint` knows them."""
        for _module, kind, name, xmlid, words, _chinese, _comments in rows:
            if kind != "code" and not name.startswith("ir.model"):
                yield Term(kind, f"{name}:{xmlid}", words)


# What each check has to find when an addon has these files.
SEEDS = {
    TestDunderinit: {"__manifest__.py": "{'name': 'Seeded'}"},
    TestI18n: {"static/src/a.xml": """<t><Window title="'Order Pad'"/></t>"""},
    TestJsTranslations: {"static/src/a.js": "const text = _t(`order ${name}`);"},
    TestManifests: {"__manifest__.py": "{'name': 'Seeded', 'licence': 'LGPL-3', 'author': 'Me', 'license': 'LGPL-3'}"},
    TestMarkers: {"models/a.py": "<" * 7 + " mine"},
    TestOnchangeDomains: {"models/a.py": "@api.onchange('a')\ndef _onchange_a(self):\n    return {'domain': {}}\n"},
    TestOrmImport: {"models/a.py": "from odoo.orm import models\n"},
    TestPyLint: {"__init__.py": "raise UserError('Nothing is left')\n"},
    TestTestHoles: {"tests/__init__.py": "", "tests/test_a.py": ""},
}


class SeededParent:
    """Stands for a model of the platform."""

    _name, _module, _original_module = "seeded", "seeded", "seeded"

    def look_up(self, code):
        """:param nothing: this parameter does not exist."""

    def pick(self, ids):
        """Return those with these ids."""


class SeededModel(SeededParent):
    """Stands for a class of ours that extends it, and breaks its callers."""

    def look_up(self):
        """Return what was looked up."""


@tagged("post_install", "-at_install")
class TestNarrowing(BaseCase):
    """The checks look at the suite's addons, at nothing else, and find what is wrong in them."""

    def test_all_our_addons_are_installed(self):
        self.assertLessEqual(set(MODULES), Registry(get_db_name())._init_modules)

    def test_only_our_addons_are_walked(self):
        self.assertEqual({Path(manifest.path).parent for manifest in our_manifests()}, {ROOT / "addons"})
        models = our_models(get_db_name())
        self.assertIn("dealer.dealer", models)
        self.assertNotIn("ir.cron.trigger", models)

    def test_every_check_finds_a_seeded_fault(self):
        for check, files in SEEDS.items():
            with self.subTest(check=check.__name__), self._seeded_addon(files):
                self.assertTrue(self._run_check(check), "found nothing")

    def test_checks_of_models_find_a_seeded_fault(self):
        models = {"seeded": type("seeded", (SeededModel,), {})}
        for check in (TestDocstring, TestNaming, TestOverrideSignatures):
            with self.subTest(check=check.__name__), patch.object(THIS_FILE, "our_models", lambda _database: models):
                self.assertTrue(self._run_check(check), "found nothing")

    @contextmanager
    def _seeded_addon(self, files):
        """Let an addon with these files stand for the suite's."""
        with TemporaryDirectory() as folder:
            files = {"__manifest__.py": "{'name': 'Seeded', 'author': 'Me', 'license': 'LGPL-3'}", **files}
            for name, text in files.items():
                path = Path(folder, "seeded", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            content = ast.literal_eval(files["__manifest__.py"])
            manifests = [Manifest(path=f"{folder}/seeded", manifest_content=content)]
            with (
                patch.object(odoo.addons, "__path__", [*odoo.addons.__path__, folder]),
                patch.object(THIS_FILE, "our_manifests", lambda: manifests),
            ):
                yield

    @mute_logger("odoo.addons.test_lint.tests.test_i18n", "odoo.addons.test_lint.tests.test_jstranslate")
    def _run_check(self, check):
        """Return the failures of a check; an error in it is no finding."""
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromTestCase(check).run(result)
        self.assertFalse(result.errors, result.errors)
        return result.failures
