r"""How the quantities of the general layer are written, in the letters of a notation.

``dL/dz[j,s]`` of layer l is :math:`\delta^{(l)[s]}_j`, or :math:`g_j` in Zhou's letters.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import sympy as sp

from symbp.formula import plain, typeset
from symbp.formula.layout import Bold, Layout, Name, Operator, Scripts, Upright, braced, characters, row
from symbp.formula.tree import Node, Sum, arrange
from symbp.general.architectures import Architecture
from symbp.general.symbols import BASES, SHARED_BIAS, STEP, numbers_before
from symbp.notation import Indexing, LayerLetters, Notation, letter, word
from symbp.quantity import Quantity

_PLACE = (
    "w_next",
    "dL/dL",
    "dL/da",
    "dL/dz",
    "dL/dz_next",
    "fprime",
    "slope",
    "slope_p",
    "z",
    "w",
    "y",
    "p",
    "a",
    "before",
    "b",
)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Spelt:
    """The parts of a name: its letters, the mark of its layer, indices, the sample as it stands high, a new value's."""

    letters: str
    mark: str
    indices: list[str]
    sample: str = ""
    new: str = ""

    @property
    def layout(self) -> Layout:
        """The name on a page: layer and sample stand high, indices low."""
        high = [characters(self.mark + self.sample)] * bool(self.mark or self.sample)
        if self.new:
            new = Upright(self.new) if self.new.isalpha() else Operator(self.new)
            high += [*[Operator(",")] * len(high), new]
        low = "".join(self.indices) if all(len(index) == 1 for index in self.indices) else ",".join(self.indices)
        base = letter(self.letters)
        if not high and not low:
            return base
        return Scripts(base, braced(characters(low)) if low else None, braced(row(*high)) if high else None)

    @property
    def text(self) -> str:
        """The name in a line of text."""
        listed = ",".join([*self.indices, *([self.sample[1:-1]] if self.sample else [])])
        return f"{word(self.letters)}{self.mark}{'_new' if self.new else ''}" + (f"[{listed}]" if listed else "")


@dataclass(frozen=True, slots=True)
class _Script(Generic[T]):
    """How names are written: on a page or in a line of text."""

    which: int
    quantity: Callable[[_Spelt], T]
    partial: Callable[[T, T], T]
    delta: Callable[[str, str], T]
    threshold: Callable[[T, str, T], T]


_PAGE: _Script[Layout] = _Script(
    0,
    lambda quantity: quantity.layout,
    typeset.partial,
    lambda first, second: Scripts(Bold("1"), characters(f"{first}={second}")),
    lambda pre, sign, bias: row(Operator("("), pre, Operator(sign.replace("-", "−"), apart=True), bias, Operator(")")),
)
_TEXT: _Script[str] = _Script(
    1, lambda quantity: quantity.text, "d{}/d{}".format, "[{}={}]".format, "({} {} {})".format
)


