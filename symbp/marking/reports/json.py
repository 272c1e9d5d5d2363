"""JSON, for programs."""

import json
from typing import Any

from symbp.marking import Mark, Marking, Mistake
from symbp.marking.reports.base import Report

FORMAT_VERSION = 1


def _write(marking: Marking, hide: bool) -> str:
    first = marking.first
    content: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "assignment": marking.assignment,
        "score": float(marking.score),
        "all_right": marking.all_right,
        "rows": [_row(mark, first is mark, hide) for mark in marking.marks],
        "remarks": list(marking.remarks),
        "unreadable": [
            {
                "name": fault.entry.name,
                "given": fault.entry.value,
                "verdict": "unreadable",
                "line": fault.entry.line,
                "caret": fault.caret,
                "message": fault.message,
            }
            for fault in marking.faults
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _row(mark: Mark, first: bool, hide: bool) -> dict[str, Any]:
    return {
        "name": mark.line,
        "given": mark.given or None,
        "verdict": str(mark.verdict),
        "expected": None if hide else mark.expected,
        "mistake": None if mark.mistake is None else _mistake(mark.mistake, hide),
        "first": first,
        "own": None if hide or not mark.own else mark.own,
        "trivial": mark.trivial,
        "kind": mark.kind,
        "formula": mark.formula,
        "line": mark.at,
    }


def _mistake(mistake: Mistake, hide: bool) -> dict[str, Any]:
    return {
        "id": mistake.id,
        "title": mistake.title,
        "message": mistake.message,
        "remark": None if hide else mistake.remark,
        "line": mistake.line,
        "counterfactual": mistake.counterfactual_for(hide=hide),
        "also": [{"id": id_, "title": title} for id_, title in mistake.also],
        "tell": list(mistake.tell),
    }


JSON = Report("json", _write)
