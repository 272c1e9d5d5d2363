"""The networks that a program may be about, the likeliest first."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symbp.finding.scan import Hints, Rows, is_called
from symbp.spec.standing_in import SAMPLES, small_sizes

_INPUTS = ("x", "inputs", "input", "features", "xs", "xtrain", "trainx", "inp", "patterns", "data", "samples")
_TARGETS = (
    "y",
    "t",
    "targets",
    "target",
    "labels",
    "label",
    "ys",
    "expected",
    "desired",
    "ytrain",
    "outputs",
    "output",
)
_OF_TARGETS = (*_TARGETS, "truth", "ytrue", "trues", "wanted")
_TOGETHER = ("dataset", "data", "train", "training", "samples", "rows", "examples")
_RATES = ("learning_rate", "learningrate", "learn_rate", "lr", "eta", "alpha", "rate", "epsilon", "step_size")
_FLAT = ("parameters", "params", "theta", "weights")
_MOST_SIZES = 8
_LARGEST = 5_000
_MOST_WRITTEN_WEIGHTS = 150
"""A network of more weights whose numbers are not shown is compared as one of fewer units."""
_MOST_LAYERS = 6
_MOST_SAMPLES = 50


@dataclass(frozen=True)
class Candidate:
    """One network with its data, as an assignment says it.

    Attributes:
        sizes: units a layer.
        activation: of the hidden layers, and of the outputs.
        loss, outputs, batch: the loss and what it is summed over.
        bias: none, unit or layer.
        x, y: a row a sample; none where they are drawn.
        weights, biases: in the order of the numbering; none where they are drawn.
        numbering: how the weights are numbered.
        rate: the learning rate.
        one_by_one: whether each sample has an update of its own.
        stands_for: the sizes of the program's layers, where fewer units stand for them.
    """

    sizes: tuple[int, ...]
    activation: tuple[str, str] = ("sigmoid", "sigmoid")
    loss: str = "squared-error"
    outputs: str = "half-sum"
    batch: str = "sum"
    bias: str = "none"
    x: Rows = ()
    y: Rows = ()
    weights: tuple[str, ...] = ()
    biases: tuple[str, ...] = ()
    numbering: str = "matrix"
    rate: str = "0.1"
    one_by_one: bool = False
    stands_for: tuple[int, ...] = ()

    @property
    def activations(self) -> list[str]:
        """The activation of each layer behind the inputs."""
        return [self.activation[0]] * (len(self.sizes) - 2) + [self.activation[1]]


def starts(hints: Hints) -> list[Candidate]:
    """Networks of the sizes that the hints allow, with the activation, the loss and the bias that are likeliest."""
    x, y = _data(hints, _INPUTS), _data(hints, _OF_TARGETS)
    if not y:
        x, y = _apart(hints)
    rates = [text for name in _RATES for own, text in hints.scalars.items() if own.lower() == name]
    rates += [text for own, text in hints.scalars.items() if "rate" in own.lower()]
    base = Candidate((1, 1), rate=rates[0] if rates else "0.1")
    base = replace(base, activation=_activations(hints)[0], loss=_losses(hints)[0], bias=_biases(hints)[0])
    if numbered := list(_numbered(hints, base, x, y)):
        return numbered
    candidates: list[Candidate] = []
    for sizes in itertools.islice(_sizes(hints, x, y), _MOST_SIZES):
        data = _samples(x, sizes[0]), _samples(y, sizes[-1])
        if len(data[0]) != len(data[1]) or not data[0]:
            data = (), ()
        # A column or a row for each layer of units is its biases, whatever they are called.
        beside = all({(size, 1), (1, size)} & {*hints.pairs} for size in sizes[1:])
        bias = "unit" if base.bias == "none" and beside else base.bias
        sized = replace(base, sizes=sizes, bias=bias, x=data[0][:_MOST_SAMPLES], y=data[1][:_MOST_SAMPLES])
        candidates.append(_narrowed(_with_numbers(hints, _of_one_output(sized))))
    return candidates


def _narrowed(candidate: Candidate) -> Candidate:
    """The same with fewer units in its wide layers, where nothing says what numbers they have."""
    sizes = candidate.sizes
    if candidate.weights or sum(a * b for a, b in itertools.pairwise(sizes)) <= _MOST_WRITTEN_WEIGHTS:
        return candidate
    shown = {sizes[0], sizes[-1]} if candidate.x else set()
    return replace(candidate, sizes=small_sizes(sizes, shown, len(candidate.x) or SAMPLES), stands_for=sizes)


def _with_numbers(hints: Hints, candidate: Candidate, *, turned: bool = False) -> Candidate:
    """The same with the weights and biases that are written out, where they are for all layers.

    Args:
        hints: of the program.
        candidate: the network.
        turned: whether a square matrix has a row for each unit that a weight comes from.
    """
    shapes = list(itertools.pairwise(candidate.sizes))
    matrices = [rows for name, rows in hints.arrays.items() if is_called(name, "w", "weight")]
    if len(matrices) != len(shapes) or any(
        len(rows) * len(rows[0]) != a * b for (a, b), rows in zip(shapes, matrices, strict=True)
    ):
        return candidate
    weights: list[str] = []
    for (a, b), rows in zip(shapes, matrices, strict=True):
        by_source = (len(rows), len(rows[0])) == (a, b) and (a != b or turned)
        weights += [text for row in (zip(*rows, strict=True) if by_source else rows) for text in row]
    vectors = [
        text for name, rows in hints.arrays.items() if is_called(name, "b", "bias") for row in rows for text in row
    ]
    vectors = vectors or [text for name, text in hints.scalars.items() if is_called(name, "b", "bias")]
    bias = {sum(candidate.sizes[1:]): "unit", len(shapes): "layer"}.get(len(vectors), candidate.bias)
    counted = {"unit": sum(candidate.sizes[1:]), "layer": len(shapes)}.get(bias)
    biases = tuple(vectors) if len(vectors) == counted else ()
    return replace(candidate, weights=tuple(weights), bias=bias, biases=biases)


def _of_one_output(candidate: Candidate) -> Candidate:
    """The same with what a single output can have: no softmax, and no cross-entropy of classes."""
    if candidate.sizes[-1] > 1:
        return candidate
    loss = "binary-cross-entropy" if candidate.loss == "cross-entropy" else candidate.loss
    output = "sigmoid" if candidate.activation[1] == "softmax" else candidate.activation[1]
    return replace(candidate, loss=loss, activation=(candidate.activation[0], output))


def others(hints: Hints, best: Candidate) -> Iterator[list[Candidate]]:
    """Changes to a candidate, in groups: of each group the best one is kept before the next is tried."""
    yield [_of_one_output(replace(best, activation=both)) for both in _activations(hints)]
    classes = ["cross-entropy"] if best.activation[1] == "softmax" else []
    yield [_of_one_output(replace(best, loss=loss)) for loss in dict.fromkeys((*classes, *_losses(hints)))]
    if best.weights and len(set(best.sizes)) < len(best.sizes):
        yield [_with_numbers(hints, best, turned=True)]
    if best.bias != "none" and not hints.moved_biases:
        yield [_fixed(best)]
    if not best.biases:
        yield [replace(best, bias=bias) for bias in _biases(hints)]
    yield [replace(best, one_by_one=True)]
    yield [replace(best, outputs=outputs) for outputs in ("sum", "mean")]
    yield [replace(best, batch="mean")]


def _fixed(candidate: Candidate) -> Candidate:
    """The same with biases that are not trained, one a unit."""
    biases = candidate.biases
    if candidate.bias == "layer" and biases:
        biases = tuple(text for text, size in zip(biases, candidate.sizes[1:], strict=True) for _ in range(size))
    return replace(candidate, bias="fixed", biases=biases)


def _data(hints: Hints, names: Sequence[str]) -> list[Rows]:
    plain = {name.lower().replace("_", ""): rows for name, rows in reversed(hints.arrays.items())}
    longer = [own for own in plain for name in names if len(name) > 3 and name in own and own not in names]
    known = [plain[name] for name in (*names, *longer) if name in plain]
    flat = [rows for name, rows in hints.arrays.items() if name in hints.flat and rows in known]
    # One list of numbers is one sample, or one number a sample.
    return [*known, *(tuple(zip(*rows, strict=True)) for rows in flat)]


def _apart(hints: Hints) -> tuple[list[Rows], list[Rows]]:
    """Inputs and targets that stand in one array: a row a sample, whose last number is what is wanted."""
    for name, rows in hints.arrays.items():
        if any(part in name.lower() for part in _TOGETHER) and name not in hints.flat and len(rows[0]) > 1:
            classes = sorted({row[-1] for row in rows})
            several = len(classes) > 1 and all(text.isdigit() for text in classes)
            one_hot = tuple(tuple("1" if text == row[-1] else "0" for text in classes) for row in rows)
            x = tuple(row[:-1] for row in rows)
            return [x], [*([one_hot] if several else []), tuple((row[-1],) for row in rows)]
    return _data(hints, _INPUTS), []


def _samples(arrays: Sequence[Rows], width: int) -> Rows:
    """The first array with a row of so many numbers a sample, turned where it has a column for each."""
    for rows in arrays:
        if len(rows[0]) == width:
            return rows
    return next((tuple(zip(*rows, strict=True)) for rows in arrays if len(rows) == width), ())


def _widths(arrays: Sequence[Rows]) -> set[int]:
    return {size for rows in arrays for size in (len(rows), len(rows[0]))}


def _sizes(hints: Hints, x: Sequence[Rows], y: Sequence[Rows]) -> Iterator[tuple[int, ...]]:
    """The sizes of the layers: of a list, of shapes that fit together, of the data and one number between."""
    into, out = _widths(x), _widths(y)
    known: set[tuple[int, ...]] = set()

    def fits(sizes: Sequence[int]) -> bool:
        """Whether such layers agree with the known sizes of the first and the last, and are new and small enough."""
        allowed = (not into or sizes[0] in into) and (not out or sizes[-1] in out)
        return allowed and 2 <= len(sizes) <= _MOST_LAYERS and max(sizes) <= _LARGEST and tuple(sizes) not in known

    between = [size for size, _ in Counter(n for n in hints.integers if 1 < n <= 16).most_common(4)]
    hidden: list[tuple[int, ...]] = [(a, h, b) for h in between for a in sorted(into) for b in sorted(out)]
    # A column beside matrices may hold biases.
    chains = sorted(_chains(hints.pairs), key=lambda chain: (len(chain), min(chain) > 1), reverse=True)
    longer = [sizes for sizes in hints.sequences if len(sizes) > 2]
    plain = itertools.product(sorted(into), sorted(out))
    # Where the data come from outside: two inputs and one output, as of an exclusive or.
    usual: list[tuple[int, ...]] = [] if into and out else [(2, h, b) for h in between for b in (1, 2)]
    for sizes in (*longer, *chains[:4], *hidden, *chains[4:], *plain, *usual):
        for each in (tuple(sizes), tuple(sizes[:3])):
            if fits(each):
                known.add(each)
                yield each


def _chains(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Sizes along matrices that fit together, lying either way; a row or a column of biases is none of them."""
    chains: dict[tuple[int, ...], None] = {}
    for turned in (False, True):
        shapes = [(b, a) if turned else (a, b) for a, b in pairs if (b if turned else a) > 1 or len(pairs) < 3]
        for start in range(min(len(shapes), 20)):
            sizes = list(shapes[start])
            for a, b in shapes[start + 1 : start + 20]:
                if a == sizes[-1] and len(sizes) < _MOST_LAYERS:
                    sizes.append(b)
            chains.setdefault(tuple(sizes))
    return list(chains)


