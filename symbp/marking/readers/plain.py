"""Plain lines: ``dL/dw1 = -0.0084``, ``out_h1: 0.5622``; ``#`` begins a remark.

A line "round 2" or "sample 3" holds for what is below it.
"""

from symbp.marking.readers.base import Reader
from symbp.marking.reading.document import entries_of_text

PLAIN = Reader("plain", (".txt", ".tex", ".rst", ""), entries_of_text)
