"""Formulas of cells, and the names of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from symbp.code.languages.base import Language
from symbp.code.names import identifier, identifiers
from symbp.errors import SymbpError
from symbp.formula.tree import Node
from symbp.limits import LONGEST_CELL_FORMULA
from symbp.spec.assignment import Mode, Rounding

_FUNCTIONS = (
    "ABS AND COS COSH ERF EXP FALSE IF INT LN LOG10 MAX MIN NOT OR PI POWER R C ROUND SIGN SIN SINH SQRT SUM TANH TRUE"
    " decimals figures"
)
_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[rR]\d*[cC]\d*")

LANGUAGE = Language(
    name="xlsx",
    spoken="a spreadsheet",
    comment="",
    functions={
        "exp": "EXP({0})",
        "log": "LN({0})",
        "sqrt": "SQRT({0})",
        "erf": "ERF({0})",
        "pi": "PI()",
        "tanh": "TANH({0})",
        "cosh": "COSH({0})",
        "sinh": "SINH({0})",
        "sin": "SIN({0})",
        "cos": "COS({0})",
        "abs": "ABS({0})",
        "sign": "SIGN({0})",
        "max": "MAX(0, {1})",
        "largest": "MAX({0}, {1})",
    },
    # A function: in -x^2 a spreadsheet takes the minus sign first.
    power="POWER({0}, {1})",
    choice="IF({1}, {0}, {2})",
    relations={"==": "=", "!=": "<>"},
    whole=True,
    reserved=frozenset(_FUNCTIONS.split()),
    case=False,
)


def cell_names(names: Iterable[str]) -> dict[str, str]:
    """A name for the cell of each line: none that a spreadsheet would take for the address of a cell.

    >>> cell_names(["w1", "in_h1", "dL/dw1", "c"])
    {'w1': 'w_1', 'in_h1': 'in_h1', 'dL/dw1': 'dL_dw1', 'c': 'c_'}
    """
    return identifiers(names, LANGUAGE.reserved, case=LANGUAGE.case, spell=_no_address)


def _no_address(name: str) -> str:
    """``w1`` is a cell's address: ``w_1`` is not."""
    word = identifier(name)
    if not _CELL.fullmatch(word):
        return word
    parted = re.sub(r"^([A-Za-z]+)(\d)", r"\1_\2", word)
    return parted if parted != word else f"{word}_"


def formula(name: str, tree: Node, cell: Callable[[str], str]) -> str:
    """The formula of a line in a cell.

    Args:
        name: of the line.
        tree: its formula.
        cell: the cell of a name.

    Raises:
        SymbpError: it is longer than a cell can hold.

    >>> from symbp.formula.tree import Leaf, Product
    >>> formula("in_h1", Product((Leaf("w1"), Leaf("x1"))), {"w1": "w_1", "x1": "x_1"}.__getitem__)
    '=w_1*x_1'
    """
    text = "=" + LANGUAGE.write(tree, cell)
    if len(text) > LONGEST_CELL_FORMULA:
        message = (
            f"'{name}' is a formula of {len(text)} characters; a cell of a spreadsheet holds {LONGEST_CELL_FORMULA}"
        )
        raise SymbpError(message)
    return text


def rounding_formula(cell: str, policy: Rounding, figures: str) -> str:
    """The number of a cell, rounded as the policy says.

    Args:
        cell: what is rounded.
        policy: the rule.
        figures: the cell that says how many decimals, or significant figures.

    >>> rounding_formula("D9", Rounding(decimals=4), "decimals")
    '=ROUND(D9, decimals)'
    """
    places = figures if policy.decimals is not None else f"{figures} - 1 - INT(LOG10(ABS({cell})))"
    rounded = f"ROUND({cell}, {places})"
    if policy.mode is Mode.HALF_EVEN:
        # At a tie twice the rounded half is the even neighbour; the last bits of a binary number do not count.
        scaled = f"{cell}*10^({places})"
        tie = f"ABS(ABS({scaled}) - INT(ABS({scaled})) - 0.5) < 1E-12*MAX(1, ABS({scaled}))"
        rounded = f"IF({tie}, 2*ROUND({scaled}/2, 0)/10^({places}), {rounded})"
    return f"={rounded}" if policy.decimals is not None else f"=IF({cell} = 0, 0, {rounded})"
