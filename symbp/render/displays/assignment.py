"""An assignment: its title and its network, drawn with its numbers."""

from __future__ import annotations

from symbp.render.dense.picture import dense_picture
from symbp.render.picture import RADIUS, picture
from symbp.spec.assignment import Assignment
from symbp.spec.dense import Dense
from symbp.templating import fill, xml


def bundle(assignment: Assignment | Dense) -> dict[str, str]:
    """Text, and HTML with the drawing."""
    if isinstance(assignment, Dense):
        drawn, layers = dense_picture(assignment), list(assignment.sizes)
    else:
        drawn, layers = picture(assignment), [len(layer) for layer in assignment.network.layers]
    svg = fill("network.svg", p=drawn, radius=RADIUS)
    sizes = " - ".join(map(str, layers))
    return {
        "text/plain": f"{assignment.name}: {assignment.title} ({sizes})",
        "text/html": f"<p><strong>{xml(assignment.title)}</strong></p>\n{svg}",
    }
