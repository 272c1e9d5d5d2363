"""The programs that make PDF and Word of a page's source, each run in a folder of its own."""

from __future__ import annotations

import base64
import importlib.util
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from symbp.errors import MissingProgramError, OutputError

TEX_ENGINES = ("pdflatex", "lualatex", "xelatex")
PROGRAM_SECONDS = 120

# What a user wrote arrives escaped; of pandoc's Markdown only what our own documents need is on.
_READER = (
    "markdown_strict-raw_html+all_symbols_escapable+tex_math_dollars+backtick_code_blocks+pipe_tables"
    "+implicit_figures+link_attributes"
)
_FOREIGN = re.compile("[\u0530-\u1fff\u2e80-\ufaff\U00010000-\U0010ffff]")
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_END = "\n#metadata(none) <last>\n#context [#metadata(locate(<last>).position()) <end>]\n"
FEW_LINES = 54 + 8 * 15.5
"""How far down a page eight lines reach, in points."""
_PAGES = re.compile(rb"/Type\s{0,9}/Pages[^>]{0,80}?/Count\s{1,9}([0-9]{1,6})")


CHINESE_FONTS = (
    *("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Songti SC", "SimSun", "FandolSong"),
    *("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei"),
    *("Noto Serif CJK JP", "Noto Sans CJK JP", "Droid Sans Fallback"),
)
"""Fonts with Chinese characters, the best for a page of text first."""
PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".pdf"})
_LARGEST_PICTURE = 20_000_000
_MOST_PICTURES = 100


def pictures_of(folders: Iterable[Path]) -> dict[str, bytes]:
    """The pictures beside a user's own templates, by file name: a logo that a template puts on the page."""
    pictures: dict[str, bytes] = {}
    for folder in folders:
        paths = (path for path in sorted(folder.iterdir()) if path.suffix.lower() in PICTURES and path.is_file())
        for path in itertools.islice(paths, _MOST_PICTURES):
            if path.stat().st_size <= _LARGEST_PICTURE:
                pictures.setdefault(path.name, path.read_bytes())
    return pictures


