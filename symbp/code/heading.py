"""The head of every file that is written for use elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from symbp.spec import ArrayAssignment, Assignment
from symbp.version import __version__


def heading(assignment: Assignment | ArrayAssignment) -> list[str]:
    """The lines that a reader has to know first; words of an author are one printable line."""
    made_from = printable(assignment.source or assignment.name)
    return [
        # Not the author's words: on its first two lines a Python file may say how it is to be read.
        f"Made by symbp {__version__} from '{made_from}'; every line stands in its derivation.",
        "",
        printable(assignment.title),
        *_about(assignment),
        *_batches(assignment),
    ]


def _about(assignment: Assignment | ArrayAssignment) -> Iterator[str]:
    """The formulas, or the layers and the loss."""
    if isinstance(assignment, ArrayAssignment):
        sizes: Iterable[int] = assignment.sizes
        functions = [layer.activation for layer in assignment.layers]
    elif assignment.formulas is not None:
        for line in filter(lambda each: each.text, assignment.formulas.lines):
            yield printable(f"{line.name} = {line.text}")
        return
    else:
        layers = assignment.network.layers
        sizes = [len(layer) for layer in layers]
        functions = ["/".join(sorted({unit.activation for unit in layer})) for layer in layers[1:]]
    choice = assignment.loss
    yield f"Layers: {' - '.join(map(str, sizes))}, {', '.join(functions)}."
    yield f"Loss: {choice.name}, {choice.outputs} over the outputs, {choice.batch} over the samples."


def _batches(assignment: Assignment | ArrayAssignment) -> Iterator[str]:
    """Which samples are meant where an update does not use all of them."""
    if isinstance(assignment, ArrayAssignment):
        count, whole = assignment.x.shape[1], assignment.samples
    else:
        count = len(assignment.samples)
        whole = count + sum(map(len, assignment.later))
    if count < whole:
        yield f"An update uses {count} of the {whole} samples: what is asked for is the first of them."


def printable(text: str) -> str:
    """One line, and nothing that could end a comment or carry it on, as a backslash or a trigraph does in C."""
    one = "".join(letter if letter.isprintable() else " " for letter in text)
    return re.sub(r"-{2,}", "-", re.sub(r"\?{2,}", "?", one.replace("\\", "/"))).strip()
