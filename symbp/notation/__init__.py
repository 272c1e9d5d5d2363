r"""Names as mathematics: ``in_h1[2]`` becomes ``\mathit{in}_{h_1}^{[2]}``."""

from symbp.notation.courses import NOTATIONS, LayerLetters, Notation, notation
from symbp.notation.spelling import Spelling, letter, spell, word

__all__ = ["NOTATIONS", "LayerLetters", "Notation", "Spelling", "letter", "notation", "spell", "word"]
