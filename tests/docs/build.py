"""Build the documentation: the templates of ``templates/docs``, filled from the registries, made a site by mkdocs.

    python tests/docs/build.py              into build/docs/site
    python tests/docs/build.py --out DIR

Whatever mkdocs warns of ends it: a dead link, a docstring whose arguments are not those of its function.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from symbp.formula import layout
from symbp.formula.scripts import mathml
from symbp.templating import environment

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCES = REPOSITORY / "templates" / "docs"
PICTURE = REPOSITORY / "reports" / "mazur" / "page.png"

_CODE = re.compile(r"(^```.*?^```|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_DISPLAYED = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_IN_LINE = re.compile(r"\$([^$\n]+)\$")
_BEGINS_LINE = re.compile(r"(?<=[^\n])\n(?=\$[^$])")
"""Markdown takes a line that begins with a formula for a block of its own: such a line is joined to the one before."""


def pages() -> dict[str, str]:
    """The pages of the site in Markdown, by their file names."""
    return {
        path.relative_to(SOURCES).as_posix().removesuffix(".jinja"): with_formulas(_filled(path))
        for path in sorted(SOURCES.rglob("*.md.jinja"))
    }


def _filled(path: Path) -> str:
    from docs import reference

    name = path.relative_to(SOURCES.parent).as_posix()
    return environment().get_template(name).render(reference=reference)


def with_formulas(text: str) -> str:
    """Markdown with MathML in place of what stands between dollar signs, except in code.

    >>> with_formulas("`$x$` is\\n$x$")
    '`$x$` is <math><mi>x</mi></math>'
    """
    pieces = _CODE.split(text)
    pieces[::2] = [
        _IN_LINE.sub(_formula, _DISPLAYED.sub(_formula, _BEGINS_LINE.sub(" ", piece))) for piece in pieces[::2]
    ]
    return "".join(pieces)


def _formula(match: re.Match[str]) -> str:
    written = mathml.write(layout.read(" ".join(match[1].split())))
    return written.replace("<math", '<math display="block"', 1) if match[0].startswith("$$") else written


def build(folder: Path) -> Path:
    """Write the sources into a folder, and the site below it.

    Returns:
        The folder of the site.

    Raises:
        subprocess.CalledProcessError: mkdocs has something to warn of.
    """
    for part in ("pages", "site"):
        shutil.rmtree(folder / part, ignore_errors=True)
    for name, text in pages().items():
        path = folder / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for file in (PICTURE, SOURCES / "style.css"):
        shutil.copy(file, folder / "pages")
    (folder / "mkdocs.yml").write_text(_filled(SOURCES / "mkdocs.yml.jinja"), "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", "mkdocs.yml"]
    paths = os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])
    subprocess.run(command, cwd=folder, check=True, env=os.environ | {"PYTHONPATH": paths, "NO_MKDOCS_2_WARNING": "1"})
    return folder / "site"


def main() -> None:
    """Build it, and say where it is."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    arguments = argparse.ArgumentParser(description="Build the documentation.")
    arguments.add_argument("--out", type=Path, default=REPOSITORY / "build" / "docs", help="an empty or old folder")
    try:
        print(build(arguments.parse_args().out) / "index.html")
    except subprocess.CalledProcessError as error:
        raise SystemExit(error.returncode) from None


if __name__ == "__main__":
    main()
