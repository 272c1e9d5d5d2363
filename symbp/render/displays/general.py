"""The formulas of the general layer, aligned under their headings."""

from __future__ import annotations

from symbp.general.derivation import General
from symbp.general.matrix.reading import Samples
from symbp.notation import NOTATIONS
from symbp.render.general import formats
from symbp.render.general.index_form import sections


def bundle(lines: General) -> dict[str, str]:
    """Text, and LaTeX in indices."""
    parts = []
    for section in sections(lines, NOTATIONS["z-a"]):
        rows = " \\\\\n".join(row for line in section.lines for row in line.rows())
        parts.append(f"**{section.heading}**\n\n$$\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n$$")
    return {
        "text/plain": formats.write_general(lines, "z-a", "text", Samples.COLUMNS),
        "text/markdown": "\n\n".join(parts),
    }
