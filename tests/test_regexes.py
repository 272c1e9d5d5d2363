"""Every regular expression of the package is linear: timed with adversarial strings of 100 KB, made from its own tree.

The strings are what makes a matcher go back: the beginning of a match, one of its repetitions pumped up, and a tail
that does not fit; and, for a search, many beginnings of matches one after the other.
"""

import ast
import collections
import functools
import gc
import importlib
import itertools
import re
import signal
import time
from collections.abc import Iterator
from re import _constants as op, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from conftest import HERE

pytestmark = pytest.mark.long

ROOT = HERE.parent
SIZE = 100_000
CAP = 1.0
"""Seconds of CPU that one call may take at most, at 100 KB."""
GROWTH = 3.0
"""What is linear takes twice the time for twice the text, what is quadratic four times."""
NOTICED = 0.2
"""Seconds from which on the growth is looked at: below, a clock tells nothing."""
MOST_STRINGS = 120
FUNCTIONS = ("compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
METHODS = FUNCTIONS[1:]
PROBES = "a0 _'{}()[]\\^/*.,=|-+eE\"#:~\n\t@xXdL\u2202\u00b9\u00e9!<>$&"
TAILS = ("", "\0", "}", " ", "a", "!", "0", "\n", "'")


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "symbp").rglob("*.py")):
        if path.name != "__main__.py":
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), ast.parse(path.read_text("utf-8"))


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=attr)) if attr in FUNCTIONS:
                yield attr, node


def _flags(call: ast.Call) -> int:
    names = [node.attr for keyword in call.keywords for node in ast.walk(keyword) if isinstance(node, ast.Attribute)]
    names += [node.attr for given in call.args[1:] for node in ast.walk(given) if isinstance(node, ast.Attribute)]
    return functools.reduce(int.__or__, (int(getattr(re, name)) for name in names if name.isupper()), 0)


