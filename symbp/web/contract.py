"""The contract between the page and the engine: plain data in, plain data out.

The page speaks to this alone, over HTTP or within the browser. A call has a name and an object of JSON, and its
result is one; :data:`CALLS` has them all. Whatever was typed is parsed by the grammars of symbp and never run.

Every call about an exercise has ``toml``, the text of an assignment file, or ``name``, that of a bundled one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping

import symbp
from symbp.drawing.figure import figure
from symbp.drawing.graph import graph, svg
from symbp.errors import SymbpError, did_you_mean
from symbp.exporting import exported
from symbp.exporting.targets import targets
from symbp.formula import typeset
from symbp.formula.scripts import mathml
from symbp.limits import LARGEST_TEXT, LARGEST_UPLOAD, MOST_SERVED_LINES
from symbp.marking import marking_of
from symbp.marking.answers import sheet_of
from symbp.marking.feedback import data as marking_data
from symbp.notation import notations
from symbp.page.formats import files, formats
from symbp.page.formats.html import Html
from symbp.page.views import document
from symbp.page.words import Style, plain
from symbp.pipeline import derive
from symbp.quizzes.forms import QuizWriter, quiz_forms
from symbp.quizzes.quiz import quiz
from symbp.solving.conventions import brief_conventions
from symbp.solving.solution import Solution, document_choice
from symbp.solving.working import Working, formula_of
from symbp.spec import Assignment, parse
from symbp.spec.reader import text_of
from symbp.steps import Kind, Step
from symbp.tables import table

Data = Mapping[str, object]
STYLE = Style()


class RequestError(SymbpError, ValueError):
    """A call lacks something, or has something else in its place."""


def answer(name: str, request: Data) -> Data:
    """The result of a call; what cannot be done is an ``error``, a sentence.

    >>> answer("exercise", {"name": "nndl3"})["title"]
    'NNDL assignment 3'
    >>> answer("exercize", {})["error"][:54]
    "nothing is called 'exercize'. Did you mean 'exercise'?"
    """
    try:
        if name not in CALLS:
            message = f"nothing is called '{name[:40]}'. {did_you_mean(name[:40], CALLS)}"
            raise RequestError(message)
        return CALLS[name](request)
    except SymbpError as error:
        return {"error": str(error)}
    except (OverflowError, MemoryError, RecursionError):
        message = "the calculation is too large"
        return {"error": message}
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # A fault of ours is one answer, and no end of the process.
        message = f"symbp cannot answer this ({type(error).__name__}): a fault of its own, which is worth a report"
        return {"error": message}


# -- what is asked about ------------------------------------------------------------------------


def _text(request: Data, key: str, otherwise: str = "", largest: int = LARGEST_TEXT) -> str:
    value = request.get(key, otherwise)
    if not isinstance(value, str) or len(value) > largest:
        message = f"{key}: expected a text of at most {largest} letters"
        raise RequestError(message)
    return value


def _assignment(request: Data) -> Assignment:
    text = _text(request, "toml")
    return parse(text, "exercise") if text else symbp.load(_bundled(request), arrays=False)


def _bundled(request: Data) -> str:
    name = _text(request, "name")
    if name not in symbp.bundled():
        message = f"there is no exercise '{name[:40]}'. {did_you_mean(name[:40], symbp.bundled())}"
        raise RequestError(message)
    return name


# -- calls --------------------------------------------------------------------------------------


def exercises(request: Data) -> Data:  # noqa: ARG001 - every call takes a request
    """The bundled assignments that are written out, and what can be downloaded.

    Returns:
        ``exercises``: name and title of each; ``formats``, ``targets``, ``quizzes``: name and title.
    """
    bundled = []
    for name in symbp.bundled():
        assignment = symbp.load(name)
        if isinstance(assignment, Assignment):
            bundled.append({"name": name, "title": assignment.title})
    return {
        "exercises": bundled,
        "formats": _titles(formats),
        "targets": _titles(targets),
        "quizzes": _titles(quiz_forms),
    }


def _titles(registry: Mapping[str, object]) -> list[dict[str, str]]:
    return [{"name": name, "title": str(getattr(each, "title", name))} for name, each in registry.items()]


def exercise(request: Data) -> Data:
    """An exercise as it is understood.

    Returns:
        ``title``, ``toml``; ``drawing`` (SVG) with ``units`` and ``connections`` in the order in which they are
        drawn; ``conventions`` (HTML) and ``notes``.
    """
    assignment = _assignment(request)
    notation = notations.pick(assignment.notation)
    html = Html(STYLE)
    return {
        "title": assignment.title,
        "toml": _text(request, "toml") or text_of(_bundled(request)),
        "drawing": _drawing(assignment),
        "units": [unit.name for layer in assignment.network.layers for unit in layer],
        "connections": [connection.name for connection in assignment.network.connections],
        "conventions": [
            html.line(each) for each in brief_conventions(assignment, assignment.rounding, notation, about=False)
        ],
        "notes": plain(assignment.warnings),
    }


def _drawing(assignment: Assignment) -> str:
    """The network, or the graph of the calculation where there is none."""
    if assignment.formulas is None:
        return figure(assignment).svg(STYLE.text)
    worked = table(derive(assignment), assignment)
    return svg(graph(assignment, worked.derivation, worked.hand))


def lines(request: Data) -> Data:
    """The calculation line by line.

    Returns:
        ``lines``: for each its ``name``, ``kind``, ``label``, ``formula``, ``numbers`` and ``result`` as MathML, the
        names that it ``uses``, and the ``units`` and ``connections`` of the drawing that it is about.
    """
    assignment = _assignment(request)
    worked = table(derive(assignment), assignment, most_lines=MOST_SERVED_LINES)
    working = Working(worked, notations.pick(assignment.notation))
    return {"lines": [_line(working, step) for step in worked.derivation]}


def _line(working: Working, step: Step) -> Data:
    worked = working.worked
    said: dict[str, object] = {
        "name": step.name,
        "kind": str(step.kind),
        "label": mathml.write(working.name(step.name)),
        "result": mathml.write(typeset.number(worked[step.name].rounded)),
        "uses": sorted(step.uses),
        "unit": _unit(worked.assignment, step),
    }
    if step.expr is not None:
        formula = worked.derivation.arranged(formula_of(step))
        said["formula"] = mathml.write(typeset.write(formula, working.name))
        said["numbers"] = mathml.write(typeset.write(worked.printed_in(formula, step.name), working.name))
    return said


def _unit(assignment: Assignment, step: Step) -> str:
    """The name of the unit that a line is about; "" for none."""
    layer, unit = step.place.layer, step.place.unit
    if layer is None or unit is None or step.kind in {Kind.GRADIENT, Kind.UPDATE}:
        return ""
    return assignment.network.layers[layer][unit - 1].name


def solution(request: Data) -> Data:
    """The worked solution.

    Args:
        request: ``show`` (short, standard, full).

    Returns:
        ``html``: its body.
    """
    assignment = _assignment(request)
    solved = Solution.of(
        table(derive(assignment), assignment), None, document_choice(assignment, _text(request, "show", "standard"))
    )
    return {"html": Html(STYLE).body(document(solved, STYLE).page)}


def check(request: Data) -> Data:
    """A sheet, marked.

    Args:
        request: ``pages``: objects with ``name`` and ``text``, or ``base64`` for a file; ``hide``: whether the right
            values are left out.

    Returns:
        ``html``: the marked sheet; and what ``symbp check --format json`` says.
    """
    assignment = _assignment(request)
    hide = request.get("hide") is True
    marking = marking_of(assignment, sheet_of(_pages(request), assignment))
    body = Html(STYLE).body(document(marking, STYLE, hide=hide).page)
    return {"html": body, **marking_data(marking, hide=hide)}


def _pages(request: Data) -> list[tuple[str, bytes]]:
    pages = request.get("pages")
    if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
        message = "pages: expected a list of objects with name and text, or base64"
        raise RequestError(message)
    if not pages:
        message = "pages: the list is empty; expected at least one object with name and text, or base64"
        raise RequestError(message)
    empty = next((i for i, page in enumerate(pages, start=1) if not {"text", "base64"} & {*page}), None)
    if empty is not None:
        message = f"pages, number {empty}: neither text nor base64; expected one of them"
        raise RequestError(message)
    return [(_text(page, "name", "sheet.txt", 300), _content(page)) for page in pages]


def _content(page: Data) -> bytes:
    if "base64" not in page:
        return _text(page, "text", largest=LARGEST_UPLOAD).encode(errors="replace")
    try:
        return base64.b64decode(_text(page, "base64", largest=2 * LARGEST_UPLOAD), validate=True)
    except (binascii.Error, ValueError):
        message = "base64: expected a file in base64"
        raise RequestError(message) from None


def download(request: Data) -> Data:
    """Files of an exercise.

    Args:
        request: ``format`` of the solution, ``target`` of an export, or ``quiz``, one of them; ``show``.

    Returns:
        ``files``: objects with ``name`` and ``base64``.
    """
    assignment = _assignment(request)
    if target := _text(request, "target"):
        contents = exported(assignment, targets.pick(target).name)
    elif form := _text(request, "quiz"):
        file = _text(request, "toml") or text_of(_bundled(request))
        writer = QuizWriter(quiz(assignment), STYLE, file)
        parts = quiz_forms.pick(form).files(writer).items()
        contents = {name: part if isinstance(part, bytes) else part.encode() for name, part in parts}
    else:
        choice = document_choice(assignment, _text(request, "show", "standard"))
        contents = files(
            Solution.of(table(derive(assignment), assignment), None, choice), [_text(request, "format", "pdf")], STYLE
        )
    return {"files": [{"name": n, "base64": base64.b64encode(c).decode()} for n, c in contents.items()]}


CALLS: Mapping[str, Callable[[Data], Data]] = {
    call.__name__: call for call in (exercises, exercise, lines, solution, check, download)
}
"""Every call by its name."""
