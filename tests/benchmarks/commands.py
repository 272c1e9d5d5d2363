"""The command line against `import sympy`: for the first time, and again."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from measuring import Row, at_most, paired, process

PEER = "`import sympy`"
SHEET = "in_h1 = 0.25\nout_h1 = 0.5622\ndL/dw1 = -0.0084\ndL/dw5 = -0.0306\nw1_new = 0.2084\n"


def commands() -> list[Row]:
    """Each command in a process of its own."""
    sympy = process("-c", "import sympy")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        sheet, cache = Path(folder) / "sheet.txt", str(Path(folder) / "cache")
        sheet.write_text(SHEET, "utf-8")
        out = ("--out", str(Path(folder) / "out"))
        for name, words, first, again in (
            ("--help", ("--help",), 0.5, None),
            ("list", ("list",), 0.3, 0.3),
            ("table nndl3", ("table", "nndl3"), 1.5, 0.6),
            ("check nndl3 sheet.txt", ("check", "nndl3", str(sheet)), 1.5, 0.6),
            ("solve nndl3 --to md", ("solve", "nndl3", "--to", "md", *out), 2, 0.6),
            ("solve nndl3 --to pdf", ("solve", "nndl3", "--to", "pdf", *out), 2, 0.6),
        ):
            call = ("-m", "symbp.__main__", *words)
            pair = paired(process(*call), sympy, clock=time.perf_counter)
            rows.append(at_most(f"`symbp {name}`, for the first time", PEER, pair, first))
            if again is not None:
                pair = paired(process("-P", *call, cache=cache), sympy, clock=time.perf_counter)
                rows.append(at_most(f"`symbp {name}`, again", PEER, pair, again))
    return rows
