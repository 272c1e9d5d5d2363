"""MathML: a page whose formulas are elements of their own, each with the name of its line."""

import re

from symbp.code.heading import heading
from symbp.exporting.formulas.sections import latex_sections
from symbp.exporting.origin import Origin
from symbp.exporting.targets.base import Target
from symbp.render import programs
from symbp.templating import fill

# One that is not closed goes on to the end of the text.
_MATH = re.compile(r"<math\b(?:[^<]|<(?!/math>))*+(?:</math>)?+")


def _files(origin: Origin) -> dict[str, bytes]:
    sections = latex_sections(origin)
    formulas = [formula for section in sections for formula in section.formulas]
    # One paragraph a line, in one run of pandoc: the elements come back in the same order.
    blocks = [r"$$\begin{aligned}" + r" \\ ".join(formula.rows) + r"\end{aligned}$$" for formula in formulas]
    page = programs.pandoc("\n\n".join(blocks), "html5", "--mathml").decode()
    made = dict(zip((formula.name for formula in formulas), _MATH.findall(page), strict=True))
    text = fill("export/formulas.html", head=heading(origin.assignment), sections=sections, math=made)
    return {f"{origin.word}_formulas.html": text.encode()}


MATHML = Target(name="mathml", title="MathML: a page with an element for each line", files=_files)
