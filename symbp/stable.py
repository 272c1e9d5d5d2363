r"""Numerically stable forms: the same values without an exponential that leaves the range of binary numbers.

An activation names its row of :data:`STABLE`, which says how its value is worked out, and how the logarithm of it is:

======== ================= ============== ================ ==================
row      as it is written  value          ln of it         ln of 1 - it
======== ================= ============== ================ ==================
softmax  exp(z)/Σ exp(z_k) softmax(z)     log_softmax(z)
sigmoid  1/(1 + exp(-z))   as it is       -softplus(-z)    -softplus(z)
softplus ln(1 + exp(z))    softplus(z)
======== ================= ============== ================ ==================

For whatever else is made of exponentials there is one identity, with m as the largest of the exponents::

    Σ c_i exp(u_i)  =  exp(m) Σ c_i exp(u_i - m)

In products and quotients of such sums and in the logarithm of one the factor exp(m) cancels or is taken out. So
ln cosh(e), written in exponentials, is m + ln((exp(e - m) + exp(-e - m))/2) with m the larger of e and -e, and its
derivative is a quotient of numbers between -1 and 1.

Source: Goodfellow, Bengio & Courville, Deep Learning (2016), section 4.1; Blanchard, Higham & Higham, Accurately
computing the log-sum-exp and softmax functions, IMA J. Numer. Anal. 41 (2021).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sympy as sp

softmax, log_softmax, softplus, largest = (
    sp.Function(name, real=True) for name in ("softmax", "log_softmax", "softplus", "largest")
)
"""Forms with a function or a helper line in programs; of a softmax and its logarithm the own argument is written."""


@dataclass(frozen=True, slots=True)
class StableForm:
    """How an activation is worked out.

    Attributes:
        name: key.
        written: argument, what adds a term up over the layer -> the activation as it is written.
        value: argument -> the value; None where the form as it is written is stable.
        logarithm, complement: argument -> ln of the value, and ln of 1 - value; None where nothing is known of them.
    """

    name: str
    written: Callable[[Any, Callable[[Any], Any]], Any]
    value: Callable[[Any], Any] | None = None
    logarithm: Callable[[Any], Any] | None = None
    complement: Callable[[Any], Any] | None = None


STABLE: Mapping[str, StableForm] = MappingProxyType(
    {
        form.name: form
        for form in (
            StableForm(
                name="softmax",
                written=lambda z, total: sp.exp(z) / total(sp.exp),
                value=softmax,
                logarithm=log_softmax,
            ),
            StableForm(
                name="sigmoid",
                written=lambda z, total: 1 / (1 + sp.exp(-z)),
                logarithm=lambda z: -softplus(-z),
                complement=lambda z: -softplus(z),
            ),
            StableForm(
                name="softplus",
                written=lambda z, total: sp.log(1 + sp.exp(z)),
                value=softplus,
            ),
        )
    }
)

Known = Callable[[Any], "tuple[StableForm, Any] | None"]
"""A name -> the form of what it is the value of, and the argument there; None for any other name."""


def stable(expr: sp.Basic, known: Known = lambda _: None) -> Any:
    """The expression without exponentials that leave the range where its value does not.

    Args:
        expr: any expression.
        known: which names are values of activations.

    >>> e = sp.Symbol("e", real=True)
    >>> stable(sp.log((sp.exp(e) + sp.exp(-e)) / 2))
    largest(-e, e) + log(exp(-e - largest(-e, e))/2 + exp(e - largest(-e, e))/2)
    >>> stable(sp.log(1 + sp.exp(e))), stable(1 / (1 + sp.exp(-e)))
    (softplus(e), 1/(1 + exp(-e)))
    """
    if not expr.has(sp.exp, sp.log, sp.cosh, sp.sinh):
        return expr
    return _stable(expr.replace(lambda part: isinstance(part, sp.cosh | sp.sinh), _in_exponentials), known)


def _in_exponentials(part: sp.Expr) -> sp.Expr:
    return part.rewrite(sp.exp)


def _stable(expr: sp.Basic, known: Known) -> object:
    if not expr.args or isinstance(expr, sp.Indexed):
        return expr
    if isinstance(expr, sp.log):
        return _logarithm(expr.args[0], known)
    if expr.is_Mul and sum(map(_grows, expr.args)) > 1:
        # One factor may be infinite where another is 0, or below the fraction line: exp(z)/(1 + exp(z)).
        exponent, rest = _scaled(expr, known)
        return sp.exp(exponent) * rest
    return expr.func(*(_stable(part, known) for part in expr.args))


def _logarithm(argument: Any, known: Known) -> object:
    own, rest = known(argument), known(1 - argument)
    if own is not None and own[0].logarithm is not None:
        return own[0].logarithm(own[1])
    if rest is not None and rest[0].complement is not None:
        return rest[0].complement(rest[1])
    if isinstance(argument - 1, sp.exp):
        return softplus(_stable((argument - 1).args[0], known))
    exponent, factor = _scaled(argument, known)
    return exponent + sp.log(factor)


def _scaled(expr: Any, known: Known) -> tuple[Any, Any]:
    """An exponent and a factor that stays in range: the expression is exp(exponent) times the factor."""
    if not _grows(expr):
        return sp.Integer(0), _stable(expr, known)
    if isinstance(expr, sp.exp):
        return _stable(expr.args[0], known), sp.Integer(1)
    if expr.is_Pow:
        exponent, factor = _scaled(expr.base, known)
        return expr.exp * exponent, factor**expr.exp
    parts = [_scaled(part, known) for part in expr.args]
    if expr.is_Mul:
        return sp.Add(*(exponent for exponent, _ in parts)), sp.Mul(*(factor for _, factor in parts))
    exponents = sorted({exponent for exponent, _ in parts}, key=sp.default_sort_key)
    most = exponents[0] if len(exponents) == 1 else largest(*exponents)
    return most, sp.Add(*(factor * sp.exp(exponent - most) for exponent, factor in parts))


def _grows(expr: Any) -> bool:
    """Whether the expression is made of exponentials by sums, products and powers."""
    if isinstance(expr, sp.exp):
        return not expr.args[0].is_number
    if expr.is_Pow:
        return bool(expr.exp.is_number) and _grows(expr.base)
    return bool(expr.is_Add or expr.is_Mul) and any(map(_grows, expr.args))
