"""Gradients that torch and jax derive by themselves, and the steps that an optimizer takes with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from symbp.limits import MOST_MODULES
from symbp.marking.arrays import expression_of
from symbp.marking.expression import Expression, ExpressionError, name, names_of, number
from symbp.marking.listing.arithmetic import combined
from symbp.marking.listing.deriving import derivatives
from symbp.marking.listing.values import Array, Class, Instance, Library, Native, NotUnderstoodError, Unknown
from symbp.marking.names import Meaning
from symbp.quantity import Quantity, updated_name
from symbp.steps import Kind, Role

if TYPE_CHECKING:
    from symbp.marking.listing.calls import Caller
    from symbp.marking.listing.recorder import Recorder
    from symbp.marking.listing.records import Slot

_FORWARD = (Kind.PRE, Kind.ACT, Kind.LOSS)
_USUAL = frozenset(Fraction(scale) for scale in (1, 2, Fraction(1, 2)))


def derived(loss: object, recorder: Recorder) -> Mapping[str, Expression]:
    """The gradients of a loss by the parameters as they are at present: lines where it is the assignment's loss."""
    entry = loss.entries[0] if isinstance(loss, Array) and len(loss.cells) == 1 else loss
    if not isinstance(entry, Expression):
        return {}
    present = {plain: updated_name(plain, recorder.iteration - 1) for plain in recorder.key.assignment.trained}
    line = str(Quantity("L", iteration=recorder.iteration))
    scales = [m.scale for m in recorder.book.meanings_of(entry) if m.line == line]
    if entry.op == "name" and entry.args[0] == line:
        scales = [Fraction(1)]
    if scales:
        gradients = dict(zip(present.values(), recorder.gradients_of(present), strict=True))
        return {
            held: name(own) if scales[0] == 1 else number(scales[0]) * name(own)
            for held, own in gradients.items()
            if own in recorder.key.derivation
        }
    places = {each: at for at, each in enumerate(recorder.key.lines)}
    return derivatives(entry, lambda each: _inside(each, recorder), lambda each: places.get(each, -1))


def _inside(line: str, recorder: Recorder) -> Expression | None:
    """The formula of a line of the forward pass; None for what depends on nothing."""
    step = recorder.key.step(line)
    if step is not None and (step.kind not in _FORWARD or step.expr is None):
        return None
    known = recorder.key.lines[line].expr if step is None else step.expr
    return None if known is None else expression_of(known)


def _is_another_loss(entry: Expression, recorder: Recorder) -> bool:
    """Whether a formula is made of the right outputs and targets, and is no loss of the assignment's."""
    steps = [recorder.key.step(line) for line in names_of(entry)]
    outputs = all(s is not None and (s.kind is Kind.ACT or s.why == Role.TARGET) for s in steps)
    return outputs and len(steps) > 1 and not any(m.line == "L" for m in recorder.book.meanings_of(entry))


def _judge_loss(recorder: Recorder) -> None:
    """Judge what is called a loss, by its letter or by a word, and is derived: it is meant as that of the assignment.

    That of a library has the scale that the library gives it.
    """
    if recorder.other_loss is not None and not recorder.loss_of_library:
        slot, value = recorder.other_loss
        recorder.record(slot, Meaning("L"), value, right=False)


def backward(loss: object, recorder: Recorder, place: Slot) -> None:
    """``loss.backward()``: the gradients of all parameters are known from now on."""
    recorder.derive(0)
    _judge_loss(recorder)
    entry = loss.entries[0] if isinstance(loss, Array) and len(loss.cells) == 1 else loss
    if recorder.iteration == 1 and isinstance(entry, Expression) and _is_another_loss(entry, recorder):
        recorder.record(place, Meaning("L"), entry, right=False)
    try:
        recorder.derived = derived(loss, recorder)
    except ExpressionError:
        recorder.derived = {}


def gradient(owner: object, recorder: Recorder) -> object:
    """The gradients that were derived for a tensor of parameters."""
    if isinstance(owner, Array):
        known = recorder.gradients.get(id(owner))
        if owner.grad is None or known is None or known[1] != recorder.derivations:
            recorder.gradients[id(owner)] = (owner, recorder.derivations)
            owner.grad = Array(owner.shape, [_of_entry(entry, recorder) for entry in owner.entries])
        return owner.grad
    return _of_entry(owner, recorder)


def _from(known: Mapping[str, Expression], entry: object) -> Expression | Unknown | int:
    if not isinstance(entry, Expression) or entry.op != "name":
        return Unknown("the gradient of something that is no parameter")
    if not known:
        return Unknown("the gradient of something that was not derived")
    return known.get(entry.args[0], 0)


_FORWARD = (Kind.PRE, Kind.ACT, Kind.LOSS)


def _lines_of(recorder: Recorder) -> Iterator[str]:
    """The lines that a listing has made so far."""
    return (record.meaning.line for record in recorder.records)


def _of_entry(entry: object, recorder: Recorder) -> Expression | Unknown | int:
    if recorder.derived or not isinstance(entry, Expression) or entry.op != "name":
        return _from(recorder.derived, entry)
    own = recorder.gradients_of([entry.args[0]])[0]
    forward = any(step is not None and step.kind in _FORWARD for step in map(recorder.key.step, _lines_of(recorder)))
    if recorder.derivations or forward or own not in recorder.key.derivation:
        return Unknown("the gradient of something that was not derived")
    # A part of a program, in which nothing is derived: what is meant are the gradients of the assignment.
    return name(own)


