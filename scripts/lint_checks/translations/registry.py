"""The models of the addons as the server would build them, but without a database.

Odoo's own functions put the classes together, so mixins, overrides and labels of related fields come out exactly.
"""

import logging
import os
from collections import defaultdict
from pathlib import Path

import odoo
import odoo.api
import odoo.fields
import odoo.models
import odoo.modules
from odoo.modules.module import Manifest, initialize_sys_path, load_openerp_module
from odoo.orm import model_classes
from odoo.orm.registry import Registry
from odoo.tools import config
from odoo.tools.misc import Collector, OrderedSet


class OfflineRegistry(Registry):
    """A registry that never connects: models can be built and asked, records cannot be read."""

    def __new__(cls):
        return object.__new__(cls)

    def __init__(self):
        self.models = {}
        self.ready = self.loaded = False
        self._init_modules = set()
        self._database_translated_fields = {}
        self._database_company_dependent_fields = set()
        self.field_depends, self.field_depends_context = Collector(), Collector()
        self.field_setup_dependents = Collector()
        self.many2many_relations = defaultdict(OrderedSet)
        self.many2one_company_dependents = Collector()
        self.not_null_fields = set()


class OfflineEnvironment(dict):
    """The least that fields ask of an environment while they are set up."""

    cr, uid, su, lang = None, 1, True, None

    def __init__(self, registry):
        super().__init__()
        self.registry, self.context = registry, {}

    def __hash__(self):
        return id(self)

    def __contains__(self, model_name):
        return model_name in self.registry

    def __getitem__(self, model_name):
        return self.registry[model_name](self, (), ())


def prepare_odoo(addons):
    """Make the addons in the folder `addons` and those beside Odoo importable; no configuration file is read."""
    beside = [str(Path(entry) / "addons") for entry in odoo.__path__ if (Path(entry) / "addons").is_dir()]
    paths = ",".join([str(addons), *beside])
    config.parse_config([f"--config={os.devnull}", f"--addons-path={paths}", "--http-interface=127.0.0.1"])
    logging.getLogger("odoo").setLevel(logging.CRITICAL + 1)  # what matters is told by exceptions
    initialize_sys_path()


def with_dependencies(module, seen=None):
    """Return a module and all it depends on, in an order in which they can be loaded."""
    seen = seen if seen is not None else {}
    if module not in seen:
        manifest = Manifest.for_addon(module)
        if not manifest:
            raise LookupError(f"addon {module} is not found beside the suite or Odoo")
        seen[module] = None
        for dependency in manifest["depends"]:
            with_dependencies(dependency, seen)
        seen[module] = seen.pop(module)  # behind what it depends on
    return list(seen)


def load(modules):
    """Import the code of modules and of all they depend on; return {module: what went wrong} for those that fail."""
    failed = {}
    for module in modules:
        try:
            for dependency in with_dependencies(module):
                load_openerp_module(dependency)
        except Exception as error:  # whatever an addon's code raises while it is imported
            failed[module] = f"{type(error).__name__}: {error}"
    return failed


def build(modules):
    """Return a registry of the models of loaded modules and all they depend on, with their fields set up."""
    order = {}
    for module in modules:
        order.update(dict.fromkeys(with_dependencies(module)))
    registry = OfflineRegistry()
    environment = OfflineEnvironment(registry)
    for module in order:
        for definition in odoo.models.MetaModel._module_to_models__.get(module, []):
            model_classes.add_to_registry(registry, definition)
    classes = list(registry.values())
    for model in classes:
        model_classes._prepare_setup(model)
    for model in classes:
        model_classes._setup(model, environment)
    for model in classes:
        model_classes._setup_fields(model, environment)
    return registry
