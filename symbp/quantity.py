"""The quantity that a line is about, as its name says it.

A derivation knows its lines by their names. A name has this grammar, and nothing else takes it apart::

    name       = plain | derivative
    plain      = word ["_new"] ["[" sample "]"] ["@" iteration]
    derivative = "d" plain "/d" plain ["@" iteration]

A word is that of something given (``w1``, ``x1``), or a letter with the unit that it belongs to
(``in_h1``, ``out_o1``). Samples and iterations count from 1, and the first iteration is not written.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

_UPDATED = "_new"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a derivation, such as the net input of a unit or the derivative of the loss by it.

    Attributes:
        word: what it is called, without all that follows; "" for a derivative.
        updated: whether it is the value behind an update.
        sample: the sample that it belongs to; 0 where it belongs to all.
        iteration: the iteration of training.
        of: for a derivative, what is differentiated.
        wrt: for a derivative, by what.

    >>> Quantity.named("dL/dout_h1[2]@3").wrt
    Quantity(word='out_h1', updated=False, sample=2, iteration=3, of=None, wrt=None)
    >>> Quantity.named("w1_new@2").word, str(Quantity("w1", updated=True, iteration=2))
    ('w1', 'w1_new@2')
    """

    word: str = ""
    updated: bool = False
    sample: int = 0
    iteration: int = 1
    of: Quantity | None = None
    wrt: Quantity | None = None

    @staticmethod
    def named(name: str) -> Quantity:
        """The quantity that a name of a line stands for.

        >>> Quantity.named("in_h1").letter, Quantity.named("in_h1").unit, Quantity.named("L").unit
        ('in', 'h1', '')
        """
        return _named(name)

    def __str__(self) -> str:
        later = f"@{self.iteration}" if self.iteration > 1 else ""
        if self.of is not None and self.wrt is not None:
            return f"d{self.of.at(1)}/d{self.wrt.at(1)}{later}"
        return f"{self.word}{_UPDATED if self.updated else ''}{f'[{self.sample}]' if self.sample else ''}{later}"

    @property
    def letter(self) -> str:
        """The part before the unit: ``in`` of ``in_h1``."""
        return self.word.partition("_")[0]

    @property
    def unit(self) -> str:
        """The unit that it belongs to: ``h1`` of ``in_h1``; "" where its name has none."""
        return self.word.partition("_")[2]

    @property
    def subject(self) -> str:
        """The word of what it is about: of a derivative, by what; of an updated value, what is updated.

        >>> [Quantity.named(name).subject for name in ("dL/dw1@2", "w1_new", "w1", "dL/din_h1[3]")]
        ['w1', 'w1', 'w1', 'in_h1']
        """
        return self.word if self.wrt is None else self.wrt.word

    @property
    def is_gradient(self) -> bool:
        """Whether it is a derivative of the loss, of all samples or of one."""
        return self.of is not None and self.of.word == "L"

    @property
    def is_share(self) -> bool:
        """Whether it is a derivative of the loss of one sample."""
        return self.is_gradient and bool(self.of and self.of.sample)

    @property
    def of_sample(self) -> int:
        """The sample that it belongs to, a derivative by what it is of or by; 0 where it belongs to all.

        >>> [Quantity.named(name).of_sample for name in ("in_h1[2]", "dL/din_h1[2]", "dL[2]/dw1", "dL/dw1")]
        [2, 2, 2, 0]
        """
        return self.sample or next((part.sample for part in (self.of, self.wrt) if part and part.sample), 0)

    @property
    def where(self) -> str:
        """Its sample and its iteration, as they stand in its name.

        >>> Quantity.named("dout_h1[2]/din_h1[2]@3").where, Quantity.named("w1").where
        ('[2]@3', '')
        """
        return str(Quantity("", sample=self.of_sample, iteration=self.iteration))

    @property
    def plain(self) -> Quantity:
        """The same without its sample and its iteration.

        >>> str(Quantity.named("dL/dout_h1[2]@3").plain)
        'dL/dout_h1'
        """
        parts = [None if part is None else part.plain for part in (self.of, self.wrt)]
        return Quantity(self.word, self.updated, of=parts[0], wrt=parts[1])

    @property
    def before(self) -> Quantity:
        """The same one iteration, or one update, earlier; itself where there is none.

        >>> [str(Quantity.named(name).before) for name in ("in_h1@3", "w1_new@2", "w1_new", "w1")]
        ['in_h1@2', 'w1_new', 'w1', 'w1']
        """
        return replace(self, updated=False) if self.updated and self.iteration < 2 else self.at(self.iteration - 1)

    def about(self, subject: str) -> Quantity:
        """The same of another parameter: an update or a value of it, or a derivative by it.

        >>> str(Quantity.named("dL/dw1[2]").about("w_x1h1")), str(Quantity.named("w1_new").about("w_x1h1"))
        ('dL/dw_x1h1[2]', 'w_x1h1_new')
        """
        if self.wrt is not None:
            return replace(self, wrt=self.wrt.about(subject))
        return replace(self, word=subject)

    def at(self, iteration: int) -> Quantity:
        """The same in another iteration; in the first where there is none so early."""
        iteration = max(iteration, 1)
        parts = [None if part is None else part.at(iteration) for part in (self.of, self.wrt)]
        return replace(self, iteration=iteration, of=parts[0], wrt=parts[1])


def gradient_of(name: str, sample: int = 0) -> str:
    """The name of the derivative of the loss, or of the loss of a sample, by a quantity.

    >>> gradient_of("w1"), gradient_of("out_h1[2]@3"), gradient_of("w1@2", sample=1)
    ('dL/dw1', 'dL/dout_h1[2]@3', 'dL[1]/dw1@2')
    """
    wrt = Quantity.named(name)
    return str(Quantity(iteration=wrt.iteration, of=Quantity("L", sample=sample), wrt=wrt))


def updated_name(carried: str, updates: int) -> str:
    """The name of what is carried from one iteration to the next, after so many updates.

    >>> [updated_name("w1", updates) for updates in (0, 1, 2)]
    ['w1', 'w1_new', 'w1_new@2']
    """
    return carried if updates < 1 else str(Quantity(carried, updated=True, iteration=updates))


@functools.lru_cache(1 << 16)
def _named(name: str) -> Quantity:
    rest, _, later = name.partition("@")
    iteration = int(later) if later.isdecimal() else 1
    above, slash, below = rest.partition("/d")
    if slash and above.startswith("d"):
        parts = [_named(part).at(iteration) for part in (above[1:], below)]
        return Quantity(iteration=iteration, of=parts[0], wrt=parts[1])
    word, bracket, sample = rest.rstrip("]").partition("[")
    updated = word.endswith(_UPDATED)
    return Quantity(
        word.removesuffix(_UPDATED), updated, int(sample) if bracket and sample.isdecimal() else 0, iteration
    )
