"""z and a, as most textbooks have them, with the names of the assignment."""

from symbp.notation.courses.base import Notation

Z_A = Notation("z-a", "z and a", pre="z", act="a")
