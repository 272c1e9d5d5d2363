"""Answers made by a generator with a seed: right numbers in many spellings, right and wrong formulas."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import sympy as sp

from symbp import derive, load, table
from symbp.formula import plain
from symbp.formula.maximum import Maximum
from symbp.spec import Rounding
from symbp.spec.assignment import Assignment, Carry, Mode
from symbp.steps import Derivation, Kind, Role, Step, names_in, symbol

SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def scientific(text: str) -> tuple[str, str, int] | None:
    """Sign, mantissa and exponent of a decimal that is written out, with all its figures; None for 0."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if "e" in digits:
        mantissa, _, exponent = digits.partition("e")
        return sign, mantissa, int(exponent)
    whole, _, decimals = digits.partition(".")
    figures = (whole + decimals).lstrip("0")
    if not figures or not decimals:
        return None
    power = len(whole) - 1 if whole.strip("0") else -(len(decimals) - len(decimals.lstrip("0"))) - 1
    return sign, figures[0] + (f".{figures[1:]}" if figures[1:] else ""), power


def _power(form: Callable[[str, int], str]) -> Callable[[str], str]:
    def write(text: str) -> str:
        """The number with a power of ten of this form; as it is where it has no figures behind the point."""
        parts = scientific(text)
        return text if parts is None else parts[0] + form(parts[1], parts[2])

    return write


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "comma": lambda text: text.replace(".", ","),
    "plus": lambda text: text if text.startswith("-") else f"+{text}",
    "minus sign": lambda text: text.replace("-", "\N{MINUS SIGN}") if "e" not in text else text,
    "en dash": lambda text: text.replace("-", "\N{EN DASH}") if "e" not in text else text,
    "no zero": lambda text: text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text,
    "e": _power(lambda mantissa, power: f"{mantissa}e{power}"),
    "E": _power(lambda mantissa, power: f"{mantissa}E{power:+03d}"),
    "dot": _power(lambda mantissa, power: f"{mantissa}·10{str(power).translate(SUPERSCRIPT)}"),
    "star": _power(lambda mantissa, power: f"{mantissa}*10^{power}" if power >= 0 else f"{mantissa}*10^({power})"),
    "LaTeX": _power(lambda mantissa, power: rf"{mantissa} \cdot 10^{{{power}}}"),
    "space": lambda text: f"{text[:1]} {text[1:]}" if text.startswith("-") else text,
}
"""Twelve ways to write a number."""

POLICIES = [
    *(Rounding(decimals, None, mode, carry) for decimals in range(2, 13) for mode in Mode for carry in Carry),
    *(Rounding(None, figures, mode, carry) for figures in range(2, 11) for mode in Mode for carry in Carry),
]
"""All precisions that people use, with both ways of rounding and of going on."""


def worked(name: str, policy: Rounding) -> tuple[Assignment, list[tuple[str, str]]]:
    """An assignment under a policy, and its hand calculation: line and number."""
    assignment = replace(load(name), rounding=policy)
    assert isinstance(assignment, Assignment)
    rows = table(derive(assignment), assignment).rows
    return assignment, [(row.name, row.rounded) for row in rows if row.formula]


def equivalent(derivation: Derivation, step: Step, source: random.Random) -> sp.Expr:
    """The formula of a line in another form that is the same for all values."""
    expr = step.expr
    assert expr is not None
    for _ in range(source.randint(1, 3)):
        expr = source.choice(FORMS)(derivation, expr, source)
    return expr


def _written_out(derivation: Derivation, expr: sp.Expr, source: random.Random) -> sp.Expr:
    formulas = {name: derivation[name].expr for name in sorted(names_in(expr))}
    lines = [name for name, form in formulas.items() if form is not None and not form.has(sp.Piecewise, Maximum)]
    if not lines:
        return expr
    name = source.choice(lines)
    return expr.xreplace({symbol(name): formulas[name]})


