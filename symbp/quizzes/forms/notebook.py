"""A notebook for nbgrader (and for Jupyter alone): a cell for the answers, cells that mark them.

Source: nbgrader's documentation, "Cell metadata": ``grade``, ``solution``, ``locked``, ``points``, ``schema_version``.
"""

import json
from collections.abc import Mapping

from symbp.page.formats.md import Markdown
from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain


def _files(writer: QuizWriter) -> Mapping[str, str]:
    markdown = Markdown(writer.style)
    source = writer.quiz.assignment.source or writer.quiz.assignment.name
    answers = "\n".join(f"{each.line} = " for each in writer.quiz.questions)
    head = f"# {markdown.line(writer.quiz.title)}\n\n{markdown.blocks(writer.quiz.intro, 1)}"
    asked = "\n".join(f"- {markdown.line(each.prompt)} (`{each.line}`)" for each in writer.quiz.questions)
    cells = [
        _cell("markdown", "given", head),
        _cell("markdown", "asked", asked),
        _cell("code", "answers", f'import symbp\n\nANSWERS = """\n{answers}\n"""', solution=True),
        _cell("code", "marked", f"symbp.check_text({source!r}, ANSWERS)"),
    ]
    for each in writer.quiz.questions:
        test = writer.filled("notebook-test.txt", question=each, assignment=source)
        cells.append(_cell("code", writer.id(each), test.strip(), points=float(plain(each.points))))
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {f"{writer.name}-quiz.ipynb": json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"}


def _cell(
    kind: str, id_: str, source: str, *, solution: bool = False, points: float | None = None
) -> dict[str, object]:
    graded: dict[str, object] = {
        "grade": points is not None,
        "grade_id": id_,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        graded["points"] = points
    cell: dict[str, object] = {"cell_type": kind, "id": id_, "metadata": {"nbgrader": graded}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


NOTEBOOK = QuizForm("notebook", "a notebook for nbgrader and Jupyter", _files)