def transformed(word: str, given: Sequence[object], named: Mapping[str, object], run: Caller) -> Native:
    """``jax.grad(f)`` and ``value_and_grad(f)``: functions that give the derivatives by their first argument."""
    function, place = given[0], given[1] if len(given) > 1 else named.get("argnums", 0)
    has_more = named.get("has_aux") is True

    def gradient_function(*arguments: object, **others: object) -> object:
        """The derivatives by the arguments in question, and the function's value where it is asked for."""
        result = run.call(function, list(arguments), others)
        loss = result[0] if has_more and isinstance(result, tuple) else result
        run.recorder.derive(0)
        _judge_loss(run.recorder)
        run.recorder.forget_gradients()
        known = derived(loss, run.recorder)
        places = place if isinstance(place, tuple) else (place,)
        grads = [_like(arguments[at], known) for at in places]
        grad = tuple(grads) if isinstance(place, tuple) else grads[0]
        if word == "value_and_grad":
            return (result, grad)
        return (grad, result[1]) if has_more and isinstance(result, tuple) else grad

    return Native(word, gradient_function)


def keys(given: Sequence[object]) -> tuple[Library, ...]:
    """``jax.random.split(key)``: keys, which say nothing of the numbers that are drawn with them."""
    count = given[1] if len(given) > 1 and isinstance(given[1], int) else 2
    return (Library("numpy.random"),) * min(count, MOST_MODULES)


def without_key(word: str, given: Sequence[object], named: dict[str, object]) -> tuple[list[object], dict[str, object]]:
    """The arguments of a function of ``jax.random``, as NumPy has them: without the key that comes first."""
    rest = list(given[1:])
    if word in ("normal", "uniform"):
        shape = rest[0] if rest else named.get("shape", ())
        return [], {"size": shape}
    return rest, named


def _like(value: object, known: Mapping[str, Expression]) -> object:
    """The derivatives by everything in a value, arranged as it is."""
    match value:
        case Array():
            return Array(value.shape, [_from(known, entry) for entry in value.entries])
        case list():
            return [_like(part, known) for part in value]
        case tuple():
            return tuple(_like(part, known) for part in value)
        case dict():
            return {key: _like(part, known) for key, part in value.items()}
    return _from(known, value)


def parameters(owner: object, recorder: Recorder) -> list[tuple[str, Array]]:
    """The parameters of a module and of those within it, with their names, in the order of their making."""
    found: list[tuple[str, Array]] = []
    seen: set[int] = set()
    for path, value in _parts(owner, ""):
        if isinstance(value, Array) and id(value) not in seen and recorder.holds_parameters(value):
            seen.add(id(value))
            found.append((path, value))
    return found


def _parts(owner: object, path: str, depth: int = 0) -> Iterator[tuple[str, object]]:
    if depth > 8:
        return
    match owner:
        case Instance():
            items: list[tuple[object, object]] = list(owner.values.items())
        case list() | tuple():
            items = list(enumerate(owner))
        case dict():
            items = list(owner.items())
        case _:
            yield path, owner
            return
    for key, value in items[:MOST_MODULES]:
        yield from _parts(value, f"{path}.{key}" if path else str(key), depth + 1)


def descent(given: Sequence[object], named: Mapping[str, object], run: Caller) -> Instance:
    """``optim.SGD``: its step takes from every parameter the rate times its gradient."""
    rate = named.get("lr", given[1] if len(given) > 1 else Fraction(1, 1000))
    momentum = named.get("momentum", 0)
    decay, damped = named.get("weight_decay", 0), named.get("dampening", 0)
    groups = given[0] if given else named.get("params", [])
    tensors = [value for _, value in _parts(groups, "") if isinstance(value, Array)]
    speeds: dict[int, object] = {}

    def step(*_: object, **__: object) -> None:
        """An update of every tensor from its gradient: weight decay is added to it, then momentum."""
        for tensor in tensors:
            change = gradient(tensor, run.recorder)
            if decay:
                change = combined(ast.Add, change, combined(ast.Mult, decay, tensor))
            if momentum:
                if id(tensor) in speeds:
                    held = combined(ast.Mult, momentum, speeds[id(tensor)])
                    change = combined(ast.Add, held, combined(ast.Mult, combined(ast.Sub, 1, damped), change))
                speeds[id(tensor)] = change
            run.changed(tensor, combined(ast.Sub, tensor, combined(ast.Mult, rate, change)))

    known = {"step": step, "zero_grad": lambda *_, **__: run.recorder.forget_gradients()}
    return Instance(Class("SGD", (), {}), {word: Native(word, call) for word, call in known.items()})


def of_module(owner: Instance, word: str, run: Caller) -> Native:
    """A method that torch gives to every module."""
    recorder = run.recorder
    match word:
        case "parameters":
            return Native(word, lambda *_, **__: [value for _, value in parameters(owner, recorder)])
        case "named_parameters":
            return Native(word, lambda *_, **__: list(parameters(owner, recorder)))
        case "zero_grad":
            return Native(word, lambda *_, **__: recorder.forget_gradients())
        case "load_state_dict":
            return Native(word, lambda state, *_, **__: _load(owner, state, run))
        case "register_parameter" | "add_module" | "register_buffer":
            return Native(word, lambda key, value=None, *_, **__: owner.values.update({key: value}))
        case "double" | "float" | "to" | "cpu" | "cuda" | "train" | "eval" | "apply":
            return Native(word, lambda *_, **__: owner)
    return Native(word, lambda *_, **__: None)


def _load(owner: Instance, state: object, run: Caller) -> None:
    if not isinstance(state, dict):
        message = "weights that are not known"
        raise NotUnderstoodError(message)
    known = dict(_parts(owner, ""))
    for path, value in state.items():
        tensor = known.get(path)
        if isinstance(tensor, Array):
            run.changed(tensor, value)
