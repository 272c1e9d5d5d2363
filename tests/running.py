"""Exported programs, run: what each prints. All files of a target run in one process where they can."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_EACH = """
import runpy, sys
for path in sys.argv[1:]:
    print("==", path)
    runpy.run_path(path, run_name="__main__")
"""


def _output(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{' '.join(command)[:200]}\n{done.stderr[:3000]}"
    assert not done.stderr, done.stderr[:3000]
    return done.stdout


def _python(files: list[Path], folder: Path) -> str:
    # A warning of any library is a fault of the program.
    return _output([sys.executable, "-W", "error", "-c", _EACH, *map(str, files)], folder)


def _c(files: list[Path], folder: Path) -> str:
    out = []
    for file in files:
        flags = ["-x", "c", "-std=c99", "-O1", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"]
        main = f"-D{file.stem.upper()}_MAIN"
        _output(["cc", *flags, main, str(file), "-o", str(file.with_suffix("")), "-lm"], folder)
        out.append(f"== {file}\n{_output([str(file.with_suffix(''))], folder)}")
    return "".join(out)


def _javascript(files: list[Path], folder: Path) -> str:
    return "".join(f"== {file}\n{_output(['node', str(file)], folder)}" for file in files)


def _octave(files: list[Path], folder: Path) -> str:
    script = "".join(f"printf('== {file}\\n'); {file.stem}.main();\n" for file in files)
    (folder / "every.m").write_text(script)
    return _output(["octave-cli", "--no-init-file", "--no-history", "every.m"], folder)


def _rust(files: list[Path], folder: Path) -> str:
    modules = "".join(f'#[path = "{file}"]\nmod m{i};\n' for i, file in enumerate(files))
    calls = "".join(f'    println!("== {file}");\n    m{i}::main();\n' for i, file in enumerate(files))
    (folder / "every.rs").write_text(f"{modules}fn main() {{\n{calls}}}\n")
    _output(["rustc", "-O", "-D", "warnings", "every.rs", "-o", "every_rs"], folder)
    return _output([str(folder / "every_rs")], folder)


def _julia(files: list[Path], folder: Path) -> str:
    return "".join(f"== {file}\n{_output(['julia', '--startup-file=no', str(file)], folder)}" for file in files)


RUNNERS = {
    "python": (_python, None, ""),
    "numpy": (_python, None, ""),
    "torch": (_python, "torch", "pip install torch"),
    "jax": (_python, "jax", "pip install jax"),
    "c": (_c, "cc", "a C compiler"),
    "javascript": (_javascript, "node", "Node.js"),
    "octave": (_octave, "octave-cli", "apt-get install octave"),
    "rust": (_rust, "rustc", "Rust"),
    "julia": (_julia, "julia", "Julia"),
}


def runner(target: str):
    """What runs a target; the test skips where it is not installed."""
    run, needed, how = RUNNERS[target]
    library = run is _python
    if needed and not (importlib.util.find_spec(needed) if library else shutil.which(needed)):
        pytest.skip(f"{needed} is not installed ({how})")
    return run


def printed(output: str) -> dict[str, dict[str, float]]:
    """What each program has printed: file stem -> name -> number."""
    found: dict[str, dict[str, float]] = {}
    for line in output.splitlines():
        if line.startswith("== "):
            found[Path(line[3:]).stem] = values = {}
        elif line.strip():
            name, value = re.fullmatch(r"(\S+) = (\S+)", line).groups()
            values[name] = float(value)
    return found


def differences(found: dict[str, float], wanted: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Where the numbers are not those that are wanted, to 1e-12 of them."""
    assert found.keys() == wanted.keys()
    return {
        name: (found[name], wanted[name])
        for name in wanted
        if not abs(found[name] - wanted[name]) <= 1e-12 * max(1e-3, abs(wanted[name]))
    }
