"""An assignment: its title and its network, drawn with its numbers."""

from __future__ import annotations

from symbp.render.picture import RADIUS, picture
from symbp.spec.assignment import Assignment
from symbp.templating import fill, xml


def bundle(assignment: Assignment) -> dict[str, str]:
    """Text, and HTML with the drawing."""
    svg = fill("network.svg", p=picture(assignment), radius=RADIUS)
    sizes = " - ".join(str(len(layer)) for layer in assignment.network.layers)
    return {
        "text/plain": f"{assignment.name}: {assignment.title} ({sizes})",
        "text/html": f"<p><strong>{xml(assignment.title)}</strong></p>\n{svg}",
    }
