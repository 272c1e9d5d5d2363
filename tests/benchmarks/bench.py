"""Every promise about speed, measured as a ratio in one run.

    pip install -e '.[bench]' torch
    python tests/benchmarks/bench.py

writes reports/benchmarks.md. A ratio holds on a slow machine as on a fast one; single times do not, and are only
shown. Each figure is the median of several pairs, both sides in turn. A peer that does not run is a goal not met.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from pathlib import Path

# Found beside this file when it is run as a program.
from commands import commands
from deriving import against_casadi, against_diff, scaling, widths
from digits import digits
from exports import known_call, passes
from marking import formulas, rates
from measuring import Row
from runs import matrices, products, wide

REPORT = Path(__file__).resolve().parents[2] / "reports" / "benchmarks.md"

SECTIONS: Mapping[str, tuple[Callable[[], list[Row]], ...]] = {
    "The command line": (commands,),
    "Deriving": (against_casadi, against_diff, scaling, widths),
    "Marking": (rates, formulas),
    "Values": (digits,),
    "Programs and training": (passes, known_call, matrices, wide, products),
}


def main() -> int:
    """Measure everything and write the report; 1 if a goal is missed."""
    lines = [
        "Made by `python tests/benchmarks/bench.py`.",
        "",
        "# Benchmarks",
        "",
        f"Measured in one run on {os.cpu_count()} cores with Python {platform.python_version()}. Both works of a pair",
        "run in turn: the median of the ratios, ours to theirs (above 1 we are slower), and in brackets the least and",
        "the largest, where they were kept, with the median times. The goals are the project's own; what is missed",
        "says so. Where the time goes is told in the documentation, under Speed.",
    ]
    rows: list[Row] = []
    for title, measures in SECTIONS.items():
        of_section = [row for measure in measures for row in measure()]
        lines += ["", f"## {title}", "", "| work | against | measured | goal | |", "|:--|:--|:--|:--|:-:|"]
        lines += [
            f"| {row.work} | {row.peer} | {row.shown} | {row.goal} | {'met' if row.met else '**missed**'} |"
            for row in of_section
        ]
        rows += of_section
    REPORT.write_text("\n".join([*lines, ""]), "utf-8")
    print(f"written to {REPORT}: {sum(row.met for row in rows)} of {len(rows)} goals met")
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
