"""The shape of an assignment file, table by table, and what to say when it does not fit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, Strict, ValidationError, WithJsonSchema

from symbp.errors import SpecError, did_you_mean
from symbp.spec.arrays.sources import Source, is_source, source
from symbp.spec.numbers import Number, read_number

_NUMBER_SCHEMA = {
    "oneOf": [
        {"type": "number"},
        {"type": "string", "description": 'a decimal or a fraction, exact: "1/3"'},
    ]
}

Num = Annotated[Number, PlainValidator(read_number), WithJsonSchema(_NUMBER_SCHEMA)]


def _rows(written: object) -> list[list[Number]] | Source:
    """One row a sample; a single row may stand without its outer brackets."""
    if is_source(written):
        return source("data", written)
    if not isinstance(written, list) or not written:
        message = "expected one row of numbers a sample, such as [[0.5, 0.3]]"
        raise SpecError(message)
    rows = written if isinstance(written[0], list) else [written]
    if not all(isinstance(row, list) for row in rows):
        message = "some entries are rows and some are numbers; expected one row a sample"
        raise SpecError(message)
    return [[_at(f"row {i}, entry {j}", entry) for j, entry in enumerate(row, 1)] for i, row in enumerate(rows, 1)]


def _at(place: str, written: object) -> Number:
    try:
        return read_number(written)
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


def _labels(written: object) -> list[int] | Source:
    if is_source(written):
        return source("data.classes", written)
    if isinstance(written, list) and all(isinstance(label, int) and not isinstance(label, bool) for label in written):
        return written
    message = "expected a list of whole numbers, one class a sample, or an array file"
    raise SpecError(message)


Labels = Annotated[
    Any,
    PlainValidator(_labels),
    WithJsonSchema({"oneOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "string"}, _FILE_SCHEMA]}),
]


def _activation(written: object) -> str | list[str | list[str]]:
    def is_name(value: object) -> bool:
        return isinstance(value, str)

    def fits(value: object) -> bool:
        return is_name(value) or (isinstance(value, list) and bool(value) and all(map(is_name, value)))

    if is_name(written) or (isinstance(written, list) and written and all(map(fits, written))):
        return written  # type: ignore[return-value]
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


class Table(BaseModel):
    """A table of the file: no key beyond the known ones, nothing converted behind one's back."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class NetworkTable(Table):
    """``[network]``."""

    layers: list[int] | None = Field(None, description="units a layer, the inputs first")
    units: list[list[str]] | None = Field(None, description="names a layer, in place of layers")
    connections: list[Triple] | None = Field(None, description="[weight, from, to]")
    biases: list[Pair] | None = Field(None, description="[bias, unit]; a name twice is shared")
    activation: Activations = Field(description="one for all, one a layer, or a list a layer")
    options: dict[str, Num] = Field(default_factory=dict, description="leak, slope_at_zero")
    bias: Literal["none", "unit", "layer", "fixed"] = "none"
    bias_sign: Literal["+", "-"] = "+"
    numbering: Literal["by-source", "by-target", "matrix"] | None = None
    targets: list[str] | None = Field(None, description="names of the targets, y1, y2, … if not given")


class LossTable(Table):
    """``[loss]``."""

    name: str
    outputs: Literal["half-sum", "sum", "mean"] | None = None
    batch: Literal["mean", "sum"] = "mean"
    options: dict[str, Num] = Field(default_factory=dict, description="threshold of huber")


class DataTable(Table):
    """``[data]``."""

    x: Rows
    y: Rows | None = None
    classes: Labels | None = Field(None, description="class of each sample, counted from 0, in place of y")


class TrainingTable(Table):
    """``[training]``."""

    step: Num | None = None
    rounds: list[int] = Field(default_factory=list)
    batch_size: int | None = Field(
        None, ge=1, description="samples an update, in their order; all of them if not given"
    )
    input_gradients: bool = False
    optimizer: str = "sgd"
    options: dict[str, Num] = Field(default_factory=dict, description="of the optimizer: mu, beta1, epsilon, …")


class RoundingTable(Table):
    """``[rounding]``."""

    decimals: int | None = Field(default=None, ge=0, le=60)
    significant: int | None = Field(default=None, ge=1, le=60)
    mode: Literal["half-up", "half-even"] = "half-up"
    carry: Literal["rounded", "exact"] = "rounded"


