"""Sheets a second on one core, each marked for the first time, and a formula against SymPy's ``simplify``."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from fractions import Fraction

from measuring import Row, duration, per_second

from symbp import derive, load, parse, table
from symbp.marking import check_text
from symbp.steps import Kind

NETWORKS = {
    "2-2-2": ([2, 2, 2], 1, 300),
    "4-4-4": ([4, 4, 4], 1, 100),
    "2-2-2 with four samples": ([2, 2, 2], 4, 60),
    "3-5-5-3": ([3, 5, 5, 3], 1, 40),
    "five layers of six": ([6] * 5, 1, 10),
}
"""Layers, samples, and how many sheets a second with the gradients alone and one mistake are the goal."""

SHEETS, PATIENCE = 80, 25.0


def _assignment(layers, samples):
    source = random.Random(3)  # noqa: S311 - a seed, so that every run has the same sheets
    x = [[round(source.uniform(-1, 1), 2) for _ in range(layers[0])] for _ in range(samples)]
    y = [[round(source.uniform(0, 1), 2) for _ in range(layers[-1])] for _ in range(samples)]
    return parse(f"""
network = {{layers = {layers}, activation = "sigmoid", bias = "unit"}}
loss = {{name = "squared-error"}}
data = {{x = {x}, y = {y}}}
parameters = {{random = {{seed = 1}}}}
training = {{learning_rate = 1}}
rounding = {{decimals = 4}}
""")


def _sheets(given, *, gradients_only: bool, mistake: bool) -> list[str]:
    """Our own solution; with a mistake one gradient has a factor, a sign or a number of no meaning."""
    source = random.Random(5)  # noqa: S311 - a seed
    derivation = derive(given)
    rows = [row for row in table(derivation, given).rows if row.formula]
    if gradients_only:
        rows = [row for row in rows if derivation[row.name].kind is Kind.GRADIENT]
    gradients = [row.name for row in rows if derivation[row.name].kind is Kind.GRADIENT]
    sheets = []
    for _ in range(SHEETS):
        values = {row.name: row.rounded for row in rows}
        if mistake:
            name = source.choice(gradients)
            wrong = float(Fraction(values[name])) * source.choice([2, 0.5, -1, 1.37, 3.3]) + 0.0007
            values[name] = f"{wrong:.4f}"
        lines = [f"{line} = {value}" for line, value in values.items()]
        # Two students do not hand in the same sheet: each has its lines in an order of its own.
        if gradients_only:
            source.shuffle(lines)
        sheets.append("\n".join(lines))
    return sheets


def _rate(given, sheets) -> float:
    """Sheets a second of this process's time; the first one, with which the key is prepared, does not count."""
    check_text(given, sheets[0])
    times: list[float] = []
    for sheet in sheets[1:]:
        begun = time.process_time()
        check_text(given, sheet)
        times.append(time.process_time() - begun)
        if sum(times) > PATIENCE:
            break
    return len(times) / sum(times)


def rates() -> list[Row]:
    """Five networks; the gradients alone, and everything."""
    rows = []
    for name, (layers, samples, least) in NETWORKS.items():
        given = _assignment(layers, samples)
        for what, only, mistake, goal in (
            ("the gradients alone, one wrong", True, True, least),
            ("everything, all right", False, False, 2000 if name == "2-2-2" else None),
            ("everything, one wrong", False, True, 1000 if name == "2-2-2" else None),
        ):
            rate = _rate(given, _sheets(given, gradients_only=only, mistake=mistake))
            work = f"sheets of {name}: {what}"
            rows.append(
                per_second(work, rate, goal)
                if goal is not None
                else Row(work, "", f"{rate:.3g} a second", "none set", met=True)
            )
    return rows


SIMPLIFY = """
import sys, sympy as sp
from symbp import derive
from symbp.passes import expanded
from symbp.steps import symbol
derivation = derive("nndl3")
reference = expanded(derivation, "dL/dw1")
loss = expanded(derivation, "L")
student = sp.diff(loss, symbol("w1"))
if sys.argv[1] == "wrong":
    student = -student
import time
begun = time.perf_counter()
assert (sp.simplify(student - reference) == 0) == (sys.argv[1] == "right")
print(time.perf_counter() - begun)
"""
LONGEST_SIMPLIFICATION = 120.0


def _simplifying(which: str) -> float:
    """Seconds of simplify(student - reference) == 0 on ∂L/∂w1 of the 2-2-2 net, as far as is waited for."""
    command = [sys.executable, "-c", SIMPLIFY, which]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SIMPLIFICATION, check=True)
    except subprocess.TimeoutExpired:
        return LONGEST_SIMPLIFICATION
    return float(done.stdout)


def formulas() -> list[Row]:
    """A formula for dL/dw1 of the 2-2-2 net."""
    given = load("nndl3")
    factor = "((o1-y1)o1(1-o1)w5 + (o2-y2)o2(1-o2)w6) h1(1-h1) x1"
    rows = []
    for which, formula in (("right", factor), ("wrong", f"-{factor}")):
        assert check_text(given, f"dw1 = {formula}").all_right == (which == "right")
        times = []
        for _ in range(50):
            begun = time.perf_counter()
            check_text(given, f"dw1 = {formula}")
            times.append(time.perf_counter() - begun)
        ours, theirs = statistics.median(times), _simplifying(which)
        more = "at most " if theirs >= LONGEST_SIMPLIFICATION else ""
        shown = f"{more}{ours / theirs:.2g} ({duration(ours)} against {duration(theirs)})"
        work, peer = f"marking a {which} formula of dL/dw1, 2-2-2", "`sympy.simplify(student - reference) == 0`"
        rows.append(Row(work, peer, shown, "≤ 0.002", ours / theirs <= 0.002))
        print(work, shown, flush=True)
    return rows
