"""Small changes to the core, each of which a test has to notice.

    python tests/mutations.py [--only WORD] [--slice 1/4] [--most 10 --seed 3] [--jobs 2] [--list]

Each mutation of ``tests/mutants/*.toml`` is made in a copy of the project, and the tests that are near it
run until one fails. What no test notices has survived. The exit code is 1 if a mutation survives or is
stale (the text that it changes does not stand exactly once in its file), and 2 if the tests fail already
without any mutation.
"""

from __future__ import annotations

import argparse
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
LEFT_BEHIND = shutil.ignore_patterns(".*", "__pycache__")
PATIENCE = 180
"""After so many seconds the tests hang: that is noticed too."""

NOTICED, SURVIVES, STALE, LOST = "noticed", "SURVIVES", "STALE", "NO TESTS"


@dataclass(frozen=True)
class Mutation:
    """One small change.

    Attributes:
        name: what it is called.
        file: which file is changed.
        old, new: the text that is there, exactly once, and what stands there instead.
        breaks: what is wrong with the change.
        near: tests that have to notice it, the quickest first, as pytest is given them.
    """

    name: str
    file: str
    old: str
    new: str
    breaks: str
    near: tuple[str, ...]

    def stale(self, root: Path) -> bool:
        """Whether the text to be changed does not stand exactly once in the file."""
        path = root / self.file
        return not path.is_file() or path.read_text("utf-8").count(self.old) != 1

    def mutated(self, root: Path) -> str:
        """The text of the file with the change made."""
        return (root / self.file).read_text("utf-8").replace(self.old, self.new)


def mutations(root: Path = REPOSITORY) -> list[Mutation]:
    """All mutations, in the order of their files."""
    return [
        Mutation(**{**entry, "near": tuple(entry["near"])})
        for path in sorted((root / "tests" / "mutants").glob("*.toml"))
        for entry in tomllib.loads(path.read_text("utf-8"))["mutation"]
    ]


class Copy:
    """A copy of the project, in which one mutation at a time is made."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = folder
        folder.mkdir()
        for name in ("symbp", "tests", "templates", "reports"):
            if (root / name).is_dir():
                shutil.copytree(root / name, folder / name, ignore=LEFT_BEHIND)
        for path in root.glob("*.*"):
            if path.is_file() and not path.name.startswith("."):
                shutil.copy2(path, folder)
        # The copy goes before an installed symbp, in the processes that tests start too.
        self.environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0"}
        self.environment.pop("HYPOTHESIS_PROFILE", None)
        where = self._python("-c", "import symbp; print(symbp.__file__)").stdout.strip()
        if not Path(where).is_relative_to(folder):
            sys.exit(f"symbp is imported from {where} and not from the copy")

    def _python(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * (1 if more else 5),
        )

    def tests(self, near: Iterable[str], **more: str) -> subprocess.CompletedProcess[str]:
        """Run these tests in one process, up to the first that fails."""
        return self._python("-m", "pytest", "-x", "-q", "-n", "0", "--no-header", "--tb=line", *near, **more)

    def sound(self, near: Sequence[str]) -> None:
        """Check that these tests pass as long as nothing is changed."""
        done = self.tests(near) if near else None
        if done is not None and done.returncode:
            raise UnsoundError(done.stdout[-3000:] + done.stderr[-1000:])

    def verdict(self, mutation: Mutation) -> str:
        """Make a change, run the tests that are near it, and take it back."""
        if mutation.stale(self.root):
            return STALE
        path = self.root / mutation.file
        before, times = path.read_bytes(), path.stat()
        path.write_text(mutation.mutated(self.root), "utf-8")
        # Python tells by the time whether a compiled file is that of its source.
        os.utime(path, (times.st_atime, times.st_mtime + 10))
        try:
            code = self.tests(mutation.near, PYTHONDONTWRITEBYTECODE="1").returncode
        except subprocess.TimeoutExpired:
            code = 1
        finally:
            path.write_bytes(before)
            os.utime(path, (times.st_atime, times.st_mtime))
        return {0: SURVIVES, 1: NOTICED, 2: NOTICED}.get(code, LOST)


class UnsoundError(Exception):
    """The tests fail without any mutation, so that a failure would say nothing."""


def run(root: Path, chosen: Sequence[Mutation], jobs: int) -> dict[str, str]:
    """The verdict on each mutation, by name; each job has a copy of its own.

    Raises:
        UnsoundError: the tests fail without any mutation.
    """
    verdicts: dict[str, str] = {}
    waiting: queue.SimpleQueue[Mutation] = queue.SimpleQueue()
    for mutation in chosen:
        waiting.put(mutation)

    def work(copy: Copy) -> None:
        for mutation in _taken(waiting):
            begun = time.perf_counter()
            verdict = copy.verdict(mutation)
            verdicts[mutation.name] = verdict
            spent = time.perf_counter() - begun
            print(f"[{len(verdicts):3}/{len(chosen)}] {verdict:8} {spent:5.1f} s  {mutation.name}", flush=True)

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        copies = [Copy(root, Path(folder).resolve() / f"{job}") for job in range(jobs)]
        near = sorted({test for mutation in chosen for test in mutation.near if not mutation.stale(root)})
        # To begin with, each copy runs its share of the tests as they are.
        list(pool.map(Copy.sound, copies, [near[job::jobs] for job in range(jobs)]))
        list(pool.map(work, copies))
    return verdicts


def _taken(waiting: queue.SimpleQueue[Mutation]) -> Iterator[Mutation]:
    while True:
        try:
            yield waiting.get_nowait()
        except queue.Empty:
            return


def _chosen(everything: list[Mutation], options: argparse.Namespace) -> list[Mutation]:
    chosen = [each for each in everything if options.only in f"{each.name} {each.file}"]
    part, parts = (int(number) for number in options.slice.split("/"))
    chosen = chosen[part - 1 :: parts]
    if options.most is not None and options.most < len(chosen):
        chosen = random.Random(options.seed).sample(chosen, options.most)  # noqa: S311 - a draw, not a secret
    return chosen


def main(arguments: Sequence[str] | None = None, root: Path = REPOSITORY) -> int:
    """Run the program; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="mutations with this in their name or file")
    parser.add_argument("--slice", default="1/1", metavar="K/N", help="every N-th mutation, from the K-th on")
    parser.add_argument("--most", type=int, metavar="N", help="at most so many, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of what is drawn (default: 0)")
    parser.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 1), help="how many run at once")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    options = parser.parse_args(arguments)
    chosen = _chosen(mutations(root), options)
    if options.list or not chosen:
        for each in chosen:
            print(f"{'STALE ' if each.stale(root) else ''}{each.name} ({each.file}): {each.breaks}")
        return int(not chosen or any(each.stale(root) for each in chosen))
    begun = time.perf_counter()
    try:
        verdicts = run(root, chosen, max(1, min(options.jobs, len(chosen))))
    except UnsoundError as failure:
        print(f"{failure}\nthe tests fail without any mutation")
        return 2
    print()
    for each in chosen:
        if verdicts[each.name] != NOTICED:
            print(f"{verdicts[each.name]}: {each.name} ({each.file}): {each.breaks}\n  near: {' '.join(each.near)}")
    amounts = [sum(verdict == kind for verdict in verdicts.values()) for kind in (NOTICED, SURVIVES, STALE, LOST)]
    print(
        "{} mutations: {} noticed, {} survive, {} stale, {} without tests".format(len(chosen), *amounts),
        f"({time.perf_counter() - begun:.0f} s)",
    )
    return int(amounts[0] < len(chosen))


if __name__ == "__main__":
    sys.exit(main())
