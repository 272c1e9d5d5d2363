"""Question 9: what backpropagation is, in figures of this network."""

from symbp.formula.tree import operations as operations_in
from symbp.page.model import line
from symbp.pipeline import derive
from symbp.steps import Kind
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, grid


def _answer(study: Study) -> Answer:
    derivation = derive(study.base)
    groups = {
        "forward pass and loss": (Kind.PRE, Kind.ACT, Kind.LOSS),
        "slopes": (Kind.SLOPE,),
        "deltas": (Kind.ADJOINT,),
        "gradients": (Kind.GRADIENT,),
        "updates": (Kind.UPDATE,),
    }
    operations = {
        label: sum(
            operations_in(derivation.arranged(step.expr))
            for step in derivation.of_kind(*kinds)
            if step.expr is not None
        )
        for label, kinds in groups.items()
    }
    rows = [(label, str(len(derivation.of_kind(*kinds))), str(operations[label])) for label, kinds in groups.items()]
    forward = operations["forward pass and loss"]
    backward = operations["slopes"] + operations["deltas"] + operations["gradients"]
    trained = len(derivation.of_kind(Kind.GRADIENT))
    differences = 2 * trained * forward
    statement = (
        f"Backpropagation is the chain rule with nothing calculated twice: the loss is followed back line by line, each delta is worked out once and used by every weight before "
        f"it. Here {forward} operations go forward and {backward} back for all {trained} gradients together; finite differences would take {differences} for the same, and say less "
        f"exactly. The figures of the worked solution above are these lines worked out, and the checks at its end compare them with SymPy's derivatives, NumPy's matrices and differences of the loss."
    )
    table = grid(("part", "lines", "operations"), "lrr", rows, "What one round takes")
    return Answer(line(statement), (table,))


SUMMARY = Question("summary", 9, "What backpropagation is", _answer)
