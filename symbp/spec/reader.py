"""From a file, or the name of a bundled assignment, to an Assignment."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import sympy as sp

from symbp.discover import pick
from symbp.errors import SpecError, UnknownNameError, did_you_mean
from symbp.losses import Loss, losses
from symbp.losses.base import Targets
from symbp.notation import notation
from symbp.spec import sanity
from symbp.spec.assignment import (
    Assignment,
    Batch,
    Carry,
    LossChoice,
    Mode,
    Network,
    Outputs,
    Rounding,
    Sample,
)
from symbp.spec.numbers import Number, NumberText, read_number
from symbp.spec.parameters import parameter_values
from symbp.spec.schema import DataTable, LossTable, RoundingTable, SpecFile, check_shape
from symbp.spec.wiring import wire

LARGEST_FILE = 8_000_000
MOST_LINES = 2_000_000

_DEEP = re.compile(r"(?:[\w\"'-]+[ \t]*\.[ \t]*){50}")
_SHORT = {"half-squared-error": "half-sum", "sum-squared-error": "sum", "mean-squared-error": "mean"}


def bundled() -> tuple[str, ...]:
    """The names of the assignments that come with symbp.

    >>> "nndl3" in bundled()
    True
    """
    folder = resources.files("symbp") / "assignments"
    return tuple(sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")))


def load(spec: str | Path) -> Assignment:
    """The assignment of a file, or a bundled one by its name.

    Raises:
        SpecError: there is no such assignment, or something in it does not fit.

    >>> load("nndl3").network.weights
    ('w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8')
    """
    text, name = _read(spec)
    try:
        assignment = parse(text, name)
        return assignment if str(spec) == name else replace(assignment, source=f"{assignment.name}.toml")
    except SpecError as error:
        message = f"{spec}: {error}"
        raise SpecError(message) from None


def _read(spec: str | Path) -> tuple[str, str]:
    name = str(spec)
    if name in bundled():
        return (resources.files("symbp") / "assignments" / f"{name}.toml").read_text("utf-8"), name
    path = Path(spec)
    try:
        fault = _not_readable(path, name)
        if not fault:
            return path.read_text("utf-8"), path.stem
    except UnicodeDecodeError:
        fault = f"{name}: not text in UTF-8; expected an assignment file in TOML"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a possible file name"
        fault = f"'{name[:200]}' cannot be read: {reason}"
    raise SpecError(fault)


def _not_readable(path: Path, name: str) -> str:
    if not path.is_file():
        what = "a folder" if path.is_dir() else "neither a file nor a bundled assignment"
        return f"'{name}' is {what}. {did_you_mean(name, bundled())}"
    if path.stat().st_size > LARGEST_FILE:
        return f"{name}: larger than {LARGEST_FILE // 1_000_000} MB; expected an assignment file"
    return ""


def parse(text: str, name: str = "assignment") -> Assignment:
    """The assignment in a TOML text.

    Raises:
        SpecError: not TOML, or something in it does not fit.
    """
    try:
        return _parsed(_toml(text), name)
    except SpecError:
        raise
    except (RecursionError, OverflowError, ValueError):
        # Numbers of thousands of digits and tables within tables fail in whatever touches them first.
        message = "a number in it is too large, or a table nested too deeply"
        raise SpecError(message) from None


def _parsed(raw: dict[str, Any], name: str) -> Assignment:
    tables = check_shape(raw)
    try:
        notation(tables.notation)
    except UnknownNameError as error:
        message = f"notation: {error}"
        raise SpecError(message) from None
    loss = _loss(tables.loss)
    network = wire(tables.network, with_targets=loss.function.targets is not Targets.NONE)
    samples = _samples(tables.data, network, loss.function)
    _check_amount(network, samples)
    parameters = parameter_values(tables.parameters, network)
    training = tables.training
    if any(not 1 <= n <= 10**9 for n in training.rounds):
        message = "training.rounds: expected whole numbers from 1"
        raise SpecError(message)
    batches = (
        [samples[i : i + size] for i in range(0, len(samples), size)] if (size := training.batch_size) else [samples]
    )
    safe = re.sub(r"[^\w.-]+", "-", name)[:80] or "assignment"
    assignment = Assignment(
        name=safe,
        source=safe,
        title=_line(tables.title) or _line(name),
        notes=tuple(_line(note) for note in tables.notes),
        network=network,
        loss=loss,
        samples=batches[0],
        later=tuple(batches[1:]),
        parameters=parameters,
        step=training.step,
        rounds=tuple(training.rounds),
        input_gradients=training.input_gradients,
        rounding=_rounding(tables.rounding),
        notation=tables.notation,
    )
    return sanity.with_warnings(assignment)


def _toml(text: str) -> dict[str, Any]:
    if _DEEP.search(text):
        message = "not valid TOML: nested too deeply"
        raise SpecError(message)
    try:
        # A float keeps the digits that were typed: 0.35 is 7/20 and 0.10 is not 0.1.
        return tomllib.loads(text, parse_float=NumberText)
    except tomllib.TOMLDecodeError as error:
        reason = str(error).replace("Cannot overwrite a value", "a key is given twice")
        message = f"not valid TOML: {reason[0].lower()}{reason[1:]}"
    except RecursionError:
        message = "not valid TOML: nested too deeply"
    except ValueError:
        # Python refuses to convert whole numbers of thousands of digits.
        message = "not valid TOML: a number with thousands of digits"
    raise SpecError(message)


def _line(text: str) -> str:
    """One line of plain text: control characters and line breaks become spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _loss(table: LossTable) -> LossChoice:
    name, outputs = table.name, table.outputs
    if name in _SHORT:
        if outputs not in (None, _SHORT[name]):
            message = f'loss: {name} means outputs = "{_SHORT[name]}", but outputs is "{outputs}"'
            raise SpecError(message)
        name, outputs = "squared-error", _SHORT[name]  # type: ignore[assignment]
    try:
        loss = pick({**losses(), **{short: losses()["squared-error"] for short in _SHORT}}, name, "loss")
    except UnknownNameError as error:
        message = f"loss.name: {error}"
        raise SpecError(message) from None
    return LossChoice(
        name=name,
        outputs=Outputs(outputs or loss.reduction),
        batch=Batch(table.batch),
        options=_loss_options(loss, table),
    )


