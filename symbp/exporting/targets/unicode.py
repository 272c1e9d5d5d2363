"""Unicode text: formulas for a mail, a chat or a terminal."""

from symbp.code.heading import heading
from symbp.exporting.formulas.sections import grouped, unicode_text
from symbp.exporting.origin import ExportContext
from symbp.exporting.targets.base import Target
from symbp.formula.plain import UNICODE
from symbp.notation import notations
from symbp.page.words import Style, say
from symbp.steps import Step
from symbp.templating import fill


def _files(origin: ExportContext) -> dict[str, bytes]:
    derivation, numbers = origin.derivation, origin.assignment.numbers
    names = notations.pick(origin.assignment.notation).unicode(derivation)

    def right_side(step: Step) -> str:
        """The number of a given, or the formula of a line, in Unicode."""
        if step.expr is None:
            return numbers[step.name].text.replace("-", UNICODE.minus)
        return unicode_text(derivation, step.name, names)

    sections = [
        (Style().text((say(at),)), _aligned([(names[step.name], right_side(step)) for step in steps]))
        for at, steps in grouped(derivation)
    ]
    text = fill("export/formulas.txt", head=heading(origin.assignment), sections=sections)
    return {f"{origin.word}_formulas.txt": text.encode()}


def _aligned(lines: list[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in lines)
    return [f"{name.rjust(width)} = {text}" for name, text in lines]


TEXT = Target(name="unicode", title="Unicode text", files=_files)
