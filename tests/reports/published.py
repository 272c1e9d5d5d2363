"""reports/published.md: the published hand calculations that the tests hold as facts, marked.

python tests/reports/published.py
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from symbp import Assignment, parse
from symbp.marking import Mark, Marking, Verdict, check_text
from symbp.misconceptions import misconceptions

HERE = Path(__file__).resolve().parent
FACTS = HERE.parent / "facts" / "published"
REPORT = HERE.parents[1] / "reports" / "published.md"
ABOUT = """Calculations by hand that somebody has published, as facts: the network, and each number that is printed, in its
order. Each is given to `symbp check` as lines `name = number`. *Slip* is a number that is wrong for all that stands before
it; *follows* one that is right for an earlier slip. *To its digits* says whether a rule that people mistake for the right
one, followed to the end, gives the digits of the page; slips of the pen follow no rule. Whether a number is right was
found before by automatic differentiation in double precision, independently of symbp, and the last table compares."""
SLIPS = {Verdict.WRONG: "slip", Verdict.FOLLOWS: "follows"}


@dataclass(frozen=True, eq=False)
class Published:
    """A published calculation: where it stands, what is calculated, and the numbers that are printed.

    Attributes:
        numbers: name, number, what it is (exact-rounding, carried-rounding, wrong), and why.
        named: the mistake of a number, where it is certain.
    """

    id: str
    title: str
    kind: str
    address: str
    note: str
    assignment: str
    numbers: tuple[tuple[str, str, str, str], ...]
    named: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The numbers as a sheet."""
        return "\n".join(f"{name} = {number}" for name, number, _, _ in self.numbers)


def _page(path: Path) -> Published:
    facts = tomllib.loads(path.read_text("utf-8"))
    return Published(id=path.stem, **(facts | {"numbers": tuple(map(tuple, facts["numbers"]))}))


PAGES = tuple(map(_page, sorted(FACTS.glob("*.toml"))))


@cache
def marked(page: Published) -> tuple[Assignment, Marking]:
    """The assignment of a page, and its numbers marked."""
    assignment = parse(page.assignment)
    return assignment, check_text(assignment, page.text)


def reenacted(mark: Mark) -> bool:
    """Whether a mistaken rule, followed to the end, gives the digits of the page."""
    mistake = mark.mistake
    return mistake is not None and all(part in misconceptions for part in mistake.id.split("+"))


def network(assignment: Assignment) -> str:
    """A network in a few words: 2-2-1, sigmoid, half-squared-error, learning rate 0.5."""
    sizes = "-".join(str(len(layer)) for layer in assignment.network.layers)
    activations = dict.fromkeys(unit.activation for layer in assignment.network.layers[1:] for unit in layer)
    return ", ".join((sizes, *activations, assignment.loss.function.name))


def _section(page: Published) -> list[str]:
    assignment, marking = marked(page)
    (read, of), first = marking.numbers, marking.first
    where = " ".join(filter(None, (f"<{page.address}>" if page.address else "", page.note)))
    out = [f"## {page.title}", "", f"{page.kind.capitalize()}: {where}.  "]
    out += [f"Network: {network(assignment)}.  ", f"Read: {read} of {of} numbers.", ""]
    wrong = [mark for mark in marking.marks if mark.verdict in SLIPS]
    if first is None:
        return [*out, "Every number is right, with the rounding on the way.", ""]
    out += [f"The first slip is at `{first.line}`.", ""]
    out += ["| number | printed | right | what it is | mistake | to its digits |", "|:--|--:|--:|:--|:--|:-:|"]
    for mark in wrong:
        named = mark.mistake.title if mark.mistake and mark.verdict is Verdict.WRONG else ""
        digits = ("yes" if reenacted(mark) else "no") if mark.verdict is Verdict.WRONG else ""
        out.append(f"| `{mark.line}` | {mark.given} | {mark.expected} | {SLIPS[mark.verdict]} | {named} | {digits} |")
    return [*out, ""]


def _by_mistake() -> list[str]:
    numbers: Counter[str] = Counter()
    pages: defaultdict[str, set[str]] = defaultdict(set)
    rules: dict[str, bool] = {}
    for page in PAGES:
        for mark in marked(page)[1].marks:
            if mark.verdict is Verdict.WRONG:
                for title in mark.mistake.titles if mark.mistake else ("not explained",):
                    numbers[title] += 1
                    pages[title].add(page.id)
                    rules[title] = rules.get(title, False) or reenacted(mark)
    out = ["## By kind of mistake", "", "| mistake | pages | numbers | to their digits |", "|:--|--:|--:|:-:|"]
    order = sorted(numbers, key=lambda title: (title == "not explained", -numbers[title], title))
    out += [f"| {t} | {len(pages[t])} | {numbers[t]} | {'yes' if rules[t] else 'no'} |" for t in order]
    return [*out, ""]


def _by_source() -> list[str]:
    out = ["## By kind of source", ""]
    out += ["| source | pages | with a slip | numbers | read | slips | follow |", "|:--|--:|--:|--:|--:|--:|--:|"]
    for kind in sorted({page.kind for page in PAGES}):
        markings = [marked(page)[1] for page in PAGES if page.kind == kind]
        marks = Counter(mark.verdict for marking in markings for mark in marking.marks)
        counts = (
            len(markings),
            sum(marking.first is not None for marking in markings),
            sum(marking.numbers[1] for marking in markings),
            sum(marking.numbers[0] for marking in markings),
            marks[Verdict.WRONG],
            marks[Verdict.FOLLOWS],
        )
        out.append(f"| {kind} | {' | '.join(map(str, counts))} |")
    return [*out, ""]


def _compared() -> list[str]:
    """What symbp says of each number beside what was found independently."""
    found: Counter[tuple[str, str]] = Counter()
    kinds = {"exact-rounding": "right", "carried-rounding": "right, with rounding on the way"}
    whys = {"root": "wrong", "ecf": "follows from a slip", "lastdigit": "wrong in the last digit"}
    for page in PAGES:
        for mark in marked(page)[1].marks:
            _, _, kind, why = page.numbers[mark.at - 1]
            found[kinds.get(kind) or whys.get(why, "wrong"), SLIPS.get(mark.verdict, "right")] += 1
    out = ["## Compared with automatic differentiation", ""]
    out += ["| found independently | right | follows | slip |", "|:--|--:|--:|--:|"]
    for kind in (*kinds.values(), *whys.values()):
        out.append(f"| {kind} | {found[kind, 'right']} | {found[kind, 'follows']} | {found[kind, 'slip']} |")
    return out


def report() -> str:
    """The report as Markdown."""
    out = ["Made by `python tests/reports/published.py`.", "", "# What is wrong in print", "", ABOUT.replace("\n", " "), ""]
    out += [*_by_mistake(), *_by_source()]
    for page in PAGES:
        out += _section(page)
    return "\n".join([*out, *_compared()]) + "\n"


if __name__ == "__main__":
    REPORT.write_text(report(), "utf-8")
    print(REPORT)