class MarkingTable(Table):
    """``[marking]``."""

    digits: int | None = Field(
        default=None, ge=1, le=60, description="figures (decimals or significant, as rounding has them) asked for"
    )
    delta: Literal["output-minus-target", "target-minus-output"] = "output-minus-target"
    coarse: Num | None = Field(None, description="what a right answer with fewer digits counts for, 1 if not given")


class DocumentTable(Table):
    """``[document]``."""

    templates: str = Field("", max_length=400, description="folder of templates looked at before those of symbp")


class SpecFile(Table):
    """A whole assignment file."""

    title: str = Field("", max_length=200)
    notes: list[str] = Field(default_factory=list, max_length=50)
    notation: str = "in-out"
    network: NetworkTable
    loss: LossTable
    data: DataTable
    parameters: dict[str, Any] = Field(description="a number by name, or weights, biases, fill, random")
    training: TrainingTable = Field(default=TrainingTable(batch_size=None))
    rounding: RoundingTable = Field(default=RoundingTable(decimals=None, significant=None))
    marking: MarkingTable = Field(default=MarkingTable(digits=None, coarse=None))
    document: DocumentTable = Field(default=DocumentTable(templates=""))


def check_shape(raw: dict[str, Any]) -> SpecFile:
    """The file as tables.

    Raises:
        SpecError: the first place that does not fit, with what was expected there.

    >>> check_shape({"network": {"activaton": "relu"}})
    Traceback (most recent call last):
    ...
    symbp.errors.SpecError: network: unknown key 'activaton'. Did you mean 'activation'? ...
    """
    try:
        return SpecFile.model_validate(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt key is also a missing one: the misspelling is what helps.
        fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
        raise SpecError(_sentence(dict(fault))) from None


_SYNONYMS = {
    **dict.fromkeys(("learning_rate", "lr", "eta", "alpha", "rate"), "step"),
    **dict.fromkeys(("epochs", "iterations", "steps"), "rounds"),
    **dict.fromkeys(("optim", "method", "algorithm"), "optimizer"),
    **dict.fromkeys(("activations", "function"), "activation"),
    **dict.fromkeys(("inputs", "input"), "x"),
    **dict.fromkeys(("outputs", "output", "labels"), "y"),
    **dict.fromkeys(("weights", "edges"), "connections"),
    **dict.fromkeys(("places", "digits"), "decimals"),
}
"""What other programs and books call a key."""


def _sentence(fault: dict[str, Any]) -> str:
    place, kind = [part for part in fault["loc"] if part != "tuple"], fault["type"]
    context = fault.get("ctx", {})
    shown = (
        {True: "true", False: "false"}.get(fault["input"], repr(fault["input"]))
        if isinstance(fault["input"], bool)
        else repr(fault["input"])
    )
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    if kind == "extra_forbidden":
        table = _table(place[:-1])
        keys = [name for name in table.model_fields if name != place[-1]]
        if place[-1] in _SYNONYMS and _SYNONYMS[place[-1]] in keys:
            return f"{spoken(place[:-1])}: unknown key '{place[-1]}'. Did you mean '{_SYNONYMS[place[-1]]}'?"
        return f"{spoken(place[:-1])}: unknown key '{place[-1]}'. {did_you_mean(str(place[-1]), keys)}"
    if kind == "missing":
        return f"{spoken(place[:-1])}: the key '{place[-1]}' is missing"
    if kind == "literal_error":
        options = [word.strip().strip("'") for word in context["expected"].replace(" or ", ", ").split(",")]
        return f"{spoken(place)}: {shown} is not one of the choices. {did_you_mean(str(fault['input']), options)}"
    if kind == "value_error":
        return f"{spoken(place)}: {context['error']}"
    expected = (
        fault["msg"]
        .replace("Input should be", "expected")
        .replace("a valid integer", "a whole number")
        .replace("a valid tuple", "a list of names")
        .replace("valid ", "")
    )
    return f"{spoken(place)}: {expected[0].lower()}{expected[1:]}, got {shown}"


def _table(place: list[Any]) -> type[BaseModel]:
    table: type[BaseModel] = SpecFile
    for part in place:
        kind = table.model_fields[str(part)].annotation
        assert isinstance(kind, type)
        table = kind
    return table


def spoken(place: list[Any] | tuple[Any, ...]) -> str:
    """A place in the file, in words.

    >>> spoken(["network", "layers", 1])
    'network.layers, entry 2'
    >>> spoken([])
    'the file'
    """
    keys = ".".join(str(part) for part in place if isinstance(part, str)) or "the file"
    entries = ", ".join(f"entry {part + 1}" for part in place if isinstance(part, int))
    return f"{keys}, {entries}" if entries else keys
