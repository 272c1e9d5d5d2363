"""Make every report of reports/ anew, one after the other.

    python tests/reports/remake.py

Made twice, they are the same to the byte. Only the benchmarks are left out: they measure this machine.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPORTS = HERE.parents[1] / "reports"
COMMANDS = (
    (str(HERE / "seeds.py"),),
    (str(HERE / "statements.py"),),
    (str(HERE / "notebook.py"),),
    (str(HERE / "published.py"),),
    ("-m", "symbp", "experiment", "nndl3", "--report", "--out", str(REPORTS / "nndl3-report")),
    ("-m", "symbp", "solve", "mazur", "--to", "md,pdf", "--out", str(REPORTS / "mazur")),
    ("-m", "symbp", "solve", "nndl3", "--to", "md,pdf", "--out", str(REPORTS / "nndl3")),
    ("-m", "symbp", "solve", "nndl3-bias", "--to", "md,pdf", "--out", str(REPORTS / "nndl3-bias")),
)

if __name__ == "__main__":
    for command in COMMANDS:
        print(" ".join(Path(word).name for word in command), flush=True)
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    proof = subprocess.run(
        [sys.executable, "-m", "symbp", "verify", "--all", "--format", "md"], check=True, capture_output=True
    )
    (REPORTS / "verification.md").write_bytes(proof.stdout)
