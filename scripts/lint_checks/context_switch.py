"""Whoever calls over RPC sends the context: a key that switches a check off switches it off for everybody."""

import ast
import re

from .python_code import method_called

CODE = "context-switch"
SWITCH = re.compile(
    r"(^|_)(allow|bypass|disable|disabled|dont|force|forced|ignore|ignored|no|nocheck|not|override|skip|skipped"
    r"|unchecked|unsafe|without)(_|$)"
)
CONTEXTS = {"context", "_context", "ctx"}


def looks_at(file):
    """Look at all Python of the addons."""
    return file.is_business_python


def check(file):
    """Find a key like `skip_...` that is read from the context, unless it is compared with a sentinel by `is`."""
    constants = _constants(file.tree)
    guarded = {id(node.left) for node in ast.walk(file.tree) if isinstance(node, ast.Compare) and _is_sentinel(node)}
    for node in ast.walk(file.tree):
        if id(node) in guarded:
            continue
        key = constants.get(name) if (name := _name_of(key_node := _key_read(node))) else _text(key_node)
        if key and not key.startswith("default_") and SWITCH.search(key):
            yield node.lineno, f"any RPC caller can send context key `{key}`: pass an argument to a private method"


def _key_read(node):
    """Return the expression of the key that is read from a context, if the node reads one."""
    if method_called(node) in {"get", "pop", "setdefault"} and _is_context(node.func.value) and node.args:
        return node.args[0]
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_context(node.value):
        return node.slice
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
        return node.left if _is_context(node.comparators[0]) else None
    return None


def _is_context(node):
    if isinstance(node, ast.BoolOp):
        return any(_is_context(value) for value in node.values)
    return getattr(node, "attr", getattr(node, "id", "")) in CONTEXTS


def _is_sentinel(compare):
    """`context.get(key) is _SENTINEL`: an object of this process, which no caller can send."""
    other = compare.comparators[0]
    name = other.attr if isinstance(other, ast.Attribute) else _name_of(other)
    return isinstance(compare.ops[0], ast.Is) and bool(name) and name.isupper()


def _constants(tree):
    return {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _name_of(node):
    return node.id if isinstance(node, ast.Name) else ""


def _text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
