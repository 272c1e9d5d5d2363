"""JSON, for programs."""

import json
from typing import Any

from symbp.marking import Fault, Mark, Marking, Mistake, Verdict
from symbp.marking.reports.base import Report

FORMAT_VERSION = 1


def _write(marking: Marking, hide: bool) -> str:
    first = marking.first
    content: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "assignment": marking.assignment,
        "score": float(marking.score),
        "all_right": marking.all_right,
        "read": {"entries": marking.entries, "understood": len(marking.answered)},
        "rows": [
            *(_row(mark, first is mark, hide) for mark in marking.marks),
            *(_unreadable(fault) for fault in marking.faults),
        ],
        "remarks": list(marking.remarks),
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
        "coarse": mark.coarse,
        "remark": mark.remark or None,
    }


def _unreadable(fault: Fault) -> dict[str, Any]:
    return {
        "name": fault.entry.name,
        "given": fault.entry.value,
        "verdict": str(Verdict.UNREADABLE),
        "expected": None,
        "mistake": None,
        "first": False,
        "line": fault.entry.line,
        "message": fault.message,
        "caret": fault.caret,
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
        "tell": [] if hide else list(mistake.tell),
    }


JSON = Report("json", _write)
