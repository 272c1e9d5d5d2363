"""The general derivation as blocks of equations for a document."""

from __future__ import annotations

from collections.abc import Iterator

from symbp.general.architectures import Architecture
from symbp.general.derivation import General
from symbp.general.matrix.reading import Samples
from symbp.notation import Notation
from symbp.render.blocks import MOST_ROWS, Block
from symbp.render.general.index_form import sections
from symbp.render.general.matrix_form import shown_matrices


def general_blocks(general: General, notation: Notation) -> Iterator[Block]:
    """The index form, a heading a section; a line is never torn apart between its steps."""
    for section in sections(general, notation):
        rows: list[str] = []
        heading = section.heading
        for line in section.lines:
            more = list(line.rows())
            if rows and len(rows) + len(more) > MOST_ROWS:
                yield Block(tuple(rows), heading)
                rows, heading = [], ""
            rows += more
        yield Block(tuple(rows), heading)


_MOST_MATRICES = 8
"""How many lines in matrices stand together: with their shapes below they are high."""


def matrix_blocks(general: General, notation: Notation, samples: Samples = Samples.COLUMNS) -> Iterator[Block]:
    """The matrix form, forward and backward, with what was recognized in the index form."""
    found = list(shown_matrices(general, samples, notation))
    cut = next(i for i, line in enumerate(found) if line.key == "loss") + 1
    for heading, lines in (("Forward", found[:cut]), ("Backward", found[cut:])):
        for start in range(0, len(lines), _MOST_MATRICES):
            rows = tuple(line.latex for line in lines[start : start + _MOST_MATRICES])
            yield Block(rows, heading if start == 0 else "")


def index_sentence(
    architecture: Architecture, notation: Notation, lead: str = "All lines above are instances of these"
) -> str:
    """What the indices are, and what the Kronecker delta does; ``lead`` says what the formulas are for."""
    if notation.layers:
        units, first, second = "$i$, $h$ and $j$ are units of the inputs, the hidden layer and the outputs", "r", "j"
        where = r"\partial w_{tr}/\partial w_{hj} = \mathbf{1}_{t=h}\,\mathbf{1}_{r=j}"
        units += "; $r$ and $t$ are what is summed over"
        units += r"; $g_j = -\partial E/\partial\beta_j$ and $e_h = -\partial E/\partial\alpha_h$"
    else:
        units, first, second = (
            "$j$ is a unit of a layer, $i$ one of the layer before, $k$ and $m$ are summed over",
            "k",
            "j",
        )
        where = r"\partial w_{km}/\partial w_{ji} = \mathbf{1}_{k=j}\,\mathbf{1}_{m=i}"
    sample = f"; ${'k' if notation.layers else 's'}$ is a sample" if architecture.batch else ""
    return (
        f"{lead}: {units}{sample}. The Kronecker delta "
        rf"$\mathbf{{1}}_{{{first} = {second}}}$ is 1 if the two indices are equal and 0 otherwise. "
        f"Each weight is a quantity of its own, so ${where}$; of a sum over ${first}$ with the delta in it, "
        f"only the term ${first} = {second}$ is left. What is used several times, in several samples or by several "
        "units, collects the sum of these derivatives over its uses."
    )


def matrix_sentence(architecture: Architecture, notation: Notation) -> str:
    """How matrices are written."""
    stored = "a batch has its samples as columns" if architecture.batch else "the units of a layer are one column"
    mixed = any(kind.function is None for kind in architecture.layers)
    return (
        f"The same in matrices, read off the index form; {stored}, and below each matrix stands its shape. A sum over "
        r"the second index of one factor and the first of the other is a product of matrices. Where the sum runs over "
        r"the first index of the weights, as in $\sum_k w_{ki}\,\delta_k$, their transpose takes part; two indices "
        r"without a sum, as in $\delta_j\,a_i$, are the product of a column and a row. $\circ$ multiplies and "
        r"$\oslash$ divides entry by entry, $\mathbf{1}$ is a column of ones."
        + "".join(f" {each}" for each in remarks(architecture, notation))
        + (" Where the units of a layer differ, $f$ is the activation of each row's unit." if mixed else "")
    )


def remarks(architecture: Architecture, notation: Notation) -> Iterator[str]:
    """What has to be known about the matrices of this network."""
    if any(last > first for first, last in architecture.runs):
        yield f"$A^{{(0)}}$ is $X$, as ${notation.latex_letter('act')}^{{(0)}}$ is $x$."
    if notation.layers:
        yield (
            r"The letters are the usual ones: $W^{(1)}$ and $W^{(2)}$ hold $v_{ih}$ and $w_{hj}$ with the index of the "
            r"unit that is reached first, $b^{(1)}$ and $b^{(2)}$ are $\gamma$ and $\theta$, $A$ the outputs, $Z$ what "
            r"an activation takes, and $\Delta = \partial E/\partial Z$ is $-e$ and $-g$."
        )
    if not architecture.whole:
        yield (
            "A connection that is missing is a 0 in $W$ that is not trained; where a parameter stands at several "
            "places, its derivative is the sum of theirs."
        )
