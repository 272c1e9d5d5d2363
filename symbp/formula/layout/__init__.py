r"""The layout of a formula: what stands where on a page, whatever format the page is in.

:func:`read` makes it from LaTeX, :mod:`symbp.formula.scripts` writes it, :func:`width` measures it.

>>> from symbp.formula.scripts import mathml, typst, unicode
>>> rate = read(r"\frac{\partial L}{\partial w_1}")
>>> unicode.write(rate), typst.write(rate), width(rate)
('∂L/∂w₁', 'frac(∂ L, ∂ w_(1))', 3.15)
>>> mathml.write(read("w_1"))
'<math><msub><mi>w</mi><mn>1</mn></msub></math>'
"""

from symbp.formula.layout.measure import width
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
    braced,
    characters,
    is_tall,
    parts_of,
    row,
)
from symbp.formula.layout.reader import read

__all__ = [
    "Accent",
    "Bold",
    "BracedRows",
    "Fenced",
    "Fraction",
    "FunctionName",
    "Large",
    "Layout",
    "MathRow",
    "Name",
    "Operator",
    "Root",
    "Scripts",
    "Space",
    "TextRun",
    "Under",
    "Unsigned",
    "Upright",
    "braced",
    "characters",
    "is_tall",
    "parts_of",
    "read",
    "row",
    "width",
]
