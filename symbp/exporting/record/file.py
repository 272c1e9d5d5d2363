"""The record of a derivation: its schema, what is written, and how it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from symbp.errors import DerivationError, SpecError, did_you_mean
from symbp.exporting.origin import ExportContext
from symbp.exporting.record.expressions import CONDITION_SCHEMA, SCHEMA, excerpt, packed, unpacked
from symbp.formula import plain, typeset
from symbp.formula.layout import Layout, Operator, row
from symbp.formula.scripts import latex
from symbp.limits import LARGEST_RECORD, LONGEST_RECORD_NAME
from symbp.notation import notations
from symbp.steps import Derivation, Kind, Place, Role, Step, names_in
from symbp.version import __version__

FORMAT = "symbp derivation"
RECORD_VERSION = 1
_MOST_LINES = 100_000


def _printable(name: str) -> str:
    if not name.isprintable():
        message = "expected a name without control characters"
        raise ValueError(message)
    return name


Name = Annotated[str, Field(min_length=1, max_length=LONGEST_RECORD_NAME), AfterValidator(_printable)]
Index = Annotated[int, Field(ge=0, lt=10**9)]
# A reference that pydantic leaves alone: the definition that it means is added to the finished schema.
_REFERENCE = '"$dynamicRef": "#/$defs/Expression"'
Expression = Annotated[Any, WithJsonSchema(json.loads(f"{{{_REFERENCE}}}"))]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RecordLine(_Table):
    """One line."""

    name: Name = Field(description="unique in the record")
    kind: Literal["given", "pre", "act", "loss", "slope", "adjoint", "gradient", "update"]
    layer: Index | None = Field(None, description="0 is the input layer")
    unit: Index | None = Field(None, description="counts from 1")
    source: Index | None = Field(None, description="the unit of the layer before that a weight leaves")
    sample: Index | None = Field(None, description="counts from 1; null where there is one sample")
    of: Name | None = Field(None, description="what is differentiated; of an update, the parameter")
    wrt: Name | None = Field(None, description="by what it is differentiated")
    why: str = Field("", max_length=LONGEST_RECORD_NAME, description="the rule, or what a given is for")
    expression: Expression = Field(None, description="in names of earlier lines; null exactly for a given")
    slopes: dict[Name, Expression] = Field(
        default_factory=dict, description="partial derivatives that are offered in terms of named values"
    )
    formula: str = Field("", description="the expression as text; for readers, not read back")
    latex: str = Field("", description="name = expression in LaTeX; not read back")
    number: str = Field("", description="the value to 17 digits, each one proven; of a given as it was written")
    exact: str | None = Field(None, description="the value as a fraction or a short closed form, where it has one")
    rounded: str = Field("", description="the value by hand, under the assignment's rounding policy")


class DerivationRecord(_Table):
    """A derivation with its numbers."""

    format: Literal["symbp derivation"]
    format_version: Literal[1]
    made_by: str = Field("", description="program and version")
    name: str = Field("", description="of the assignment")
    title: str = ""
    source: str = Field("", description="the assignment, as a command line names it")
    lines: list[RecordLine] = Field(max_length=_MOST_LINES)


def schema() -> dict[str, object]:
    """The JSON schema of a record.

    >>> sorted(schema()["required"])
    ['format', 'format_version', 'lines']
    """
    content = json.loads(
        json.dumps(DerivationRecord.model_json_schema()).replace(_REFERENCE, _REFERENCE.replace("$dynamicRef", "$ref"))
    )
    content["$defs"] |= {"Expression": SCHEMA, "Condition": CONDITION_SCHEMA}
    return content


def record(origin: ExportContext) -> str:
    """The record of an assignment's derivation, as JSON."""
    derivation, assignment = origin.derivation, origin.assignment
    names = notations.pick(assignment.notation).layouts(derivation)
    head = {
        "format": FORMAT,
        "format_version": RECORD_VERSION,
        "made_by": f"symbp {__version__}",
        "name": assignment.name,
        "title": assignment.title,
        "source": assignment.source,
    }
    lines = [_line(step, origin, names) for step in derivation]
    return json.dumps({**head, "lines": lines}, indent=1, ensure_ascii=False) + "\n"


def _equation(left: Layout, right: Layout) -> str:
    return latex.write(row(left, Operator("=", apart=True), right))


