"""The drawn network of an assignment in arrays: layers shortened, no numbers."""

from __future__ import annotations

from itertools import pairwise

from symbp.drawing.network import Edge, Picture, layout, rim_to_rim
from symbp.spec.assignment import Network, Unit
from symbp.spec.dense import ArrayAssignment


def dense_picture(dense: ArrayAssignment) -> Picture:
    """The layers with as many units as can be drawn, and how many there are.

    >>> from symbp.spec import load
    >>> len(dense_picture(load("nndl3", arrays=True)).edges)
    8
    """
    letters = ["x", *(["h"] if len(dense.sizes) == 3 else [f"h{n}_" for n in range(1, len(dense.sizes) - 1)]), "o"]
    if len(dense.sizes) == 2:
        letters = ["x", "o"]
    layers = tuple(
        tuple(Unit(f"{letter}{i}", number, i) for i in range(1, size + 1))
        for number, (letter, size) in enumerate(zip(letters, dense.sizes, strict=True))
    )
    drawn = layout(Network(layers, (), (), dense.bias_sign, ()))
    columns = [[drawn.places[unit.name] for unit in layer if unit.name in drawn.places] for layer in layers]
    edges = tuple(
        Edge(*rim_to_rim(start, end), None) for before, after in pairwise(columns) for start in before for end in after
    )
    return Picture(drawn.width, drawn.height, drawn.circles, edges, drawn.texts)
