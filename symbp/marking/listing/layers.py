"""The quantities of an assignment in arrays: a layer's outputs, deltas, weights, in the layouts that programs use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from symbp.marking.key import AnswerKey
from symbp.marking.spelling import normalized
from symbp.steps import Kind, Role, Step

Rows = tuple[tuple[str, ...], ...]
Shape = tuple[int, ...]

_OTHERS = re.compile(r"[^a-z0-9/]")
_TAGS = re.compile(r"(?:\[\d+\])?(?:@(\d+))?$")


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of quantity in one layer: ``in``, ``out``, ``din``, ``dout``, ``w``, ``dw``, ``b``, ``db`` and others."""

    kind: str
    layer: int


_BY_SAMPLE = frozenset({"x", "y", "in", "out", "din", "dout", "slope", "part"})
_OF_PARAMETER = {"dw": "w", "db": "b", "new w": "w", "new b": "b"}


class Layers:
    """The groups of an assignment, and what arrays they may stand in.

    >>> from symbp import load
    >>> from symbp.marking.key import answer_key
    >>> layers = Layers(answer_key(load("nndl3")))
    >>> layers.rows(Group("w", 2)), layers.rows(Group("din", 1))
    ((('w5', 'w7'), ('w6', 'w8')), (('dL/din_h1', 'dL/din_h2'),))
    >>> [group.kind for group in layers.named("dW2", (2, 2))], layers.named("delta_h", (1, 2))
    (['dw'], [Group(kind='din', layer=1)])
    """

    def __init__(self, key: AnswerKey) -> None:
        self.key = key
        self.assignment = key.assignment
        self.depth = len(self.assignment.network.layers) - 1
        self._known: dict[str, list[Group]] = {}

    @cached_property
    def _index(self) -> Mapping[tuple[Group, int], Mapping[tuple[int, int, int], str]]:
        found: dict[tuple[Group, int], dict[tuple[int, int, int], str]] = {}
        for step in self.key.derivation:
            kind, layer = _kind(step), step.place.layer
            if kind and layer is not None:
                tag = _TAGS.search(step.name)
                iteration = int(tag.group(1) or 1) if tag else 1
                source = step.place.source or 0 if kind in ("w", "dw", "new w") else 0
                lines = found.setdefault((Group(kind, layer), iteration), {})
                # The quantities of formulas have no units: they are counted.
                unit = step.place.unit or (len(lines) + 1 if self.assignment.formulas is not None else 1)
                lines.setdefault((step.place.sample or 1, unit, source), step.name)
        return found

    def rows(self, group: Group, iteration: int = 1) -> Rows:
        """The lines of a group: one row a sample, or for weights one row a unit that they lead to."""
        found = self._index.get((group, iteration), {})
        if group.kind in ("x", "y") and not found:
            found = self._index.get((group, 1), {})
        rows: dict[int, dict[int, str]] = {}
        for (sample, unit, source), line in found.items():
            row, column = (sample, unit) if group.kind in _BY_SAMPLE else (unit, source) if source else (1, unit)
            rows.setdefault(row, {})[column] = line
        ordered = tuple(tuple(line for _, line in sorted(row.items())) for _, row in sorted(rows.items()))
        return ordered if len({len(row) for row in ordered}) == 1 else ()

    def has_iteration(self, iteration: int) -> bool:
        """Whether the derivation goes on so far."""
        return any(known >= iteration for _, known in self._index)

    def group_of(self, line: str) -> Group | None:
        """The group that a line belongs to."""
        return self._groups.get(line)

    @cached_property
    def _groups(self) -> Mapping[str, Group]:
        return {line: group for (group, _), lines in self._index.items() for line in lines.values()}

    def parameters(self, group: Group, iteration: int) -> Rows:
        """The weights or biases of a layer as they are in an iteration: in a later one as updated by the one before."""
        if iteration == 1:
            return self.rows(group, 1)
        return self.rows(Group(f"new {group.kind}", group.layer), iteration - 1)

    def all_rows(self, kind: str) -> Rows:
        """The inputs, or the targets, of all samples, of later batches too."""
        layer = 0 if kind == "x" else self.depth
        iterations = sorted(iteration for group, iteration in self._index if group == Group(kind, layer))
        batches = 1 + len(self.assignment.later)
        return tuple(row for iteration in iterations[:batches] for row in self.rows(Group(kind, layer), iteration))

    def groups(self, *kinds: str) -> list[Group]:
        """The groups of some kinds, layer by layer."""
        known = {group for group, iteration in self._index if iteration == 1}
        return sorted((g for g in known if g.kind in kinds), key=lambda g: (kinds.index(g.kind), g.layer))

    def layouts(self, group: Group, rows: Rows, shape: Shape, sample: int = 0) -> Iterator[tuple[str, ...]]:
        """The lines of a group, entry by entry for an array of a shape: in each way in which it may hold them."""
        if not rows:
            return
        if group.kind in _BY_SAMPLE and sample and len(rows) > 1:
            rows = rows[sample - 1 : sample]
        height, width = len(rows), len(rows[0])
        flat = tuple(line for row in rows for line in row)
        turned = tuple(line for column in zip(*rows, strict=True) for line in column)
        plain = tuple(length for length in shape if length != 1)
        # Weights stand in a program mostly with a row for what they leave.
        first_turned = group.kind in ("w", "dw", "new w")
        for lines, wanted in ((turned, (width, height)), (flat, (height, width)))[:: 1 if first_turned else -1]:
            if shape == wanted:
                yield lines
        only = (len(flat),) if len(flat) > 1 else ()
        if 1 in (height, width) and shape not in ((height, width), (width, height)) and plain == only:
            yield flat

    def named(self, written: str, shape: Shape | None = None, *, parameters: bool = True) -> list[Group]:
        """The groups that an array's name may mean, as ``dW1``, ``delta2``, ``grad_hidden``, ``a1``.

        Args:
            written: the name.
            shape: the array's, which must be one that the group may have.
            parameters: whether weights and biases themselves are meant too.
        """
        known = self._known.get(written)
        if known is None:
            meant = dict.fromkeys(self._groups_meant(_OTHERS.sub("", normalized(written))))
            known = self._known[written] = [group for group in meant if (group, 1) in self._index]
        found = [group for group in known if parameters or group.kind not in ("w", "b", "x", "y")]
        if shape is not None:
            sampled = range(len(self.assignment.samples) + 1)
            found = [g for g in found if any(next(self.layouts(g, self.rows(g), shape, s), None) for s in sampled)]
        return found

    def _groups_meant(self, word: str) -> Iterator[Group]:
        if head := _NEW.fullmatch(word):
            for group in self._forward(head.group(1) or head.group(2)):
                if group.kind in ("w", "b"):
                    yield Group(f"new {group.kind}", group.layer)
            return
        derivative = None if word.startswith("delta") else _DERIVATIVE.fullmatch(word)
        if derivative is not None:
            rest = next(part for part in derivative.groups() if part is not None)
            for group in self._forward(rest):
                if group.kind in ("w", "b", "in", "out"):
                    yield Group(f"d{group.kind}", group.layer)
                if group.kind == "out":
                    # dh may be the derivative by the output or by the net input: it means the one that fits.
                    yield Group("din", group.layer)
            yield from (Group("din", layer) for layer in self._layers(rest))
        elif delta := _DELTA.fullmatch(word):
            rest = next(part for part in delta.groups() if part is not None)
            yield from (Group("din", layer) for layer in self._layers(rest))
        else:
            yield from self._forward(word)

    def _forward(self, word: str) -> Iterator[Group]:
        """Groups of the forward pass: ``z1``, ``a2``, ``hidden``, ``W_ho``, ``b1``."""
        for kind, pattern in _WORDS:
            match = pattern.fullmatch(word)
            if match is not None:
                layers = self._layers(match.group("layer") or "", weights=kind in ("w", "b"))
                yield from (Group(kind, layer) for layer in layers)
        if word in ("h", "hidden", "hid") or re.fullmatch(r"(h|hidden|l|layer|hiddenlayer)\d?", word):
            yield from (Group("out", layer) for layer in self._layers(word.lstrip("layer") or "h"))
        if word in _OUTPUTS:
            yield from (Group("part", self.depth), Group("out", self.depth))
        if word in ("x", "inputs", "input", "xtrain", "data", "features"):
            yield Group("x", 0)
        if word in ("y", "t", "target", "targets", "label", "labels", "ytrue", "ytrain", "desired", "expected"):
            yield Group("y", self.depth)

    def _layers(self, word: str, *, weights: bool = False) -> list[int]:
        """The layers that the end of a name speaks of."""
        last, every = self.depth, list(range(1, self.depth + 1))
        if word == "":
            return every
        if match := re.fullmatch(r"(?:l|layer|h|hidden|hiddenlayer)?(\d)", word):
            number = int(match.group(1))
            return [number] if 1 <= number <= last else []
        if weights and word in ("ih", "xh", "inputhidden", "i", "in", "input", "ith", "01"):
            return [1]
        if weights and word in ("ho", "hy", "hiddenoutput", "hto", "12"):
            return [last]
        if weights and word == "hh":
            return every[1:-1]
        if word in ("h", "hid", "hidden", "hiddenlayer"):
            return every[:-1]
        return [last] if word in ("o", "out", "output", "y", "outputlayer", "yhat", "pred", "final", "last") else []


