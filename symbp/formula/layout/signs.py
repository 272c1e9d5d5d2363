"""Letters and signs of mathematics, and the LaTeX of each."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
GREEK: Mapping[str, str] = dict(
    alpha="α",
    beta="β",
    gamma="γ",
    delta="δ",
    epsilon="ε",
    zeta="ζ",
    eta="η",
    theta="θ",
    iota="ι",
    kappa="κ",
    mu="μ",
    nu="ν",
    xi="ξ",
    omicron="ο",
    pi="π",
    rho="ρ",
    sigma="σ",
    tau="τ",
    upsilon="υ",
    phi="φ",
    chi="χ",
    psi="ψ",
    omega="ω",
    **{"lambda": "λ"},
)
# fmt: on
"""The names of the Greek letters."""

_OWN_CAPITALS = ("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega")
LETTERS: Mapping[str, str] = {
    **{name: letter for name, letter in GREEK.items() if name != "omicron"},
    **{name: GREEK[name.lower()].upper() for name in _OWN_CAPITALS},
    "varsigma": "ς",
    "ell": "ℓ",
}
"""Commands of LaTeX that are letters."""

COMMANDS: Mapping[str, str] = {letter: f"\\{name}" for name, letter in LETTERS.items()} | {"ο": "o"}
"""Letters that LaTeX has a command for."""

# Capitals that look like Latin ones have no command of their own.
LOOK_ALIKE: Mapping[str, str] = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX", strict=True))

VARIANTS: Mapping[str, str] = {"varepsilon": "ε", "vartheta": "θ", "varphi": "φ", "varrho": "ρ"}
"""Commands that are read as the letter itself."""

SIGNS: Mapping[str, str] = {
    "partial": "∂",
    "sum": "∑",
    "prod": "∏",
    "cdot": "·",
    "times": "×",
    "circ": "∘",
    "oslash": "⊘",
    "pm": "±",
    "top": "⊤",
    "infty": "∞",
    "nabla": "∇",
    "ge": "≥",
    "le": "≤",
    "ne": "≠",
    "approx": "≈",
    "equiv": "≡",
    "in": "∈",
    "to": "→",
    "mapsto": "↦",
    "ldots": "…",
    "cdots": "⋯",
    "vdots": "⋮",
    "{": "{",
    "}": "}",
    "%": "%",
    "#": "#",
    "&": "&",
    "$": "$",
    "_": "_",
}
"""Commands that are signs."""

SYNONYMS: Mapping[str, str] = {
    "geq": "≥",
    "leq": "≤",
    "neq": "≠",
    "rightarrow": "→",
    "odot": "⊙",
    "dots": "…",
    "mid": "|",
    "lvert": "|",
    "rvert": "|",
}
"""Other commands for signs, which are read."""

ALONE = "∂∑∏∞⊤∇…⋯⋮()[]{}'!?.%#&$_@"
"""Signs that stand between no two things: no space is kept for them."""

PLAIN = "+=<>()[]|/,;:!?.*'@"
"""Signs that stand in LaTeX as they are; minus is one, too."""

FUNCTIONS = ("ln", "log", "exp", "max", "min", "tanh", "sin", "cos", "tan", "cosh", "sinh", "arg", "det", "lim")
"""Functions that LaTeX has a command for."""

SPACES: Mapping[str, int] = {",": 3, ":": 4, ";": 5, " ": 6, "quad": 18, "qquad": 36}
"""Spaces, in eighteenths of an em."""

ACCENTS: Mapping[str, str] = {
    "hat": "\N{COMBINING CIRCUMFLEX ACCENT}",
    "bar": "\N{COMBINING MACRON}",
    "tilde": "\N{COMBINING TILDE}",
    "dot": "\N{COMBINING DOT ABOVE}",
}
"""Marks above a letter."""

BRACKETS = ("(", ")", "[", "]", "{", "}", "|", "")
"""Signs behind ``\\left`` and ``\\right``; nothing is written as a full stop."""

SIZES: Mapping[str, float] = {"big": 1.2, "Big": 1.8}
"""Sizes of brackets that do not follow what they enclose."""
