"""The shape of an assignment file, table by table, and what to say when it does not fit."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, Strict, ValidationError, WithJsonSchema

from symbp.errors import SpecError, did_you_mean
from symbp.renamed import KEYS, current
from symbp.spec.arrays.sources import ArraySource, is_source, source
from symbp.spec.numbers import Number, read_number

_NUMBER_SCHEMA = {
    "oneOf": [
        {"type": "number"},
        {"type": "string", "description": 'a decimal or a fraction, exact: "1/3"'},
    ]
}

Num = Annotated[Number, PlainValidator(read_number), WithJsonSchema(_NUMBER_SCHEMA)]


def _rows(value: object) -> list[list[Number]] | ArraySource:
    """One row a sample; a single row may stand without its outer brackets."""
    if is_source(value):
        return source("data", value)
    if not isinstance(value, list) or not value:
        message = "expected one row of numbers a sample, such as [[0.5, 0.3]]"
        raise SpecError(message)
    rows = value if isinstance(value[0], list) else [value]
    if not all(isinstance(row, list) for row in rows):
        message = "some entries are rows and some are numbers; expected one row a sample"
        raise SpecError(message)
    return [[_at(f"row {i}, entry {j}", entry) for j, entry in enumerate(row, 1)] for i, row in enumerate(rows, 1)]


def _at(place: str, value: object) -> Number:
    try:
        return read_number(value)
    except SpecError as error:
        message = f"{place}: {error}"
        raise SpecError(message) from None


_ROWS_SCHEMA = {"type": "array", "items": {"type": "array", "items": _NUMBER_SCHEMA}}
_FILE_SCHEMA = {
    "type": "object",
    "description": "{file, key} of an array, or {seed, samples, distribution, …} of a recipe",
}

Rows = Annotated[
    Any,
    PlainValidator(_rows),
    WithJsonSchema({"oneOf": [_ROWS_SCHEMA, {"type": "string", "description": "an array file"}, _FILE_SCHEMA]}),
]


def _labels(value: object) -> list[int] | ArraySource:
    if is_source(value):
        return source("data.classes", value)
    if isinstance(value, list) and all(isinstance(label, int) and not isinstance(label, bool) for label in value):
        return value
    message = "expected a list of whole numbers, one class a sample, or an array file"
    raise SpecError(message)


Labels = Annotated[
    Any,
    PlainValidator(_labels),
    WithJsonSchema({"oneOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "string"}, _FILE_SCHEMA]}),
]


def _activation(entry: object) -> str | list[str | list[str]]:
    def is_name(value: object) -> bool:
        """Whether it is a text."""
        return isinstance(value, str)

    def fits(value: object) -> bool:
        """Whether it is a name, or a list of names, one a unit."""
        return is_name(value) or (isinstance(value, list) and bool(value) and all(map(is_name, value)))

    if is_name(entry) or (isinstance(entry, list) and entry and all(map(fits, entry))):
        return entry  # type: ignore[return-value]
    message = 'expected a name, a list with one name a layer, or one list a layer, such as [["sigmoid", "relu"]]'
    raise SpecError(message)


_NAMES = {"type": "array", "items": {"type": "string"}}
Activations = Annotated[
    Any,
    PlainValidator(_activation),
    WithJsonSchema(
        {"oneOf": [{"type": "string"}, {"type": "array", "items": {"oneOf": [{"type": "string"}, _NAMES]}}]}
    ),
]


# TOML has arrays and no tuples: here alone a list may stand for one.
Triple = Annotated[tuple[str, str, str], Strict(False)]
Pair = Annotated[tuple[str, str], Strict(False)]


T = TypeVar("T", bound=BaseModel)


class FileTable(BaseModel):
    """A table of the file: no key beyond the known ones, nothing converted behind one's back."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)