_LAYER = r"(?P<layer>\d|h\d?|hid|hidden\d?|o|out|output|y|l\d|layer\d|hiddenlayer\d?|outputlayer)?"
_WEIGHT_LAYER = _LAYER[:-2] + r"|ih|xh|ho|hy|hh|i|in|input|inputhidden|hiddenoutput|01|12)?"
_WORDS = (
    ("w", re.compile(rf"(?:w|weights?|theta|syn|synapse){_WEIGHT_LAYER}")),
    ("b", re.compile(rf"(?:b|bias|biases){_WEIGHT_LAYER}")),
    ("in", re.compile(rf"(?:z|zs|net|in|s|preact|preactivation|input|suminput|logits|u){_LAYER}")),
    ("out", re.compile(rf"(?:a|out|act|activation|output|o){_LAYER}")),
)
_DERIVATIVE = re.compile(
    r"(?:d[lejc]?/?d|dlossd?/?d?|d|grad|g|gradient|nabla|partial)(\w*?)|(\w+?)(?:grad|gradient|deriv|derivative)"
)
_DELTA = re.compile(r"(?:delta|error|err)(\w*)|(\w+?)delta")
_NEW = re.compile(r"(?:new|updated)(\w+)|(\w+?)(?:new|updated|neu|next)")
_OUTPUTS = frozenset(
    ("o", "output", "outputs", "out", "yhat", "ypred", "pred", "prediction", "predictions", "p", "probs", "prob")
) | {"softmax", "probabilities", "predicted", "predictedoutput"}


def _kind(step: Step) -> str:
    """The kind of group that a line belongs to; "" for none."""
    match step.kind:
        case Kind.GIVEN:
            return {Role.INPUT: "x", Role.TARGET: "y", Role.WEIGHT: "w", Role.BIAS: "b", Role.FIXED: "b"}.get(
                Role(step.why), ""
            )
        case Kind.PRE:
            return "in"
        case Kind.ACT:
            return "out"
        case Kind.LOSS:
            return "part" if step.place.unit is not None else ""
        case Kind.SLOPE:
            return "slope" if step.place.unit == step.place.source else ""
        case Kind.ADJOINT:
            letter = step.quantity.wrt.letter if step.quantity.is_gradient and step.quantity.wrt else ""
            return {"in": "din", "out": "dout"}.get(letter, "")
        case Kind.GRADIENT:
            return "dw" if step.place.source is not None else "db" if step.place.layer else ""
        case Kind.UPDATE:
            return "new w" if step.place.source is not None else "new b"
