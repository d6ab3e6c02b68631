"""What a caller sends must not reach `write` or `create` whole under `sudo()`: the caller would choose the fields."""

import ast

from .python_code import decorators, functions, is_sudo, method_called, parameters, remote_methods

CODE = "sudo-write"
WRITERS = {"create", "write", "update", "copy", "load", "_write", "new"}
CALLERS_DICTS = {"kw", "kwargs", "post", "params", "payload", "data", "form", "values"}
READERS = {"get_json_data", "get_http_params", "copy", "dict", "loads", "to_dict", "items"}
REQUEST_DATA = {"params", "form", "json", "values", "jsonrequest", "args"}


def looks_at(file):
    """Look at all Python of the addons."""
    return file.is_business_python


def check(file):
    """Find `....sudo().write(kw)` where `kw` is what the caller sent, or was made from it without naming the fields."""
    remote = {id(method) for method in remote_methods(file.tree)}
    for function in functions(file.tree):
        tainted = set(_sent_by_caller(function, file, id(function) in remote))
        for call in _calls_in_order(function, tainted):
            if _writes_with_sudo(call) and any(_is_tainted(value, tainted) for value in _values(call)):
                yield (
                    call.lineno,
                    f"{method_called(call)}() under sudo() takes whatever the caller sent: name the fields",
                )


def _sent_by_caller(function, file, is_remote):
    if is_remote or "route" in decorators(function):
        return parameters(function)
    if not file.is_controller:
        return []
    rest = function.args.kwarg
    return [name for name in parameters(function) if name in CALLERS_DICTS or (rest and name == rest.arg)]


def _calls_in_order(function, tainted):
    """Yield the calls of a function, and follow its assignments on the way."""
    for node in sorted(ast.walk(function), key=lambda node: getattr(node, "lineno", 0)):
        if isinstance(node, ast.Assign):
            _follow(node, tainted)
        elif isinstance(node, ast.Call):
            yield node


def _follow(assignment, tainted):
    names = {target.id for target in assignment.targets if isinstance(target, ast.Name)}
    if _is_tainted(assignment.value, tainted):
        tainted |= names
    else:
        tainted -= names


def _writes_with_sudo(call):
    return method_called(call) in WRITERS and is_sudo(call.func.value)


def _values(call):
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _is_tainted(node, tainted):
    """Whether an expression is the caller's dict, or still has all of its keys."""
    match node:
        case ast.Name():
            return node.id in tainted
        case ast.Attribute():
            return node.attr in REQUEST_DATA and _is_request(node.value)
        case ast.Dict():
            unpacked = [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
            return any(_is_tainted(value, tainted) for value in unpacked)
        case ast.List() | ast.Tuple():
            return any(_is_tainted(item, tainted) for item in node.elts)
        case ast.Starred() | ast.NamedExpr():
            return _is_tainted(node.value, tainted)
        case ast.BinOp(op=ast.BitOr()):
            return _is_tainted(node.left, tainted) or _is_tainted(node.right, tainted)
        case ast.DictComp() | ast.ListComp():
            return not node.generators[0].ifs and _is_tainted(node.generators[0].iter, tainted)
        case ast.Call():
            return _is_tainted_call(node, tainted)
    return False


def _is_tainted_call(call, tainted):
    name = method_called(call) or getattr(call.func, "id", "")
    if name not in READERS:
        return False
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if receiver is not None and (_is_request(receiver) or _is_tainted(receiver, tainted)):
        return True
    return any(_is_tainted(value, tainted) for value in _values(call))


def _is_request(node):
    return (isinstance(node, ast.Name) and node.id == "request") or (
        isinstance(node, ast.Attribute) and node.attr == "httprequest"
    )
