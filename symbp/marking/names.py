"""Names as students write them: ``dw1``, ``∂L/∂w_1``, ``grad w1`` all mean one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property

from symbp.errors import did_you_mean
from symbp.spec.assignment import Assignment
from symbp.steps import Derivation, Kind, Step

_COMMAND = re.compile(r"\\(?:partial|mathit|mathrm|text|frac|left|right|operatorname|,|;|!| )")
_DROPPED = re.compile(r"[\s_{}()$*\\:]")
_GREEK = {"δ": "delta", "θ": "theta", "η": "eta", "α": "alpha", "β": "beta", "γ": "gamma", "∇": "grad", "Δ": "delta"}


def normalized(name: str) -> str:
    r"""A name without what people write differently: spaces, underscores, braces, the sign for ∂.

    >>> normalized("∂L/∂w_1"), normalized(r"\frac{\partial L}{\partial w_1}"), normalized("dL / dw1")
    ('dl/dw1', 'dl/dw1', 'dl/dw1')
    """
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"\\frac\s*\{(.*?)\}\s*\{(.*)\}", r"\1/\2", text)
    text = text.replace(r"\partial", "d").replace("∂", "d").replace("𝜕", "d")
    text = _COMMAND.sub("", text)
    text = "".join(_GREEK.get(letter, letter) for letter in text)
    return _DROPPED.sub("", text).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


class Names:
    """The lines of a derivation by every name that a student may give them.

    Where two lines could be meant, a spelling stands for neither of them: it is asked for again.
    """

    def __init__(self, assignment: Assignment, derivation: Derivation) -> None:
        self.assignment = assignment
        self.derivation = derivation

    def line(self, written: str) -> str | None:
        """The line that a written name means; None if there is none, or more than one."""
        return self._lines.get(normalized(written))

    def hint(self, written: str) -> str:
        """The nearest right names."""
        return did_you_mean(written, [step.name for step in self.derivation if step.expr is not None])

    @cached_property
    def _lines(self) -> Mapping[str, str]:
        exact = {normalized(step.name): step.name for step in self.derivation}
        found: dict[str, str] = {}
        doubtful: set[str] = set()
        for step in self.derivation:
            for alias in self._aliases(step):
                key = normalized(alias)
                if found.setdefault(key, step.name) != step.name:
                    doubtful.add(key)
        return {key: name for key, name in found.items() if key not in doubtful} | exact

    def _aliases(self, step: Step) -> Iterator[str]:
        plain, _, sample = step.name.partition("[")
        where = f"[{sample}" if sample else ""
        for alias in self._of_kind(step, plain):
            yield f"{alias}{where}"

    def _of_kind(self, step: Step, plain: str) -> Iterator[str]:
        unit = plain.partition("_")[2]
        wrt = str(step.wrt or "").partition("[")[0]
        of = str(step.of or "").partition("[")[0]
        match step.kind:
            case Kind.PRE:
                yield from (f"{word}{unit}" for word in ("net", "z", "in", "s", "sum"))
            case Kind.ACT:
                yield from (f"{word}{unit}" for word in ("out", "a", "", "act"))
                if step.place.layer == len(self.assignment.network.layers) - 1:
                    outputs = self.assignment.network.outputs
                    yield from (["yhat", "ŷ", "output"] if len(outputs) == 1 else [f"yhat{step.place.unit}"])
            case Kind.LOSS if step.place.unit is None:
                yield from ("loss", "e", "error", "etotal", "j", "cost")
            case Kind.LOSS:
                yield from (f"p{unit}", f"{unit}prob")
            case Kind.GRADIENT:
                yield from (
                    f"{word}{wrt}" for word in ("d", "grad", "g", "gradient", "dl/d", "de/d", "detotal/d", "dj/d")
                )
            case Kind.ADJOINT if wrt.startswith("in_"):
                name = wrt.removeprefix("in_")
                yield from (f"{word}{name}" for word in ("delta", "dl/dnet", "dl/dz", "de/dnet", "dnet", "dz", "err"))
            case Kind.ADJOINT:
                name = wrt.removeprefix("out_")
                yield from (f"{word}{name}" for word in ("dl/d", "dl/da", "de/dout", "de/d", "dout", "da"))
            case Kind.SLOPE if of.partition("_")[2] == wrt.partition("_")[2]:
                name = wrt.removeprefix("in_")
                yield from (f"slope{name}", f"d{name}/dnet{name}", f"da{name}/dz{name}", f"out{name}'", f"f'{name}")
            case Kind.UPDATE:
                yield from (f"{of}new", f"{of}+", f"new{of}", f"{of}'", f"{of}updated", f"{of}neu")
            case _:
                return
