"""Formulas as they are taught: SymPy expression -> presentation tree -> text or LaTeX.

SymPy keeps sums and products in an order of its own. A worked solution needs the order of the
lesson: the weight before the input, the delta before the weight, the bias last. So printing has
two stages. :mod:`symbp.formula.tree` arranges an expression once, :mod:`symbp.formula.plain` and
:mod:`symbp.formula.latex` write the arranged tree, with names or with numbers at its leaves.
"""
