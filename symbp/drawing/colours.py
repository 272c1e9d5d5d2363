"""The colours of the kinds of lines, the same in spreadsheets and drawings."""

from __future__ import annotations

from collections.abc import Mapping

from symbp.steps import Kind, Role

COLOURS: Mapping[str, str] = {
    Kind.GIVEN: "#FFF7CC",
    Role.INPUT: "#FFF7CC",
    Role.TARGET: "#FFF7CC",
    Role.WEIGHT: "#FFF2B0",
    Role.BIAS: "#FFF2B0",
    Role.FIXED: "#FFF2B0",
    Kind.PRE: "#DCE9F8",
    Kind.ACT: "#DDF1DD",
    Kind.LOSS: "#F9DEDC",
    Kind.SLOPE: "#ECECEC",
    Kind.ADJOINT: "#FCE6CF",
    Kind.GRADIENT: "#E7DDF3",
    Kind.UPDATE: "#D6F0EF",
}
