"""Records with the superuser's rights look like any others: their name must say so, and nobody is given them."""

import ast

from .python_code import functions, is_sudo, method_called

CODE = "sudo-local"
RETURNED = "records with the superuser's rights are returned: return what was read from them, or drop the rights"
GIVES_RECORDS = {
    "browse", "copy", "create", "exists", "filtered", "filtered_domain", "search", "search_fetch", "sorted", "sudo",
    "with_company", "with_context", "with_env", "with_prefetch",
}  # fmt: skip


def looks_at(file):
    """Look at all Python of the addons."""
    return file.is_business_python


def check(file):
    """Find `x = ....sudo()` with another name than `x_sudo`, and sudo records that are returned."""
    for function in functions(file.tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and _gives_sudo_records(node.value):
                yield from _misnamed(node)
            elif isinstance(node, ast.Return) and node.value is not None and _is_handed_on(node.value):
                yield node.lineno, RETURNED


def _misnamed(assignment):
    for target in assignment.targets:
        if isinstance(target, ast.Name) and not target.id.endswith("_sudo"):
            yield target.lineno, f"`{target.id}` holds records with the superuser's rights: call it `{target.id}_sudo`"


def _gives_sudo_records(node):
    return method_called(node) in GIVES_RECORDS and is_sudo(node)


def _is_handed_on(node):
    return _gives_sudo_records(node) or (isinstance(node, ast.Name) and node.id.endswith("_sudo"))
