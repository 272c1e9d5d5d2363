"""Formulas as they are taught: SymPy expression -> presentation tree -> a line of text, or a layout for a page.

SymPy keeps sums and products in an order of its own. A worked solution needs the order of the
lesson: the weight before the input, the delta before the weight, the bias last. So printing has
stages. :mod:`symbp.formula.tree` arranges an expression once, with names or with numbers at its
leaves. :mod:`symbp.formula.writer` knows where signs and brackets stand;
:mod:`symbp.formula.plain` writes with it in one line, :mod:`symbp.formula.typeset` for a page.

How a formula stands on a page is a layout, whatever format the page is in:
:mod:`symbp.formula.layout` has its parts, ``read`` (from LaTeX) and ``width``. It is written by
``write`` of :mod:`symbp.formula.scripts.latex`, :mod:`~symbp.formula.scripts.typst`,
:mod:`~symbp.formula.scripts.mathml` (``display=True`` for a line of its own) and
:mod:`~symbp.formula.scripts.unicode` (one line of text).
"""
