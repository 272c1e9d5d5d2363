"""Lint and types, as the project promises them."""

import ast
import collections
import inspect
import re
import subprocess
import sys

import pytest
from conftest import REPOSITORY
from docs.reference import limits

import symbp
from symbp import limits as limits_module


def run(*command):
    return subprocess.run([sys.executable, "-m", *command], cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_ruff_finds_nothing():
    pytest.importorskip("ruff", reason="pip install 'symbp[test]'")
    done = run("ruff", "check", "symbp", "tests")
    assert done.returncode == 0, done.stdout


def test_the_code_is_formatted():
    pytest.importorskip("ruff", reason="pip install 'symbp[test]'")
    done = run("ruff", "format", "--check", "symbp", "tests")
    assert done.returncode == 0, done.stdout


@pytest.mark.long
def test_mypy_finds_nothing():
    pytest.importorskip("mypy", reason="pip install 'symbp[test]'")
    done = run("mypy")
    assert done.returncode == 0, done.stdout


def docstrings(folder):
    """All docstrings of a package's code, each with its place and what it belongs to."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
                yield f"{path.relative_to(REPOSITORY)}:{getattr(node, 'lineno', 1)}", node, text


def test_a_docstring_says_what_there_is_and_not_what():
    assert [place for place, _, text in docstrings(REPOSITORY / "symbp") if text.startswith("What ")] == []


def test_whether_is_said_of_what_gives_true_or_false():
    assert [
        place
        for place, node, text in docstrings(REPOSITORY / "symbp")
        if text.startswith("Whether ")
        and isinstance(node, ast.FunctionDef)
        and not (node.returns and ast.unparse(node.returns).startswith(("bool", "TypeGuard", "TypeIs")))
    ] == []


def test_public_functions_describe_their_arguments():
    public = [value for name in symbp.__all__ if inspect.isfunction(value := getattr(symbp, name))]
    several = [each for each in public if len(inspect.signature(each).parameters) > 1]
    assert [each.__name__ for each in several if "\nArgs:\n" not in inspect.getdoc(each)] == []


def undocumented(folder):
    """Public functions and classes without a docstring, but for methods that a base in the folder describes."""
    classes = collections.defaultdict(list)
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                classes[node.name].append(node)

    def described(name, owner, depth=0):
        """Whether a base says of a method what it gives."""
        bases = [ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in owner.bases]
        return depth < 5 and any(
            any(
                isinstance(each, ast.FunctionDef) and each.name == name and ast.get_docstring(each)
                for each in base.body
            )
            or described(name, base, depth + 1)
            for word in bases
            for base in classes[word]
        )

    def walk(node, owner, path):
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.FunctionDef | ast.ClassDef):
                said = ast.get_docstring(each) or (owner is not None and described(each.name, owner))
                overloads = isinstance(each, ast.FunctionDef) and "overload" in map(ast.unparse, each.decorator_list)
                if not (said or overloads or each.name.startswith("_")):
                    yield f"{path.relative_to(folder)}:{each.lineno} {each.name}"
            yield from walk(each, each if isinstance(each, ast.ClassDef) else None, path)

    for path in sorted(folder.rglob("*.py")):
        yield from walk(ast.parse(path.read_text("utf-8")), None, path)


def test_every_public_function_has_a_docstring():
    assert list(undocumented(REPOSITORY / "symbp")) == []


def test_a_function_without_a_docstring_is_noticed(tmp_path):
    (tmp_path / "one.py").write_text(
        'class Base:\n    """Said."""\n\n    def size(self):\n        """Said."""\n\n\n'
        'class Other(Base):\n    """Said."""\n\n    def size(self):\n        def inner():\n            return 1\n\n'
        "        return inner()\n\n    def depth(self):\n        return 1\n\n\ndef area():\n    return 1\n",
        "utf-8",
    )
    assert list(undocumented(tmp_path)) == ["one.py:12 inner", "one.py:17 depth", "one.py:21 area"]


def test_one_class_name_is_one_class():
    # Names that begin with an underscore are a file's own.
    homes = collections.defaultdict(list)
    for path in sorted((REPOSITORY / "symbp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(f"{path.relative_to(REPOSITORY)}:{node.lineno}")
    assert len(homes) > 200
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


MOST_ANY = {
    "activations": 3,  # of SymPy, whose functions have no result types
    "assignments": 1,
    "cli": 3,
    "code": 6,
    "comparing": 11,  # of torch
    "dense": 2,
    "experimenting": 3,
    "exporting": 20,  # of what writes spreadsheets
    "formula": 10,
    "formulas": 1,  # entries, symbolic or complex
    "grading": 1,
    "general": 42,  # nodes of matrices
    "importing": 15,  # of torch and onnx
    "marking": 146,  # values of a student's program
    "misconceptions": 1,
    "observing": 3,
    "optimizers": 6,
    "page": 11,
    "reading": 3,
    "solving": 1,
    "spec": 25,
    "studying": 11,
    "training": 31,  # numbers or arrays, of one or two precisions
    "values": 7,
    "variants": 1,
    "": 39,
}
"""How often a room says Any, which checks nothing: in a room that is not here never, and in none more often."""


@pytest.mark.long
def test_any_does_not_spread():
    said = collections.Counter()
    for path in sorted((REPOSITORY / "symbp").rglob("*.py")):
        room, *below = path.relative_to(REPOSITORY / "symbp").parts
        if room != "contract":
            names = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name))
            said[room if below else ""] += sum(node.id == "Any" for node in names)
    assert {room: count for room, count in said.items() if count > MOST_ANY.get(room, 0)} == {}
    # A ceiling is lowered once there is room below it.
    assert {room for room, most in MOST_ANY.items() if said[room] < most - max(5, most // 5)} == set()


def test_one_name_of_a_constant_is_one_constant():
    # Names that begin with an underscore are a file's own; what counts in several units has one name each.
    homes = collections.defaultdict(list)
    for path in sorted((REPOSITORY / "symbp").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            match node:
                case ast.Assign(targets=[ast.Name(name)], value=ast.Constant(int() | float()) | ast.BinOp()):
                    if name.isupper() and not name.startswith("_"):
                        homes[name].append(f"{path.relative_to(REPOSITORY)}:{node.lineno}")
    assert len(homes) > 150
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_every_limit_is_used_and_says_what_it_counts():
    table = limits()
    names = {limit.name for rows in table.values() for limit in rows}
    assert names == {name for name in vars(limits_module) if name.isupper()}
    text = "".join(path.read_text("utf-8") for path in (REPOSITORY / "symbp").rglob("*.py") if path.stem != "limits")
    assert {name for name in names if not re.search(rf"\b{name}\b", text)} == set()