class NetworkTable(FileTable):
    """``[network]``."""

    layers: list[int] | None = Field(default=None, description="units a layer, the inputs first")
    units: list[list[str]] | None = Field(default=None, description="names a layer, in place of layers")
    connections: list[Triple] | None = Field(default=None, description="[weight, from, to]")
    biases: list[Pair] | None = Field(default=None, description="[bias, unit]; a name twice is shared")
    activation: Activations = Field(description="one for all, one a layer, or a list a layer")
    options: dict[str, Num] = Field(default_factory=dict, description="of the activations: leak, slope_at_zero")
    bias: Literal["none", "unit", "layer", "fixed"] = Field(
        default="none", description="one a unit, one shared by a layer, or fixed: not trained"
    )
    bias_sign: Literal["+", "-"] = Field(default="+", description="- where a threshold is subtracted")
    numbering: Literal["by-source", "by-target", "matrix"] | None = Field(
        default=None,
        description="w1: x1→h1, w2: x1→h2, … | w1: x1→h1, w2: x2→h1, … | w1_21: layer 1, to 2, from 1; "
        "if not given by-source, and matrix where there are more than 3 layers",
    )
    targets: list[str] | None = Field(default=None, description="names of the targets, y1, y2, … if not given")
    stands_for: list[int] | None = Field(None, description="sizes of a wide network, whose programs this one checks")


class LossTable(FileTable):
    """``[loss]``."""

    name: str = Field(description="one of the losses")
    outputs: Literal["half-sum", "sum", "mean"] | None = Field(
        default=None, description="over the outputs; as the loss is usually defined if not given"
    )
    batch: Literal["mean", "sum"] = Field(default="mean", description="over the samples")
    options: dict[str, Num] = Field(default_factory=dict, description="threshold of huber")


class DataTable(FileTable):
    """``[data]``."""

    x: Rows = Field(description="inputs, one row a sample")
    y: Rows | None = Field(default=None, description="targets, one row a sample")
    classes: Labels | None = Field(default=None, description="class of each sample, counted from 0, in place of y")


class TrainingTable(FileTable):
    """``[training]``."""

    learning_rate: Num | None = Field(default=None, description="η; without it no update is shown")
    iterations: list[int] = Field(
        default_factory=list, description="shown of a run of several iterations; a sheet shows the first"
    )
    batch_size: int | None = Field(
        default=None, ge=1, description="samples an update, in their order; all of them if not given"
    )
    input_gradients: bool = Field(default=False, description="whether ∂L/∂x is derived too")
    optimizer: str = Field(default="sgd", description="one of the optimizers; sgd is gradient descent")
    options: dict[str, Num] = Field(default_factory=dict, description="of the optimizer: mu, beta1, epsilon, …")


class RoundingTable(FileTable):
    """``[rounding]``."""

    decimals: int | None = Field(default=None, ge=0, le=60, description="places behind the point; 4 if not given")
    significant: int | None = Field(default=None, ge=1, le=60, description="significant figures, in place of decimals")
    mode: Literal["half-up", "half-even"] = Field(default="half-up", description="what a tie does")
    carry: Literal["rounded", "exact"] = Field(
        default="rounded", description="go on with the rounded number, or exact: rounded only when shown"
    )


def _points(points: object) -> dict[str, Number]:
    """A number for every line, under an empty name, or numbers by kind of line or line."""
    table = points if isinstance(points, dict) else {"": points}
    return {
        str(name)[:100]: _at(str(name)[:100], value) if name else read_number(value) for name, value in table.items()
    }


Points = Annotated[
    dict[str, Number] | None,
    PlainValidator(_points),
    WithJsonSchema({"oneOf": [_NUMBER_SCHEMA, {"type": "object", "additionalProperties": _NUMBER_SCHEMA}]}),
]