def _numbered(hints: Hints, base: Candidate, x: Sequence[Rows], y: Sequence[Rows]) -> Iterator[Candidate]:
    """Networks of single numbers, x1, x2, w1 … w8, b1, y1, or with one list of all their weights."""
    given = _singles(hints, ("x", "i", "in", "inp", "input"), x)
    targets = _singles(hints, ("y", "t", "target", "o", "d"), y)
    w = [text for _, text in hints.numbered("w", "weight")]
    w = w or [text for name, text in hints.scalars.items() if name.lower() in ("w", "weight")][:1]
    w = w or [text for name in sorted(hints.flat) if name.lower() in _FLAT for text in hints.arrays[name][0]]
    b = [text for _, text in hints.numbered("b", "bias")]
    b = b or [text for name, text in hints.scalars.items() if name.lower() in ("b", "bias")][:1]
    if not (given and targets and w) or len(given) != len(targets):
        return
    into, out = len(given[0]), len(targets[0])
    hidden = len(w) // (into + out)
    shapes: list[tuple[int, ...]] = [(into, out)] if len(w) == into * out else []
    if hidden and hidden * (into + out) == len(w):
        shapes.append((into, hidden, out))
    for sizes in shapes:
        units, layers = sum(sizes[1:]), len(sizes) - 1
        bias = "unit" if len(b) == units else "layer" if len(b) == layers else "none"
        for numbering in ("by-target", "by-source"):
            single = replace(base, sizes=sizes, bias=bias, x=given, y=targets, numbering=numbering)
            yield replace(single, weights=tuple(w), biases=tuple(b) if bias != "none" else ())


