"""Fuzzing every reader of answers: nothing but the project's own error may come out.

    python tests/fuzz/fuzz_readers.py [seconds]

With atheris installed the inputs are guided by coverage (``pip install atheris``); without it the
hostile files of the tests are mutated from a seed. Not a test: it runs as long as it is told to.
"""

from __future__ import annotations

import contextlib
import random
import sys
import time
from pathlib import Path

from symbp import load
from symbp.errors import SymbpError
from symbp.marking import check_text
from symbp.reading.containers import containers

HOSTILE = Path(__file__).resolve().parents[1] / "hostile"
ASSIGNMENT = load("nndl3")
FORMS = sorted(containers)
SLOW = 2.0


def once(data: bytes) -> None:
    """One input: its first byte picks the form."""
    form = FORMS[data[0] % len(FORMS)] if data else "plain"
    content = data[1:] if containers[form].binary else data[1:].decode("utf-8", "replace")
    begun = time.perf_counter()
    with contextlib.suppress(SymbpError):
        check_text(ASSIGNMENT, content, form)
    if time.perf_counter() - begun > SLOW:
        message = f"{form}: {time.perf_counter() - begun:.1f} s"
        raise AssertionError(message)


def mutated(source: random.Random, corpus: list[bytes]) -> bytes:
    """A hostile file with a few bytes changed, cut or joined with another."""
    data = bytearray(source.choice(corpus))
    for _ in range(source.randint(1, 8)):
        place = source.randrange(len(data) + 1)
        match source.randrange(4):
            case 0:
                data[place : place + source.randint(0, 9)] = source.randbytes(source.randint(0, 4))
            case 1:
                data[place:place] = source.choice(corpus)[: source.randint(1, 40)]
            case 2:
                data[place:place] = source.choice([b"(", b"^", b"/", b"d", b"\\frac{", b"@2", b"[1]", b"=", b"9" * 30])
            case _:
                del data[place : place + source.randint(1, 20)]
    return bytes(data[:20_000])


def main(seconds: float) -> None:
    """Fuzz for so long."""
    corpus = [path.read_bytes()[:5_000] for path in sorted(HOSTILE.iterdir())]
    corpus.append(b"dL/dw1 = (o1-y1)*o1*(1-o1)*h1 = -0.0084\nround 2\nin_h1 = 0.2557\n")
    try:
        import atheris
    except ImportError:
        source = random.Random(1)  # noqa: S311 - a seed, so that every run tries the same
        end, count = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            data = source.randbytes(1) + mutated(source, corpus)
            try:
                once(data)
            except Exception:
                print(f"input: {data!r}", flush=True)
                raise
            count += 1
            if count % 500 == 0:
                print(f"{count} inputs", flush=True)
        print(f"{count} inputs, nothing but the project's own errors")
        return
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds:.0f}"], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
