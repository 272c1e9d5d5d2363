"""Plain text: ``dL/dw1 = -0.0084``, ``out_h1: 0.5622``; ``#`` begins a remark."""

from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text

TEXT = Container("plain", (".txt", ".text", ""), blocks_of_text)
