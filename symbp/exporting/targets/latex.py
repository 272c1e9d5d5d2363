"""LaTeX: a document of ``align`` blocks, with a macro for each name."""

import re

from symbp.code.heading import heading
from symbp.exporting.formulas.sections import latex_sections, macros
from symbp.exporting.origin import Origin
from symbp.exporting.targets.base import Target
from symbp.formula.latex import NAME_BEGINS, NAME_ENDS
from symbp.notation import notation
from symbp.templating import fill

_NAME = re.compile(f"{NAME_BEGINS}([^{NAME_BEGINS}{NAME_ENDS}]*+){NAME_ENDS}")


def _files(origin: Origin) -> dict[str, bytes]:
    commands = macros(origin)
    latex = notation(origin.assignment.notation).latex(origin.derivation)
    of_text = {latex[name]: command for name, (command, _) in commands.items()}
    sections = [
        (section.heading, [_NAME.sub(lambda found: f"{of_text[found[1]]}{{}}", row) for row in section.rows])
        for section in latex_sections(origin, marked=True)
    ]
    text = fill(
        "export/formulas.tex",
        head=heading(origin.assignment),
        title=origin.assignment.title,
        macros=list(commands.values()),
        sections=sections,
    )
    return {f"{origin.word}_formulas.tex": text.encode()}


LATEX = Target(name="latex", title="LaTeX: align blocks, a macro for each name", files=_files)
