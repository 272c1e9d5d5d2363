"""LaTeX: a document of ``align`` blocks, with a macro for each name."""

from symbp.code.heading import heading
from symbp.exporting.formulas.sections import macros, sections
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.formula.layout import Name
from symbp.formula.scripts import latex
from symbp.notation import notations
from symbp.templating import fill


def _files(origin: ExportContext) -> dict[str, bytes]:
    commands = macros(origin)
    layouts = notations.pick(origin.assignment.notation).layouts(origin.derivation)
    # The base of the exponential function is not a quantity that is called e.
    spellings = {
        layouts[name]: f"{command}{{}}" for name, (command, _) in commands.items() if layouts[name] != Name("e")
    }
    blocks = [(section.heading, latex.aligned(section.rows, spellings)) for section in sections(origin)]
    text = fill(
        "export/formulas.tex",
        head=heading(origin.assignment),
        title=origin.assignment.title,
        macros=list(commands.values()),
        sections=blocks,
    )
    return {f"{origin.word}_formulas.tex": text.encode()}


LATEX = Target(name="latex", title="LaTeX: align blocks, a macro for each name", files=_files)
