"""Every promise about speed, measured as a ratio in one run.

    python tests/benchmarks/bench.py

writes reports/benchmarks.md. A ratio holds on a slow machine as on a fast one; single times do not,
and are only shown. Each figure is the median of several runs, both sides in turn.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import sympy as sp

from symbp import derive, load, parse, table
from symbp.backprop import _differentiated, is_derivative
from symbp.marking import check_text
from symbp.marking.answers import parse_sheet
from symbp.marking.marker import marked
from symbp.passes import expanded
from symbp.steps import symbol

REPORT = Path(__file__).resolve().parents[2] / "reports" / "benchmarks.md"
RUNS = 7


def assignment(layers, loss="squared-error"):
    """A sigmoid network with biases and seeded weights."""
    return parse(f"""
[network]
layers = {layers}
activation = "sigmoid"
bias = "unit"
[loss]
name = "{loss}"
[data]
x = [{[0.5] * layers[0]}]
y = [{[0.25] * layers[-1]}]
[parameters]
random = {{seed = 1}}
[training]
learning_rate = 1
""")


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def process(*command: str) -> Callable[[], object]:
    # Python's byte code is cached, as it is after any installation.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, env=environment)


def paired(first: Callable[[], object], second: Callable[[], object], runs: int = RUNS) -> tuple[float, float, float]:
    """Median times of both, and the median of the ratios first/second, run in turn."""
    first(), second()
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    medians = (statistics.median(column) for column in zip(*pairs, strict=True))
    return (*medians, statistics.median(a / b for a, b in pairs))


def cold() -> list[tuple[str, str, str, bool]]:
    rows = []
    sympy = process("-c", "import sympy")
    with tempfile.TemporaryDirectory() as folder:
        for name, command, limit in (
            ("`symbp --help`", ("--help",), 0.5),
            ("`symbp solve nndl3` to Markdown", ("solve", "nndl3", "--to", "md", "--out", folder), 3.0),
            ("`symbp solve nndl3` to PDF", ("solve", "nndl3", "--to", "pdf", "--out", folder), 5.0),
        ):
            ours, theirs, ratio = paired(process("-m", "symbp", *command), sympy)
            print(f"{name}: {ratio:.2f} times import sympy", flush=True)
            shown = f"{ratio:.2f} ({ours:.2f} s against {theirs:.2f} s)"
            rows.append((f"cold {name}, against `import sympy`", f"under {limit:g}", shown, ratio < limit))
    return rows


def deriving() -> list[tuple[str, str, str, bool]]:
    """8-8-4 with biases, 108 parameters: our lines against diff of the expanded loss."""
    given = assignment([8, 8, 4])
    loss = expanded(derive(given), "L")
    names = [step.name for step in derive(given).givens() if step.why in ("weight", "bias")]

    def ours() -> object:
        sp.core.cache.clear_cache()
        _differentiated.cache_clear()
        is_derivative.cache_clear()
        return derive(given)

    def theirs() -> object:
        sp.core.cache.clear_cache()
        return [sp.diff(loss, symbol(name)) for name in names]

    fast, slow, _ = paired(ours, theirs, 3)
    print(f"8-8-4: {slow / fast:.0f} times faster than diff of the expanded loss", flush=True)
    name = f"deriving 8-8-4 ({len(names)} parameters), against `sympy.diff` of the expanded loss"
    return [
        (
            name,
            "at least 50 times faster",
            f"{slow / fast:.0f} times ({fast:.3f} s against {slow:.1f} s)",
            slow / fast >= 50,
        )
    ]


def scaling() -> list[tuple[str, str, str, bool]]:
    """Time and memory a connection, from 98-30-10 to 784-30-10."""
    rows, times, sizes = [], {}, {}
    derive(assignment([98, 30, 10]))
    for inputs in (98, 196, 392, 784):
        given = assignment([inputs, 30, 10])
        connections = len(given.network.connections)
        times[inputs] = min(seconds(lambda given=given: derive(given)) for _ in range(2)) / connections
        tracemalloc.start()
        kept = derive(given)
        sizes[inputs] = tracemalloc.get_traced_memory()[1] / connections
        tracemalloc.stop()
        print(
            f"{inputs}-30-10: {times[inputs] * 1e6:.0f} µs, {sizes[inputs]:.0f} bytes a connection, {len(kept)} lines",
            flush=True,
        )
    for what, each, unit in (("time", times, "µs"), ("memory", sizes, "bytes")):
        scale = 1e6 if unit == "µs" else 1
        growth = each[784] / each[98]
        shown = f"{growth:.2f} (" + ", ".join(f"{n}: {each[n] * scale:.0f} {unit}" for n in each) + ")"
        rows.append(
            (
                f"{what} of deriving n-30-10 a connection, n = 784 against n = 98",
                "linear: under 1.5",
                shown,
                growth < 1.5,
            )
        )
    return rows


SIMPLIFY = """
import sys, sympy as sp
from symbp import derive
from symbp.marking import check_text
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
PATIENCE = 120.0


