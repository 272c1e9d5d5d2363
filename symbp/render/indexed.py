r"""General formulas in LaTeX: indices, sums, Kronecker deltas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy as sp

from symbp.general import GeneralLine, general_layer
from symbp.notation import Notation

_PLACE = ("dout", "delta", "slope", "z", "w", "a", "b")


def general_rows(
    bias_sign: int, notation: Notation, *, alone: bool = True, coupled: bool = False
) -> Iterator[list[str]]:
    r"""The general formulas as rows of aligned equations, the sums before and after they collapse.

    Args:
        bias_sign: 1 where a bias is added, -1 where it is subtracted, 0 where there is none.
        notation: the letters.
        alone: whether some activation works unit by unit.
        coupled: whether some activation works on the whole layer.

    >>> from symbp.notation import NOTATIONS
    >>> list(general_rows(1, NOTATIONS["z-a"]))[0][0]
    'z^{(l)}_{k} &= \\sum_{s} w^{(l)}_{ks}\\,a^{(l-1)}_{s} + b^{(l)}_{k}'
    """
    pre, act = notation.latex_letter("pre"), notation.latex_letter("act")
    letters = {
        "w": "w^{(l)}",
        "a": f"{act}^{{(l-1)}}",
        "b": "b^{(l)}",
        "z": f"{pre}^{{(l)}}",
        "out": f"{act}^{{(l)}}",
        "delta": r"\delta^{(l)}",
    }
    layer = general_layer(bias_sign)
    yield [f"{pre}^{{(l)}}_{{k}} &= {_write(layer.pre, letters)}"]
    delta = rf"\delta^{{(l)}}_{{j}} = \frac{{\partial L}}{{\partial {pre}^{{(l)}}_{{j}}}}"
    if coupled:
        yield [f"{delta} &= {_write(layer.delta, letters)}" + r" \quad \text{(softmax)}"]
    if alone:
        rows = [rf"{act}^{{(l)}}_{{k}} &= f\left({pre}^{{(l)}}_{{k}}\right)"]
        yield rows + _rows(delta, layer.delta_alone, letters)
    for line in (layer.by_output, layer.by_weight, *([layer.by_bias] if bias_sign else [])):
        left = rf"\frac{{\partial L}}{{\partial {_write(line.wrt, letters)}}}"
        yield _rows(left, line, letters)


def _rows(left: str, line: GeneralLine, letters: Mapping[str, str]) -> list[str]:
    sides = [_write(line.chain, letters)]
    if line.result != line.chain:
        sides.append(_write(line.result, letters))
    return [f"{left} &= {' = '.join(sides)}"]


def _write(expr: sp.Basic, letters: Mapping[str, str]) -> str:
    match expr:
        case sp.Add():
            terms = sorted(expr.args, key=lambda term: not term.has(sp.Sum))
            text = " + ".join(_write(term, letters) for term in terms)
            return text.replace("+ -", "- ")
        case sp.Sum():
            return rf"\sum_{{{expr.limits[0][0]}}} {_write(expr.function, letters)}"
        case sp.Mul():
            factors = sorted((f for f in expr.args if f != -1), key=_rank)
            sign = "-" if -1 in expr.args else ""
            return sign + r"\,".join(_write(factor, letters) for factor in factors)
        case sp.KroneckerDelta():
            first, second = sorted(expr.args, key=str)
            return rf"\mathbf{{1}}_{{{second} = {first}}}"
        case sp.Derivative():
            return rf"f'\left({_write(expr.variables[0], letters)}\right)"
        case sp.Indexed():
            base, indices = str(expr.base), "".join(str(index) for index in expr.indices)
            if base == "slope":
                of, wrt = (str(index) for index in expr.indices)
                return rf"\frac{{\partial {letters['out']}_{{{of}}}}}{{\partial {letters['z']}_{{{wrt}}}}}"
            if base == "dout":
                return rf"\frac{{\partial L}}{{\partial {letters['out']}_{{{indices}}}}}"
            return f"{letters[base]}_{{{indices}}}"
        case _:
            return str(sp.latex(expr))


def _rank(factor: sp.Basic) -> tuple[int, str]:
    """Deltas first, then brackets and slopes, then weights, then outputs."""
    if isinstance(factor, sp.Indexed):
        return (_PLACE.index(str(factor.base)) * 2, str(factor))
    return (3, str(factor))