def _loss_options(loss: Loss, table: LossTable) -> dict[str, sp.Rational]:
    for key, number in table.options.items():
        if key not in loss.options:
            message = f"loss.options: unknown option '{key}' for {loss.name}. {did_you_mean(key, loss.options)}"
            raise SpecError(message)
        if number.value <= 0:
            message = f"loss.options.{key}: expected a number above 0, got {number.text}"
            raise SpecError(message)
    return {
        key: table.options[key].rational if key in table.options else default for key, default in loss.options.items()
    }


def _samples(data: DataTable, network: Network, loss: Loss) -> tuple[Sample, ...]:
    _check_rows("data.x", data.x, len(network.inputs), "inputs")
    targets = _targets(data, len(network.outputs), loss)
    if len(targets) != len(data.x):
        message = f"data: {len(data.x)} rows in x, but {len(targets)} in {'y' if data.y else 'classes'}"
        raise SpecError(message)
    return tuple(Sample(tuple(x), tuple(y)) for x, y in zip(data.x, targets, strict=True))


def _targets(data: DataTable, outputs: int, loss: Loss) -> Sequence[Sequence[Number]]:
    if loss.targets is Targets.NONE:
        if data.y is not None or data.classes is not None:
            message = f"data: the loss '{loss.name}' has no targets, but some are given"
            raise SpecError(message)
        return [()] * len(data.x)
    if (data.y is None) == (data.classes is None):
        message = "data: expected targets either in 'y' or in 'classes'"
        raise SpecError(message)
    if data.y is not None:
        _check_rows("data.y", data.y, outputs, "outputs")
        return data.y
    assert data.classes is not None
    # One output stands for two classes: it is the probability of class 1.
    count = max(outputs, 2)
    for i, label in enumerate(data.classes, start=1):
        if not 0 <= label < count:
            message = f"data.classes, entry {i}: class {label}; expected 0 to {count - 1}, counted from 0"
            raise SpecError(message)
    if outputs == 1:
        return [[read_number(label)] for label in data.classes]
    return [[read_number(int(k == label)) for k in range(outputs)] for label in data.classes]


def _check_rows(place: str, rows: list[list[Number]], width: int, what: str) -> None:
    for i, row in enumerate(rows, start=1):
        if len(row) != width:
            message = f"{place}, row {i}: {len(row)} numbers for {width} {what}"
            raise SpecError(message)


def _check_amount(network: Network, samples: tuple[Sample, ...]) -> None:
    units = sum(len(layer) for layer in network.layers)
    lines = 4 * units * len(samples) + 2 * len(network.connections)
    if lines > MOST_LINES:
        message = f"data: {len(samples)} samples make about {lines} lines; at most {MOST_LINES} can be handled"
        raise SpecError(message)


def _rounding(table: RoundingTable) -> Rounding:
    if table.decimals is not None and table.significant is not None:
        message = "rounding: expected 'decimals' or 'significant', not both"
        raise SpecError(message)
    decimals = table.decimals if table.decimals is not None or table.significant is not None else 4
    return Rounding(decimals, table.significant, Mode(table.mode), Carry(table.carry))


def schema() -> dict[str, Any]:
    """The JSON schema of an assignment file.

    >>> sorted(schema()["required"])
    ['data', 'loss', 'network', 'parameters']
    """
    return SpecFile.model_json_schema()
