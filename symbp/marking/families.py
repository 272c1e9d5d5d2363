r"""Quantities of a whole layer: ``out_h``, ``z^{[1]}``, ``dL/dW1``, ``W2_new``, as vectors and matrices.

Of a layer with one unit the number of the layer is enough: ``z_1 = 0.2`` is its net input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from symbp.marking.aliases import INTO, OUT_OF, PARTIALS
from symbp.marking.names import Names
from symbp.marking.spelling import normalized
from symbp.quantity import gradient_of, updated_name
from symbp.steps import entry_names

Rows = tuple[tuple[str, ...], ...]
"""Names of lines: for units one row, for weights a row for each unit that is reached."""

LARGEST_FAMILY = 400
_LONGEST = 4_000

_NET = ("net", "z", "in", "s", "sum")
_ACT = ("out", "a", "act", "h", "y")
_DELTA = tuple(word for word in INTO if word not in ("d", "din"))
_ERROR = tuple(word for word in OUT_OF if word != "d")
_WEIGHTS = ("w", "weights", "theta")
_BIASES = ("b", "bias", "biases")
_GRADIENT = ("d", "grad", "g", "gradient", *PARTIALS)
_NEW = ("new", "'", "+", "neu", "updated")


class Families:
    """The vectors and matrices of an assignment, by the names that people give them."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.assignment = names.assignment

    def rows(self, written: str, iteration: int = 0, sample: int = 0) -> Rows | None:
        """The lines that a name of a whole layer means; None if it means none.

        Args:
            written: the name.
            iteration: the iteration of training that it stands under.
            sample: the sample that it stands under.

        >>> from symbp import derive, load
        >>> a = load("nndl3")
        >>> families = Families(Names(a, derive(a)))
        >>> families.rows("out_h"), families.rows("dL/dW2")
        ((('out_h1', 'out_h2'),), (('dL/dw5', 'dL/dw7'), ('dL/dw6', 'dL/dw8')))
        """
        family = self._plain.get(normalized(written))
        return None if family is None else self._lines(family, iteration, sample)

    def predictions(self, written: str, iteration: int = 0, sample: int = 0) -> Rows | None:
        """The outputs, for a name of the targets that some books give to what the network says: y; None for another."""
        if normalized(written) != "y":
            return None
        outputs = tuple(f"out_{unit.name}" for unit in self.assignment.network.outputs)
        return self._lines((outputs,), iteration, sample) if outputs else None

    def _lines(self, family: Rows, iteration: int, sample: int) -> Rows | None:
        """The lines of a family in a sample and an iteration; None where there are none."""
        where = f"[{sample}]" if sample and len(self.assignment.samples) > 1 else ""
        later = f"@{iteration}" if iteration > 1 else ""
        tagged = tuple(tuple(self._tagged(name, where, later) for name in row) for row in family)
        lines = self.names.derivation
        return tagged if all(name in lines for row in tagged for name in row) else None

    def _tagged(self, name: str, where: str, later: str) -> str:
        """A line of a sample and an iteration, as far as the line has them."""
        tags = (where + later, later, where, "")
        return next((f"{name}{tag}" for tag in tags if f"{name}{tag}" in self.names.derivation), name)

    @cached_property
    def _plain(self) -> Mapping[str, Rows]:
        """The families by name, without sample and iteration."""
        families: dict[str, Rows] = {}
        for alias, rows in self._of_formulas():
            families.setdefault(normalized(alias), rows)
        for number in range(1, len(self.assignment.network.layers)):
            for alias, rows in self._of_layer(number):
                if rows and all(rows):
                    families.setdefault(normalized(alias), rows)
        for alias, names in self._outside():
            families.setdefault(normalized(alias), (names,))
        return families

    def _of_formulas(self) -> Iterator[tuple[str, Rows]]:
        """The arrays of an assignment that is given by formulas, their derivatives and new values."""
        formulas = self.assignment.formulas
        for name, shape in formulas.shapes if formulas is not None else ():
            if not shape or formulas is None:
                continue
            entries = entry_names(name, shape)
            width = shape[-1] if len(shape) > 1 else len(entries)
            rows = tuple(tuple(entries[i : i + width]) for i in range(0, len(entries), width))
            yield from self._of_parameters(name, rows)
            gradients = tuple(tuple(map(gradient_of, row)) for row in rows)
            yield from ((f"d{formulas.output}{stroke}d{name}", gradients) for stroke in ("/", ""))

    def _outside(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The data as vectors, and the predictions: what goes in, what should come out and what does."""
        network = self.assignment.network
        yield "x", tuple(unit.name for unit in network.inputs)
        yield from ((word, tuple(network.targets)) for word in ("y", "t", "target", "targets"))
        yield from ((word, tuple(f"out_{unit.name}" for unit in network.outputs)) for word in ("yhat", "ŷ", "pred"))

    def _of_layer(self, number: int) -> Iterator[tuple[str, Rows]]:
        network = self.assignment.network
        units = [unit.name for unit in network.layers[number]]
        weights = tuple(tuple(c.name for c in network.incoming[unit]) for unit in units)
        biases = (tuple(network.bias_of[unit].name for unit in units if unit in network.bias_of),)
        for which in self._designations(units, number):
            for words, head in ((_NET, "in_"), (_ACT, "out_"), (_DELTA, "dL/din_"), (_ERROR, "dL/dout_")):
                yield from ((f"{word}{which}", (tuple(head + unit for unit in units),)) for word in words)
            if which.isalpha():
                # h = (0.56, 0.50): the layer itself is what comes out of it.
                yield which, (tuple(f"out_{unit}" for unit in units),)
            for words, rows in ((_WEIGHTS, weights), (_BIASES, biases)):
                for word in words:
                    yield from self._of_parameters(f"{word}{which}", rows)

    def _of_parameters(self, array: str, rows: Rows) -> Iterator[tuple[str, Rows]]:
        yield array, rows
        gradients = tuple(tuple(map(gradient_of, row)) for row in rows)
        updates = tuple(tuple(updated_name(name, 1) for name in row) for row in rows)
        yield from ((f"{head}{array}", gradients) for head in _GRADIENT)
        yield from ((f"{array}{tail}", updates) for tail in _NEW)
        yield f"new{array}", updates

    def _designations(self, units: Sequence[str], number: int) -> Iterator[str]:
        """How a layer is told: by its number, by what the names of its units begin with, or by a word."""
        last = len(self.assignment.network.layers) - 1
        yield from (str(number), f"[{number}]")
        stems = {unit.rstrip("0123456789") for unit in units}
        if len(stems) == 1:
            yield stems.pop()
        if number == last:
            yield from ("output", "outputs", "out", "o")
        elif last == 2:
            yield from ("hidden", "hid", "h")


_MATRIX = re.compile(
    r"\\(?:left\s*+[\[(|.]|right\s*+[\])|.])|\\(begin|end)\s*+\{(?:[bpvB]?(?:small)?matrix\*?|array)\}(?:\{[lcr|]{1,20}\})?"
)
_CALLED = re.compile(r"(?:np\.|numpy\.|torch\.)?+(?:array|tensor|matrix|asarray)\s*+\(")
_TRANSPOSED = re.compile(r"(?<!\s)\s*+(?:\^\s*+\{?+\s*+(?:T|\\top|\\intercal)\s*+\}?+|\.T|ᵀ|⊤)\s*+$")
_ROW_ENDS = re.compile(r"\\\\|;|\]\s*+,?\s*+\[|\)\s*+,\s*+\(")
_STRETCHED = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)(?=\s*+[\[\]()])")
_SIGN_APART = re.compile(r"(?<=[\[(,;&])\s*+([-+−])\s++(?=[\d.])")
_CELL_ENDS = re.compile(r"\s*+[,&]\s*+|\s++")


def read_rows(written: str) -> tuple[tuple[str, ...], ...] | None:
    r"""The entries of a written vector or matrix as text, row by row; None for anything else.

    >>> read_rows("[[0.1, -0.2], [0.3, 0.4]]"), read_rows("(0.59, 0.60)^T")
    ((('0.1', '-0.2'), ('0.3', '0.4')), (('0.59', '0.60'),))
    >>> read_rows(r"\left[ 0.5 , − 1.2 \right]")
    (('0.5', '−1.2'),)
    >>> read_rows("[0.1 0.2; 0.3 0.4]"), read_rows("(o1 - y1)*o1")
    ((('0.1', '0.2'), ('0.3', '0.4')), None)
    """
    if len(written) > _LONGEST:
        return None
    text = _STRETCHED.sub("", _TRANSPOSED.sub("", written.strip().rstrip(".;,")))
    if "\\begin" in text:
        text = _MATRIX.sub(lambda m: {"begin": "[", "end": "]"}.get(m.group(1) or "", ""), text).strip()
    called = _CALLED.match(text)
    if called is not None and text.endswith(")"):
        text = re.sub(r",\s*+(?:dtype|device|requires_grad|grad_fn)\s*+=[^\]]*+$", "", text[called.end() : -1]).strip()
    if text[:1] not in "[(" or text[-1:] not in "])" or not text:
        return None
    inner = _SIGN_APART.sub(r"\1", text)[1:-1].strip()
    rows = [row.strip(" \t[](),&") for row in _ROW_ENDS.split(inner)]
    matrix = tuple(tuple(_CELL_ENDS.split(row)) for row in rows if row)
    entries = [entry for row in matrix for entry in row]
    fewest = 1 if text.startswith(("[[", "((")) or called is not None or "\\begin" in written else 2
    if not fewest <= len(entries) <= LARGEST_FAMILY or not all(_is_entry(entry) for entry in entries):
        return None
    return matrix


def _is_entry(text: str) -> bool:
    return any(letter.isdigit() for letter in text) and all(letter.isdigit() or letter in "+-−.eE" for letter in text)


def placed(rows: Rows, written: Sequence[Sequence[str]]) -> list[list[tuple[str, str]]]:
    """The lines beside the entries, in each way in which the matrix may lie; none where the shapes do not fit.

    >>> placed((("w1", "w3"), ("w2", "w4")), (("1", "2"), ("3", "4")))[1]
    [('w1', '1'), ('w2', '2'), ('w3', '3'), ('w4', '4')]
    """
    entries = [entry for row in written for entry in row]
    shape = [len(row) for row in written]
    ways = []
    for names in (rows, tuple(zip(*rows, strict=False))):
        ordered = [name for row in names for name in row]
        flat = 1 in (len(rows), len(rows[0])) and (len(shape) == 1 or set(shape) == {1})
        if len(ordered) == len(entries) and (flat or shape == [len(row) for row in names]):
            ways.append(list(zip(ordered, entries, strict=True)))
    return ways
