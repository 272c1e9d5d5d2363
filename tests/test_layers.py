"""Imports go down only, and nothing that reads text evaluates it."""

import ast
from pathlib import Path

from conftest import REPOSITORY


def modules():
    """The modules of the package; the tests that are installed with it are none."""
    return sorted(path for path in (REPOSITORY / "symbp").rglob("*.py") if not path.name.startswith("test_"))


def test_import_contracts():
    from importlinter.application.use_cases import lint_imports
    from importlinter.cli import lint_imports as _  # noqa: F401 - configures import-linter's ports

    assert lint_imports(config_filename=str(REPOSITORY / "pyproject.toml"), cache_dir=None, is_debug_mode=False)


def test_nothing_evaluates_text():
    forbidden = {"eval", "exec", "sympify", "parse_expr", "lambdify", "compile", "__import__"}
    # Rounds of training are compiled from our own lines, in which every name has become an identifier of ours.
    for path in modules():
        if path.parts[-2:] == ("training", "compiled.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                owner = getattr(getattr(node.func, "value", None), "id", "")
                allowed = name == "compile" and owner in {"re", "compiler"}
                assert name not in forbidden or allowed, f"{path.name}:{node.lineno} calls {name}"


def test_gradients_are_not_simplified_as_a_whole():
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"simplify", "subs", "evalf", "n"}, f"{path.name}:{node.lineno}"


def test_no_file_and_no_function_outgrows_a_room():
    for path in modules():
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 400, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 60, f"{path.name}: {node.name}"


def test_no_path_of_a_workplace_is_in_the_project():
    words = ("/" + "work/", ".." + "/shared", ".." + "/.library")
    for pattern in ("symbp/**/*.py", "tests/**/*.py", "templates/*", "*.md", "*.toml"):
        for path in REPOSITORY.glob(pattern):
            if path.is_file():
                text = Path(path).read_text("utf-8")
                assert not any(word in text for word in words), path