def data_address(kind: str, content: bytes) -> str:
    """Content as an address that needs no file."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _pandoc_path() -> str:
    spec = importlib.util.find_spec("pypandoc")
    if spec is not None and spec.origin is not None:
        path = shutil.which("pandoc", path=str(Path(spec.origin).parent / "files"))
        if path:
            return path
    path = shutil.which("pandoc")
    if path:
        return path
    message = "pandoc is not installed. Install it with: pip install 'symbp[docx]'"
    raise MissingProgramError(message)


def pandoc(markdown: str, to: str, language: str = "en") -> bytes:
    """The Markdown in another format.

    Args:
        markdown: the text.
        to: the format, as pandoc calls it.
        language: of the text.

    Raises:
        MissingProgramError: pandoc is not installed.
        OutputError: pandoc has refused.
    """
    # A wide `columns` keeps tables at their natural widths.
    command = [_pandoc_path(), "-f", _READER, "-t", to, "--columns=100000", "--sandbox"]
    command += ["--shift-heading-level-by=-1", f"--metadata=lang:{language}", "-o", "-"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
    return _run(command, markdown.encode(), environment, None).stdout


def _run(
    command: list[str], given: bytes, environment: Mapping[str, str], folder: str | None
) -> subprocess.CompletedProcess[bytes]:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program with fixed options, no shell
            command,
            input=given,
            capture_output=True,
            check=False,
            timeout=PROGRAM_SECONDS,
            env=dict(environment),
            cwd=folder,
        )
    except subprocess.TimeoutExpired:
        message = f"{Path(command[0]).name} has not finished within {PROGRAM_SECONDS} seconds"
        raise OutputError(message) from None
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines()
        faults = [line for line in said if line.startswith("!")] or said[-3:]
        message = f"{Path(command[0]).name} has failed: {' '.join(faults)[:300]}"
        raise OutputError(message)
    return done


def typst(source: str, files: Mapping[str, bytes], *, foreign: bool = False) -> bytes:
    """A Typst document as PDF/UA-1, which can be read aloud, with nothing but the given files in reach.

    Args:
        source: the document.
        files: what it needs, by file name.
        foreign: whether a template of somebody else's has a part in it, such as a picture without a description;
            what the standard does not allow is then left as it is, in a PDF that does not claim to keep it.

    Raises:
        MissingProgramError: typst is not installed.
        OutputError: typst has refused.
    """
    try:
        return _compile(source + _END, files, "pdf", aloud=True)
    except OutputError as error:
        if not foreign or "PDF/UA" not in str(error):
            raise
    return _compile(source, files, "pdf")


def picture(svg: str, to: Literal["pdf", "png"]) -> bytes:
    """An SVG as PDF or PNG, cut to its size."""
    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")\n'
    return _compile(page, {"picture.svg": svg.encode()}, to)


def bound(documents: Sequence[bytes]) -> bytes:
    """Documents that Typst has made as one PDF to be printed: each begins on the front of a sheet of paper."""
    pages = []
    for i, content in enumerate(documents):
        counted = _PAGES.search(content)
        count = int(counted.group(1)) if counted else 1
        pages += [f'image("{i}.pdf", page: {page})' for page in range(1, count + 1)]
        pages += [f'hide(image("{i}.pdf", page: 1))'] if count % 2 and i + 1 < len(documents) else []
    source = "#set page(width: auto, height: auto, margin: 0pt)\n"
    files = {f"{i}.pdf": content for i, content in enumerate(documents)}
    return _compile(source + "#pagebreak()\n".join(f"#{page}\n" for page in pages), files, "pdf")


def _compile(source: str, files: Mapping[str, bytes], to: Literal["pdf", "png"], *, aloud: bool = False) -> bytes:
    try:
        import typst as compiler
    except ImportError:
        message = "typst is not installed. Install it with: pip install 'symbp[pdf]'"
        raise MissingProgramError(message) from None
    if _CHINESE.search(source) and not {*compiler.Fonts().families()} & {*CHINESE_FONTS}:
        message = "no font with Chinese characters is installed, which the PDF needs; expected one such as"
        raise MissingProgramError(f"{message} {CHINESE_FONTS[0]}: apt install fonts-noto-cjk")
    with tempfile.TemporaryDirectory(prefix="symbp-") as name:
        folder = Path(name)
        for file, content in {**files, "main.typ": source.encode()}.items():
            (folder / file).write_bytes(content)
        try:
            output, pages = _document(
                str(folder / "main.typ"), name, to, foreign=bool(_FOREIGN.search(source)), aloud=aloud
            )
            if 1 < pages != int(pages):
                # A few lines on a page of their own: with the lines a little closer they may not be needed.
                close = {"close": "yes"}
                closer, fewer = _document(
                    str(folder / "main.typ"), name, to, foreign=bool(_FOREIGN.search(source)), aloud=aloud, inputs=close
                )
                output = closer if fewer < int(pages) else output
        except compiler.TypstError as error:
            message = f"typst has failed: {str(error)[:300]}"
            raise OutputError(message) from None
    return output


def _document(
    path: str,
    root: str,
    to: Literal["pdf", "png"],
    *,
    foreign: bool,
    aloud: bool,
    inputs: Mapping[str, str] | None = None,
) -> tuple[bytes, float]:
    """A document, and how many pages it has, half a page more where the last one has a few lines only; 0 if not asked.

    Typst's own fonts and a fixed time: the same bytes on every machine. Only letters that its fonts lack, as in a
    Chinese title, are looked for among the system's.
    """
    from typst import Compiler

    compiler = Compiler(path, root=root, ignore_system_fonts=not foreign, sys_inputs=dict(inputs or {}))
    document = compiler.compile(format=to, ppi=144.0, timestamp=0, pdf_standards=["ua-1"] if aloud else [])
    assert isinstance(document, bytes)
    if not aloud:
        return document, 0
    end = json.loads(compiler.query("<end>", field="value", one=True))
    return document, int(end["page"]) + (float(end["y"].removesuffix("pt")) < FEW_LINES) / 2


def latexmk(source: str, engine: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """A LaTeX document as PDF, with shell escape off and file access restricted.

    Raises:
        MissingProgramError: latexmk or the engine is not installed.
        OutputError: TeX has refused.
    """
    for program in ("latexmk", engine):
        if shutil.which(program) is None:
            message = f"{program} is not installed; the engine 'typst' needs no TeX"
            raise MissingProgramError(message)
    kind = {"pdflatex": "-pdf", "lualatex": "-lualatex", "xelatex": "-xelatex"}[engine]
    restricted = {"openin_any": "p", "openout_any": "p", "shell_escape": "f", "SOURCE_DATE_EPOCH": "0"}
    restricted |= {"FORCE_SOURCE_DATE": "1", "max_print_line": "1000"}
    with tempfile.TemporaryDirectory(prefix="symbp-") as name:
        for file, content in {**(files or {}), "solution.tex": source.encode()}.items():
            Path(name, file).write_bytes(content)
        command = ["latexmk", "-norc", kind, "-interaction=nonstopmode", "-halt-on-error"]
        command += ["-latexoption=-no-shell-escape", "solution.tex"]
        _run(command, b"", {**os.environ, **restricted}, name)
        return Path(name, "solution.pdf").read_bytes()
