"""A route that takes a form of the browser without its token lets any other site send it in the user's name."""

import ast

CODE = "csrf-off"
SENTENCE = "without the token another site can send this request in the user's name: leave csrf on"


def looks_at(file):
    """Look at all Python of the addons."""
    return file.is_business_python


def check(file):
    """Find `csrf=False`, as an argument or in a dict of arguments."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.keyword) and node.arg == "csrf" and _is_false(node.value):
            yield node.value.lineno, SENTENCE
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "csrf" and _is_false(value):
                    yield value.lineno, SENTENCE


def _is_false(node):
    return isinstance(node, ast.Constant) and not node.value
