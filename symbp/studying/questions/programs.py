"""Question 1: a program in NumPy and one in PyTorch, shown, run, and compared with the derived lines."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from symbp.code.program import program
from symbp.page.model import Block, Code, Paragraph, Part, Preformatted, TableBlock, line
from symbp.page.words import phrase
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.programs import MOST_SHOWN_PARAMETERS, prints, source, torch_installed
from symbp.studying.runs import RUN_FIGURES, StudyRun, apart, bound, loss_words, power
from symbp.studying.study import QuestionAnswer, Study, grid

Prints = Mapping[tuple[int, str], float]


def _answer(study: Study) -> QuestionAnswer:
    texts = {name: source(program(study.base), name, study.iterations, study.shown, {}) for name in ("numpy", "torch")}
    printed = {name: prints(text) for name, text in texts.items() if name != "torch" or torch_installed()}
    right = replace(study.usual, label=phrase("derived lines"))
    numpy = study.judged(phrase("NumPy, in matrices"))
    single = study.trial(phrase("32-bit numbers, as PyTorch has them"), precision="single")
    trials = [right, numpy, single]
    same = list(_same(right, numpy, single))
    statement = (*_programs(study, printed), *same[1:])
    return QuestionAnswer(
        short=tuple(same[:1]),
        statement=statement,
        tables=(_prints(study, printed), study.table(trials, phrase("program"))),
        chart=study.chart(phrase("The same network by several programs"), trials),
        before=tuple(_listings(texts)),
        lesson=_lesson(study, printed),
    )


def _listings(texts: Mapping[str, str]) -> Iterator[Block]:
    yield Paragraph(line(phrase("In NumPy, with every line of the backward pass written out as it was derived:")))
    yield Preformatted(texts["numpy"])
    yield Paragraph(
        line(
            phrase(
                "In PyTorch, with the lines of the forward pass alone; autograd differentiates them, and the gradients "
                "have to be set back to 0 after each update:"
            )
        )
    )
    yield Preformatted(texts["torch"])


def _prints(study: Study, printed: Mapping[str, Prints]) -> TableBlock:
    """The figures of the programs, side by side; of a run that magnifies its last bit only the beginning."""
    heads = [phrase("printed"), phrase("NumPy"), phrase("PyTorch")][: 1 + len(printed)]
    rows = [
        (_name(study, at, name), *(loss_words(figures[at, name], _figures(study, at)) for figures in printed.values()))
        for at, name in printed["numpy"]
        if (name == "loss" or len(study.base.trained) <= MOST_SHOWN_PARAMETERS)
        and (at == 1 or not study.usual.sensitive)
    ]
    return grid(heads, "l" + "r" * len(printed), rows, phrase("What the programs print"))


def _figures(study: Study, at: int) -> int:
    return study.usual.figures.get(at, RUN_FIGURES)


def _name(study: Study, at: int, name: str) -> Part:
    if name == "loss":
        return phrase("loss, iteration %(at)s", at=at)
    if name not in study.base.trained:
        return Code(name)
    return phrase("%(name)s after iteration %(at)s", name=Code(name), at=study.iterations)


def _distance(printed: Mapping[str, Prints]) -> float:
    one, other = (list(figures.values()) for figures in printed.values())
    return max(abs(a - b) / max(1.0, abs(a)) for a, b in zip(one, other, strict=True))


def _programs(study: Study, printed: Mapping[str, Prints]) -> Iterator[Part]:
    """The parts that the two programs have in common, and those that each has to write."""
    lines = program(study.base).lines
    ahead = [each.name for each in lines].index("L") + 1
    yield phrase(
        "Both programs have the same %(ahead)s lines forward. Backward the program in NumPy has %(back)s lines of its "
        "own, each of which can be wrong, and the one in PyTorch calls *backward* once.",
        ahead=ahead,
        back=len(lines) - ahead,
    )
    if len(printed) < 2:
        yield phrase("The program in PyTorch has not been run, because torch is not installed.")
    elif _distance(printed) < 1e-9:
        yield phrase(
            "What the two print differs by less than %(bound)s, although autograd knows nothing of the derived lines.",
            bound=power(bound(_distance(printed))),
        )


def _lesson(study: Study, printed: Mapping[str, Prints]) -> Part | None:
    if len(printed) < 2 or not _distance(printed) < 1e-9:
        return None
    return phrase(
        "A derivation is tested by a program that does without it: autograd prints the same %(count)s gradients.",
        count=len(study.base.trained),
    )


def _same(right: StudyRun, numpy: StudyRun, single: StudyRun) -> Iterator[Part]:
    """How far calculations go together that should be one."""
    doubles, singles = apart(right.losses, numpy.losses), apart(right.losses, single.losses)
    if doubles < 1e-9:
        yield phrase(
            "The derived lines and NumPy's matrices are one calculation: in %(count)s iterations no loss differs by "
            "%(bound)s of its size or more.",
            count=len(right.losses),
            bound=power(bound(doubles)),
        )
        if singles < 1e-2:
            yield phrase(
                "With 32-bit numbers, as PyTorch has them by default, the losses differ by less than %(bound)s, which "
                "is rounding.",
                bound=power(bound(singles)),
            )
        else:
            yield phrase("With 32-bit numbers, as PyTorch has them by default, the rounding adds up to another run.")
    else:
        yield phrase(
            "The derived lines and NumPy's matrices are one calculation: their first losses agree, and later ones part "
            "because this run magnifies the rounding of its last bit."
        )
    if not right.good and right.run is not None:
        yield phrase("As it is given, the run ends early: %(why)s.", why=right.run.why_stopped)


PROGRAMS = Question(name="programs", number=1, title=words("A NumPy and a PyTorch program compared"), answer=_answer)
