"""Question 9: what backpropagation is, in figures of this network, and what the other questions have taught."""

from collections.abc import Iterator

from symbp.formula.tree import operations as operations_in
from symbp.page.model import Block, Items, Paragraph, line
from symbp.page.words import phrase
from symbp.pipeline import derive
from symbp.registry import words
from symbp.steps import Kind
from symbp.studying.base import Question
from symbp.studying.study import QuestionAnswer, Study, grid

GROUPS = (
    (phrase("forward pass and loss"), (Kind.PRE, Kind.ACT, Kind.LOSS)),
    (phrase("derivatives of the activations"), (Kind.SLOPE,)),
    (phrase("error terms"), (Kind.ADJOINT,)),
    (phrase("gradients"), (Kind.GRADIENT,)),
    (phrase("updates"), (Kind.UPDATE,)),
)


def _answer(study: Study) -> QuestionAnswer:
    derivation = derive(study.base)
    counts = [
        sum(
            operations_in(derivation.arranged(step.expr))
            for step in derivation.of_kind(*kinds)
            if step.expr is not None
        )
        for _, kinds in GROUPS
    ]
    rows = [
        (label, str(len(derivation.of_kind(*kinds))), str(count))
        for (label, kinds), count in zip(GROUPS, counts, strict=True)
    ]
    forward, backward = counts[0], sum(counts[1:4])
    trained = len(derivation.of_kind(Kind.GRADIENT))
    statement = (
        phrase(
            "The loss is followed back line by line; each error term is worked out once, and every weight before it "
            "uses it."
        ),
        phrase(
            "The forward pass takes %(forward)s operations, the backward pass %(backward)s for all %(count)s gradients "
            "together; finite differences would take %(differences)s for the same, and be less exact.",
            forward=forward,
            backward=backward,
            count=trained,
            differences=2 * trained * forward,
        ),
        phrase(
            "The numbers of the worked solution are these lines worked out; its checks compare them with SymPy's "
            "derivatives, NumPy's matrices and differences of the loss."
        ),
    )
    heads = (phrase("part"), phrase("lines"), phrase("operations"))
    return QuestionAnswer(
        short=(phrase("Backpropagation is the chain rule with nothing calculated twice."),),
        statement=statement,
        tables=(grid(heads, "lrr", rows, phrase("What one iteration takes")),),
        after=tuple(_experience(study)),
    )


def _experience(study: Study) -> Iterator[Block]:
    """The findings of the questions before, and the lessons of them."""
    from symbp.studying.questions import questions

    answers = [each.of(study) for each in questions.values() if each.number < SUMMARY.number]
    lessons = tuple(line(each.lesson) for each in answers if each is not None and each.lesson is not None)
    if lessons:
        yield Paragraph(line(phrase("**What the questions before have taught:**")))
        yield Items(lessons)


SUMMARY = Question(
    name="summary", number=9, title=words("Backpropagation, its principle and its programs"), answer=_answer
)
