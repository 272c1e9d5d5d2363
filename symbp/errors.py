"""All errors, and whose fault each is.

Every exception that leaves symbp is a :class:`SymbpError`; its message is one sentence that
names the place, what was expected and the nearest right word. The command line prints that
sentence and ends with exit code 2; nobody ever sees a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction


class SymbpError(Exception):
    """Base class of all errors raised by symbp."""


class SpecError(SymbpError, ValueError):
    """The assignment cannot be read: its author has to change the named place."""


class UnknownNameError(SymbpError, KeyError):
    """A name was asked for that does not exist: the caller has to pick another one."""

    def __str__(self) -> str:
        # KeyError prints the repr of its argument, which would put our sentence in quotes.
        return str(self.args[0])


class FormulaError(SymbpError, ValueError):
    """A formula of a sentence or a template cannot be read: its author has to change it."""


class MissingProgramError(SymbpError):
    """A program or library that an output needs is not installed: the message says how to get it."""


class OutputError(SymbpError, OSError):
    """A file cannot be written where it was asked for."""


class TemplateError(SymbpError):
    """A template of a user's own cannot be used: its author has to change the named place."""


class PluginError(SymbpError):
    """A plug-in cannot be used: its author has to change it, or whoever installed it takes it away."""


class DerivationError(SymbpError):
    """A list of lines breaks its own rules: a fault in symbp, never in an assignment."""


class PrecisionError(SymbpError, ArithmeticError):
    """A value cannot be decided or proven within the precision limit."""


def at_most(count: float | Fraction, most: int, sentence: str, error: type[Exception] = SymbpError) -> None:
    """Refuse what goes beyond a limit.

    Args:
        count: how much there is.
        most: the limit.
        sentence: what is said, with {} for the limit.
        error: of which class it is.

    Raises:
        Exception: there is more; of the class asked for.

    >>> at_most(5, 4, "a table of more than {} rows", ValueError)
    Traceback (most recent call last):
    ...
    ValueError: a table of more than 4 rows
    """
    if count > most:
        raise error(sentence.format(most))


LONGEST_WORD = 60
"""How much of a wrong word is compared and repeated."""


_MEANT = {
    **dict.fromkeys(("linear", "none", "id"), ("identity",)),
    **dict.fromkeys(("logistic", "expit", "sigm"), ("sigmoid",)),
    **dict.fromkeys(("mse", "l2", "mean-squares", "mseloss"), ("mean-squared-error", "squared-error")),
    **dict.fromkeys(("sse", "sum-of-squares"), ("sum-squared-error",)),
    **dict.fromkeys(("mae", "l1", "l1loss"), ("absolute-error",)),
    **dict.fromkeys(("bce", "log-loss", "bceloss"), ("binary-cross-entropy",)),
    "bcewithlogitsloss": ("binary-cross-entropy-with-logits",),
    **dict.fromkeys(("ce", "nll", "categorical-cross-entropy"), ("cross-entropy",)),
    "crossentropyloss": ("softmax-cross-entropy",),
    **dict.fromkeys(("learning-rate", "lr", "eta", "alpha", "rate", "step", "stepsize"), ("learning_rate", "eta")),
    **dict.fromkeys(("epochs", "epoch", "rounds", "steps"), ("iterations",)),
    **dict.fromkeys(("optim", "method", "algorithm"), ("optimizer",)),
    **dict.fromkeys(("activations", "function"), ("activation",)),
    **dict.fromkeys(("inputs", "input"), ("x",)),
    **dict.fromkeys(("outputs", "output", "labels"), ("y",)),
    **dict.fromkeys(("weights", "edges"), ("connections",)),
    **dict.fromkeys(("places", "digits"), ("decimals",)),
    "swish": ("silu",),
    "hardsigmoid": ("hard-sigmoid",),
    "logcosh": ("log-cosh",),
    **dict.fromkeys(("kl", "kldivloss", "kl-div", "kullback-leibler"), ("kl-divergence",)),
    "focal-loss": ("focal",),
    **dict.fromkeys(("l2-regularization", "ridge"), ("weight-decay",)),
    **dict.fromkeys(("markdown", "mkd"), ("md",)),
    **dict.fromkeys(("txt", "plain", "terminal"), ("text", "unicode")),
    **dict.fromkeys(("word", "doc"), ("docx",)),
    **dict.fromkeys(("excel", "xls", "spreadsheet"), ("xlsx",)),
    **dict.fromkeys(("notebook", "jupyter"), ("ipynb", "notebook")),
    "typst": ("typ",),
    "md": ("markdown",),
    "typ": ("typst",),
    "tex": ("latex",),
    **dict.fromkeys(("htm", "web"), ("html",)),
    **dict.fromkeys(("pytorch", "py-torch"), ("torch",)),
    **dict.fromkeys(("js", "node"), ("javascript",)),
    **dict.fromkeys(("py", "python3"), ("python",)),
    **dict.fromkeys(("matlab", "m"), ("octave",)),
    "np": ("numpy",),
    "jl": ("julia",),
    "rs": ("rust",),
    "graphviz": ("dot",),
}
"""Names of other programs and books, and the names here."""

