"""The one Jinja environment, and how each format escapes what is not mathematics."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta

from symbp.errors import MissingProgramError

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
}
_TEX_MATHEMATICS = {
    "≈": "approx", "∂": "partial", "∇": "nabla", "≤": "le", "≥": "ge", "≠": "ne", "→": "to", "←": "leftarrow",
    "⇒": "Rightarrow", "∞": "infty", "∑": "sum", "∏": "prod", "√": "surd", "∈": "in", "∘": "circ", "⊙": "odot",
    "ᵀ": "top", "⊤": "top",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
"""Letters and signs of mathematics that people write in sentences, and their commands."""
_TEX |= {letter: rf"\ensuremath{{\{command}}}" for letter, command in _TEX_MATHEMATICS.items()}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~^@&])")
_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


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

    >>> markdown("<b> $x$")
    '\\<b\\> \\$x\\$'
    """
    return _MARKDOWN.sub(r"\\\1", text)


def prose(text: str) -> str:
    r"""A sentence of ours for Markdown: only what Markdown could misread is escaped.

    >>> prose("y2 = -0.07 (unit o_2)")
    'y2 = -0.07 (unit o\\_2)'
    """
    return re.sub(r"([\\`*_\[\]<>$~^@|])", r"\\\1", text)


def xml(text: str) -> str:
    """Plain text for SVG and HTML.

    >>> xml("a < b")
    'a &lt; b'
    """
    return "".join(_XML.get(character, character) for character in text)


def typst(text: str) -> str:
    r"""Plain text inside the quotes of a Typst string: nothing in it is markup.

    >>> print(typst('a "b"'))
    a \"b\"
    """
    return text.replace("\\", "\\\\").replace('"', '\\"')


def outside_mathematics(escape: Callable[[str], str]) -> Callable[[str], str]:
    r"""An escape that leaves what stands between dollar signs alone.

    >>> outside_mathematics(tex)("100% of $w_1$")
    '100\\% of $w_1$'
    """

    def filtered(text: str) -> str:
        parts = text.split("$")
        return "$".join(part if i % 2 else escape(part) for i, part in enumerate(parts))

    return filtered


def template_folder() -> Path:
    """Where the templates are: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "solution.md").is_file():
            return folder
    message = f"the templates are missing; expected them in {package / 'templates'}. Install symbp again."
    raise MissingProgramError(message)


@functools.cache
def environment() -> jinja2.Environment:
    """The environment: delimiters that LaTeX leaves alone, and no undefined name passes."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder()),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - text formats; each escapes by its own filter
    )
    made.filters |= {
        "typst": typst,
        "xml": xml,
        "tex": tex,
        "tex_prose": outside_mathematics(tex),
        "md": markdown,
        "md_prose": outside_mathematics(prose),
    }
    return made


def source(template: str) -> str:
    """The text of a template as it stands, unfilled, with those of the templates that it is built on."""
    text = (template_folder() / template).read_text("utf-8")
    others = jinja2.meta.find_referenced_templates(environment().parse(text))
    return "\n".join([text, *(source(other) for other in others if other)])


def fill(template: str, **context: Any) -> str:
    """The text of a template."""
    return environment().get_template(template).render(**context)