def simplifying(which: str) -> float:
    """Seconds of simplify(student - reference) == 0 on ∂L/∂w1 of the 2-2-2 net; PATIENCE if it takes longer."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", SIMPLIFY, which], capture_output=True, text=True, timeout=PATIENCE, check=True
        )
    except subprocess.TimeoutExpired:
        return PATIENCE
    return float(done.stdout)


def marking() -> list[tuple[str, str, str, bool]]:
    """A formula against SymPy's simplify, and numeric sheets a second."""
    given = load("nndl3")
    factor = "((o1-y1)o1(1-o1)w5 + (o2-y2)o2(1-o2)w6) h1(1-h1) x1"
    rows = []
    for which, formula in (("right", factor), ("wrong", f"-{factor}")):
        check_text(given, f"dw1 = {formula}")
        assert check_text(given, f"dw1 = {formula}").all_right == (which == "right")
        fast = statistics.median(
            seconds(lambda formula=formula: check_text(given, f"dw1 = {formula}")) for _ in range(50)
        )
        slow = simplifying(which)
        print(f"a {which} formula: {slow / fast:.0f} times faster than simplify", flush=True)
        more = "more than " if slow >= PATIENCE else ""
        shown = f"{more}{slow / fast:.0f} times ({fast * 1e3:.1f} ms against {more}{slow:.1f} s)"
        what = f"marking a {which} formula of dL/dw1, 2-2-2, against `sympy.simplify(student - reference) == 0`"
        rows.append((what, "at least 500 times faster", shown, slow / fast >= 500))
    sheets = numeric_sheets(given)
    for sheet in sheets:
        check_text(given, sheet)
    begun = time.process_time()
    for sheet in sheets:
        check_text(given, sheet)
    rate = len(sheets) / (time.process_time() - begun)
    print(f"numeric sheets: {rate:.0f} a second", flush=True)
    what = "sheets of 30 numbers marked on one core, three in four with a mistake that is diagnosed"
    rows.append((what, "at least 200 a second", f"{rate:.0f} a second", rate >= 200))
    begun = time.process_time()
    read = [parse_sheet(sheet, given, "plain") for sheet in sheets]
    between = time.process_time()
    for sheet in read:
        marked(sheet)
    share = (between - begun) / (time.process_time() - between)
    return [*rows, ("the same sheets: reading them, against judging them", "less", f"{share:.2f} of it", share < 1)]


def numeric_sheets(given) -> list[str]:
    """Our own solution, with a factor, a random number or a wrong digit in most copies."""
    source = random.Random(1)  # noqa: S311 - a seed, so that every run has the same sheets
    worked = [row for row in table(derive(given), given).rows if row.formula][:30]
    sheets = []
    for i in range(200):
        values = {row.name: row.rounded for row in worked}
        name = source.choice(worked).name
        right = float(values[name])
        values[name] = (
            values[name],
            f"{right * source.choice([2, 0.5, -1]):.4f}",
            f"{right * 1.2345 + 0.01:.4f}",
            values[name][:-1] + source.choice("0123456789"),
        )[i % 4]
        sheets.append("\n".join(f"{line} = {value}" for line, value in values.items()))
    return sheets


DERIVE = """
import contextlib, io, sys, time
from pathlib import Path
begun = time.perf_counter()
from symbp.cli.commands import app
with contextlib.redirect_stdout(io.StringIO()):
    app(["derive", *sys.argv[1:]], standalone_mode=False)
# The peak of this process alone, in kB; getrusage would give that of the process which started it.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(time.perf_counter() - begun, peak.split()[1])
"""
NETWORK = """
network = {{layers = {layers}, activation = ["relu", "identity"]}}
loss = {{name = "sum-squared-error", batch = "sum"}}
data = {{x = {{seed = 1, samples = {samples}}}, y = {{seed = 2, samples = {samples}}}}}
parameters = {{random = {{seed = 3}}}}
training = {{learning_rate = 1}}
"""


