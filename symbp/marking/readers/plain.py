"""Plain lines: ``dL/dw1 = -0.0084``, ``out_h1: 0.5622``; ``#`` begins a remark."""

from collections.abc import Iterator

from symbp.marking.readers.base import Entry, Reader


def _entries(text: str) -> Iterator[Entry]:
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.partition("#")[0].strip().rstrip(";")
        if not line:
            continue
        mark = "=" if "=" in line else ":"
        name, _, value = line.partition(mark)
        # Of a chain, formula = numbers = result, the result counts.
        yield Entry(name.strip(), value.rpartition("=")[2].strip(), number)


PLAIN = Reader("plain", (".txt", ""), _entries)