class MarkingTable(FileTable):
    """``[marking]``."""

    digits: int | None = Field(
        default=None, ge=1, le=60, description="figures (decimals or significant, as rounding has them) asked for"
    )
    delta: Literal["output-minus-target", "target-minus-output"] = Field(
        default="output-minus-target", description="the course's deltas, in documents too"
    )
    coarse: Num | None = Field(
        default=None, description="what a right answer with fewer digits counts for, 1 if not given"
    )
    points: Points = Field(
        default=None, description="a line: a number, or one by kind or line, such as {gradient = 2}; 1 for the others"
    )


class DocumentTable(FileTable):
    """``[document]``."""

    templates: str = Field(
        default="", max_length=400, description="folder of templates looked at before those of symbp"
    )
    course: str = Field(default="", max_length=200, description="below the title, plain text")
    author: str = Field(default="", max_length=200, description="the same")
    date: Annotated[str, Field(max_length=100)] | dt.date = Field(
        default="", description="the same; a date such as 2026-05-12 is written out in the document's language"
    )
    language: str = Field(default="en", max_length=20, description="language of documents, such as de or zh")
    show: Literal["short", "standard", "full"] = Field(
        default="standard", description="how much of the working the worked solution shows"
    )
    sections: list[str] = Field(
        default_factory=list, max_length=30, description="sections of the worked solution, in this order"
    )
    of: list[str] = Field(
        default_factory=list, max_length=200, description="gradients that are asked for, such as dL/dw5; all if empty"
    )
    iterations: int = Field(default=1, ge=1, le=20, description="how many updates the worked solution shows")


Ends = Annotated[list[Num], Field(min_length=2, max_length=2)]


class VariantsTable(FileTable):
    """``[variants]``."""

    vary: list[Literal["weights", "biases", "inputs", "targets"]] = Field(
        default=["weights", "biases", "inputs"], max_length=4, description="kinds of numbers that each student has anew"
    )
    decimals: int | None = Field(default=None, ge=0, le=6, description="places behind the point of a drawn number")
    weights: Ends | None = Field(default=None, description="the least and the greatest weight")
    biases: Ends | None = Field(default=None, description="the least and the greatest bias")
    inputs: Ends | None = Field(default=None, description="the least and the greatest input")
    targets: Ends | None = Field(default=None, description="the least and the greatest target")
    activations: list[Activations] = Field(
        default_factory=list, max_length=20, description="in place of network.activation, of which each student has one"
    )
    layers: list[list[int]] = Field(
        default_factory=list, max_length=20, description="in place of network.layers, of which each student has one"
    )


class FormulasTable(FileTable):
    """``[formulas]``."""

    lines: list[str] = Field(description="name = formula, each in names that stand before it", min_length=1)
    output: str = Field(description="the line whose derivatives are asked for: a number")
    frozen: list[str] = Field(default_factory=list, description="parameters that are not trained")


class FormulaFile(FileTable):
    """A whole assignment file with formulas in place of a network."""

    title: str = Field(default="", max_length=200, description="plain text")
    notes: list[str] = Field(default_factory=list, max_length=50, description="paragraphs below the title")
    notation: str = Field(default="in-out", description="letters in documents")
    formulas: FormulasTable
    data: dict[str, Any] = Field(default_factory=dict, description="a number, a vector or a matrix by name")
    parameters: dict[str, Any] = Field(default_factory=dict, description="the same, of what is trained")
    training: TrainingTable = Field(default=TrainingTable(batch_size=None))
    rounding: RoundingTable = Field(default=RoundingTable(decimals=None, significant=None))
    marking: MarkingTable = Field(default=MarkingTable(digits=None, coarse=None))
    document: DocumentTable = Field(default=DocumentTable())


class SpecFile(FileTable):
    """A whole assignment file."""

    title: str = Field(default="", max_length=200, description="plain text")
    notes: list[str] = Field(default_factory=list, max_length=50, description="paragraphs below the title")
    notation: str = Field(default="in-out", description="letters in documents")
    network: NetworkTable
    loss: LossTable
    data: DataTable
    parameters: dict[str, Any] = Field(description="a number by name, or weights, biases, fill, random")
    training: TrainingTable = Field(default=TrainingTable(batch_size=None))
    rounding: RoundingTable = Field(default=RoundingTable(decimals=None, significant=None))
    marking: MarkingTable = Field(default=MarkingTable(digits=None, coarse=None))
    document: DocumentTable = Field(default=DocumentTable())
    variants: VariantsTable = Field(default=VariantsTable(decimals=None))