@dataclass(frozen=True)
class Letters:
    """The letters of the layers ``first`` to ``last``, of which one is called l.

    Attributes:
        notation: the course's way of writing.
        architecture: the network.
        first, last: a run of layers with the same formulas.
        inner: letter of the index k, where the notation has one for what is summed over.
    """

    notation: Notation
    architecture: Architecture
    first: int
    last: int
    inner: str = ""

    def __post_init__(self) -> None:
        """A notation with letters for each layer has them for so many layers and no more."""
        self.notation.fits(self.architecture.depth)

    # -- marks of layers --------------------------------------------------------------------

    @property
    def mark(self) -> str:
        """The sign of the layer: its number, or l."""
        return str(self.first) if self.first == self.last else "l"

    def shifted(self, by: int) -> str:
        """The sign of a layer before (-1) or behind (1)."""
        return str(self.first + by) if self.first == self.last else f"l{by:+d}"

    @property
    def own(self) -> LayerLetters | None:
        """The letters that the notation keeps for this layer."""
        return self.notation.layers[self.first - 1] if self.notation.layers else None

    # -- names ------------------------------------------------------------------------------

    def layout(self, name: str) -> Layout:
        """A quantity, an index or a size, as it stands on a page."""
        return self._name(name, _PAGE)

    def text(self, name: str) -> str:
        """The same for a line of text."""
        return self._name(name, _TEXT)

    @functools.cached_property
    def _plain(self) -> Mapping[str, tuple[Any, Any]]:
        """Indices, sizes and what has none: on a page, and in text."""
        own = self.own
        indices = dict(zip("jikmrs", "jikmrs", strict=True))
        if own is not None:
            before = self.notation.layers[self.first - 2].unit if self.first > 1 else "i"
            indices |= {"j": own.unit, "i": before, "k": self.inner or "r", "m": "t", "s": "k", "r": "t"}
        spellings: dict[str, tuple[object, str]] = {index: (Name(spelt), spelt) for index, spelt in indices.items()}
        for size, by in (("n_this", 0), ("n_before", -1), ("n_next", 1)):
            mark = self.shifted(by) if by else self.mark
            spellings[size] = (Scripts(Name("n"), braced(characters(mark))), f"n_{mark}")
            if self.notation.sizes:
                spelt = self.notation.sizes[self.first + by] if self.first + by < len(self.notation.sizes) else ""
                spellings[size] = (Name(spelt), spelt)
        loss = self.notation.loss
        one = self.notation.layers and not self.architecture.batch
        whole = (Scripts(Name(loss), Name("k")), f"{loss}_k") if one else (letter(loss), loss)
        return spellings | {"N": (Name("N"), "N"), "eta": (Name("η"), "eta"), "L": whole}

    def _name(self, name: str, script: _Script[T], prefix: str = "") -> T:
        base, indices = _parts(name)
        if not indices and base in self._plain:
            return self._plain[base][script.which]
        labels = [self._plain.get(index, (index, index))[1] for index in indices]
        if base == "delta":
            first, second = sorted(labels)
            return script.delta(second, first)
        derivative = self._derivative(base, indices)
        if derivative is not None:
            of, wrt = (self._name(name, script) for name in derivative)
            if self.notation.prefix and derivative[0] == "L":
                return self._name(derivative[1], script, self.notation.prefix)
            return script.partial(of, wrt)
        if base == "z_whole":
            return self._whole(labels, script)
        if base == "L" and self.own and labels:
            # The loss of a sample has its index low.
            forms: tuple[Any, Any] = (_Spelt("E", "", labels).layout, "_".join(["E", *labels]))
            return forms[script.which]
        quantity = self._own_letters(base, labels) if self.own else self._quantity(base, labels)
        return script.quantity(replace(quantity, letters=f"{prefix}{quantity.letters}"))

    def _derivative(self, base: str, indices: list[str]) -> tuple[str, str] | None:
        """The quantity and the variable of a derivative, where a quantity is written as one."""
        listed, sampled = ",".join(indices), indices[2:]
        match base:
            case "dL/dz" | "dL/dz_next" if not self.notation.delta and not self.own:
                return "L", f"z{base.removeprefix('dL/dz')}[{listed}]"
            case "dL/da" | "dL/dw" | "dL/db" | "dL/dbefore" | "dL/dL":
                return "L", f"{Quantity.named(base).subject}[{listed}]" if indices else "b_shared"
            case "slope" | "slope_p":
                of, by = ("a", "z") if base == "slope" else ("p", "a")
                if self.own is not None and base == "slope":
                    by = "z_alone"
                return f"{of}[{','.join([indices[0], *sampled])}]", f"{by}[{','.join([indices[1], *sampled])}]"
            case _:
                return None

    def _sample(self, base: str, labels: list[str]) -> str:
        """The index of the sample, which is the last one; empty where there is none."""
        batch = self.architecture.batch and base not in ("w", "b", "w_next", "w_new", "b_new", "b_shared", "L")
        return self.notation.sample.format(labels.pop()) if batch and labels else ""

    def _quantity(self, base: str, labels: list[str]) -> _Spelt:
        sample = self._sample(base, labels)
        course = self.notation
        pre, act, part, numbered = course.pre, course.act, course.part, course.indexing or Indexing()
        w, b = numbered.weight, numbered.bias
        table = {
            "w": (w, 0), "w_new": (w, 0), "w_next": (w, 1),
            "b": (b, 0), "b_new": (b, 0), "b_shared": (b, 0),
            "before": (act, -1), "z": (pre, 0), "z_alone": (pre, 0), "z_next": (pre, 1), "a": (act, 0),
            "dL/dz": (course.delta, 0), "dL/dz_next": (course.delta, 1),
            "fprime": ("f'", 0), "L": (course.loss, None), "y": (course.target, None), "p": (part, None),
        }  # fmt: skip
        spelt, by = table[base]
        mark = "" if by is None else numbered.mark(self.first if self.first == self.last else "l", by)
        if base == "before" and self.first == self.last == 1:
            spelt, mark = "x", ""
        if base == "L" and labels:
            sample = course.sample.format(labels.pop())
        return _Spelt(spelt, mark, labels, sample, new=course.new if Quantity.named(base).updated else "")

    def _own_letters(self, base: str, labels: list[str]) -> _Spelt:
        """In letters that differ from layer to layer; the sample stands high behind data and outputs."""
        own = self.own
        assert own is not None
        sample = self._sample(base, labels)
        layers, at = self.notation.layers, self.first
        before = layers[at - 2].act if at > 1 else "x"
        behind = layers[at] if at < len(layers) else own
        table = {
            "w": own.weight, "w_new": own.weight, "b": own.bias, "b_new": own.bias, "b_shared": own.bias,
            "w_next": behind.weight, "before": before, "z": own.pre, "z_alone": own.pre, "a": own.act,
            "minus_delta": own.delta, "minus_delta_next": behind.delta, "fprime": "f'", "L": "E", "y": "y", "p": "p",
        }  # fmt: skip
        if base in ("w", "w_next", "w_new"):
            labels.reverse()
        return _Spelt(table[base], "", labels, sample, new=self.notation.new if Quantity.named(base).updated else "")

    def _whole(self, labels: list[str], script: _Script[T]) -> T:
        """The argument of an activation: the pre-activation with its threshold."""
        own, sign = self.own, "+" if self.architecture.bias_sign > 0 else "-"
        assert own is not None
        sample = self._sample("z", labels)
        shared = self.architecture.layers[self.first - 1].bias == "layer"
        pre, bias = _Spelt(own.pre, "", labels, sample), _Spelt(own.bias, "", [] if shared else labels)
        return script.threshold(script.quantity(pre), sign, script.quantity(bias))

    # -- formulas ---------------------------------------------------------------------------

    def prepared(self, expr: sp.Expr) -> sp.Expr:
        """The expression as the notation has it, with numbers before the sums."""
        return numbers_before(self._in_own_letters(expr))

    def _in_own_letters(self, expr: Any) -> Any:
        """Thresholds apart from the pre-activation, deltas with the sign that the notation gives them."""
        if self.own is None:
            return expr
        replacements: dict[Any, object] = {}
        alone: dict[Any, object] = {}
        for part in expr.atoms(sp.Indexed):
            base, indices = str(part.base), part.indices
            if base == "z" and self.architecture.layers[self.first - 1].bias != "none":
                shared = self.architecture.layers[self.first - 1].bias == "layer"
                threshold = SHARED_BIAS if shared else BASES["b"][indices[0]]
                replacements[part] = (
                    sp.IndexedBase("z_alone", real=True)[indices] + self.architecture.bias_sign * threshold
                )
                alone[part] = sp.IndexedBase("z_alone", real=True)[indices]
            if base in ("dL/dz", "dL/dz_next"):
                replacements[part] = -sp.IndexedBase(base.replace("dL/dz", "minus_delta"), real=True)[indices]
        # A threshold does not change with the weights: what is differentiated is the rest.
        for part in expr.atoms(sp.Derivative):
            (by,) = part.variables
            whole = {old: sp.IndexedBase("z_whole", real=True)[old.indices] for old in alone}
            replacements[part] = part.xreplace(whole if str(getattr(by, "base", by)) in ("b", "b_shared") else alone)
        return expr.xreplace(replacements)

    def typeset(self, expr: sp.Expr) -> Layout:
        """A formula as it stands on a page."""
        return typeset.write(self.arranged(expr), self.layout)

    def written(self, expr: sp.Expr) -> str:
        """A formula in text."""
        return plain.write(self.arranged(expr), self.text)

    def arranged(self, expr: sp.Expr) -> Node:
        """The presentation tree: deltas first, then slopes, weights, outputs."""
        prepared = self.prepared(expr)
        if prepared.is_Add and prepared.has(STEP):
            # The old value comes before the step.
            old, step = prepared.as_independent(STEP, as_Add=True)
            return Sum((arrange(old, _order), arrange(step, _order)))
        return arrange(prepared, _order)


def _order(name: str) -> tuple[int, ...]:
    base, _ = _parts(name)
    if base in ("delta", "eta"):
        return (0,)
    base = base.replace("minus_delta", "dL/dz").replace("z_alone", "z")
    return (1 + _PLACE.index(base),) if base in _PLACE else (99,)


def _parts(name: str) -> tuple[str, list[str]]:
    base, _, rest = name.rstrip("]").partition("[")
    return base, rest.split(",") if rest else []
