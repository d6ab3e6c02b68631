"""XML-RPC cannot carry None: a public method that ends without a value works in the browser and fails integrators.

A method that extends one of the same name keeps what that one promises; whether it hands the value on, pylint looks at.
"""

import ast

from .python_code import dotted, remote_methods

CODE = "remote-none"


def looks_at(file):
    """Look at all Python of the addons."""
    return file.is_business_python


def check(file):
    """Find public methods of models with a path that returns nothing."""
    for method in remote_methods(file.tree):
        line = _ends_without_value(method)
        if line:
            yield line, f"public `{method.name}` ends here without a value: return one, or make it private"


def _ends_without_value(method):
    """Return the line where a method ends without a value, None if it always has one."""
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) or _extends(node, method) for node in _own_nodes(method)):
        return None
    for node in _own_nodes(method):
        if isinstance(node, ast.Return) and (node.value is None or _is_none(node.value)):
            return node.lineno
    return None if _always_leaves(method.body) else method.lineno


def _extends(node, method):
    """Whether a node is `super().method`."""
    return isinstance(node, ast.Attribute) and node.attr == method.name and dotted(node.value) == "super"


def _own_nodes(function):
    """Yield the nodes of a function without those of functions in it."""
    todo = list(function.body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo.extend(ast.iter_child_nodes(node))


def _is_none(node):
    if isinstance(node, ast.IfExp):
        return _is_none(node.body) or _is_none(node.orelse)
    return isinstance(node, ast.Constant) and node.value is None


def _always_leaves(body):
    """Whether control never comes out at the end of these statements."""
    return any(_leaves(statement) for statement in body)


def _leaves(node):
    match node:
        case ast.Return() | ast.Raise():
            return True
        case ast.If():
            return _always_leaves(node.body) and _always_leaves(node.orelse)
        case ast.With():
            return _always_leaves(node.body)
        case ast.While(test=ast.Constant(value=True)):
            return not any(isinstance(inner, ast.Break) for inner in ast.walk(node))
        case ast.Try():
            return _try_leaves(node)
        case ast.Match():
            return _has_default(node) and all(_always_leaves(case.body) for case in node.cases)
    return False


def _try_leaves(node):
    if _always_leaves(node.finalbody):
        return True
    handlers = all(_always_leaves(handler.body) for handler in node.handlers)
    return handlers and (_always_leaves(node.body) or _always_leaves(node.orelse))


def _has_default(node):
    last = node.cases[-1]
    return isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
