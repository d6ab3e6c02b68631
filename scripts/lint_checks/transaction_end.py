"""Who commits in the middle makes half a job permanent, and takes from the caller the chance to undo it."""

import ast

from .python_code import dotted, method_called

CODE = "transaction-end"
CURSORS = {"cr", "_cr", "cursor"}


def looks_at(file):
    """Look at all Python of the addons."""
    return file.is_business_python


def check(file):
    """Find `commit()` and `rollback()` of a cursor; a savepoint and `_commit_progress` are the ways."""
    for node in ast.walk(file.tree):
        if method_called(node) in {"commit", "rollback"} and _is_cursor(node.func.value):
            yield node.lineno, f"{node.func.attr}() in business code: use a savepoint, in a cron _commit_progress()"


def _is_cursor(node):
    name = dotted(node).rpartition(".")[2]
    return name in CURSORS or name.endswith(("_cr", "_cursor"))