def _held(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The compiled expressions in a module's variable, those in tables included."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 3:
        yield from _held(tuple(value.values()), depth + 1)
    elif isinstance(value, tuple | list | set | frozenset) and depth < 3 and len(value) < 500:
        for each in value:
            yield from _held(each, depth + 1)


def _uses(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Which method is asked of which name."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(name), attr=method) if method in METHODS:
                yield name, method


@functools.cache
def expressions() -> dict[tuple[str, int], frozenset[str]]:
    """Every expression with its flags, and the methods that are asked of it."""
    trees = dict(_modules())
    asked: dict[str, set[str]] = {}
    for name, method in itertools.chain.from_iterable(map(_uses, trees.values())):
        asked.setdefault(name, set()).add(method)
    found: dict[tuple[str, int], set[str]] = {}
    for module, tree in trees.items():
        for name, value in vars(importlib.import_module(module)).items():
            for pattern in _held(value):
                alone = isinstance(value, re.Pattern) and name in asked
                methods = asked[name] if alone else {"match", "fullmatch"}
                # One over bytes goes the same way over the letters of Latin-1.
                text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
                found.setdefault((text, pattern.flags & ~re.UNICODE), set()).update(methods)
        for method, call in _calls(tree):
            match call.args[0]:
                case ast.Constant(str(text)) if method != "compile":
                    flags = re.compile(text, _flags(call)).flags & ~re.UNICODE
                    found.setdefault((text, flags), set()).add(method)
    return {key: frozenset(methods) for key, methods in found.items()}


def test_none_is_overlooked():
    """What is asked of ``re`` stands there as a text, is held compiled by a module, or has no operators."""
    overlooked = []
    for module, tree in _modules():
        top = {id(node) for line in tree.body if not isinstance(line, ast.FunctionDef | ast.ClassDef)
               for node in ast.walk(line)}  # fmt: skip
        for method, call in _calls(tree):
            written = call.args[0]
            escaped = isinstance(written, ast.Call) and ast.unparse(written.func) == "re.escape"
            literal = isinstance(written, ast.Constant) and method != "compile"
            if not (id(call) in top or escaped or literal):
                overlooked.append(f"{module}:{call.lineno}")
    assert not overlooked
    assert len(expressions()) > 50


# --- adversarial strings -------------------------------------------------------------------------------------------


def _members(items: Any) -> list[str]:
    """Some characters of a class, of different kinds."""
    # A class is asked itself: what it holds may be ranges, categories, or all but some.
    fits = re.compile(_class_text(items))
    found = [letter for letter in PROBES if fits.fullmatch(letter)]
    low = [chr(value) for kind, value in items if kind is op.LITERAL] + [
        chr(value[0]) for kind, value in items if kind is op.RANGE
    ]
    return list(dict.fromkeys([*found[:3], *low[:2], *found[3:5]]))[:5] or ["a"]


_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _class_text(items: Any) -> str:
    text = ""
    for kind, value in items:
        if kind is op.NEGATE:
            text += "^"
        elif kind is op.LITERAL:
            text += re.escape(chr(value))
        elif kind is op.RANGE:
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif kind is op.CATEGORY:
            text += _CATEGORIES[value]
    return f"[{text}]"


def _samples(tree: Any, most: int = 8) -> list[str]:
    """Some texts that an expression matches, with few repetitions."""
    found = [""]
    for node in tree:
        parts = _samples_of(node, most)
        found = [a + b for a, b in itertools.islice(itertools.product(found, parts), 4 * most)]
        found = list(dict.fromkeys(found))[:most]
    return found


def _samples_of(node: Any, most: int) -> list[str]:
    kind, value = node
    if kind is op.LITERAL:
        return [chr(value)]
    if kind is op.NOT_LITERAL:
        return [letter for letter in "a0 {" if ord(letter) != value][:2]
    if kind is op.ANY:
        return ["a", " ", "<"]
    if kind is op.IN:
        return _members(value)
    if kind is op.BRANCH:
        return list(dict.fromkeys(text for branch in value[1] for text in _samples(branch, 2)))[: 2 * most]
    if kind is op.SUBPATTERN:
        return _samples(value[3], most)
    if kind is op.ATOMIC_GROUP:
        return _samples(value, most)
    if kind in _REPEATS:
        low, _, body = value
        parts = _samples(body, most)
        return list(dict.fromkeys([parts[0] * low, *(part * max(low, 1) for part in parts)]))[:most]
    return [""]


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def _pumps(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Each repetition of an expression: a text that leads to it, and one round of it."""
    for node in tree:
        kind, value = node
        inner = {op.SUBPATTERN: lambda v: [v[3]], op.BRANCH: lambda v: v[1], op.ATOMIC_GROUP: lambda v: [v]}
        if kind in _REPEATS:
            _, high, body = value
            parts = _samples(body)
            if high > 9:
                yield from ((before, part) for part in parts if part)
                yield from ((before, a + b) for a, b in itertools.islice(itertools.permutations(parts, 2), 6))
            yield from _pumps(body, before)
        elif kind in inner:
            for branch in inner[kind](value):
                yield from _pumps(branch, before)
        before += _samples_of(node, 1)[0]


def adversarial(pattern: str, flags: int, size: int) -> Iterator[str]:
    """Texts of about that many characters at which a matcher that goes back goes back far."""
    tree = _parser.parse(pattern, flags)
    made = []
    whole = _samples(tree)
    for before, part in [*_pumps(tree), *(("", text) for text in whole), *(("", text[:-1]) for text in whole)]:
        if part:
            made += [(before, part, tail) for tail in TAILS[:4]]
    made += [("", before + part, tail) for before, part in _pumps(tree) for tail in ("\0", "}")]
    made += [("", letter, tail) for letter in PROBES for tail in ("", "\0")]
    made = list(dict.fromkeys(made))
    for before, part, tail in made[:: max(1, len(made) // MOST_STRINGS)]:
        yield before + part * ((size - len(before) - len(tail)) // len(part)) + tail


def _spent(pattern: re.Pattern[str], method: str, text: str) -> float:
    """Seconds of CPU, at most the cap: the matcher of Python looks for signals on its way."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    gc.disable()
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, CAP)
    try:
        if method in ("sub", "subn"):
            getattr(pattern, method)("", text)
        elif method == "finditer":
            collections.deque(pattern.finditer(text), maxlen=0)
        else:
            getattr(pattern, method)(text)
    except TimeoutError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.enable()
        signal.signal(signal.SIGPROF, before)
    return time.process_time() - begun


def slow(pattern: str, flags: int, methods: frozenset[str]) -> list[str]:
    """What is too slow about an expression: the method and the beginning of a text."""
    compiled = re.compile(pattern, flags)
    for size in (40, 4_000, SIZE):
        for text in adversarial(pattern, flags, size):
            for method in sorted(methods):
                spent = _spent(compiled, method, text)
                half = text[: len(text) // 4] + text[-len(text) // 4 :]
                if spent > CAP or (spent > NOTICED and min(_spent(compiled, method, text), spent)
                                   > GROWTH * max(_spent(compiled, method, half), NOTICED / 4)):  # fmt: skip
                    return [f"{method} of {size} characters, {text[:40]!r} … {text[-5:]!r}: {spent:.2f} s"]
    return []


@pytest.mark.thin(3)
@pytest.mark.long
@pytest.mark.parametrize(("pattern", "flags"), sorted(expressions()), ids=lambda value: ascii(value)[:50])
def test_it_is_linear(pattern, flags):
    assert not slow(pattern, flags, expressions()[pattern, flags])


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:a|'+)*!",
        r"(?:[^{}]|\{[^{}]*\}|\{\})*\}!",
        r"(?:[\w-]+\s*\.){50}",
        r"\s+$",
        r"[a-z]*[a-z0-9]*!",
        r"<%.*?%>",
    ],
)
def test_one_that_is_not_is_noticed(pattern):
    """The strings find what they are made for: exponential and quadratic growth."""
    assert slow(pattern, 0, frozenset({"search"}))


@pytest.mark.parametrize("pattern", [r"(?:a|'++)*+!", r"[\w-]{1,60}+\.", r"(?<!\s)\s++$", r"[^<]*+<"])
def test_one_that_is_linear_is_left_alone(pattern):
    assert not slow(pattern, 0, frozenset({"match"}))
