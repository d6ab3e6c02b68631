"""RPC has parameters of its own called `ids` and `context`: a method's own would be filled with those, or collide."""

from .python_code import parameters, remote_methods

CODE = "remote-parameters"


def looks_at(file):
    """Look at all Python of the addons."""
    return file.is_business_python


def check(file):
    """Find public methods of models with a parameter named `ids` or `context`."""
    for method in remote_methods(file.tree):
        for name in {"ids", "context"}.intersection(parameters(method)):
            yield method.lineno, f"RPC has a parameter `{name}` itself: call that of `{method.name}` something else"
