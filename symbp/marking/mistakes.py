"""A named mistake, as a document shows it."""

from __future__ import annotations

from dataclasses import dataclass

from symbp.marking.sheet import Answer, as_written
from symbp.misconceptions import misconceptions
from symbp.page.model import Line, Phrase, Sentence, joined
from symbp.page.words import Style, say


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that explains a wrong line.

    Attributes:
        id: key of the misconception or slip; two with a plus between them for a pair.
        titles: in a few words; two for a pair, as the messages and remarks.
        messages: for the learner.
        remarks: for the teacher.
        line: where it was made, which may be a line that was not written down.
        effect: what the line in question is with it; None where that cannot be said.
        hidden_effect: the same without the right values; None where nothing is left to say.
        also: other mistakes, id and titles, that explain the same numbers as well.
        tell: a line that would tell the first two apart, and what each makes of it.
    """

    id: str
    titles: tuple[str, ...]
    messages: tuple[str, ...]
    remarks: tuple[str, ...]
    line: str
    effect: Sentence | None = None
    hidden_effect: Sentence | None = None
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tell: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """All titles."""
        return " and ".join(self.titles)

    @property
    def message(self) -> str:
        """All messages."""
        return " ".join(self.messages)

    @property
    def remark(self) -> str:
        """All remarks for the teacher."""
        return " ".join(self.remarks)

    @property
    def heading(self) -> Sentence:
        """All titles, as they begin a sentence."""
        first, *more = self.titles
        return say("marking.titles", titles=[Phrase(first, begins=True), *map(Phrase, more)])

    @property
    def explanation(self) -> Line:
        """All messages in a line."""
        return joined(*map(Phrase, self.messages))

    def shown_effect(self, *, hide: bool = False) -> Line:
        """The line in question with the mistake; empty where that cannot be said, or would show too much."""
        effect = self.hidden_effect if hide else self.effect
        return () if effect is None else (effect,)

    @property
    def counterfactual(self) -> str:
        """The line in question with the mistake, as plain text."""
        return Style().text(self.shown_effect())


def repaired(answer: Answer) -> Mistake:
    """The mistake that a change of a listing takes back, with the change."""
    assert answer.repair is not None
    change = answer.repair
    record = misconceptions[change.mistake]
    said = {"at": answer.at, "written": as_written(answer.text), "right": as_written(change.after)}
    return Mistake(
        id=change.mistake,
        titles=(record.title,),
        messages=(record.message,),
        remarks=(record.remark,),
        line=answer.line,
        effect=say("marking.repair" if change.whole else "marking.repair_of_part", **said),
    )