def _slope_of_output(_: Derivation, expr: sp.Expr, source: random.Random) -> sp.Expr:
    """a(1 − a) as a − a²."""
    expanded = expr.replace(
        lambda e: isinstance(e, sp.Mul) and len(e.args) > 1, lambda e: sp.expand(e) if source.random() < 0.5 else e
    )
    assert isinstance(expanded, sp.Expr)
    return expanded


FORMS: list[Callable[[Derivation, sp.Expr, random.Random], sp.Expr]] = [
    lambda _, expr, __: sp.expand(expr),
    lambda _, expr, __: sp.factor(expr) if not expr.has(sp.Piecewise, Maximum, sp.exp, sp.log) else expr,
    lambda _, expr, __: sp.together(expr) if not expr.has(sp.Piecewise, Maximum) else expr,
    lambda _, expr, source: sp.Add(expr, *(2 * [sp.Integer(0)])) if source.random() < 0.5 else sp.expand_mul(expr),
    _written_out,
    _slope_of_output,
]


def wrong(derivation: Derivation, step: Step, source: random.Random) -> sp.Expr | None:
    """A formula of a line with one thing changed: a sign, a factor, a name, a power or a constant."""
    expr = step.expr
    assert expr is not None
    parts = [part for part in sp.preorder_traversal(expr) if part is not expr]
    names = sorted(names_in(expr))
    known = [other.name for other in derivation if derivation.position(other.name) < derivation.position(step.name)]
    ways = [
        lambda: expr + Fraction(source.choice([1, -1]), source.choice([2, 10, 100])),
        lambda: expr * sp.Rational(21, 20),
    ]
    if names and known:
        ways.append(lambda: expr.xreplace({symbol(source.choice(names)): symbol(source.choice(known))}))
        ways.append(lambda: expr.xreplace({symbol(name := source.choice(names)): symbol(name) ** 2}))
        ways.append(lambda: expr.xreplace({symbol(name := source.choice(names)): -symbol(name)}))
        ways.append(lambda: expr.xreplace({symbol(source.choice(names)): sp.Integer(1)}))
    factors = [part for part in parts if isinstance(part, sp.Mul | sp.Add) and not part.is_number]
    if factors:
        part = source.choice(factors)
        ways.append(lambda: expr.xreplace({part: part.func(*part.args[1:])}))
        ways.append(lambda: expr.xreplace({part: -part}))
    changed = source.choice(ways)()
    return None if changed.has(sp.zoo, sp.nan, sp.I) or not names_in(changed) else changed


def text_of(derivation: Derivation, expr: sp.Expr) -> str:
    """A formula as a student types it."""
    return plain.write(derivation.arranged(expr), str)


def differs(derivation: Derivation, one: sp.Expr, other: sp.Expr, source: random.Random) -> bool:
    """Whether two formulas have different values, somewhere in general: by floats at points of the givens."""
    for _ in range(4):
        values = {step.name: sp.Float(source.uniform(0.1, 0.9)) for step in derivation.givens()}
        for step in derivation:
            if step.expr is not None:
                values[step.name] = sp.Float(str(sp.N(_at(step.expr, values), 17)))
        try:
            first, second = complex(_at(one, values)), complex(_at(other, values))
        except (TypeError, ZeroDivisionError, OverflowError):
            return True
        if abs(first - second) > 1e-9 * max(1.0, abs(first)):
            return True
    return False


def _at(expr: sp.Expr, values: Mapping[str, sp.Expr]) -> sp.Expr:
    return expr.xreplace({symbol(name): values[name] for name in names_in(expr)})


def seeded(*parts: object) -> random.Random:
    """A source of random numbers that is the same in every run."""
    return random.Random(repr(parts))  # noqa: S311 - a seed, so that all runs are the same


__all__ = [
    "POLICIES",
    "SPELLINGS",
    "Kind",
    "Role",
    "differs",
    "equivalent",
    "seeded",
    "text_of",
    "worked",
    "wrong",
]
