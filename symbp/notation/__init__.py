r"""Names as mathematics: ``in_h1[2]`` becomes ``\mathit{in}_{h_1}^{[2]}``."""

from symbp.notation.courses import Indexing, LayerLetters, Notation, notations
from symbp.notation.spelling import Spelling, letter, spell, word

__all__ = ["Indexing", "LayerLetters", "Notation", "Spelling", "letter", "notations", "spell", "word"]
