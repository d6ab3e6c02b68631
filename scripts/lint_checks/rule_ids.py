"""Rule domains are cached per user: ids that were read from the user live on in them after the right is gone."""

import ast
import csv
import io

CODE = "rule-ids"
# The cache is dropped when a user's companies change.
ALLOWED = {"user.company_ids", "user.company_ids.ids"}


def looks_at(file):
    """Look at the data files of the addons."""
    return file.is_business and file.suffix in {".xml", ".csv"}


def check(file):
    """Find record rules whose domain takes ids from the user instead of going there by a relation."""
    for line, domain in _domains(file):
        try:
            tree = ast.parse(domain.strip(), mode="eval")
        except SyntaxError:
            yield line, "this rule's domain is no Python expression"
            continue
        for found in sorted({_ids_of_user(node) for node in ast.walk(tree)} - {""}):
            yield line, f"`{found}` puts ids into a domain that is cached: use a path of relations to user.id"


def _domains(file):
    if file.suffix == ".csv":
        if file.parts[-1].startswith("ir.rule"):
            for number, row in enumerate(csv.DictReader(io.StringIO(file.text)), start=2):
                yield number, row.get("domain_force") or "[]"
        return
    for field in file.xml.iterfind(".//record[@model='ir.rule']/field[@name='domain_force']"):
        yield field.sourceline, field.get("eval") and _evaluated(field.get("eval")) or field.text or "[]"


def _evaluated(expression):
    """The text of a domain that is given as a Python string."""
    try:
        return str(ast.literal_eval(expression))
    except (SyntaxError, ValueError):
        return expression


def _ids_of_user(node):
    """Return the chain from `user` that ends in ids or records, "" if the node is none."""
    if not isinstance(node, ast.Attribute) or not _starts_at_user(node):
        return ""
    many = node.attr == "ids" or node.attr.endswith("_ids") or node.attr in {"mapped", "search", "filtered"}
    found = ast.unparse(node)
    return found if many and found not in ALLOWED else ""


def _starts_at_user(node):
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and node.id == "user"
