"""A program in a language: names, lines and numbers as finished strings for the target's template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from symbp.code.heading import heading
from symbp.code.kinks import kinks
from symbp.code.languages.base import Language, decimal
from symbp.code.line import ProgramLine
from symbp.code.names import identifier, identifiers, words
from symbp.code.program import Program
from symbp.templating import fill, source

_WIDTH = 96


@dataclass(frozen=True, slots=True)
class ProgramStatement:
    """A line of a program: the identifier, the expression, and the comment behind it."""

    name: str
    value: str
    note: str = ""


def source_text(
    program: Program, language: Language, template: str, shown: Iterable[str] = (), **values: object
) -> str:
    """The text of the program.

    Args:
        program: what is computed.
        language: how it is written.
        template: the target's template, which lays the file out.
        shown: names of lines that the template gives back as outputs.
        values: what this template asks for beyond what all of them do.
    """
    chosen = _Chosen(program, language, template)
    assignment = program.assignment
    samples = [sample for batch in (assignment.samples, *assignment.later) for sample in batch]
    return fill(
        template,
        head=_head(program, language),
        prefix=identifier(assignment.name),
        caps=identifier(assignment.name).upper(),
        trained=[chosen.names[name] for name in program.trained],
        used=chosen.used(program.trained),
        state=[chosen.names[name] for name in program.state],
        renewed=[chosen.names[name] for name in program.state.values()],
        fixed=[
            *(ProgramStatement(chosen.names[n], chosen.given(n), "fixed bias") for n in chosen.needed(program.fixed)),
            *(ProgramStatement(chosen.names[n], decimal(v.value), "option") for n, v in program.settings.items()),
        ],
        inputs=chosen.used(program.inputs),
        targets=chosen.used(program.targets),
        sizes={"parameters": len(program.trained), "inputs": len(program.inputs), "targets": len(program.targets)},
        lines=chosen.statements(program.lines),
        forward=chosen.statements(program.lines[: [line.name for line in program.lines].index("L") + 1]),
        loss=chosen.names["L"],
        gradients=chosen.statements_of(program.gradients.values()),
        by_inputs=chosen.statements_of(program.by_inputs.values()),
        input_labels=list(program.by_inputs),
        several=len(assignment.samples) > 1,
        updates=chosen.statements(program.updates),
        eta=chosen.names["eta"],
        names=[chosen.names[name] for name in (*program.inputs, *program.targets)],
        outputs=[chosen.names[name] for name in shown],
        labels=list(program.trained),
        functions=program.functions,
        mean=program.mean,
        start=[chosen.given(name) for name in program.trained],
        x=[[decimal(number.value) for number in sample.x] for sample in samples],
        y=[[decimal(number.value) for number in sample.y] for sample in samples],
        batch=len(assignment.samples),
        step=None if assignment.learning_rate is None else decimal(assignment.learning_rate.value),
        **values,
    )


class _Chosen:
    """Names and formulas in the spelling of the language."""

    def __init__(self, program: Program, language: Language, template: str) -> None:
        self.program, self.language = program, language
        lines = list(dict.fromkeys(line.name for line in (*program.lines, *program.updates)))
        givens = [*program.state, *program.fixed, *program.settings, *program.inputs, *program.targets]
        prefix = identifier(program.assignment.name)
        text = source(template).replace("<< prefix >>", prefix).replace("<< caps >>", prefix.upper())
        taken = language.reserved | words(text) | {prefix}
        self.names: Mapping[str, str] = identifiers([*givens, "eta", *lines], taken, case=language.case)

    def given(self, name: str) -> str:
        """The start value of a parameter, as a decimal fraction."""
        return decimal(self.program.assignment.parameters[name].value)

    def used(self, names: Iterable[str]) -> list[tuple[int, str]]:
        """Where the names stand, of those that the lines use."""
        names = list(names)
        return [(names.index(name), self.names[name]) for name in self.needed(names)]

    def needed(self, names: Iterable[str]) -> list[str]:
        """Those that the lines use: a softmax of one unit is 1, whatever its bias."""
        uses = frozenset().union(*(line.uses for line in self.program.lines))
        return [name for name in names if name in uses]

    def statements(self, lines: Iterable[ProgramLine]) -> list[ProgramStatement]:
        """A statement a line: its name, its formula in the language, and the formula of the sheet as a comment."""
        return [ProgramStatement(self.names[line.name], self._value(line), self._note(line)) for line in lines]

    def statements_of(self, names: Iterable[str]) -> list[ProgramStatement]:
        """Each name given its own value, for templates that print or return quantities as they stand."""
        return [ProgramStatement(self.names[name], self.names[name]) for name in names]

    def _value(self, line: ProgramLine) -> str:
        value = self.language.write(line.formula, self.names.__getitem__)
        # A line that is a number alone has to be what the other lines are, where functions take nothing else.
        return value if line.uses else self.language.constant.format(value)

    def _note(self, line: ProgramLine) -> str:
        note = f"{line.name} = {line.text}"
        note = note if len(note) <= _WIDTH else f"{note[:_WIDTH]}…"
        return f"{note} ({line.why})" if line.why else note


def _head(program: Program, language: Language) -> Iterator[str]:
    """The comments that a file begins with, which are made when a template asks for them."""
    for line in (
        *heading(program.assignment),
        *_wrapped("Parameters, in order", program.trained),
        *_wrapped("Inputs", program.inputs),
        *_wrapped("Targets", program.targets),
        *kinks(program.assignment),
    ):
        yield f"{language.comment} {line}".rstrip()


def _wrapped(title: str, names: tuple[str, ...]) -> list[str]:
    """The names behind a title, over as many lines as they need."""
    rows = [f"{title}:"] if names else []
    for i, name in enumerate(names):
        word = f" {name}" + ("," if i + 1 < len(names) else ".")
        if len(rows[-1]) + len(word) > _WIDTH:
            rows.append("  ")
        rows[-1] += word
    return rows
