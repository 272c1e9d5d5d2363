r"""Formulas of the theory: sums over indices and products of matrices, about no quantity of one network.

Sheets begin with them, as with :math:`E = \frac{1}{2}\sum_k (t_k - o_k)^2`; nobody expects them to be marked.
"""

from __future__ import annotations

import re
from collections.abc import Container
from fractions import Fraction

_INDICES = (
    r"\\(?:sum|prod)|[∑Σ]|\bsum_",
    r"\^\{?\([a-z]\)",
    r"[_\[]\{?[ijkmn](?![A-Za-z0-9])|[ⱼᵢₖₘ]",
    r"\^\{?\s?\(\s?\d\s?\)\}?(?!\s*[_\d])",  # a layer, and no unit of it
)
_MATRICES = (
    r"\w ?@ ?\w|\.T\b|\\(?:top|circ|odot|oslash|underbrace)|[⊙∘⊘ᵀ⊤]|\\mathbf\{1\}",
    r"(?<![\w\\])[A-Z]\d?(?!\w)|\b(?:row|column)_sums\b",
)
_GENERAL = re.compile("|".join((*_INDICES, *_MATRICES)))
_PRODUCT = re.compile(_MATRICES[0])
_WORDS = re.compile(r"[A-Za-z]\w*+")
_MATRIX = re.compile(r"d?[A-Z]\d?")
_LOSSES = frozenset("LEJC")
_NAMES = frozenset(
    {"exp", "ln", "log", "erf", "tanh", "cosh", "sinh", "sqrt", "abs", "sign", "max", "maximum"}
    | {"pi", "row_sums", "column_sums"}
    | {"if", "else", "where", "elsewhere", "otherwise"}
    | {f"{d}b{n}" for d in ("", "d") for n in range(1, 10)}
)
_DECIMAL = re.compile(r"(?<!\d)\d++[.,]\d++")
LONGEST_GENERAL = 5_000


def is_general(text: str, constants: Container[Fraction] = frozenset()) -> bool:
    r"""Whether a text has indices that are summed over, or matrices, and no number of an assignment.

    Args:
        text: one statement or a part of it.
        constants: the numbers that belong to the formulas themselves, as 0.044715 does to GELU.

    >>> is_general(r"\frac{1}{2}\sum_k (t_k - o_k)^2"), is_general("Z1 = W1 @ X"), is_general("0.5*(t_k - 0.1)")
    (True, True, False)
    >>> is_general("w1*x1 + w2*x2"), is_general("in[j] + 0.044715*in[j]^3", {Fraction("0.044715")})
    (False, True)
    """
    if len(text) > LONGEST_GENERAL or _GENERAL.search(text) is None:
        return False
    return all(Fraction(number.replace(",", ".")) in constants for number in _DECIMAL.findall(text))


def of_matrices(text: str) -> bool:
    """Whether a text without numbers speaks of nothing but matrices, as ``D3 = A3 - Y`` does among products of them.

    >>> of_matrices("A1 = 1/(1 + exp(-Z1))"), of_matrices("db3 = D3"), of_matrices("dw1 = D1*x1")
    (True, True, False)
    >>> of_matrices("dA2 = -Y if Y*A2 < 1 else 0"), of_matrices("L = 1/4")
    (True, False)
    """
    said = _WORDS.findall(text[:LONGEST_GENERAL])
    several = any(_MATRIX.fullmatch(word) and word not in _LOSSES for word in said)
    return several and not has_number(text) and all(_MATRIX.fullmatch(word) or word in _NAMES for word in said)


def multiplies_matrices(text: str) -> bool:
    """Whether a text has a product of matrices or a transposed one.

    >>> multiplies_matrices("Z1 = W1 @ X"), multiplies_matrices("z = w*x")
    (True, False)
    """
    return _PRODUCT.search(text[:LONGEST_GENERAL]) is not None


def has_number(text: str) -> bool:
    """Whether a number with a decimal point stands in a text.

    >>> has_number("w1*x1"), has_number("0.5*x1")
    (False, True)
    """
    return _DECIMAL.search(text) is not None
