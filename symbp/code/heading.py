"""What stands at the head of every file that is written for use elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from symbp.spec import Assignment, Dense
from symbp.version import __version__


def heading(assignment: Assignment | Dense) -> list[str]:
    """What a reader has to know first; words of an author are one printable line."""
    if isinstance(assignment, Dense):
        sizes: Iterable[int] = assignment.sizes
        functions = [layer.activation for layer in assignment.layers]
    else:
        layers = assignment.network.layers
        sizes = [len(layer) for layer in layers]
        functions = ["/".join(sorted({unit.activation for unit in layer})) for layer in layers[1:]]
    choice, made_from = assignment.loss, printable(assignment.source or assignment.name)
    return [
        # Not the author's words: on its first two lines a Python file may say how it is to be read.
        f"Made by symbp {__version__} from '{made_from}'; every line stands in its derivation.",
        "",
        printable(assignment.title),
        f"Layers: {' - '.join(map(str, sizes))}, {', '.join(functions)}.",
        f"Loss: {choice.name}, {choice.outputs} over the outputs, {choice.batch} over the samples.",
        *_batches(assignment),
    ]


def _batches(assignment: Assignment | Dense) -> Iterator[str]:
    """Which samples are meant where an update does not use all of them."""
    if isinstance(assignment, Dense):
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
