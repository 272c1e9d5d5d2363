"""MathML: a page whose formulas are elements of their own, each with the name of its line."""

from symbp.code.heading import heading
from symbp.exporting.formulas.sections import Formula, sections
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.formula.scripts import latex, mathml
from symbp.templating import fill


def _files(origin: ExportContext) -> dict[str, bytes]:
    blocks = sections(origin)
    elements = {formula.name: _element(formula) for section in blocks for formula in section.formulas}
    text = fill("export/formulas.html", head=heading(origin.assignment), sections=blocks, math=elements)
    return {f"{origin.word}_formulas.html": text.encode()}


def _element(formula: Formula) -> str:
    return mathml.aligned(formula.rows, r" \\ ".join(latex.aligned(formula.rows)))


MATHML = Target(name="mathml", title="MathML: a page with an element for each line", files=_files)
