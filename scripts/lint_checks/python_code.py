"""Questions about Python code that several checks ask."""

import ast

MODEL_BASES = {"Model", "AbstractModel", "TransientModel"}
# Public by name, but the ORM itself keeps callers away from them (they are `@api.private` there).
PRIVATE_IN_ORM = {
    "browse", "check_access", "concat", "ensure_one", "exists", "fetch", "filtered", "filtered_domain", "flush_model",
    "flush_recordset", "grouped", "init", "invalidate_model", "invalidate_recordset", "lock_for_update", "mapped",
    "modified", "new", "search_fetch", "sorted", "sudo", "try_lock_for_update", "union", "update", "with_company",
    "with_context", "with_env", "with_prefetch", "with_user",
}  # fmt: skip


def dotted(node):
    """Return a chain of names as text (`self.env.cr`), the calls in it left out; "" if it starts otherwise."""
    names = []
    while True:
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, (ast.Call, ast.Subscript)):
            node = node.func if isinstance(node, ast.Call) else node.value
        elif isinstance(node, ast.Name):
            return ".".join([node.id, *reversed(names)])
        else:
            return ""


def last_name(node):
    """Return the last name of a chain: `commit` of `self.env.cr.commit`, "" if there is none."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def method_called(node):
    """Return the name of the method that is called, "" if the node is no call of one."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr
    return ""


def functions(tree):
    """Yield every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def parameters(function, with_self=False):
    """Return the names of a function's parameters, in order, with those that collect the rest."""
    spec = function.args
    names = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]
    names += [parameter.arg for parameter in (spec.vararg, spec.kwarg) if parameter]
    return names if with_self else [name for name in names if name not in ("self", "cls")]


def decorators(function):
    """Return the last names of a function's decorators: `route` of `@http.route(...)`."""
    return {last_name(decorator) for decorator in function.decorator_list}


def is_model(node):
    """Whether a class defines or extends an Odoo model."""
    if any(last_name(base) in MODEL_BASES for base in node.bases):
        return True
    names = {target.id for item in node.body if isinstance(item, ast.Assign) for target in item.targets
             if isinstance(target, ast.Name)}  # fmt: skip
    return not names.isdisjoint({"_name", "_inherit"})


def remote_methods(tree):
    """Yield the methods of models that a remote caller can call: public by name, and not taken back by a decorator."""
    for cls in ast.walk(tree):
        if not isinstance(cls, ast.ClassDef) or not is_model(cls):
            continue
        for item in cls.body:
            if not isinstance(item, ast.FunctionDef) or item.name.startswith("_") or item.name in PRIVATE_IN_ORM:
                continue
            if decorators(item).isdisjoint({"private", "property", "cached_property", "staticmethod"}):
                yield item


def is_sudo(node):
    """Whether an expression works with the rights of the superuser: after a `.sudo()`, or on a `..._sudo` local."""
    while True:
        if method_called(node) == "sudo" and not _is_false(node):
            return True
        if method_called(node) in {"with_env", "with_user"}:
            return False  # goes on with the rights of another environment
        if isinstance(node, ast.Name):
            return node.id.endswith("_sudo")
        if isinstance(node, ast.Attribute):
            if node.attr.endswith("_sudo"):
                return True
            node = node.value
        elif isinstance(node, (ast.Call, ast.Subscript)):
            if _is_super(node):
                return any(is_sudo(argument) for argument in node.args)
            node = node.func if isinstance(node, ast.Call) else node.value
        else:
            return False


def _is_super(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _is_false(call):
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(value, ast.Constant) and value.value is False for value in values)