def check_formulas(raw: dict[str, object]) -> FormulaFile:
    """A file with formulas as tables.

    Raises:
        SpecError: the first place that does not fit, with what was expected there.
    """
    return _checked(FormulaFile, raw)


def check_shape(raw: dict[str, object]) -> SpecFile:
    """The file as tables.

    Raises:
        SpecError: the first place that does not fit, with what was expected there.

    >>> check_shape({"network": {"activaton": "relu"}})
    Traceback (most recent call last):
    ...
    symbp.errors.SpecError: network: unknown key 'activaton'. Did you mean 'activation'? ...
    """
    return _checked(SpecFile, raw)


def _checked(model: type[T], raw: dict[str, object]) -> T:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt key is also a missing one: the misspelling is what helps.
        fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
        raise SpecError(_sentence(dict(fault), model)) from None


def with_current_keys(raw: dict[str, object]) -> dict[str, object]:
    """The file with the keys of today in place of older ones.

    Raises:
        SpecError: a table has both.
    """
    for old, new in KEYS.items():
        table, _, key = old.rpartition(".")
        place = raw.get(table)
        if isinstance(place, dict) and key in place:
            if new.rpartition(".")[2] in place:
                message = f"{table}: '{key}' is called '{new.rpartition('.')[2]}' now; expected one of them, not both"
                raise SpecError(message)
            place[current(old, KEYS).rpartition(".")[2]] = place.pop(key)
    return raw


def _sentence(fault: dict[str, Any], model: type[BaseModel]) -> str:
    place, kind = [part for part in fault["loc"] if part != "tuple"], fault["type"]
    context = fault.get("ctx", {})
    value = (
        {True: "true", False: "false"}.get(fault["input"], repr(fault["input"]))
        if isinstance(fault["input"], bool)
        else repr(fault["input"])
    )
    value = value if len(value) <= 60 else value[:57] + "…"
    if kind == "extra_forbidden":
        table = _table(place[:-1], model)
        keys = [name for name in table.model_fields if name != place[-1]]
        return f"{spoken(place[:-1])}: unknown key '{place[-1]}'. {did_you_mean(str(place[-1]), keys)}"
    if kind == "missing":
        return f"{spoken(place[:-1])}: the key '{place[-1]}' is missing"
    if kind == "literal_error":
        options = [word.strip().strip("'") for word in context["expected"].replace(" or ", ", ").split(",")]
        return f"{spoken(place)}: {value} is not one of the choices. {did_you_mean(str(fault['input']), options)}"
    if kind == "value_error":
        return f"{spoken(place)}: {context['error']}"
    expected = (
        fault["msg"]
        .replace("Input should be", "expected")
        .replace("a valid integer", "a whole number")
        .replace("a valid tuple", "a list of names")
        .replace("valid ", "")
    )
    return f"{spoken(place)}: {expected[0].lower()}{expected[1:]}, got {value}"


def _table(place: list[object], model: type[BaseModel]) -> type[BaseModel]:
    table = model
    for part in place:
        kind = table.model_fields[str(part)].annotation
        assert isinstance(kind, type)
        table = kind
    return table


def spoken(place: list[object] | tuple[object, ...]) -> str:
    """A place in the file, in words.

    >>> spoken(["network", "layers", 1])
    'network.layers, entry 2'
    >>> spoken([])
    'the file'
    """
    keys = ".".join(str(part) for part in place if isinstance(part, str)) or "the file"
    entries = ", ".join(f"entry {part + 1}" for part in place if isinstance(part, int))
    return f"{keys}, {entries}" if entries else keys
