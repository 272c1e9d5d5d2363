"""Exported programs against the torch program that the published texts show: one pass of the 2-2-2 net."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import Row, at_most, duration, failed, paired

from symbp import export, load, train
from symbp.training.descent import descent
from symbp.training.precision import PRECISIONS

# The pass as the published program makes it: a tensor for each weight, the formulas of the units
# written out, autograd backwards, gradients set to zero by hand. Its prints are left out.
TORCH = """
import importlib.util, statistics, sys, time
import numpy as np, torch
from symbp import load
from symbp.training.descent import descent
from symbp.training.precision import PRECISIONS
torch.set_num_threads(1)
def module(file):
    spec = importlib.util.spec_from_file_location(file.removesuffix(".py"), file)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made
x1, x2, y1, y2 = (torch.tensor([v]) for v in (0.5, 0.3, 0.23, -0.07))
weights = [torch.tensor([v], requires_grad=True) for v in (0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8)]
def sigmoid(z):
    return 1 / (1 + torch.exp(-z))
def theirs_loss():
    w1, w2, w3, w4, w5, w6, w7, w8 = weights
    out_h1 = sigmoid(w1 * x1 + w3 * x2)
    out_h2 = sigmoid(w2 * x1 + w4 * x2)
    out_o1 = sigmoid(w5 * out_h1 + w7 * out_h2)
    out_o2 = sigmoid(w6 * out_h1 + w8 * out_h2)
    return (1 / 2) * (out_o1 - y1) ** 2 + (1 / 2) * (out_o2 - y2) ** 2
def theirs():
    theirs_loss().backward()
    for weight in weights:
        weight.grad.data.zero_()
def updated():
    global weights
    theirs_loss().backward()
    for weight in weights:
        weight.data = weight.data - 1 * weight.grad.data
        weight.grad.data.zero_()
plain, arrays = module("nndl3.py"), module("nndl3_numpy.py")
def python():
    plain.sample_gradients(plain.PARAMETERS, plain.INPUTS[0], plain.TARGETS[0])
def numpy():
    arrays.sample_gradients(arrays.PARAMETERS, arrays.INPUTS[0], arrays.TARGETS[0])
made = descent(load("nndl3"), PRECISIONS["double"])
def trained():
    made.descend(made.start, made.order.batches, 0, 1_000, 1.0, [])
found = {call.__name__: [] for call in (theirs, python, numpy, updated, trained)}
for _ in range(15):
    for call, count in ((theirs, 200), (python, 20_000), (numpy, 1_000), (updated, 200), (trained, 20)):
        begun = time.perf_counter()
        for _ in range(count):
            call()
        found[call.__name__].append((time.perf_counter() - begun) / count)
print(*(statistics.median(times) for times in found.values()))
"""
C = """
#include <stdio.h>
#include <time.h>
#include "nndl3.h"
static double seconds(struct timespec a, struct timespec b)
{
    return (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
}
int main(void)
{
    static double parameters[] = {0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8};
    static const double inputs[] = {0.5, 0.3}, targets[] = {0.23, -0.07};
    double gradients[8], sum = 0.0, loss = 0.0;
    const long count = 2000000;
    struct timespec a, b, c;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (long i = 0; i < count; i++) {
        parameters[i & 7] += 1e-12; /* so that no pass is the one before */
        sum += nndl3_sample_gradients(parameters, inputs, targets, gradients) + gradients[i & 7];
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    for (long i = 0; i < count; i++) {
        loss += nndl3_sample_gradients(parameters, inputs, targets, gradients);
        for (int j = 0; j < 8; j++)
            parameters[j] -= gradients[j];
    }
    clock_gettime(CLOCK_MONOTONIC, &c);
    printf("%.17g %.17g %g\\n", seconds(a, b) / (double)count, seconds(b, c) / (double)count, sum + loss);
    return 0;
}
"""
ABOUT = "one forward and backward pass of 2-2-2"
PEER = "the published torch program, one thread"


def _c(folder: Path) -> tuple[float, float]:
    """Seconds of a pass and of an iteration of training, as a C compiler makes them of our export."""
    (folder / "bench.c").write_text(C, "utf-8")
    subprocess.run(["cc", "-O2", "bench.c", "-o", "bench", "-lm"], cwd=folder, check=True)
    runs = [subprocess.run(["./bench"], cwd=folder, check=True, capture_output=True, text=True) for _ in range(5)]
    times = [tuple(map(float, run.stdout.split()[:2])) for run in runs]
    return tuple(statistics.median(column) for column in zip(*times, strict=True))


def passes() -> list[Row]:
    """One forward and backward pass of the 2-2-2 net, and a thousand iterations of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export("nndl3", ["c", "python", "numpy"], folder)
        done = subprocess.run([sys.executable, "-c", TORCH], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            return [failed(ABOUT, PEER, "≤ 0.01", "torch is not installed: pip install torch")]
        torch, python, numpy, updated, trained = map(float, done.stdout.split())
        rows = [
            _row(f"{ABOUT}: exported plain Python", PEER, torch, python, 0.01),
            _row(f"{ABOUT}: exported NumPy, one sample", PEER, torch, numpy, 1),
            _row("1,000 iterations of training 2-2-2: the loop of `symbp.train`", PEER, 1000 * updated, trained, 0.01),
        ]
        if shutil.which("cc") is None:
            return [*rows, failed(f"{ABOUT}: exported C", PEER, "≤ 0.001", "there is no C compiler")]
        once, iteration = _c(folder)
        work = "1,000 iterations of training 2-2-2: the loop of `symbp.train`"
        return [
            *rows,
            _row(f"{ABOUT}: exported C", PEER, torch, once, 0.001),
            _row(work, "the exported C in a loop", 1000 * iteration, trained, 1.5),
        ]


def known_call() -> list[Row]:
    """The call of `train` for an assignment that it has trained before, against the loop in it."""
    given = load("nndl3")
    made = descent(given, PRECISIONS["double"])
    pair = paired(
        lambda: [train(given, iterations=1000) for _ in range(20)],
        lambda: [made.descend(made.start, made.order.batches, 0, 1000, 1.0, []) for _ in range(20)],
    )
    return [at_most("the call of `symbp.train`, 1,000 iterations of 2-2-2, trained before", "the loop in it", pair, 2)]


def _row(work: str, peer: str, theirs: float, ours: float, most: float) -> Row:
    shown = f"{ours / theirs:.2g} ({duration(ours)} against {duration(theirs)})"
    print(work, shown, flush=True)
    return Row(work, peer, shown, f"≤ {most:g}", ours / theirs <= most)
