"""Jinja2's sandbox with a limit to the work that a template may ask for.

The sandbox keeps a template from what it may not touch, not from loops in loops or from texts that double. Work is counted
in steps, never by the clock, so that a template that passes on one machine passes on all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final

from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_STEPS: Final = 500_000
"""Steps of one rendering: turns of loops, calls, numbers that are handed on, and every hundred characters that are made."""
_CHARACTERS: Final = 100  # that one step makes
_WIDTH: Final = re.compile("[0-9]+")


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment whose templates end: `SecurityError` tells one that does not in `MAX_STEPS`."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, **settings: Any) -> None:
        """As of the sandbox; every filter is counted."""
        super().__init__(**settings)
        self.left = MAX_STEPS
        self.code_generator_class = _Counting
        self.filters = {name: self._counted(each) for name, each in self.filters.items()}

    def spend(self, steps: int = 1) -> bool:
        """Take so many steps; true, so that it can stand in a condition."""
        self.left -= steps
        if self.left < 0:
            raise SecurityError(f"more than {MAX_STEPS} steps: does it ever end?")
        return True

    def made(self, result: Any) -> Any:
        """The result of something, its length counted."""
        if isinstance(result, str | list | tuple | range):
            self.spend(len(result) // (_CHARACTERS if isinstance(result, str) else 1))
        return result

    def tied(self, *parts: Any) -> Any:
        """What `~` makes. (Jinja2 has a `concat` of its own, which joins the parts of a block.)"""
        return self.made(markup_join(parts))

    def call(self, context: Any, function: Any, /, *args: Any, **named: Any) -> Any:
        """Call a function or method, as the sandbox allows it."""
        self.spend(1 + _size((*args, *named.values())))
        return self.made(super().call(context, function, *args, **named))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute what can become large out of little."""
        if operator == "%" and isinstance(left, str):
            self.spend(_widths(left, right))
        elif operator == "*" and not isinstance(left, float) and not isinstance(right, float):
            self.spend(_length(left) * _length(right) // _CHARACTERS)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            self.spend(left.bit_length() * abs(right) // _CHARACTERS)
        return self.made(super().call_binop(context, operator, left, right))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; the widths in a text are counted when it is about to format."""
        if isinstance(obj, str) and attribute in ("format", "format_map"):
            self.spend(_widths(obj, ()))
        return super().getattr(obj, attribute)

    def get_template(self, *args: Any, **named: Any) -> Any:
        """Load a template, to render or to include it."""
        self.spend(100)
        return super().get_template(*args, **named)

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)  # keeps what it asks to be given
        def counted(*args: Any, **named: Any) -> Any:
            values = (*args, *named.values())
            self.spend(1 + _size(values) + (_widths(str(args[0]), values) if function.__name__ == "do_format" else 0))
            return self.made(function(*args, **named))

        return counted


class _Counting(CodeGenerator):
    """Writes the code of a template so that turns of loops, and what `~` makes, are counted."""

    def visit_For(self, node: nodes.For, frame: Any) -> None:  # noqa: N802  # the name is Jinja2's
        """A loop spends a step a turn, also on what its condition passes over."""
        step = _own("spend", [], node.lineno)
        node.body = [nodes.ExprStmt(step, lineno=node.lineno), *node.body]
        node.test = node.test and nodes.And(step, node.test, lineno=node.lineno)
        super().visit_For(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Any) -> None:  # noqa: N802  # as above
        """Texts are joined by the environment."""
        self.visit(_own("tied", node.nodes, node.lineno), frame)


def _own(method: str, arguments: list[nodes.Expr], line: int) -> nodes.Call:
    function = nodes.EnvironmentAttribute(method, lineno=line)
    return nodes.Call(function, arguments, [], None, None, lineno=line)


def _size(values: Iterable[Any]) -> int:
    """How much numbers among the values may make: each may be a width or a length."""
    return sum(abs(each) for each in values if isinstance(each, int))


def _length(value: Any) -> int:
    """How long a value is, or how long it makes another that it is multiplied by."""
    return len(value) if hasattr(value, "__len__") else abs(value) if isinstance(value, int) else 1


def _widths(text: str, values: Any) -> int:
    """How wide a format may make a text: by the numbers in it, or by those given where it has a `*`."""
    given = values if isinstance(values, tuple) else (values,)
    return sum(int(each[:9]) for each in _WIDTH.findall(text)) + (_size(given) if "*" in text else 0)
