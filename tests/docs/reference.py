"""The tables of the documentation's reference, made from the registries, the schema and the command line."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from typer.main import get_command

import symbp
from symbp import limits as limits_module
from symbp.activations import activations
from symbp.cli.commands import app
from symbp.exporting.targets import targets
from symbp.formula.scripts import latex
from symbp.formulas.operations import OPERATIONS
from symbp.general import architecture, derive_general
from symbp.general.letters import Letters
from symbp.general.lines import GeneralLine
from symbp.losses import losses
from symbp.marking.slips import slips
from symbp.misconceptions import misconceptions
from symbp.notation import notations
from symbp.observing.rules import rules
from symbp.optimizers import optimizers
from symbp.page.formats import formats
from symbp.page.words import plain
from symbp.quizzes.forms import quiz_forms
from symbp.registries import registries
from symbp.spec.schema import SpecFile
from symbp.web.contract import CALLS

FOLDER = Path(__file__).resolve().parent

__all__ = [
    "activations",
    "calls",
    "formats",
    "losses",
    "misconceptions",
    "operations",
    "optimizers",
    "quiz_forms",
    "rules",
    "slips",
    "targets",
]

operations = [f"`{name}`" for name in OPERATIONS]
"""The functions of formulas."""

calls = {name: str(call.__doc__).partition("\n")[0] for name, call in CALLS.items()}
"""The calls of the page in the browser, and what each gives."""


def _formulas(general: symbp.General, *lines: GeneralLine | None) -> list[str]:
    """Lines of a network with one layer as LaTeX, its number left out."""
    letters = Letters(notations["z-a"], general.architecture, 1, 1)
    sides = [(letters.typeset(each.left), letters.typeset(each.result)) for each in lines if each]
    return [
        f"{latex.write(left)} = {latex.write(right)}".replace("^{(1)}", "").replace("n_{1}", "n")
        for left, right in sides
    ]


def activation_formulas(name: str) -> list[str]:
    """An activation and its derivative."""
    general = derive_general(architecture(name, "output", depth=1))
    layer = general.layer(1)
    return _formulas(general, *layer.acts, *layer.slopes)


def loss_formulas(name: str) -> list[str]:
    """A loss of one sample and its derivative."""
    general = derive_general(architecture("identity", name, depth=1, output_activation="identity"))
    objective = general.objective
    return _formulas(general, objective.part, objective.loss, objective.by_output)


def remark(record: Any) -> str:
    """The convention that a sheet states for an activation or a loss; "" where there is none."""
    said = record.remark(record.options)
    return plain([said])[0] if said else ""


def bundled() -> Iterator[tuple[str, str]]:
    """The assignments that come with symbp, each with its title."""
    for name in symbp.bundled():
        yield name, symbp.load(name).title


@dataclass(frozen=True)
class Key:
    """A key of an assignment file."""

    name: str
    values: str
    default: str
    about: str


def keys() -> dict[str, list[Key]]:
    """The keys of an assignment file, table by table; "" is the top of the file."""
    out: dict[str, list[Key]] = {"": []}
    for name, field in SpecFile.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            out[name] = list(_keys(field.annotation))
        else:
            out[""] += [key for key in _keys(SpecFile) if key.name == name]
    return out


def _keys(table: type[BaseModel]) -> Iterator[Key]:
    shapes = table.model_json_schema()["properties"]
    for name, field in table.model_fields.items():
        default = "" if field.is_required() or field.default_factory or field.default is None else str(field.default)
        yield Key(name, _values(shapes[name]), default, field.description or "")


def _values(shape: Mapping[str, Any], several: str = "") -> str:
    """The values that a key may have, in a few words; ``several`` is the ending of their plural."""
    if "enum" in shape:
        return ", ".join(f"`{value}`" for value in shape["enum"])
    choices = [each for each in shape.get("anyOf", shape.get("oneOf", [])) if each.get("type") != "null"]
    if choices:
        return " or ".join(dict.fromkeys(_values(each, several) for each in choices))
    kind = shape.get("type", "value")
    if kind == "array":
        return f"list{several} of {_values(shape['items'], 's')}" if "items" in shape else f"list{several}"
    words = {"integer": "whole number", "boolean": "`true`, `false`", "object": "table", "string": "name"}
    return words.get(kind, kind) + several


def commands() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """The commands: name, what it does, and its arguments and options, each with its help."""
    for name, command in get_command(app).commands.items():
        options = [(", ".join((*each.opts, *each.secondary_opts)), each) for each in command.params]
        yield (
            name,
            command.help,
            [
                (each.metavar or each.name.upper() if each.param_type_name == "argument" else written, each.help)
                for written, each in options
                if each.name != "help"
            ],
        )


def groups() -> list[str]:
    """The groups of entry points."""
    return sorted(registries())


def public() -> Iterator[str]:
    """The public Python names, each where it is defined."""
    for name in symbp.__all__:
        value = getattr(symbp, name)
        if not name.startswith("_"):
            defined = getattr(value, "__module__", "")
            assert getattr(importlib.import_module(defined), name) is value
            yield f"{defined}.{name}"


@dataclass(frozen=True)
class Limit:
    """A limit, and what it counts."""

    name: str
    value: float
    meaning: str


def limits() -> dict[str, list[Limit]]:
    """All limits by the heading that they stand under in their module."""
    text = inspect.getsource(limits_module)
    headings = {number: line.strip("#. ") for number, line in enumerate(text.splitlines(), 1) if line.startswith("# ")}
    table: dict[str, list[Limit]] = {heading: [] for heading in headings.values()}
    body = ast.parse(text).body
    for node, after in itertools.pairwise(body):
        match node, after:
            case ast.Assign(targets=[ast.Name(name)]), ast.Expr(ast.Constant(str(meaning))):
                heading = headings[max(number for number in headings if number < node.lineno)]
                table[heading].append(Limit(name, getattr(limits_module, name), meaning))
    return table