_ANOTHER = frozenset({"celu", "mish", "selu"})
"""Names of something else than the name that is spelt like them."""
_ANOTHER_NUMBER = 0.4
"""How much is the same of two names of one letter with different numbers."""
_ONE_LETTER = 1.5
"""As much is the same where one letter is, and not two; a ratio is not exact."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest right word, as the end of a sentence; all of them if they are few.

    >>> did_you_mean("sigmod", ["identity", "sigmoid", "tanh"])
    "Did you mean 'sigmoid'? Known: identity, sigmoid, tanh."
    >>> did_you_mean("w_9", [f"w{i}" for i in range(1, 40)])
    "Did you mean 'w9'?"
    >>> did_you_mean("learning rate", ["learning_rate", "iterations"])
    "Did you mean 'learning_rate'? Known: iterations, learning_rate."
    >>> did_you_mean("selu", ["relu", "tanh"]), did_you_mean("lam", ["a", "w"]), did_you_mean("x", [])
    ('Known: relu, tanh.', 'Known: a, w.', 'There are none.')
    """
    names = sorted(known)
    if not names:
        return "There are none."
    word = word[:LONGEST_WORD]
    spoken = "-".join(word.casefold().replace("_", " ").split())
    best = next((name for name in _MEANT.get(spoken, ()) if name in names), "")
    if not best and spoken not in _ANOTHER:
        best = nearest(word, names)
    guess = f"Did you mean '{best}'?" if best else ""
    listing = f"Known: {', '.join(names)}." if len(names) <= 16 else ""
    if not (guess or listing):
        listing = f"Known: {', '.join(names[:8])}, … ({len(names)} in all)."
    return " ".join(part for part in (guess, listing) if part)


def nearest(word: str, names: Iterable[str], likeness: float = 0.5) -> str:
    """The name that is spelt most like a word; "" where none is near, or no more than one letter is in both.

    A name that only has another number, w1 for w9, is near too.

    Args:
        word: what was written.
        names: the right ones.
        likeness: how much of both has to be the same.

    >>> nearest("sigmod", ["tanh", "sigmoid"]), nearest("ww", ["v", "w"]), nearest("w9", ["h1", "w1"])
    ('sigmoid', 'w', 'w1')
    >>> nearest("lam", ["a"]), nearest("L2", ["L"])
    ('', '')
    """
    import difflib

    written = word.casefold()
    matcher = difflib.SequenceMatcher(b=written)
    best, closeness = "", _ANOTHER_NUMBER
    for name in names:
        right = name.casefold()
        matcher.set_seq1(right)
        # The two quick ratios are bounds from above: most names need no closer look.
        if matcher.real_quick_ratio() > closeness and matcher.quick_ratio() > closeness:
            ratio = matcher.ratio()
            shared = ratio * (len(written) + len(right)) / 2
            same = set(written) == set(right) or (shared > _ONE_LETTER and ratio > likeness)
            if ratio > closeness and (same or _stem(written) == _stem(right)):
                best, closeness = name, ratio
    return best


def _stem(word: str) -> str:
    """A word with a sign in the place of each digit."""
    return "".join("#" if letter.isdecimal() else letter for letter in word)