def _line(step: Step, origin: ExportContext, names: Mapping[str, Layout]) -> dict[str, object]:
    place, row = step.place, origin.table[step.name]
    tree = None if step.expr is None else origin.derivation.arranged(step.expr)
    line = {
        "name": step.name,
        "kind": str(step.kind),
        "layer": place.layer,
        "unit": place.unit,
        "source": place.source,
        "sample": place.sample,
        "of": step.of,
        "wrt": step.wrt,
        "why": str(step.why),
        "expression": None if step.expr is None else packed(step.expr),
        "slopes": {wrt: packed(slope) for wrt, slope in step.slopes.items()},
        "formula": "" if tree is None else plain.write(tree),
        "latex": "" if tree is None else _equation(names[step.name], typeset.write(tree, names.__getitem__)),
        "number": row.value if step.expr is not None else origin.assignment.numbers[step.name].text,
        "exact": row.exact,
        "rounded": row.rounded,
    }
    return {key: value for key, value in line.items() if value not in (None, "", {})}


def load_derivation(file: str | Path) -> Derivation:
    """The derivation of a record that `symbp export --to json` has written.

    Raises:
        SpecError: it cannot be read, or is no such record.
    """
    path = Path(file)
    try:
        if path.stat().st_size > LARGEST_RECORD:
            message = f"{file}: larger than {LARGEST_RECORD // 1_000_000} MB; expected the record of a derivation"
            raise SpecError(message)
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{file}: not text in UTF-8; expected the record of a derivation"
        raise SpecError(message) from None
    except (OSError, ValueError) as error:
        if isinstance(error, SpecError):
            raise
        message = f"'{str(file)[:200]}' cannot be read: {getattr(error, 'strerror', None) or 'no possible file name'}"
        raise SpecError(message) from None
    return read_derivation(text)


def read_derivation(text: str) -> Derivation:
    """The derivation of a record.

    Raises:
        SpecError: it is no such record, or breaks the rules of a derivation.

    >>> from symbp.spec import load
    >>> origin = ExportContext(load("nndl3"))
    >>> read_derivation(record(origin)) == origin.derivation
    True
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        message = "not valid JSON; expected the record of a derivation"
        raise SpecError(message) from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        message = "not the record of a derivation that `symbp export --to json` writes: "
        message += f'its key "format" is not "{FORMAT}"'
        raise SpecError(message)
    version = raw.get("format_version")
    if type(version) is not int or version != RECORD_VERSION:
        message = f"format_version {excerpt(version)} is not known; expected {RECORD_VERSION}"
        raise SpecError(message)
    try:
        content = DerivationRecord.model_validate(raw)
    except ValidationError as error:
        raise SpecError(_sentence(error.errors(include_url=False)[0])) from None
    except RecursionError:
        message = "nested too deeply"
        raise SpecError(message) from None
    try:
        derivation = Derivation(tuple(_step(line) for line in content.lines))
    except DerivationError as error:
        raise SpecError(str(error)) from None
    for step in derivation:
        offered = set(step.slopes).union(*map(names_in, step.slopes.values()))
        unknown = [name for name in offered if name not in derivation]
        if unknown:
            message = f"line '{step.name}': slopes by or in {sorted(unknown)}, which are no lines"
            raise SpecError(message)
    return derivation


def _sentence(fault: Any) -> str:
    place = ascii(".".join(map(str, fault["loc"])))[1:-1]
    if fault["type"] == "extra_forbidden":
        fields = RecordLine if "lines" in fault["loc"] else DerivationRecord
        return f"{place[:200]}: unknown key. {did_you_mean(str(fault['loc'][-1]), fields.model_fields)}"
    return f"{place[:200]}: {fault['msg'][0].lower()}{fault['msg'][1:]}"


def _step(line: RecordLine) -> Step:
    try:
        expr = None if line.expression is None else unpacked(line.expression)
        slopes = {wrt: unpacked(slope) for wrt, slope in line.slopes.items()}
        kind = Kind(line.kind)
        why = Role(line.why) if kind is Kind.GIVEN else line.why
    except (SpecError, ValueError) as error:
        message = f"line '{line.name[:60]}': {error}"
        raise SpecError(message) from None
    return Step(
        name=line.name,
        expr=expr,
        kind=kind,
        place=Place(line.layer, line.unit, line.source, line.sample),
        of=line.of,
        wrt=line.wrt,
        why=why,
        slopes=MappingProxyType(slopes),
    )
