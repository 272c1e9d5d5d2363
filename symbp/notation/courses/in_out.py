"""Net input and output by their words: in and out."""

from symbp.notation.courses.base import Notation

IN_OUT = Notation("in-out", "in and out", pre="in", act="out")
