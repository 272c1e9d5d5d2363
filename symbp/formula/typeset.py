"""The presentation tree as the layout of a formula on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from symbp.errors import DerivationError
from symbp.formula.layout import (
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
    Unsigned,
    braced,
    characters,
    is_tall,
    parts_of,
    row,
    width,
)
from symbp.formula.tree import (
    Call,
    Chosen,
    IndexedSum,
    Leaf,
    Negative,
    Node,
    Numeral,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
)
from symbp.formula.writer import ATOM, ENTRYWISE, POWER, PRODUCT, SUM, Branches, FormulaWriter

_FUNCTIONS = {"log": "ln", "largest": "max"}
_SIGNS: Mapping[str, str] = {"-": "−", ">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}
_TIMES, _THIN, _GAP = Operator("·", apart=True), Space(3), Space(0)


def write(node: Node, name: Callable[[str], Layout]) -> Layout:
    r"""The layout of a formula.

    Args:
        node: the formula.
        name: the layout of a name.

    >>> from symbp.formula.scripts import latex
    >>> sigmoid = Quotient(Numeral("1"), Sum((Numeral("1"), Call("exp", (Negative(Leaf("z")),)))))
    >>> latex.write(write(sigmoid, Name))
    '\\frac{1}{1 + e^{-z}}'
    >>> latex.write(write(Product((Numeral("0.5"), Numeral("-0.3"))), Name))
    '0.5 \\cdot (-0.3)'
    """
    return Typeset(name).write(node)


def partial(of: Layout, wrt: Layout) -> Layout:
    r"""∂of/∂wrt.

    >>> from symbp.formula.scripts import latex
    >>> latex.write(partial(Name("L"), Name("w")))
    '\\frac{\\partial L}{\\partial w}'
    """
    return Fraction(row(Operator("∂"), of), row(Operator("∂"), wrt))


def number(text: str) -> Layout:
    r"""A number: fractions stand as such, powers of ten are written out, dots say that figures follow.

    >>> from symbp.formula.scripts import latex
    >>> [latex.write(number(text)) for text in ("-91/16", "1.2e-7", "0.2500", "0.33…")]
    ['-\\frac{91}{16}', '1.2 \\cdot 10^{-7}', '0.2500', '0.33\\ldots']
    """
    if "/" in text:
        above, below = map(Unsigned, text.lstrip("-").split("/"))
        return row(*[Operator("−")] * text.startswith("-"), Fraction(above, below))
    mantissa, _, exponent = text.partition("e")
    power = (_TIMES, Scripts(Unsigned("10"), high=braced(characters(str(int(exponent)))))) if exponent else ()
    return row(characters(mantissa), *power)


@dataclass(frozen=True)
class Typeset(FormulaWriter[Layout]):
    """Writes formulas as they stand on a page."""

    def joined(self, *parts: Layout) -> Layout:
        return row(*parts)

    def sign(self, sign: str, *, apart: bool = False) -> Layout:
        return Operator(_SIGNS.get(sign, sign), apart)

    def bracketed(self, inner: Layout) -> Layout:
        """A formula in brackets, which grow with what is tall."""
        return Fenced("(", inner, ")") if is_tall(inner) else row(Operator("("), inner, Operator(")"))

    def leaf(self, name: str) -> tuple[Layout, int]:
        """A name; one that has a superscript, or is a fraction, is bracketed before it is raised."""
        layout = self.name(name)
        # A name that has a superscript already, or is a fraction, cannot take another one without brackets.
        full = isinstance(layout, Fraction) or (isinstance(layout, Scripts) and layout.high is not None)
        return layout, POWER if full else ATOM

    def number(self, node: Numeral) -> tuple[Layout, int]:
        """A number; a fraction binds like a power, because its bar groups."""
        # A fraction needs no brackets inside a product: its bar already groups.
        binds = SUM if node.negative else POWER if "/" in node.text else PRODUCT if "e" in node.text else ATOM
        return number(node.text), binds

    def product(self, factors: tuple[Node, ...]) -> Layout:
        """Factors with their brackets; a sign of multiplication stands only where they would run together."""
        parts = [self.factor(factors, 0)]
        for i, factor in enumerate(factors[1:], start=1):
            parts += [times(factors[i - 1], factor), self.factor(factors, i)]
        return row(*parts)

    def quotient(self, above: Node, below: Node) -> tuple[Layout, int]:
        """A fraction; derivatives in the numerator stand before it, as no fraction stands within a fraction."""
        # Derivatives in a numerator stand before the fraction: no fraction within a fraction.
        factors = above.factors if isinstance(above, Product) else (above,)
        tall = [each for each in factors if isinstance(each, Leaf) and isinstance(self.name(each.name), Fraction)]
        rest = tuple(each for each in factors if each not in tall)
        left = Numeral("1") if not rest else rest[0] if len(rest) == 1 else Product(rest)
        outside = [part for factor in tall for part in (self.write(factor), _THIN)]
        return row(*outside, Fraction(self.write(left), self.write(below))), POWER

    def power(self, base: Node, exponent: Node) -> tuple[Layout, int]:
        return raised(self.bound(base, ATOM), self.write(exponent)), POWER

    def call(self, function: str, arguments: tuple[Node, ...]) -> tuple[Layout, int]:
        """A function of some arguments: e raised, a root, bars, or its name and brackets."""
        layouts = [self.write(argument) for argument in arguments]
        match function:
            case "pi":
                return Name("π"), ATOM
            case "exp":
                return Scripts(Name("e"), high=braced(layouts[0])), POWER
            case "sqrt":
                return Root(layouts[0]), ATOM
            case "abs":
                return Fenced("|", row(_GAP, layouts[0], _GAP), "|"), ATOM
        return row(FunctionName(_FUNCTIONS.get(function, function)), self.bracketed(listed(layouts))), ATOM

    def cases(self, branches: Branches) -> tuple[Layout, int]:
        return self.rows(branches, TextRun("if "), TextRun("otherwise")), SUM

    def rows(self, branches: Branches, where: TextRun, otherwise: TextRun) -> Layout:
        """Cases, each with its condition."""
        reasons = [row(where, _GAP, self.write(when)) if when else otherwise for _, when in branches]
        return BracedRows(
            tuple((self.write(value), reason) for (value, _), reason in zip(branches, reasons, strict=True))
        )

    def other(self, node: Node) -> tuple[Layout, int]:
        match node:
            case Partial(of, wrt):
                return partial(self.name(of), self.name(wrt)), POWER
            case IndexedSum(index, high, term):
                limits = row(self.name(index), Operator("="), Unsigned("1")), braced(self.name(high))
                return row(Scripts(Operator("∑"), *limits), self.bound(term, ENTRYWISE)), PRODUCT
            case Chosen(value, tests):
                reasons = listed([self.write(test) for test in tests])
                because = row(Operator("("), TextRun("since "), _GAP, reasons, Operator(")"))
                return row(self.write(value), _GAP, Space(5), because), SUM
        message = f"no way to write {type(node).__name__}"
        raise DerivationError(message)


def raised(base: Layout, exponent: Layout) -> Layout:
    """A base to an exponent; behind brackets it stands at the closing one."""
    if isinstance(base, MathRow) and (base.parts[-1] == Operator(")") or isinstance(base.parts[-1], Fenced)):
        return MathRow((*base.parts[:-1], raised(base.parts[-1], exponent)))
    if isinstance(base, Scripts) and base.high is not None:
        # What stands high already says of which layer or sample a quantity is.
        base = row(Operator("("), base, Operator(")"))
        return MathRow((*parts_of(base)[:-1], Scripts(parts_of(base)[-1], high=braced(exponent))))
    return Scripts(base, high=braced(exponent))


def listed(layouts: list[Layout]) -> Layout:
    """Formulas with commas between them."""
    return row(*[part for each in layouts for part in (Operator(",", apart=True), each)][1:])


def times(before: Node, after: Node) -> Layout:
    """The sign between two factors: a dot where figures would run together."""
    of_a_number = isinstance(after, Power) and isinstance(after.base, Numeral | Negative)
    if isinstance(before, Numeral) and isinstance(after, Leaf | Sum | Power) and "." not in before.text:
        return _TIMES if of_a_number and _has_figures(after) else _THIN
    if isinstance(after, IndexedSum):
        return _THIN
    return _TIMES if _has_figures(before) or _has_figures(after) else _THIN


def _has_figures(node: Node) -> bool:
    match node:
        case Numeral() | Call("exp", _):
            return True
        case Power(base, _):
            return _has_figures(base)
        case Quotient(above, below):
            return _has_figures(above) or _has_figures(below)
        case Sum(terms):
            return any(_has_figures(term) for term in terms[1:]) and _has_figures(terms[0])
        case Negative(operand):
            return _has_figures(operand)
        case _:
            return False


def lines(node: Node, name: Callable[[str], Layout], widest: float) -> list[Layout]:
    """The formula broken at the plus and minus signs of its outermost sum.

    Args:
        node: the formula.
        name: the layout of a name.
        widest: how wide a line may be (see :func:`symbp.formula.layout.width`).

    Returns:
        A row a line; the second and later ones begin with their sign.
    """
    whole = write(node, name)
    if width(whole) <= widest or not isinstance(node, Sum | Product):
        return [whole]
    if isinstance(node, Product):
        return _broken_product(node, name, widest)
    out: list[Layout] = []
    for i, term in enumerate(node.terms):
        sign, inner = ("−", term.operand) if isinstance(term, Negative) else ("+", term)
        pieces = _broken_product(inner, name, widest) if isinstance(inner, Product) else [write(inner, name)]
        if i and isinstance(inner, Numeral) and inner.negative:
            pieces = [row(Operator("("), *pieces, Operator(")"))]
        if i or sign == "−":
            pieces[0] = row(Operator(sign, apart=True), pieces[0])
        if out and len(pieces) == 1 and width(out[-1]) + width(pieces[0]) + 2 <= widest:
            out[-1] = row(out[-1], pieces[0])
        else:
            out += pieces
    return out


def _broken_product(node: Product, name: Callable[[str], Layout], widest: float) -> list[Layout]:
    """A product whose first factor is a long sum: the bracket is carried over several lines.

    Its brackets are of a size that does not follow what they enclose, which can span no line break.
    """
    first, whole = node.factors[0], write(node, name)
    if not isinstance(first, Sum) or width(whole) <= widest:
        return [whole]
    # The other factors with the brackets that they have behind a first one.
    tail = row(*parts_of(write(replace(node, factors=(Numeral("1"), *node.factors[1:])), name))[2:])
    inner = lines(first, name, widest)
    if len(inner) == 1:
        inner = lines(first, name, max(widest - width(tail), 30))
    if len(inner) == 1:
        return [whole]
    inner[0] = row(Large("("), inner[0])
    inner[-1] = row(inner[-1], Large(")"))
    if width(inner[-1]) + width(tail) + 1 > widest:
        return [*inner, row(_TIMES, tail)]
    inner[-1] = row(inner[-1], _TIMES if _opens_with_figure(tail) else _THIN, tail)
    return inner


def _opens_with_figure(layout: Layout) -> bool:
    match layout:
        case MathRow((first, *_)) | Scripts(first, _, _):
            return _opens_with_figure(first)
        case _:
            return isinstance(layout, Unsigned)
