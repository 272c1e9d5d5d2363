r"""A layout in LaTeX.

Only commands that pandoc can turn into Typst, MathML and Word equations are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from symbp.formula.layout.model import (
    Accent,
    Bold,
    BracedRows,
    Fenced,
    Fraction,
    FunctionName,
    Large,
    Layout,
    MathRow,
    Name,
    Operator,
    Root,
    Scripts,
    Space,
    TextRun,
    Under,
    Unsigned,
    Upright,
    is_sum_sign,
    parts_of,
    stand_apart,
)
from symbp.formula.layout.signs import ACCENTS, COMMANDS, FUNCTIONS, LOOK_ALIKE, SIGNS, SIZES, SPACES

_SIGNS = {sign: f"\\{command}" for command, sign in SIGNS.items()} | {"−": "-", "⊙": r"\odot"}
_SPACES = {width: f"\\{command}" for command, width in SPACES.items()} | {0: " "}
_ACCENTS = {mark: f"\\{command}" for command, mark in ACCENTS.items()}
_SIZES = {size: f"\\{command}" for command, size in SIZES.items()}
_ESCAPED = str.maketrans(
    {letter: f"\\{letter}" for letter in "#$%&_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


NO_COMMANDS: Mapping[Layout, str] = MappingProxyType({})


def write(layout: Layout, commands: Mapping[Layout, str] = NO_COMMANDS) -> str:
    r"""The LaTeX of a layout, to stand between dollar signs.

    Args:
        layout: the formula.
        commands: parts that have a command of their own, and that command.

    >>> write(MathRow((Scripts(Name("out"), Scripts(Name("h"), Unsigned("1"))), Operator("−", True), Unsigned("0.5"))))
    '\\mathit{out}_{h_1} - 0.5'
    """
    return _Writer(commands).write(layout)


def aligned(rows: Iterable[tuple[Layout, Layout]], commands: Mapping[Layout, str] = NO_COMMANDS) -> list[str]:
    """Rows of an aligned block, from what stands before and behind the place where they are aligned."""
    return [f"{write(left, commands)} &{write(right, commands)}".lstrip() for left, right in rows]


@dataclass(frozen=True, slots=True)
class _Writer:
    commands: Mapping[Layout, str]

    def write(self, layout: Layout) -> str:
        """The LaTeX of a layout, without dollar signs; a command of the document's own where it has one for it."""
        if layout in self.commands:
            return self.commands[layout]
        match layout:
            case MathRow(parts):
                return self._row(parts)
            case Scripts():
                return self._scripts(layout)
            case Fraction(above, below):
                return rf"\frac{{{self.write(above)}}}{{{self.write(below)}}}"
            case Root(inside):
                return rf"\sqrt{{{self.write(inside)}}}"
            case Fenced(left, inside, right):
                return rf"\left{_bracket(left)}{self.write(inside)}\right{_bracket(right)}"
            case Under(inside, note):
                return rf"\underbrace{{{self.write(inside)}}}_{{{self.write(note)}}}"
            case Accent(base, mark):
                return rf"{_ACCENTS[mark]}{{{self.write(base)}}}"
            case BracedRows(rows):
                lines = (f"{self.write(value)} & {self.write(when)}" for value, when in rows)
                return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"
            case _:
                return self._letters(layout)

    def _letters(self, layout: Layout) -> str:
        match layout:
            case Name(letters):
                return name(letters)
            case Unsigned(text):
                return text.replace(",", "{,}")
            case Operator(text):
                return _SIGNS.get(text, text)
            case Space(width):
                return _SPACES.get(width) or rf"\mskip{width}mu "
            case TextRun(text):
                return rf"\text{{{escaped(text)}}}"
            case Upright(text):
                return rf"\mathrm{{{escaped(text)}}}"
            case Bold(text):
                return rf"\mathbf{{{escaped(text)}}}"
            case FunctionName(function):
                return rf"\{function}" if function in FUNCTIONS else rf"\operatorname{{{escaped(function)}}}"
            case Large(bracket, size):
                side = "r" if bracket in ")]}" else "l"
                return f"{_SIZES[size]}{side}{_bracket(bracket)}"
            case _:
                message = f"no way to write {type(layout).__name__}"
                raise TypeError(message)

    def _row(self, parts: tuple[Layout, ...]) -> str:
        out = ""
        for i, part in enumerate(parts):
            text = f"{{{self._row(part.parts)}}}" if isinstance(part, MathRow) else self.write(part)
            spaced = i > 0 and (stand_apart(parts[i - 1], part) or (_is_command(out) and text[:1].isalpha()))
            out += f" {text}" if spaced and not out.endswith(" ") else text
        return out

    def _scripts(self, layout: Scripts) -> str:
        text = self.write(layout.base)
        if isinstance(layout.base, MathRow | Scripts | Under | Fraction | Large) and not layout.is_power:
            text = f"{{{text}}}"
        scripts = [self._script("^", layout.high), self._script("_", layout.low)]
        return text + "".join(reversed(scripts) if is_sum_sign(layout.base) else scripts)

    def _script(self, mark: str, script: Layout | None) -> str:
        if script is None:
            return ""
        text = self.write(script)
        alone = len(text) == 1 and not text.isspace() and not isinstance(script, MathRow) and len(parts_of(script)) == 1
        return f"{mark}{text}" if alone else f"{mark}{{{text}}}"


def name(letters: str) -> str:
    r"""Letters as one name of mathematics.

    >>> name("out"), name("α"), name("f'")
    ('\\mathit{out}', '\\alpha', "f'")
    """
    bare = letters.rstrip("'")
    primes = letters[len(bare) :]
    if len(bare) == 1:
        return (rf"\mathrm{{{LOOK_ALIKE[bare]}}}" if bare in LOOK_ALIKE else COMMANDS.get(bare, bare)) + primes
    out = ""
    for letter in bare:
        spelling = COMMANDS.get(letter, LOOK_ALIKE.get(letter, letter))
        out += f" {spelling}" if _is_command(out) and spelling[0].isalpha() else spelling
    return rf"\mathit{{{out}}}{primes}"


def escaped(text: str) -> str:
    r"""Plain text within LaTeX.

    >>> escaped("100 %")
    '100 \\%'
    """
    return text.translate(_ESCAPED)


def _bracket(bracket: str) -> str:
    return f"\\{bracket}" if bracket in ("{", "}") else bracket or "."


def _is_command(text: str) -> bool:
    """Whether a text ends with a command that a letter behind it would belong to."""
    bare = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return len(bare) < len(text) and bare.endswith("\\") and not bare.endswith(r"\\")