def widths() -> list[tuple[str, str, str, bool]]:
    """Time and memory of `symbp derive`, for wide networks against 2-2-2."""
    found: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        shapes = {"2-2-2": ([2, 2, 2], 1), "784-30-10": ([784, 30, 10], 1), "1000-100-10": ([1000, 100, 10], 64)}
        for name, (layers, samples) in shapes.items():
            text = NETWORK.format(layers=layers, samples=samples)
            (Path(folder) / f"{name}.toml").write_text(text, "utf-8")
        for _ in range(RUNS):
            for name in shapes:
                command = [sys.executable, "-c", DERIVE, str(Path(folder) / f"{name}.toml")]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                took, memory = done.stdout.split()
                found.setdefault(name, []).append((float(took), float(memory)))
    middle = {name: [statistics.median(column) for column in zip(*each, strict=True)] for name, each in found.items()}
    rows = []
    for name in ("784-30-10", "1000-100-10"):
        for i, (what, unit, scale) in enumerate((("time", "s", 1.0), ("memory", "MB", 1024.0))):
            ratio = middle[name][i] / middle["2-2-2"][i]
            shown = (
                f"{ratio:.2f} ({middle[name][i] / scale:.2f} {unit} against {middle['2-2-2'][i] / scale:.2f} {unit})"
            )
            rows.append((f"{what} of `symbp derive` for {name} against 2-2-2", "under 2", shown, ratio < 2))
            print(rows[-1][0], shown, flush=True)
    return rows


PASSES = """
import statistics, time, types
import numpy as np, torch
from symbp import architecture_of, load
from symbp.general import general
from symbp.code.matrices import code
torch.set_num_threads(1)
dense = load("relu-1000-100-10", arrays=True)
made = types.ModuleType("gradients")
exec(code(general(architecture_of(dense))), made.__dict__)
arrays = {name: array.astype(np.float32) for name, array in dense.arrays.items()}
x, y, w1, w2 = (torch.tensor(np.ascontiguousarray(arrays[name].T)) for name in ("X", "Y", "W1", "W2"))
w1.requires_grad_(), w2.requires_grad_()
def theirs():
    w1.grad = w2.grad = None
    (torch.relu(x @ w1) @ w2 - y).pow(2).sum().backward()
def ours():
    made.loss_and_gradients(**arrays)
ratios = []
for _ in range(40):
    times = []
    for call in (ours, theirs):
        begun = time.perf_counter()
        for _ in range(20):
            call()
        times.append(time.perf_counter() - begun)
    ratios.append((times[0] / times[1], *times))
print(*(statistics.median(column) for column in zip(*ratios)))
"""


def matrices() -> list[tuple[str, str, str, bool]]:
    """A forward and backward pass of the wide net in 32-bit numbers, against torch on one thread."""
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    what = "one forward and backward pass of 1000-100-10, 64 samples, 32 bits, one thread: our program against torch"
    done = subprocess.run(
        [sys.executable, "-c", PASSES], capture_output=True, text=True, check=False, env={**os.environ, **one}
    )
    if done.returncode:
        return [(what, "at most 1.1", "torch is not installed", True)]
    ratio, ours, theirs = map(float, done.stdout.split())
    shown = f"{ratio:.2f} ({ours / 20 * 1e3:.2f} ms against {theirs / 20 * 1e3:.2f} ms)"
    print(what, shown, flush=True)
    return [(what, "at most 1.1", shown, ratio <= 1.1)]


def main() -> int:
    # Found beside this file when it is run as a program.
    from exports import passes
    from runs import wide

    rows = [*cold(), *deriving(), *scaling(), *widths(), *matrices(), *passes(), *wide(), *marking()]
    lines = [
        "Made by `python tests/benchmarks/bench.py`.",
        "",
        "# Benchmarks",
        "",
        f"Each row is a ratio, measured in one run ({os.cpu_count()} cores): the median of several pairs.",
        "",
        "| what | promised | measured | |",
        "|:--|:--|:--|:-:|",
        *(
            f"| {what} | {promised} | {shown} | {'kept' if kept else 'MISSED'} |"
            for what, promised, shown, kept in rows
        ),
        "",
    ]
    REPORT.write_text("\n".join(lines), "utf-8")
    print(f"written to {REPORT}")
    return 0 if all(kept for *_, kept in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
