r"""Reads the LaTeX of formulas: what symbp writes, and what a sentence or a template holds between dollar signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symbp.errors import FormulaError, did_you_mean
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
from symbp.formula.layout.signs import (
    ACCENTS,
    ALONE,
    BRACKETS,
    FUNCTIONS,
    LETTERS,
    PLAIN,
    SIGNS,
    SIZES,
    SPACES,
    SYNONYMS,
    VARIANTS,
)
from symbp.limits import DEEPEST_GROUPS

_WORDS: Mapping[str, Callable[[str], Layout]] = {
    "text": TextRun,
    "mathrm": Upright,
    "mathbf": Bold,
    "operatorname": FunctionName,
}
_ATOMS: Mapping[str, Layout] = {
    **{command: Name(letter) for command, letter in (*LETTERS.items(), *VARIANTS.items())},
    **{command: Space(width) for command, width in SPACES.items()},
    **{command: FunctionName(command) for command in FUNCTIONS},
}
_SIGNS: Mapping[str, str] = {**SIGNS, **SYNONYMS}
_BUILDERS = ("frac", "sqrt", "mathit", "left", "underbrace", "begin")
KNOWN: tuple[str, ...] = (
    *_WORDS,
    *_ATOMS,
    *_SIGNS,
    *_BUILDERS,
    *ACCENTS,
    *(size + side for size in SIZES for side in "lr"),
)
"""The commands that are read."""


def read(text: str) -> Layout:
    r"""The layout of a formula in LaTeX.

    Args:
        text: what stands between dollar signs, or one half of a row of an aligned block.

    Raises:
        FormulaError: a command is unknown, something is missing, or groups stand too deep in one another.

    >>> read(r"- \eta")
    MathRow(parts=(Operator(text='−', apart=True), Name(letters='η')))
    >>> read(r"\fraq{1}{2}")
    Traceback (most recent call last):
    symbp.errors.FormulaError: the formula '\fraq{1}{2}' has the command \fraq, which is not known. Did you mean 'frac'?
    """
    reader = _Reader(text)
    parts = reader.row()
    if reader.at < len(text):
        raise reader.error(f"{text[reader.at :][:10]!r} closes or parts nothing")
    return _joined(parts)


def _joined(parts: list[Layout]) -> Layout:
    """One part, or a row; braces around everything are dropped."""
    while len(parts) == 1 and isinstance(parts[0], MathRow):
        parts = list(parts_of(parts[0]))
    return parts[0] if len(parts) == 1 else MathRow(tuple(parts))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def error(self, what: str) -> FormulaError:
        """An error about the formula, whose text is cut off at 60 characters; ``what`` is the rest of the sentence."""
        text = self.text if len(self.text) <= 60 else f"{self.text[:60]}…"
        return FormulaError(f"the formula '{text}' {what}")

    # -- characters -----------------------------------------------------------------------------

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _spaces(self) -> bool:
        """Skips spaces, and says whether there were any."""
        start = self.at
        while self._peek().isspace():
            self.at += 1
        return self.at > start

    def _while(self, belongs: Callable[[str], bool]) -> str:
        start = self.at
        while self._peek() and belongs(self._peek()):
            self.at += 1
        return self.text[start : self.at]

    def _command(self) -> str:
        """The name of the command that begins here with a backslash."""
        self.at += 1
        name = self._while(lambda letter: letter.isascii() and letter.isalpha())
        if not name:
            name = self._peek()
            self.at += 1
        return name

    def _closed(self, text: str) -> bool:
        """Whether that text stands here."""
        return self.text.startswith(text, self.at)

    def _take(self, text: str) -> None:
        self._spaces()
        if not self._closed(text):
            raise self.error(f"has no {text!r} where one belongs, behind {self.text[: self.at][-15:]!r}")
        self.at += len(text)

    def _raw(self) -> str:
        """Plain text in braces; braces within it are escaped."""
        self._take("{")
        out = ""
        while self._peek() != "}":
            if not self._peek():
                raise self.error("has a brace that is not closed")
            if self._peek() == "\\":
                self.at += 1
                command = self._while(str.isalpha)
                if command:
                    names = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
                    if command not in names:
                        raise self.error(f"has the command \\{command} within words, which is not known there")
                    out += names[command]
                    self.at += 2 if self._closed("{}") else 0
                    continue
            out += self._peek()
            self.at += 1
        self.at += 1
        return out

    # -- groups ---------------------------------------------------------------------------------

    def row(self) -> list[Layout]:
        """Parts up to the end of what they stand in."""
        self.depth += 1
        if self.depth > DEEPEST_GROUPS:
            raise self.error(f"has groups more than {DEEPEST_GROUPS} deep in one another")
        parts: list[Layout] = []
        before = ""
        while True:
            spaced = self._spaces()
            here = self._peek()
            if here in ("", "}", "&") or self._closes():
                break
            start = self.at
            part = self._part(parts, spaced=spaced or not parts)
            if part is None:
                continue
            glued = before.startswith("\\") and before[1:].isalpha() and here.isalpha()
            if spaced and parts and not glued and not stand_apart(parts[-1], part):
                parts.append(Space(0))
            parts.append(part)
            before = self.text[start : self.at]
        self.depth -= 1
        return parts

    def _closes(self) -> bool:
        """Whether a command stands here that ends a row."""
        closes = any(map(self._closed, (r"\\", r"\end", r"\right")))
        return closes and not self._closed(r"\rightarrow")

    def _group(self) -> list[Layout]:
        self._take("{")
        parts = self.row()
        self._take("}")
        return parts

    def _part(self, parts: list[Layout], *, spaced: bool) -> Layout | None:
        """The next part; None where it was a script of the part before."""
        here = self._peek()
        if here in "_^":
            self.at += 1
            base = parts.pop() if parts else MathRow(())
            parts.append(self._scripted(base, here))
            return None
        if here == "{":
            return MathRow(tuple(self._group()))
        if here == "\\":
            return self._by_command(spaced=spaced)
        return self._plain(spaced=spaced)

    def _plain(self, *, spaced: bool, single: bool = False) -> Layout:
        """A letter, a number or a sign; a script without braces is a ``single`` one."""
        here = self._peek()
        if here.isascii() and here.isdigit():
            return Unsigned(self._number(single=single))
        self.at += 1
        if here.isalpha():
            return Name(here + ("" if single else self._while(lambda letter: letter == "'")))
        if here == "-":
            return self._sign("−", spaced=spaced)
        if here in PLAIN or here in _SIGNS.values() or here in ("−", "⊙"):
            return self._sign(here, spaced=spaced)
        raise self.error(f"has {here!r}, which is no sign of a formula")

    def _number(self, *, single: bool) -> str:
        start = self.at
        self.at += 1
        while not single:
            here = self.text[self.at : self.at + 2]
            digits = here[1:] if here[:1] == "." else here[:1]
            if not (digits.isascii() and digits.isdigit()):
                break
            self.at += len(here) if here[:1] == "." else 1
        return self.text[start : self.at]

    def _sign(self, sign: str, *, spaced: bool) -> Operator:
        apart = self._peek().isspace() and (spaced or sign == ",") and sign not in ALONE
        return Operator(sign, apart)

    def _scripted(self, base: Layout, mark: str) -> Layout:
        # Braces that the writer puts around such a base are not a row of their own.
        if isinstance(base, MathRow) and len(base.parts) == 1 and isinstance(base.parts[0], Scripts | Under | Fraction):
            base = base.parts[0]
            scripts = Scripts(base)
        else:
            scripts = base if isinstance(base, Scripts) else Scripts(base)
        script = self._script()
        if (scripts.low if mark == "_" else scripts.high) is not None:
            raise self.error("has two indices or two exponents at one place")
        if mark == "^" and scripts.low is not None and not is_sum_sign(scripts):
            return Scripts(scripts, None, script)
        low, high = (script, scripts.high) if mark == "_" else (scripts.low, script)
        return Scripts(scripts.base, low, high)

    def _script(self) -> Layout:
        self._spaces()
        if self._peek() == "{":
            start = self.at
            group = _joined(self._group())
            # Braces around one character are kept: they are a row of one.
            return MathRow((group,)) if self.at - start == 3 and not isinstance(group, MathRow) else group
        if self._peek() == "\\":
            return self._by_command(spaced=False)
        if self._peek() in ("", "}", "_", "^", "&"):
            raise self.error("has an index or an exponent of nothing")
        return self._plain(spaced=False, single=True)

    # -- commands -------------------------------------------------------------------------------

    def _by_command(self, *, spaced: bool) -> Layout:
        name = self._command()
        if name in _WORDS:
            return _WORDS[name](self._raw())
        if name in _ATOMS:
            atom = _ATOMS[name]
            return Name(atom.letters + self._while(lambda x: x == "'")) if isinstance(atom, Name) else atom
        if name in _SIGNS:
            return self._sign(_SIGNS[name], spaced=spaced)
        if name in ACCENTS:
            return Accent(_joined(self._group()), ACCENTS[name])
        if name[:-1] in SIZES and name[-1:] in ("l", "r"):
            return Large(self._bracket(), SIZES[name[:-1]])
        match name:
            case "frac":
                return Fraction(_joined(self._group()), _joined(self._group()))
            case "sqrt":
                return Root(_joined(self._group()))
            case "underbrace":
                inside = _joined(self._group())
                self._take("_")
                return Under(inside, _joined(self._group()))
            case "left":
                left = self._bracket()
                before = self._spaces()
                parts = self.row()
                behind = self.text[self.at - 1].isspace()
                inside = _joined([*[Space(0)] * before, *parts, *[Space(0)] * behind])
                self._take(r"\right")
                return Fenced(left, inside, self._bracket())
            case "begin":
                return self._cases()
            case "mathit":
                word = self._group()
                letters = "".join(part.letters for part in word if isinstance(part, Name))
                return Name(letters + self._while(lambda letter: letter == "'"))
        raise self.error(f"has the command \\{name}, which is not known. {did_you_mean(name, KNOWN)}")

    def _bracket(self) -> str:
        self._spaces()
        if self._peek() == "\\":
            bracket = self._command()
        else:
            bracket = self._peek()
            self.at += 1
        if bracket not in (*BRACKETS, ".", "lvert", "rvert") or not bracket:
            raise self.error(f"has {bracket!r} for a bracket")
        return {".": "", "lvert": "|", "rvert": "|"}.get(bracket, bracket)

    def _cases(self) -> Layout:
        self._take("{cases}")
        rows = []
        while True:
            value = _joined(self.row())
            self._take("&")
            rows.append((value, _joined(self.row())))
            if not self._closed(r"\\"):
                break
            self.at += 2
        self._take(r"\end")
        self._take("{cases}")
        return BracedRows(tuple(rows))
