"""What models say: their names, the labels and helps of their fields, their selections, the messages of constraints.

Which of them belong to an addon follows the server: an addon has the places that it made, or added to.
"""

import inspect
import re
import sys
from dataclasses import replace
from functools import cache

from odoo.models import BaseModel

from .term import Term


def terms(registry, module, closure):
    """Yield the terms of the models that a module defines or extends.

    :param closure: the module and all it depends on; what other addons add to its models is theirs
    """
    known = _KnownClasses(registry, closure)
    for model in registry.values():
        definitions = known[model._name]
        own = {cls for cls in definitions if cls._name == model._name and cls._module == module}
        if not definitions:
            continue
        find = _Finder(own or definitions)
        if own and model._translate:
            yield find(Term("model", f"ir.model,name:{module}.model_{_underscored(model)}", model._description))
        if model._translate:
            for field in model._fields.values():
                if known.has_field(model._name, field):
                    has_place = _has_place(registry, model, field, module, definitions, own)
                    yield from (find(term, field.name) for term in _of_field(model, field, module, has_place))
        yield from (find(term) for term in _of_constraints(model, module))


class _KnownClasses(dict):
    """The classes in some modules that make up each model, its mixins included: {model's name: [class]}."""

    def __init__(self, registry, modules):
        super().__init__()
        self.registry, self.modules = registry, modules

    def __missing__(self, name):
        found, todo, seen = [], [name], set()
        while todo:
            name_seen = todo.pop()
            if name_seen not in seen and name_seen in self.registry:
                seen.add(name_seen)
                classes = [cls for cls in self.registry[name_seen]._model_classes__ if self._counts(cls, name_seen)]
                todo += [parent for cls in classes for parent in (*cls._inherit, "base")]
                found += classes
        self[name] = found
        return found

    def _counts(self, cls, name):
        return getattr(cls, "_name", None) == name and cls._module in self.modules

    def has_field(self, name, field):
        """Whether a model has a field if only these modules are there."""
        if field.inherited and self.has_field(field.inherited_field.model_name, field.inherited_field):
            return True  # by delegation (`_inherits`)
        return bool(self[name]) and any(_defines(cls, field.name) for cls in (BaseModel, *self[name]))


def _defines(cls, field_name):
    return any(field.name == field_name for field in cls._field_definitions)


def _has_place(registry, model, field, module, definitions, own):
    """Whether the server makes a record of the field for this module (`ir.model.fields._reflect_fields`)."""
    if module == model._original_module or (field.inherited and module in field._modules):
        return True
    if any(cls._module == module and _defines(cls, field.name) for cls in definitions):
        return True
    parents = {parent for cls in own for parent in (*cls._inherit, "base")} - {model._name}
    return any(field.name in registry[parent]._fields for parent in parents)


def _underscored(model):
    return model._name.replace(".", "_")


def _of_field(model, field, module, has_place):
    name = f"{_underscored(model)}__{field.name}"
    if has_place:
        place = f"{module}.field_{name}"
        if field.export_string_translation:
            yield Term("model", f"ir.model.fields,field_description:{place}", field.string or "")
        yield Term("model", f"ir.model.fields,help:{place}", field.help or "")
    if field.type in ("selection", "reference") and isinstance(field.selection, list):
        added_by = field._selection_modules(model)
        for value, label in field.selection:
            if module in added_by.get(value, ()):
                suffix = value.replace(".", "_").replace(" ", "_").lower()
                yield Term("model", f"ir.model.fields.selection,name:{module}.selection__{name}__{suffix}", label)


def _of_constraints(model, module):
    for name, constraint in model._table_objects.items():
        if constraint._module == module and isinstance(constraint.message, str):
            yield Term("model", f"ir.model.constraint,message:{module}.constraint_{name}", constraint.message)


class _Finder:
    """Adds to a term the file and line where it was written, as well as that can be told."""

    def __init__(self, definitions):
        self._modules = [sys.modules[cls.__module__] for cls in definitions]

    def __call__(self, term, field_name="_name"):
        pattern = re.compile(rf"^ +{re.escape(field_name)}\b *=", re.MULTILINE)
        for python_module in self._modules:
            source = _source(python_module)
            if match := pattern.search(source):
                line = source.count("\n", 0, match.start()) + 1
                return replace(term, path=python_module.__file__, line=line)
        return replace(term, path=self._modules[0].__file__)


@cache
def _source(python_module):
    return inspect.getsource(python_module)
