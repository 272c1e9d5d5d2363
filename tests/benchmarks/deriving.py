"""Deriving, against CasADi's gradient of the same network and against SymPy's ``diff`` of the whole formula."""

from __future__ import annotations

import gc
import math
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

import sympy as sp
from measuring import Row, at_most, failed, paired

from symbp import derive, parse
from symbp.backprop import _differentiated, is_derivative
from symbp.passes import expanded
from symbp.steps import symbol

LAYERED = ([8, 8, 4], [98, 30, 10], [20] * 6)
CLASSES = (10, 50, 100, 200)


def assignment(layers, activation="sigmoid", loss="squared-error"):
    """A network with biases and seeded weights."""
    return parse(f"""
network = {{layers = {layers}, activation = "{activation}", bias = "unit"}}
loss = {{name = "{loss}"}}
data = {{x = [{[0.5] * layers[0]}], y = [{[1, *[0] * (layers[-1] - 1)]}]}}
parameters = {{random = {{seed = 1}}}}
training = {{learning_rate = 1}}
""")


def _casadi(layers, *, softmax: bool):
    import casadi as ca

    a, parameters = ca.SX.sym("x", layers[0]), []
    for sources, targets in pairwise(layers):
        weights, biases = ca.SX.sym("W", targets, sources), ca.SX.sym("b", targets)
        parameters += [ca.vec(weights), biases]
        z = weights @ a + biases
        a = z if softmax else 1 / (1 + ca.exp(-z))
    y = ca.SX.sym("y", layers[-1])
    loss = -ca.sum1(y * (a - ca.log(ca.sum1(ca.exp(a))))) if softmax else ca.sumsqr(y - a) / 2
    return ca.gradient(loss, ca.vertcat(*parameters))


def against_casadi() -> list[Row]:
    """The same networks; the time of reading the assignment is in neither."""
    rows = []
    peer = "CasADi's gradient"
    works = [(f"deriving {'-'.join(map(str, layers))}", layers, False, 2) for layers in LAYERED]
    works += [(f"deriving softmax with cross-entropy on logits, {n} classes", [2, n], True, 10) for n in CLASSES]
    times = {}
    for work, layers, softmax, most in works:
        given = assignment(layers, "identity", "softmax-cross-entropy") if softmax else assignment(layers)
        try:
            pair = paired(lambda given=given: derive(given), lambda x=layers, s=softmax: _casadi(x, softmax=s), 5)
        except ImportError:
            rows.append(failed(work, peer, f"≤ {most}", "CasADi is not installed: pip install casadi"))
            continue
        times[layers[-1]] = pair.ours
        rows.append(at_most(work, peer, pair, most))
    if set(CLASSES) <= times.keys():
        exponent = math.log(times[200] / times[50]) / math.log(4)
        work = "growth of that with the number of classes, 50 to 200: the exponent"
        rows.append(Row(work, "", f"{exponent:.2f}", "≤ 1.2", exponent <= 1.2))
    return rows


def against_diff() -> list[Row]:
    """8-8-4 with biases, 108 parameters: our lines against diff of the expanded loss, with no cache filled."""
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

    return [at_most("deriving 8-8-4", "`sympy.diff` of the expanded loss", paired(ours, theirs, 3), 0.02)]


def scaling() -> list[Row]:
    """Time and memory a connection, the inputs doubled from 98 to 784."""
    times, sizes = {}, {}
    derive(assignment([98, 30, 10]))
    for inputs in (98, 196, 392, 784):
        given = assignment([inputs, 30, 10])
        connections = len(given.network.connections)
        runs = []
        for _ in range(3):
            gc.collect()
            begun = time.process_time()
            derive(given)
            runs.append(time.process_time() - begun)
        times[inputs] = statistics.median(runs) / connections
        tracemalloc.start()
        kept = derive(given)
        sizes[inputs] = tracemalloc.get_traced_memory()[1] / connections
        tracemalloc.stop()
        print(f"{inputs}-30-10: {times[inputs] * 1e6:.0f} µs a connection, {len(kept)} lines", flush=True)
    rows = []
    for what, each, unit, scale in (("time", times, "µs", 1e6), ("memory", sizes, "bytes", 1)):
        exponent = 1 + math.log(each[784] / each[98]) / math.log(8)
        shown = f"{exponent:.2f} (" + ", ".join(f"{n}: {each[n] * scale:.0f} {unit} a connection" for n in each) + ")"
        work = f"growth of the {what} of deriving n-30-10, n = 98 to 784: the exponent"
        rows.append(Row(work, "", shown, "≤ 1.2", exponent <= 1.2))
    return rows


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


def widths() -> list[Row]:
    """Time and memory of `symbp derive`, for wide networks against 2-2-2."""
    measured: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        shapes = {"2-2-2": ([2, 2, 2], 1), "784-30-10": ([784, 30, 10], 1), "1000-100-10": ([1000, 100, 10], 64)}
        for name, (layers, samples) in shapes.items():
            text = NETWORK.format(layers=layers, samples=samples)
            (Path(folder) / f"{name}.toml").write_text(text, "utf-8")
        for _ in range(5):
            for name in shapes:
                command = [sys.executable, "-c", DERIVE, str(Path(folder) / f"{name}.toml")]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                took, memory = done.stdout.split()
                measured.setdefault(name, []).append((float(took), float(memory)))
    middle = {
        name: [statistics.median(column) for column in zip(*each, strict=True)] for name, each in measured.items()
    }
    rows = []
    for name in ("784-30-10", "1000-100-10"):
        for i, (what, unit, scale) in enumerate((("time", "s", 1.0), ("memory", "MB", 1024.0))):
            ratio = middle[name][i] / middle["2-2-2"][i]
            both = f"{middle[name][i] / scale:.2f} {unit} against {middle['2-2-2'][i] / scale:.2f} {unit}"
            rows.append(
                Row(f"{what} of `symbp derive` for {name}", "2-2-2", f"{ratio:.2f} ({both})", "≤ 2", ratio <= 2)
            )
    return rows
