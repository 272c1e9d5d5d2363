r"""How the quantities of the general layer are written, in the letters of a notation.

``dL/dz[j,s]`` of layer l is :math:`\delta^{(l)[s]}_j`, or :math:`g_j` in Zhou's letters.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symbp.formula import latex, plain
from symbp.formula.tree import Node, Sum, arrange
from symbp.general.architectures import Architecture
from symbp.general.symbols import BASES, SHARED_BIAS, STEP, numbers_before
from symbp.notation import LayerLetters, Notation, letters

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
        """What stands for the layer: its number, or l."""
        return str(self.first) if self.first == self.last else "l"

    def shifted(self, by: int) -> str:
        """What stands for a layer before (-1) or behind (1)."""
        return str(self.first + by) if self.first == self.last else f"l{by:+d}"

    @property
    def own(self) -> LayerLetters | None:
        """The letters that the notation keeps for this layer."""
        return self.notation.layers[self.first - 1] if self.notation.layers else None

    # -- names ------------------------------------------------------------------------------

    def latex(self, name: str) -> str:
        r"""The LaTeX of a quantity, an index or a size."""
        base, indices = _parts(name)
        if not indices and base in self._plain:
            return self._plain[base][0]
        return self._written(base, indices, tex=True)

    def text(self, name: str) -> str:
        """The same for a line of text."""
        base, indices = _parts(name)
        if not indices and base in self._plain:
            return self._plain[base][1]
        return self._written(base, indices, tex=False)

    @functools.cached_property
    def _plain(self) -> Mapping[str, tuple[str, str]]:
        """Indices, sizes and what has none."""
        own = self.own
        indices = dict(zip("jikmrs", "jikmrs", strict=True))
        if own is not None:
            before = self.notation.layers[self.first - 2].unit if self.first > 1 else "i"
            indices |= {"j": own.unit, "i": before, "k": self.inner or "r", "m": "t", "s": "k", "r": "t"}
        found = {index: (letter, letter) for index, letter in indices.items()}
        for size, by in (("n_this", 0), ("n_before", -1), ("n_next", 1)):
            mark = self.shifted(by) if by else self.mark
            found[size] = (rf"n_{{{mark}}}", f"n_{mark}")
            if self.notation.sizes:
                letter = self.notation.sizes[self.first + by] if self.first + by < len(self.notation.sizes) else ""
                found[size] = (letter, letter)
        loss = self.notation.loss
        whole = (f"{loss}_k", f"{loss}_k") if self.notation.layers and not self.architecture.batch else (loss, loss)
        return found | {"N": ("N", "N"), "eta": (r"\eta", "eta"), "L": whole}

    def _written(self, base: str, indices: list[str], *, tex: bool) -> str:
        shown = [self._plain.get(index, (index, index))[0 if tex else 1] for index in indices]
        if base == "delta":
            first, second = sorted(shown)
            return rf"\mathbf{{1}}_{{{second}={first}}}" if tex else f"[{second}={first}]"
        derivative = self._derivative(base, indices)
        if derivative is not None:
            of, wrt = ((self.latex if tex else self.text)(name) for name in derivative)
            return latex.partial(of, wrt) if tex else f"d{of}/d{wrt}"
        return self._quantity(base, shown, tex=tex)

    def _derivative(self, base: str, indices: list[str]) -> tuple[str, str] | None:
        """What is differentiated by what, where a quantity is written as a derivative."""
        listed, sampled = ",".join(indices), indices[2:]
        match base:
            case "dL/da" | "dL/dw" | "dL/db" | "dL/dbefore" | "dL/dL":
                return "L", f"{base.removeprefix('dL/d')}[{listed}]" if indices else "b_shared"
            case "slope" | "slope_p":
                of, by = ("a", "z") if base == "slope" else ("p", "a")
                if self.own is not None and base == "slope":
                    by = "z_alone"
                return f"{of}[{','.join([indices[0], *sampled])}]", f"{by}[{','.join([indices[1], *sampled])}]"
            case _:
                return None

    def _quantity(self, base: str, shown: list[str], *, tex: bool) -> str:
        own = self.own
        if own is not None:
            return self._own_letters(own, base, shown, tex=tex)
        batch = self.architecture.batch and base not in ("w", "b", "w_next", "w_new", "b_new", "b_shared")
        sample = shown.pop() if batch and shown and base != "L" else ""
        pre, act, part = (letters(getattr(self.notation, which), tex=tex) for which in ("pre", "act", "part"))
        delta = r"\delta" if tex else "delta"
        table = {
            "w": ("w", 0), "w_new": ("w", 0), "w_next": ("w", 1),
            "b": ("b", 0), "b_new": ("b", 0), "b_shared": ("b", 0),
            "before": (act, -1), "z": (pre, 0), "z_alone": (pre, 0), "a": (act, 0), "dL/dz": (delta, 0),
            "dL/dz_next": (delta, 1),
            "fprime": ("f'", 0), "L": (self.notation.loss, None), "y": ("y", None), "p": (part, None),
        }  # fmt: skip
        letter, by = table[base]
        mark = "" if by is None else f"({self.shifted(by) if by else self.mark})"
        if base == "before" and self.first == self.last == 1:
            letter, mark = "x", ""
        if base == "L" and shown:
            sample = shown.pop()
        return _joined(letter, mark, shown, sample, new=base.endswith("_new"), tex=tex)

    def _own_letters(self, own: LayerLetters, base: str, shown: list[str], *, tex: bool) -> str:
        """In letters that differ from layer to layer; the sample stands high behind data and outputs."""
        batch = self.architecture.batch and base not in ("w", "b", "w_next", "w_new", "b_new", "b_shared")
        sample = shown.pop() if batch and shown and base != "L" else ""
        if base == "z_whole":
            return self._whole(shown, sample, tex=tex)
        layers, at = self.notation.layers, self.first
        before = layers[at - 2].act if at > 1 else "x"
        behind = layers[at] if at < len(layers) else own
        table = {
            "w": own.weight, "w_new": own.weight, "b": own.bias, "b_new": own.bias, "b_shared": own.bias,
            "w_next": behind.weight, "before": before, "z": own.pre, "z_alone": own.pre, "a": own.act,
            "minus_delta": own.delta, "minus_delta_next": behind.delta, "fprime": "f'", "L": "E", "y": "y", "p": "p",
        }  # fmt: skip
        letter = letters(table[base], tex=tex)
        if base in ("w", "w_next", "w_new"):
            shown.reverse()
        if base == "L":
            return (f"E_{{{''.join(shown)}}}" if shown else "E") if tex else "_".join(["E", *shown])
        return _joined(letter, "", shown, sample, new=base.endswith("_new"), tex=tex)

    def _whole(self, shown: list[str], sample: str, *, tex: bool) -> str:
        """What an activation takes: the pre-activation with its threshold."""
        own, sign = self.own, "+" if self.architecture.bias_sign > 0 else "-"
        assert own is not None
        shared = self.architecture.layers[self.first - 1].bias == "layer"
        pre = _joined(letters(own.pre, tex=tex), "", shown, sample, new=False, tex=tex)
        return (
            f"({pre} {sign} {_joined(letters(own.bias, tex=tex), '', [] if shared else shown, '', new=False, tex=tex)})"
        )

    # -- formulas ---------------------------------------------------------------------------

    def prepared(self, expr: Any) -> Any:
        """The expression as the notation has it, with numbers before the sums."""
        return numbers_before(self._in_own_letters(expr))

    def _in_own_letters(self, expr: Any) -> Any:
        """Thresholds apart from the pre-activation, deltas with the sign that the notation gives them."""
        if self.own is None:
            return expr
        found: dict[Any, Any] = {}
        alone: dict[Any, Any] = {}
        for part in expr.atoms(sp.Indexed):
            base, indices = str(part.base), part.indices
            if base == "z" and self.architecture.layers[self.first - 1].bias != "none":
                shared = self.architecture.layers[self.first - 1].bias == "layer"
                threshold = SHARED_BIAS if shared else BASES["b"][indices[0]]
                found[part] = sp.IndexedBase("z_alone", real=True)[indices] + self.architecture.bias_sign * threshold
                alone[part] = sp.IndexedBase("z_alone", real=True)[indices]
            if base in ("dL/dz", "dL/dz_next"):
                found[part] = -sp.IndexedBase(base.replace("dL/dz", "minus_delta"), real=True)[indices]
        # A threshold does not change with the weights: what is differentiated is the rest.
        for part in expr.atoms(sp.Derivative):
            (by,) = part.variables
            whole = {old: sp.IndexedBase("z_whole", real=True)[old.indices] for old in alone}
            found[part] = part.xreplace(whole if str(getattr(by, "base", by)) in ("b", "b_shared") else alone)
        return expr.xreplace(found)

    def write(self, expr: Any, *, tex: bool = True) -> str:
        """A formula in LaTeX or in text."""
        node = self.arranged(expr)
        return latex.write(node, self.latex) if tex else plain.write(node, self.text)

    def arranged(self, expr: Any) -> Node:
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


def _joined(letter: str, mark: str, indices: list[str], sample: str, *, new: bool, tex: bool) -> str:
    if not tex:
        listed = ",".join([*indices, *([sample] if sample else [])])
        return f"{letter}{mark}{'_new' if new else ''}" + (f"[{listed}]" if listed else "")
    high = mark + (f"[{sample}]" if sample and mark else sample and f"[{sample}]")
    high += r",\mathrm{new}" if new and high else r"\mathrm{new}" if new else ""
    low = "".join(indices) if all(len(index) == 1 for index in indices) else ",".join(indices)
    return letter + (f"^{{{high}}}" if high else "") + (f"_{{{low}}}" if low else "")
