"""Candidates for a name before a sign: ``Gradient of w1: dw1``, "对 h1 有 delta_h1", "the output of h1"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from symbp.limits import LONGEST_STATED_NAME
from symbp.marking.expression import KNOWN_FUNCTIONS
from symbp.reading.definitions import Definition
from symbp.reading.languages import Sense, roles_in, words

MOST_CUTS = 24
FORMS: Mapping[Sense, tuple[str, ...]] = {
    Sense.NET: ("net_{}",),
    Sense.OUT: ("out_{}",),
    Sense.LOSS: ("L",),
    Sense.SHARE: ("E_{}", "L", "err_{}"),
    Sense.ERROR: ("err_{}",),
    Sense.BACK: ("dL/dout_{}",),
    Sense.SLOPE: ("slope_{}",),
    Sense.DELTA: ("delta_{}",),
    Sense.GRADIENT: ("grad_{}", "delta_{}", "dL/dout_{}"),
    Sense.STEP: ("step_{}",),
    Sense.NEW: ("{}_new",),
    Sense.OLD: ("{}",),
    Sense.TARGET: ("target_{}",),
    Sense.INPUT: ("{}",),
    Sense.RATE: ("eta",),
}
"""How a quantity of a role is called, by what it belongs to."""
_PARAMETERS: Mapping[Sense, str] = {Sense.BIAS: "bias", Sense.WEIGHT: "weight"}
"""What a parameter is called in front of its own name, or of the unit that it belongs to."""
_OF_PARAMETERS = frozenset({Sense.GRADIENT, Sense.STEP, Sense.NEW, Sense.OLD, Sense.LOSS})
"""What a parameter can have said about it: its gradient, that of the loss."""

_CUT = re.compile(r"[\s:：,，。;；)）]+|(?<=[\u2e80-\uffdc])(?=[\x21-\x7e\u0370-\u03ff∂])|(?<=\*\*)")
_COUNTED_ITEM = re.compile(r"\(?+(?:[A-Za-z]|[ivx]{2,4}|\d{1,2})[.)]\s++(?:\(?+[A-Za-z][.)]\s++)?+")
_BARE = re.compile(r"[A-Za-z]{1,2}\d{0,3}")
_LOSSES = frozenset("ELJC")
_FUNCTIONS = frozenset({*KNOWN_FUNCTIONS, "ln", "lg", "sin", "cos", "tan", "σ", "max", "min"})
_OPERATORS = frozenset("-−+*/^=·×")
_WHOLE_WORD = re.compile(
    r"[A-Za-z\u0370-\u03ff][A-Za-z0-9_\u0370-\u03ff]*+(?:[_^]\{?[\w,]++\}?)*+|(?<![\d.])\d{1,2}(?![\d.])"
)


def names_in(left: str) -> Iterator[str]:
    """Texts that may be the name of a quantity, the likeliest first.

    Args:
        left: what stands before a sign.

    >>> list(names_in("Gradient of w1: dw1"))[:3]
    ['Gradient of w1: dw1', 'of w1: dw1', 'w1: dw1']
    """
    number = _COUNTED_ITEM.match(left) if len(left) <= LONGEST_STATED_NAME else None
    if number is not None:
        yield left[number.end() :]
    yield left
    if len(left) > LONGEST_STATED_NAME:
        return
    for n, cut in enumerate(_CUT.finditer(left)):
        if n >= MOST_CUTS:
            break
        tail = left[cut.end() :].strip(" *`")
        before = left[: cut.start()].split()
        # "Error to h" is not about h alone: a bare word behind a preposition is what something belongs to, as is any
        # word behind one that says what of it: "delta of the output".
        word = _BARE.fullmatch(tail) is not None or (tail.isalpha() and bool(roles_in(left[: cut.start()])[0]))
        owner = bool(before) and before[-1].lower() in words("fillers") and word
        # And "ln p" is about no p.
        owner |= bool(before) and before[-1].lower() in _FUNCTIONS
        # Nor is a part of a formula a name: "o1 - y1".
        part = bool(before) and (before[-1][-1] in _OPERATORS or tail[:1] in _OPERATORS)
        if tail and cut.start() and tail != left and not owner and not part and _is_whole(tail):
            yield tail


def _is_whole(tail: str) -> bool:
    """Whether all brackets of a tail are closed and opened in it: a part of a fraction is no name."""
    return all(tail.count(one) == tail.count(other) for one, other in ("{}", "()", "[]"))


@lru_cache(4096)
def described(text: str) -> tuple[str, ...]:
    """Names for what words describe, as ``grad_w5`` for "Gradient of w5"; none where they describe nothing.

    >>> described("Gradient of w5")[0], described("w5的梯度")[0], described("Total error"), described("Step 2")
    ('grad_w5', 'grad_w5', ('L',), ('step_2',))
    >>> described("bias of h1"), described("weight w1"), described("gradient of the bias of the output")[0]
    (('bias_h1',), ('weight_w1',), 'grad_bias_output')
    """
    if len(text) > LONGEST_STATED_NAME:
        return ()
    said, rest = roles_in(text)
    roles = [role for role in said if role in FORMS]
    owners = list(_owners(rest))
    names: dict[str, None] = dict.fromkeys(_of_parameters(said, owners))
    if not owners and Sense.OUT in roles and said[0] is not Sense.OUT:
        # The output of a network with one is a unit too: "delta of the output".
        owners = ["output"]
        roles.remove(Sense.OUT)
    owners = [word for word in owners if len(owners) == 1 or word not in _LOSSES]
    if len({word for word in owners if word.lower() not in words("fillers")}) > 1 and Sense.GRADIENT not in roles:
        return ()
    # A unit may be called o, which in another language is an article.
    owners.sort(key=lambda word: (word.isdigit(), word.lower() in words("fillers")))
    # The more is said of what a quantity is, the further back the head word stands: "error at the output".
    for role in roles:
        for form in FORMS[role]:
            if "{}" in form:
                names |= dict.fromkeys(form.format(owner) for owner in owners[:4])
            elif not owners or role is not Sense.SHARE:
                names[form] = None
    return tuple(names)


def _of_parameters(said: Sequence[Sense], owners: Sequence[str]) -> Iterator[str]:
    """Names for what words say of a parameter: "bias of h1", "gradient of the weight w5", "new bias of the output"."""
    roles = [role for role in said if role not in _PARAMETERS and role is not Sense.OUT]
    if not _OF_PARAMETERS.issuperset(roles):
        return
    for kind in (_PARAMETERS[role] for role in said if role in _PARAMETERS):
        for owner in owners[:4] or (["output"] if Sense.OUT in said else [""]):
            name = f"{kind}_{owner}".rstrip("_")
            yield from (form.format(name) for role in roles or [Sense.OLD] for form in FORMS[role] if "{}" in form)


def defined(definition: Definition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names that a sentence defines, each with what it may stand for.

    >>> list(defined(Definition(("z1", "z2"), "the net inputs of h1 and h2")))
    [('z1', ('net_h1',)), ('z2', ('net_h2',))]
    """
    said, _ = roles_in(definition.what[:LONGEST_STATED_NAME])
    roles = [role for role in said if role in FORMS]
    owners = [word for word in belongs_to(definition.what) if word.lower() not in words("fillers")]
    if not said or len(owners) != len(definition.names) or set(owners) & set(definition.names):
        return
    for name, owner in zip(definition.names, owners, strict=True):
        forms = (
            *_of_parameters(said, [owner]),
            *(form.format(owner) for role in roles for form in FORMS[role] if "{}" in form),
        )
        if forms:
            yield name, forms


def belongs_to(text: str) -> tuple[str, ...]:
    """The words in a description that can be what the quantity belongs to, in their order.

    >>> belongs_to("Loss of o to h1")
    ('o', 'h1')
    """
    return tuple(dict.fromkeys(_owners(roles_in(text)[1]))) if len(text) <= LONGEST_STATED_NAME else ()


def _owners(rest: str) -> Iterator[str]:
    """The words that can be what a quantity belongs to: a unit, a weight."""
    for match in _WHOLE_WORD.finditer(rest):
        word = match.group().strip("_")
        if len(word) < 12 and (any(map(str.isdigit, word)) or len(word) == 1 or "_" in word):
            yield word
