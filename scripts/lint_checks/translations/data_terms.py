"""What data files say. Demo data is left out: it is an example of what users type, not a text of the product."""

import ast
import copy
import csv
from functools import cache
from pathlib import Path

from lxml import etree

from odoo.modules.module import Manifest
from odoo.tools.convert import _fix_multiple_roots
from odoo.tools.misc import file_open

from .registry import with_dependencies
from .term import Term

CONTAINERS = {"odoo", "data", "openerp"}


def terms(registry, module):
    """Yield the terms of the data files that the manifest of a module names."""
    manifest = Manifest.for_addon(module)
    for name in manifest["data"]:
        path = Path(manifest.path) / name
        reader = _Reader(registry, module, path)
        if path.suffix == ".xml":
            yield from reader.of_container(etree.parse(path).getroot())
        elif path.suffix == ".csv":
            yield from reader.of_csv()


class _Reader:
    """Reads one data file the way the server imports it, and keeps only what can be translated."""

    def __init__(self, registry, module, path):
        self.registry, self.module, self.path = registry, module, path

    def of_container(self, container):
        for node in container:
            if node.tag in CONTAINERS:
                yield from self.of_container(node)
            elif node.tag == "record":
                yield from self.of_record(node)
            elif node.tag == "menuitem":
                yield from self.of_menu(node)
            elif node.tag == "template":
                yield from self.of_template(node)

    def of_record(self, record):
        model = self.registry.get(record.get("model"))
        nodes = record.findall("field")
        for sub_record in record.iterfind("field/record"):
            yield from self.of_record(sub_record)
        # Fields like `name@fr_FR` bring their translations along; the server exports nothing of such a record.
        if model is None or any("@" in node.get("name") for node in nodes):
            return
        for node in nodes:
            yield from self._of_value(model, record.get("id"), node.get("name"), node, node.sourceline)

    def of_menu(self, menu):
        name = menu.get("name") or _names_of_actions(self.module).get(self._xmlid(menu.get("action")))
        yield from self._of_value(self.registry["ir.ui.menu"], menu.get("id"), "name", name, menu.sourceline)
        for child in menu.iterfind("menuitem"):
            yield from self.of_menu(child)

    def of_template(self, template):
        node = copy.deepcopy(template)
        node.tag = "data" if node.get("inherit_id") else "t"
        node.tail = None
        for attribute in set(node.attrib):
            del node.attrib[attribute]
        arch = etree.tostring(node, encoding="unicode")
        xmlid = template.get("id") or template.get("t-name")
        yield from self._of_value(self.registry["ir.ui.view"], xmlid, "arch_db", arch, template.sourceline)

    def of_csv(self):
        model = self.registry.get(self.path.stem.split("-")[0])
        if model is None:
            return
        with self.path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                for name, value in row.items():
                    yield from self._of_value(model, row.get("id"), name, value, line)

    def _of_value(self, model, xmlid, name, value, line):
        """Yield the terms of one field's value, if the field is translated and the record is this module's.

        :param value: the text, or the node of a data file that holds it
        """
        field = model._fields.get("arch_db" if (model._name, name) == ("ir.ui.view", "arch") else name)
        xmlid = self._xmlid(xmlid)
        if field is None or not xmlid.startswith(f"{self.module}."):
            return
        while field.inherited:  # it is stored in the record that this one builds on
            field = field.inherited_field
            xmlid = f"{xmlid}_{field.model_name.replace('.', '_')}"
        if field.translate and field.store and self.registry[field.model_name]._translate:
            kind = "model_terms" if callable(field.translate) else "model"
            for words in field.get_trans_terms(_stored(field, _text(value))):
                yield Term(kind, f"{field.model_name},{field.name}:{xmlid}", words, str(self.path), line)

    def _xmlid(self, text):
        text = text or ""
        return text if not text or "." in text else f"{self.module}.{text}"


@cache
def _names_of_actions(module):
    """Return {external id: name} of the actions that a menu of the module may take its name from."""
    names = {}
    for dependency in with_dependencies(module):
        manifest = Manifest.for_addon(dependency)
        for path in (Path(manifest.path) / name for name in manifest["data"] if name.endswith(".xml")):
            for record in etree.parse(path).iterfind(".//record"):
                if record.get("model", "").startswith("ir.actions.") and record.get("id"):
                    xmlid = record.get("id") if "." in record.get("id") else f"{dependency}.{record.get('id')}"
                    names[xmlid] = record.findtext("field[@name='name']")
    return names


def _text(value):
    """Return the text that a field is given, "" if it is none or is worked out at run time."""
    if value is None or isinstance(value, str):
        return value or ""
    kind = value.get("type", "char")
    if value.get("eval"):
        return _literal(value.get("eval"))
    if value.get("ref") or value.get("search") or kind == "base64":
        return ""
    if value.get("file"):
        with file_open(value.get("file")) as file:
            return file.read()
    return _markup(value, kind) if kind in ("xml", "html") else value.text or ""


def _literal(expression):
    try:
        value = ast.literal_eval(expression.strip())
    except (SyntaxError, ValueError):
        return ""
    return value if isinstance(value, str) else ""


def _markup(node, method):
    node = copy.deepcopy(node)
    if method == "xml":
        _fix_multiple_roots(node)
    return "".join(etree.tostring(child, method=method, encoding="unicode") for child in node).replace("%%", "%")


def _stored(field, text):
    """Return a text as the database has it: HTML is cleaned when it is written."""
    if field.type != "html" or not text:
        return text
    return str(field.convert_to_column(text, None) or "")
