"""Calls in a listing: the student's functions, Python's, and those of libraries."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from symbp.marking.expression import Expression, ExpressionError
from symbp.marking.listing.arithmetic import CONSTANTS, combined
from symbp.marking.listing.autograd import backward, gradient, keys, of_module, transformed, without_key
from symbp.marking.listing.builtins import BUILTINS, LIBRARIES, items_of, method_of, options
from symbp.marking.listing.evaluator import Evaluator
from symbp.marking.listing.library import FUNCTIONS, IGNORED
from symbp.marking.listing.outside import CHOICES, chosen
from symbp.marking.listing.plain import of_array
from symbp.marking.listing.torch import LOSSES, built, is_built
from symbp.marking.listing.values import (
    Array,
    Class,
    Function,
    Instance,
    Library,
    Native,
    NotUnderstoodError,
    Unknown,
    is_scalar,
)


class Caller(Evaluator):
    """Calls."""

    def attribute(self, owner: object, attr: str) -> object:
        """An attribute of a value."""
        match owner:
            case Unknown() if owner.outside and attr == "shape":
                # Of data: so many samples, of so many numbers.
                return (self.recorder.givens.samples, owner)
            case Unknown():
                return owner
            case Library():
                path = f"{owner.path}.{attr}"
                return CONSTANTS[attr] if attr in CONSTANTS and owner.path in ("numpy", "math") else Library(path)
            case Instance():
                return self._member(owner, attr)
            case Class():
                found = owner.find(attr)
                if found is None:
                    message = f"'{owner.name}' has no '{attr}'"
                    raise NotUnderstoodError(message)
                return found
            case Array() | Expression() if attr == "grad":
                return gradient(owner, self.recorder)
            case Array():
                return of_array(owner, attr)
            case Function() if attr == "__name__":
                return owner.name
            case _ if is_scalar(owner) and attr in ("data", "real", "T"):
                return owner
            case _ if is_scalar(owner) and attr == "shape":
                return ()
            case _:
                found = method_of(owner, attr, self)
                if found is None:
                    message = f"'.{attr}' is not followed here"
                    raise NotUnderstoodError(message)
                return found

    def _member(self, owner: Instance, attr: str) -> object:
        if attr in owner.values:
            self.recorder.read.add((owner, attr))
            value = owner.values[attr]
            return self.really(owner, attr, value) if self.raw_key == f".{attr}" else value
        found = owner.kind.find(attr)
        if isinstance(found, Function) and found.home is not None:
            bound = Function(
                found.name,
                found.args,
                found.body,
                found.defaults,
                found.keyword_defaults,
                found.frame,
                owner,
                found.home,
            )
            return self.call(bound, [], {}) if attr in owner.kind.properties() else bound
        if found is not None:
            return found
        inherited = is_built(owner.kind) or any(not isinstance(base, Class) for base in owner.kind.bases)
        if inherited:
            return of_module(owner, attr, self)
        message = f"'{owner.kind.name}' has no '{attr}'"
        raise NotUnderstoodError(message)

    def function(self, word: str, args: ast.arguments, body: Sequence[ast.stmt], home: Class | None = None) -> Function:
        """A function that is defined here."""
        defaults = tuple(self.value(default) for default in args.defaults)
        keywords = tuple(None if default is None else self.value(default) for default in args.kw_defaults)
        return Function(word, args, body, defaults, keywords, self.frame, home=home)

    def called(self, node: ast.Call) -> object:
        """The value of a call."""
        match node.func:
            case ast.Name(id=key) if (
                self.frame.holder(key) is None and key in BUILTINS and key not in ("sum", "max", "min")
            ):
                function: Any = Native(key, BUILTINS[key])
            case ast.Name(id=key) if self.frame.holder(key) is None and (key in BUILTINS or key in FUNCTIONS):
                function = Native(key, BUILTINS[key]) if key in BUILTINS else Library(key)
            case ast.Name(id=key) if self.frame.holder(key) is None and key not in LIBRARIES and not is_built(key):
                return Unknown(f"'{key}' is not a function that is understood", node.lineno, outside=True)
            case ast.Attribute(value=inner, attr=attr):
                owner = self.value(inner)
                if isinstance(owner, Unknown) and attr == "backward":
                    self.recorder.derive(node.lineno)
                if isinstance(owner, Array) or is_scalar(owner):
                    return self.method(owner, attr, *self._arguments(node))
                function = self.attribute(owner, attr)
            case func:
                function = self.value(func)
        given, named = self._arguments(node)
        return self.call(function, given, named)

    def _arguments(self, node: ast.Call) -> tuple[list[object], dict[str, object]]:
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                named |= {key: item for key, item in value.items() if isinstance(key, str)}
        return self.items(node.args), named

    def call(self, function: object, given: Sequence[object], named: dict[str, object]) -> object:
        """The result of a call."""
        match function:
            case Function():
                return self.followed(function, given, named)
            case Class():
                return self.new(function, given, named)
            case Native(name=word, call=run):
                return self._run(
                    word, run, [self, *given] if word in BUILTINS and run is BUILTINS[word] else given, named
                )
            case Library():
                return self.library(function, given, named)
            case Instance():
                method = next(
                    (m for word in ("__call__", "forward") if (m := function.kind.find(word)) is not None), None
                )
                if method is not None:
                    return self.call(method, [function, *given], named)
            case Unknown():
                return Unknown(function.reason, function.line, outside=True)
        message = "a call of something that is no function"
        raise NotUnderstoodError(message)

    def library(self, function: Library, given: Sequence[object], named: dict[str, object]) -> object:
        """The result of a function of a library."""
        word = function.word
        if is_built(word):
            return built(word, given, named, self)
        if word in ("default_rng", "RandomState", "Generator", "PRNGKey", "Random"):
            return Library("numpy.random")
        if word in ("seed", "manual_seed", "set_printoptions", "shuffle", "use", "no_grad", "seterr", "errstate"):
            return None
        if function.path.startswith("jax.random."):
            if word == "split":
                return keys(given)
            given, named = without_key(word, given, named)
        if word in ("vectorize", "jit") and given:
            return given[0]
        if word in ("grad", "value_and_grad") and given and isinstance(given[0], Function | Native):
            return transformed(word, given, named, self)
        if word == "OrderedDict":
            return dict(items_of(given[0])) if given and not isinstance(given[0], dict) else dict(*given)
        if word == "apply_along_axis" and len(given) == 3 and given[1] == len(getattr(given[2], "shape", ())) - 1:
            return Array.of([self.call(given[0], [row], {}) for row in items_of(given[2])])
        if word == "ArgumentParser":
            return options(self)
        if word in CHOICES:
            self.draws += 1
            return chosen(word, given, named, self.draws - 1)
        if word not in FUNCTIONS:
            return Unknown(f"'{word}' is not a function that is understood", outside=True)
        if word in ("vander", "sum") and given and isinstance(given[0], list) and not given[0]:
            return 0
        return self._of_library(word, given, named)

    def _of_library(self, word: str, given: Sequence[object], named: dict[str, object]) -> object:
        target = named.get("out")
        kept = {key: value for key, value in named.items() if key not in IGNORED and key != "out"}
        for value in (*given, *kept.values()):
            if isinstance(value, Unknown):
                return value
        self.drawn(*given)
        self.pay(*given)
        result = self._run(word, FUNCTIONS[word], given, kept)
        if isinstance(target, Array):
            self.changed(target, result)
            return target
        return result

    def _run(self, word: str, run: Callable[..., object], given: Sequence[object], named: dict[str, object]) -> Any:
        self.recorder.loss_of_library |= word in LOSSES
        try:
            return run(*given, **named)
        except ExpressionError:
            raise
        except (TypeError, AttributeError, ValueError, IndexError, KeyError):
            message = f"'{word}' with these arguments is not understood"
            raise NotUnderstoodError(message) from None

    def method(self, owner: Any, word: str, given: Sequence[Any], named: dict[str, object]) -> Any:
        """The result of a method of an array; one that ends in an underscore changes the array."""
        if word == "backward":
            return backward(owner, self.recorder, self.slot("", "loss"))
        if word in ("item", "tolist") and isinstance(owner, Array) and word == "tolist":
            return owner.nested()
        if word in ("zero_", "zero_grad", "retain_grad", "register_hook"):
            if word.startswith("zero_"):
                self.recorder.forget_gradients(owner)
            if word == "zero_" and isinstance(owner, Array):
                owner.fill([0] * len(owner.cells))
            return owner
        if word == "size" and isinstance(owner, Array):
            return owner.shape[given[0]] if given else owner.shape
        if word == "dim" and isinstance(owner, Array):
            return len(owner.shape)
        if word == "fill" and isinstance(owner, Array):
            owner.fill(list(given) * len(owner.cells))
            return None
        plain = word.removesuffix("_") if word not in FUNCTIONS else word
        if plain not in FUNCTIONS:
            if isinstance(owner, Array) and not given and not named:
                return Unknown(f"'.{word}' is not followed")
            message = f"'{word}' is not a function that is understood"
            raise NotUnderstoodError(message)
        if plain in ("normal", "uniform", "random", "fill", "copy", "add", "sub") and plain != word:
            alpha = named.pop("alpha", 1)
            given = [*given[:-1], combined(ast.Mult, alpha, given[-1])] if given and alpha != 1 else given
        result = given[0] if word == "copy_" and given else self._of_library(plain, [owner, *given], named)
        if plain != word and isinstance(owner, Array):
            self.changed(owner, result)
            return owner
        return result

    @abstractmethod
    def changed(self, array: Array, value: object) -> None:
        """Write other numbers into an array."""
