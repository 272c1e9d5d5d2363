r"""Names as mathematics: ``in_h1[2]`` becomes ``\mathit{in}_{h_1}^{[2]}``.

A course's own way of writing is a record here; the lines themselves keep their plain names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from symbp.discover import pick
from symbp.formula.latex import partial
from symbp.steps import Derivation, Kind, Step

_GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
_LOWER = "αβγδεζηθικλμνξοπρστυφχψω"
_LETTERS = dict(zip(_GREEK, _LOWER, strict=True))
_COMMANDS = {letter: rf"\{name}" for name, letter in _LETTERS.items()}
_COMMANDS |= {
    letter.upper(): rf"\{name.capitalize()}"
    for name, letter in _LETTERS.items()
    if name in {"gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega"}
}
_COMMANDS["ο"] = "o"


@dataclass(frozen=True, slots=True)
class Spelling:
    r"""A name in parts: letters, what stands low behind them, what stands high.

    >>> spell("w1_21").latex, spell("b_h1").latex, spell("theta4").latex
    ('w^{(1)}_{21}', 'b_{h_1}', '\\theta_4')
    """

    base: str
    low: Spelling | str = ""
    high: tuple[str, ...] = ()

    @property
    def latex(self) -> str:
        """The name in LaTeX."""
        low = self.low.latex if isinstance(self.low, Spelling) else self.low
        high = ",".join(self.high)
        return _latex_letters(self.base) + _script("^", high) + _script("_", low)

    def raised(self, mark: str) -> Spelling:
        """The same name with one more thing high behind it."""
        return replace(self, high=(*self.high, mark))


def _script(mark: str, text: str) -> str:
    return "" if not text else f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"


def _latex_letters(letters: str) -> str:
    if len(letters) == 1 or not letters.isalpha():
        return "".join(
            f"{_COMMANDS[x]} " if x in _COMMANDS and len(letters) > 1 else _COMMANDS.get(x, x) for x in letters
        )
    return rf"\mathit{{{''.join(_COMMANDS.get(letter, letter) for letter in letters)}}}"


_NAME = re.compile(r"([^\W\d_]*)(\d*)((?:_[^\W_]+)*)")


_ANY_NAME = re.compile(r"([^\W\d_]*)([^_]*)((?:_[^\W_]+)*)")


def spell(name: str) -> Spelling:
    """The parts of a name of a unit, a parameter or a number of the data."""
    plain, _, sample = name.rstrip("]").partition("[")
    # Letters, then figures, then words behind underscores; of anything else the letters come first.
    match = _NAME.fullmatch(plain) or _ANY_NAME.fullmatch(plain)
    letters, digits, rest = match.groups() if match else (plain, "", "")
    base, behind = _LETTERS.get(letters, letters), rest.removeprefix("_")
    if not base:
        spelling = Spelling(plain.replace("_", ","))
    elif digits and behind:
        spelling = Spelling(base, behind.replace("_", ","), (f"({digits})",))
    elif behind:
        spelling = Spelling(base, spell(behind) if not behind[0].isdigit() else behind.replace("_", ","))
    else:
        spelling = Spelling(base, digits)
    return spelling.raised(f"[{sample}]") if sample else spelling


@dataclass(frozen=True, slots=True)
class Notation:
    """How a course writes the quantities of a network.

    Attributes:
        name: key.
        title: how a sentence calls it.
        pre, act, part: letters of pre-activations, outputs and the loss's helper lines.
        low: whether a unit's name stands low behind the letters.
    """

    name: str
    title: str
    pre: str
    act: str
    part: str = "p"

    def latex_letter(self, quantity: str) -> str:
        r"""The LaTeX of the letters of ``pre``, ``act`` or ``part``.

        >>> NOTATIONS["in-out"].latex_letter("act")
        '\\mathit{out}'
        """
        return _latex_letters(getattr(self, quantity))

    def spelling(self, step: Step) -> Spelling | None:
        """The parts of a line's name; None for a derivative, which is written with other names."""
        letters = {Kind.PRE: self.pre, Kind.ACT: self.act}.get(step.kind, self.part)
        match step.kind:
            case Kind.GIVEN:
                return spell(step.name)
            case Kind.UPDATE:
                return spell(str(step.of)).raised(r"\mathrm{new}")
            case Kind.LOSS if step.place.unit is None:
                return spell(step.name)
            case Kind.PRE | Kind.ACT | Kind.LOSS:
                unit, _, sample = step.name.partition("_")[2].rstrip("]").partition("[")
                spelling = Spelling(letters, spell(unit))
                return spelling.raised(f"[{sample}]") if sample else spelling
            case _:
                return None

    def latex(self, derivation: Derivation) -> Mapping[str, str]:
        r"""The LaTeX of every name of a derivation.

        ∂L/∂in is the delta of a unit; every other derivative is written as one.

        >>> from symbp.network import forward
        >>> from symbp.spec import load
        >>> NOTATIONS["in-out"].latex(forward(load("nndl3")))["out_h1"]
        '\\mathit{out}_{h_1}'
        """
        out: dict[str, str] = {}
        for step in derivation:
            spelling = self.spelling(step)
            if spelling is not None:
                out[step.name] = spelling.latex
                continue
            of, wrt = str(step.of), str(step.wrt)
            if step.kind is Kind.ADJOINT and derivation[wrt].kind is Kind.PRE:
                out[step.name] = self._delta(derivation[wrt]).latex
            else:
                out[step.name] = partial(out[of], out[wrt])
        return out

    def _delta(self, pre: Step) -> Spelling:
        spelling = self.spelling(pre)
        assert spelling is not None
        return replace(spelling, base="δ")


NOTATIONS: Mapping[str, Notation] = {
    notation.name: notation
    for notation in (
        Notation("in-out", "in and out", pre="in", act="out"),
        Notation("z-a", "z and a", pre="z", act="a"),
    )
}


def notation(name: str) -> Notation:
    """The notation of that name.

    Raises:
        UnknownNameError: there is none.
    """
    return pick(NOTATIONS, name, "notation")
