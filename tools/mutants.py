"""Changes the order of strength a bit at a time, and asks whether its tests notice: `python tools/mutants.py [--every N]`.

A mutant is a copy of the sources in which one operator, constant, condition or result is another. The tests of the order
run on each, those of single rulings before the laws; a mutant that passes them survives, one that does not end is killed.
Prints each with its line, and the share that was killed. `--every 20` takes every 20th, `--only` a module by its name.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
MODULES: Final = ("model/time/duty.py", "model/time/order.py", "build/strength.py")
TESTS: Final = ("test_timeorder.py", "test_strength.py", "test_timelimit.py", "test_strength_laws.py")
_OPERATORS: Final[dict[type[ast.AST], Any]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


class Mutant(NamedTuple):
    """A module with one change: the line, what stood there and stands there now, and the whole text."""

    line: int
    was: str
    now: str
    text: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines; what only annotates is left alone."""
    tree = ast.parse(source)
    places = [(at, len(_changed(node))) for at, node in enumerate(ast.walk(tree))]
    found = [_changed_at(tree, at, n) for at, several in places for n in range(several)]
    return iter(sorted(found, key=lambda each: each.line))


def _changed_at(tree: ast.Module, at: int, n: int) -> Mutant:
    """The mutant with the n-th change of the node which a walk meets as number `at`."""
    copy = deepcopy(tree)
    place = list(ast.walk(copy))[at]
    was, now = ast.unparse(place), _changed(place)[n]
    for parent in ast.walk(copy):
        for field, value in ast.iter_fields(parent):
            if value is place:
                setattr(parent, field, now)
            elif isinstance(value, list) and place in value:
                setattr(parent, field, [now if each is place else each for each in value])
    return Mutant(place.lineno, was, ast.unparse(now), ast.unparse(ast.fix_missing_locations(copy)))  # type: ignore[attr-defined]


def _changed(node: ast.AST) -> list[ast.AST]:
    """What may stand in place of a node."""
    match node:
        case ast.Compare(ops=ops):
            return [
                ast.Compare(node.left, [*ops[:i], _OPERATORS[type(op)](), *ops[i + 1 :]], node.comparators)
                for i, op in enumerate(ops)
            ]
        case ast.BoolOp(op=op, values=values):
            return [ast.BoolOp(_OPERATORS[type(op)](), values)]
        case ast.BinOp(op=op) if type(op) in _OPERATORS and not isinstance(
            node.left, ast.Name | ast.Constant | ast.BinOp
        ):
            return [ast.BinOp(node.left, _OPERATORS[type(op)](), node.right)]
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() as op):
            return [ast.BinOp(node.left, _OPERATORS[type(op)](), node.right)]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return [operand]
        case ast.Constant(value=bool(value)):
            return [ast.Constant(not value)]
        case ast.Constant(value=int(value)):
            return [ast.Constant(value + 1)]
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return [ast.IfExp(test, orelse, body)]
        case ast.If(test=test):
            return [ast.If(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)]
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            return [ast.Return(ast.UnaryOp(ast.Not(), value))]
        case ast.Call(func=ast.Name(id="any" | "all" as name)):
            return [ast.Call(ast.Name("all" if name == "any" else "any", ast.Load()), node.args, node.keywords)]
    return []


def checkout(folder: Path) -> Path:
    """A checkout whose sources are a copy, and all else is that of this one; gives the package."""
    for each in ROOT.iterdir():
        if each.name not in ("src", ".git"):
            (folder / each.name).symlink_to(each)
    return Path(shutil.copytree(ROOT / "src" / "gapub", folder / "src" / "gapub"))


def survives(folder: Path, seconds: int) -> bool:
    """Whether the tests of the order pass in a checkout: those of single rulings, which are quick, and then the laws."""
    return all(_pass(folder, seconds, tests) for tests in ("not law", "law"))


def _pass(folder: Path, seconds: int, tests: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-k", tests, *(f"tests/{each}" for each in TESTS)]
    surroundings = {"PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1", "GAPUB_NO_CACHE": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=os.environ | surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            return False


def main() -> None:
    """Try the mutants, and print how each fared."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every n-th mutant alone")
    parser.add_argument("--only", default="", help="a part of the name of a module")
    parser.add_argument("--seconds", type=int, default=600, help="after which a run of tests is killed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        copy = checkout(Path(made))
        if not survives(Path(made), options.seconds):
            sys.exit("the tests fail, or take too long, without any change")
        tried = killed = 0
        for module in (each for each in MODULES if options.only in each):
            source = (ROOT / "src" / "gapub" / module).read_text("utf-8")
            for mutant in list(mutants(source))[:: options.every]:
                (copy / module).write_text(mutant.text, "utf-8")
                lives = survives(Path(made), options.seconds)
                tried, killed = tried + 1, killed + (not lives)
                change = " → ".join(" ".join(each.split())[:70] for each in (mutant.was, mutant.now))
                print(f"{'survived' if lives else 'killed  '}  {module}:{mutant.line}  {change}", flush=True)
            (copy / module).write_text(source, "utf-8")
    print(f"{killed} of {tried} killed ({100 * killed // max(tried, 1)} %)")


if __name__ == "__main__":
    main()
