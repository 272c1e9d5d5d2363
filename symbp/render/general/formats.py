"""The general derivation on the command line: text, LaTeX, JSON, or a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

from symbp.code.matrices import LIBRARIES, code
from symbp.discover import choice, pick
from symbp.general.architectures import Architecture
from symbp.general.derivation import General, general
from symbp.general.matrix.lines import Size, matrix_form
from symbp.general.matrix.reading import Samples
from symbp.notation import Notation, notation
from symbp.render.general.blocks import remarks
from symbp.render.general.index_form import Section, ShownLine, sections
from symbp.render.general.matrix_form import ShownMatrix, shown_matrices

FORMAT_VERSION = 1
MOST_COLUMNS = 100


def write(architecture: Architecture, letters: str, form: str, samples: str = "columns") -> str:
    """The general derivation of an architecture.

    Args:
        architecture: what is derived.
        letters: notation.
        form: text, latex, json, numpy or torch; the last two are programs.
        samples: columns or rows, in the matrix form.

    Raises:
        UnknownNameError: there is no such notation, format or way of storing samples.

    >>> from symbp.general import architecture
    >>> print(write(architecture("tanh", "squared-error"), "z-a", "text").splitlines()[3])
      z(1)[j] = sum_i w(1)[j,i]*x[i] + b(1)[j]
    """
    stored = Samples(choice(Samples, samples, "way of storing samples"))
    return write_general(general(architecture), letters, form, stored)


def write_general(lines: General, letters: str, form: str, samples: Samples) -> str:
    """General lines that have been derived."""
    return pick(_WRITERS, form, "format")(lines, notation(letters), samples)


def _text(lines: General, letters: Notation, samples: Samples) -> str:
    out = ["In indices: j a unit of the layer, i a unit of the layer before, [k=j] is 1 where k = j and else 0."]
    if letters.layers:
        units = "i, h, j units of the inputs, the hidden layer, the outputs; g[j] = -dE/dbeta[j], e[h] = -dE/dalpha[h]"
        out = [f"In indices: {units}; [r=j] is 1 where r = j and else 0."]
    for section in sections(lines, letters):
        out += ["", section.heading.replace("$", "")]
        for line in section.lines:
            out += _text_line(line)
    out += ["", f"In matrices, samples as {samples}"]
    given = matrix_form(lines, samples).given
    out.append("  given: " + ", ".join(f"{name} {rows}×{columns}" for name, (rows, columns) in given.items()))
    if samples is Samples.ROWS:
        out.append("  (W1 stands as n_0×n_1 here: its entry [i,j] is w(1)[j,i])")
    out += [f"  ({_plain(remark)})" for remark in remarks(lines.architecture, letters)]
    found = list(shown_matrices(lines, samples, letters))
    width = min(max(len(line.text) for line in found), 60)
    for shown in found:
        rows, columns = map(_size, shown.shape)
        note = "; ".join(shown.notes)
        out.append(f"  {shown.text.ljust(width)}  {f'{rows}×{columns}'.ljust(12)}{note}".rstrip())
    return "\n".join(out)


def _plain(sentence: str) -> str:
    """A sentence with its mathematics as text."""
    for tex, text in (
        (r"\partial ", "d"),
        (r"\mathit{out}", "out"),
        ("\\", ""),
        ("$", ""),
        ("{", ""),
        ("}", ""),
        ("^", ""),
    ):
        sentence = sentence.replace(tex, text)
    return sentence.rstrip(".")


def _size(size: Size) -> str:
    """A size in text: n_(l-1) is that of the layer before."""
    text = str(size)
    return f"n_({text[2:]})" if text.startswith("n_") and not text[2:].isalnum() else text


def _text_line(line: ShownLine) -> list[str]:
    out, lead = [], f"  {line.left_text} = "
    for stage in line.stages:
        out.append(lead + stage.text + (f"   ({stage.rule})" if stage.rule else ""))
        lead = " " * (len(lead) - 2) + "= "
    return out


def _latex(lines: General, letters: Notation, samples: Samples) -> str:
    out = []
    for section in sections(lines, letters):
        rows = " \\\\\n".join(row for line in section.lines for row in line.rows())
        out.append(f"% {section.heading}\n\\begin{{align*}}\n{rows}\n\\end{{align*}}")
    rows = " \\\\\n".join(line.latex for line in shown_matrices(lines, samples, letters))
    out.append(f"% In matrices, samples as {samples}\n\\begin{{align*}}\n{rows}\n\\end{{align*}}")
    return "\n\n".join(out)


def _json(lines: General, letters: Notation, samples: Samples) -> str:
    content = {
        "format_version": FORMAT_VERSION,
        "sections": [_section(section) for section in sections(lines, letters)],
        "matrices": [_matrix(line) for line in shown_matrices(lines, samples, letters, every=True)],
        "samples": str(samples),
    }
    return json.dumps(content, indent=1, ensure_ascii=False)


def _section(section: Section) -> dict[str, object]:
    return {"heading": section.heading, "lines": [_line(line) for line in section.lines]}


def _line(line: ShownLine) -> dict[str, object]:
    stages = [
        {"text": stage.text, "latex": stage.latex, "rule": stage.rule, "rule_latex": stage.rule_latex}
        for stage in line.stages
    ]
    return {"key": line.key, "left": line.left_text, "left_latex": line.left, "stages": stages}


def _matrix(line: ShownMatrix) -> dict[str, object]:
    return {**asdict(line), "latex": line.latex.replace("&=", "=")}


def _program(library: str) -> Callable[[General, Notation, Samples], str]:
    return lambda lines, _, samples: code(lines, library, samples).rstrip("\n")


_WRITERS: Mapping[str, Callable[[General, Notation, Samples], str]] = {
    "text": _text,
    "latex": _latex,
    "json": _json,
    **{library: _program(library) for library in LIBRARIES},
}
