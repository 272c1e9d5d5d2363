"""``python -m symbp`` in a process of its own, without importing SymPy anew for each.

A server that has imported the libraries, and nothing of symbp, forks for every command: what runs in the
fork is the program from its first import of symbp on. Where the interpreter itself is what a test is
about (its hash seed, what ``--help`` imports), a test starts one.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import io
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LIBRARIES = ("sympy", "numpy", "flint", "jinja2.sandbox", "pydantic", "typer", "rich.console", "lark", "joblib")
LONGEST = 120
"""Seconds after which a command is ended."""


def run(
    *arguments: object, cwd: str | Path | None = None, env: Mapping[str, str] | None = None, text: bool = True
) -> subprocess.CompletedProcess[Any]:
    """The outcome of ``python -m symbp`` with these arguments.

    Args:
        arguments: what stands on the command line.
        cwd: in which folder.
        env: variables of the environment, beside those that there are.
        text: whether what is printed is read as text.
    """
    server = _server(os.getpid())
    assert server.stdin is not None
    assert server.stdout is not None
    command = list(map(str, arguments))
    with tempfile.TemporaryDirectory() as folder:
        streams = [str(Path(folder, name)) for name in ("stdout", "stderr")]
        request = [command, str(cwd or Path.cwd()), {**os.environ, **(env or {})}, *streams]
        server.stdin.write(f"{json.dumps(request)}\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        printed = [Path(name).read_bytes() for name in streams]
    shown = [part.decode().replace("\r\n", "\n") for part in printed] if text else printed
    return subprocess.CompletedProcess(command, code, *shown)


@functools.cache
def _server(_of: int) -> subprocess.Popen[str]:
    """The server of this process; a process that was forked from it has another."""
    server = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(_end, server)
    return server


def _end(server: subprocess.Popen[str]) -> None:
    server.communicate()


def _serve() -> None:
    for name in LIBRARIES:
        importlib.import_module(name)
    assert "symbp" not in sys.modules
    # What is there is not looked through for garbage again in every fork.
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _run(*json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _run(arguments: list[str], cwd: str, environment: dict[str, str], out: str, err: str) -> None:
    """Be the program, as the interpreter would start it."""
    signal.alarm(LONGEST)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for number, (path, flags) in enumerate(((os.devnull, os.O_RDONLY), (out, _NEW), (err, _NEW))):
        os.dup2(os.open(path, flags), number)
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding=encoding)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), encoding=encoding)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), encoding=encoding, errors="backslashreplace", line_buffering=True)
    sys.argv = ["symbp", *arguments]
    sys.path[0] = cwd
    code: object = 0
    try:
        runpy.run_module("symbp", run_name="__main__", alter_sys=True)
    except SystemExit as done:
        code = done.code
    except BaseException:  # noqa: BLE001 - what the interpreter would print
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    os._exit(code if isinstance(code, int) else 0)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC

if __name__ == "__main__":
    _serve()