def _singles(hints: Hints, stems: Sequence[str], arrays: Sequence[Rows]) -> Rows:
    """One sample of single numbers; else the rows of the array that there is."""
    numbers = [text for _, text in hints.numbered(*stems)]
    numbers = numbers or [text for name, text in hints.scalars.items() if name.lower() in stems][:1]
    return (tuple(numbers),) if numbers else next(iter(arrays), ())


def _activations(hints: Hints) -> list[tuple[str, str]]:
    said = [
        name
        for name, parts in (
            ("relu", ("relu", "maximum", "clamp")),
            ("tanh", ("tanh",)),
            ("sigmoid", ("sigmoid", "logistic", "expit", "nonlin")),
        )
        if hints.has(*parts)
    ]
    if not said:
        said = ["sigmoid"] if hints.has("exp") else ["identity"]
    softmax = hints.has("softmax", "crossentropyloss", "cross_entropy") or (hints.has("exp") and "sigmoid" not in said)
    last = ["sigmoid"] if "sigmoid" in said else []
    last = ["softmax", *last, "identity"] if softmax else [*last, "identity", *(s for s in said if s != "sigmoid")]
    if "sigmoid" in said and not softmax:
        last = ["sigmoid", "identity", *(s for s in said if s != "sigmoid")]
    return [(hidden, output) for output in last for hidden in said][:6]


def _losses(hints: Hints) -> list[str]:
    if hints.has("softmax", "crossentropyloss", "cross_entropy") or (hints.has("log") and hints.has("exp")):
        return ["cross-entropy", "binary-cross-entropy", "squared-error"]
    return ["squared-error", "binary-cross-entropy"]


def _biases(hints: Hints) -> list[str]:
    if hints.array_biases:
        return ["unit"]
    said = any(is_called(word, "b", "bias") for word in hints.words)
    return ["unit", "layer", "none"] if said or "Linear" in hints.words else ["none", "unit"]
