"""How each format writes plain text, so that nothing in it is read as markup."""

from __future__ import annotations

import re

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "\N{MINUS SIGN}": "-",
    "…": r"\ldots{}",
    "\N{EM SPACE}": r"\quad{}",
}
_TEX_MATHEMATICS = {
    "≈": "approx", "∂": "partial", "∇": "nabla", "≤": "le", "≥": "ge", "≠": "ne", "→": "to", "←": "leftarrow",
    "⇒": "Rightarrow", "∞": "infty", "∑": "sum", "∏": "prod", "√": "surd", "∈": "in", "∘": "circ", "⊙": "odot",
    "ᵀ": "top", "⊤": "top", "×": "times", "·": "cdot",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
"""Letters and signs of mathematics that people write in sentences, and their commands."""
_TEX |= {letter: rf"\ensuremath{{\{command}}}" for letter, command in _TEX_MATHEMATICS.items()}
_MARKDOWN = re.compile(r"[\\`*_\[\]<>$~^@|]|&(?=[#\w])|(?<=[:/])//|^(?:[#=]|[+-](?= |$|[+-])|\d{1,9}(?=[.)](?: |$)))")
_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_TYPST = re.compile(r"[\\#$*_`<>@\[\]~=\-+/'\"]")


def tex(text: str) -> str:
    r"""Plain text for LaTeX: nothing in it is a command.

    >>> tex(r"50% of \input{x}")
    '50\\% of \\textbackslash{}input\\{x\\}'
    >>> tex("∂L/∂w")
    '\\ensuremath{\\partial}L/\\ensuremath{\\partial}w'
    """
    return "".join(_TEX.get(character, character) for character in text).replace("--", "-{}-")


def markdown(text: str) -> str:
    r"""Plain text for Markdown: nothing in it is markup, HTML or mathematics.

    >>> markdown("<b> $x$ = -0.07 (unit o_2)")
    '\\<b\\> \\$x\\$ = -0.07 (unit o\\_2)'
    >>> markdown("1. item"), markdown("# title"), markdown("a # b")
    ('1\\. item', '\\# title', 'a # b')
    """
    return _MARKDOWN.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    # A number at the beginning is a list only with the point behind it.
    return f"{match[0]}\\" if match[0][0].isdigit() else f"\\{match[0]}"


def xml(text: str) -> str:
    """Plain text for SVG and HTML.

    >>> xml("a < b")
    'a &lt; b'
    """
    return "".join(_XML.get(character, character) for character in text)


def typst(text: str) -> str:
    r"""Plain text for Typst: nothing in it is markup.

    >>> print(typst("a_1 -- #b"))
    a\_1 \-\- \#b
    """
    return _TYPST.sub(r"\\\g<0>", text)


def typst_string(text: str) -> str:
    r"""Plain text inside the quotes of a Typst string.

    >>> print(typst_string('a "b"'))
    a \"b\"
    """
    return text.replace("\\", "\\\\").replace('"', '\\"')
