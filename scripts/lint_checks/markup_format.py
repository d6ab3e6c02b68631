"""`Markup` says "this is safe HTML": what is put in before it is believed, what is put in after is escaped."""

import ast

from .python_code import last_name

CODE = "markup-format"
SENTENCE = 'what is put into the text before Markup() is not escaped: write Markup("... %s") % value'


def looks_at(file):
    """Look at all Python of the addons."""
    return file.is_business_python


def check(file):
    """Find `Markup(f"...")`, `Markup("..." % x)`, `Markup("...".format(x))` and the like."""
    names = _names_of_markup(file.tree)
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and last_name(node.func) in names and node.args and _is_filled_in(node.args[0]):
            yield node.lineno, SENTENCE


def _names_of_markup(tree):
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    aliases = {alias.asname for node in imports for alias in node.names if alias.name == "Markup" and alias.asname}
    return {"Markup", *aliases}


def _is_filled_in(node):
    match node:
        case ast.JoinedStr():
            return any(isinstance(value, ast.FormattedValue) for value in node.values)
        case ast.BinOp(op=ast.Mod()):
            return True
        case ast.BinOp(op=ast.Add()):
            return not (_is_constant(node.left) and _is_constant(node.right))
        case ast.Call():
            name = last_name(node.func)
            translated_with_values = name in {"_", "_lt"} and (len(node.args) > 1 or node.keywords)
            return name in {"format", "format_map", "join"} or bool(translated_with_values)
    return False


def _is_constant(node):
    if isinstance(node, ast.BinOp):
        return _is_constant(node.left) and _is_constant(node.right)
    return isinstance(node, ast.Constant)
