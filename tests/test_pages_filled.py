"""How full the pages of a PDF are: none ends early but the last, and the last one has more than a few lines."""

import re
import shutil
import subprocess

import pytest
from pages import solved

from symbp.page.formats import files
from symbp.solving.sheet import Worksheet
from symbp.spec.assignment import Size

_TOP, _BOTTOM = 46, 49
"""The margins, at least."""


def filled(subject):
    """How much of each page is filled from the top, and how many lines it has."""
    pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed: apt-get install poppler-utils")
    pdf = next(iter(files(subject, ["pdf"]).values()))
    told = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    for page in told.split("<page ")[1:]:
        height = float(re.search(r'height="([\d.]+)"', page)[1])
        ends = [float(end) for end in re.findall(r'yMax="([\d.]+)"', page)]
        # Without the number of the page.
        ends = [end for end in ends if end < height - 50]
        yield (max(ends) - _TOP) / (height - _TOP - _BOTTOM), len({round(end / 6) for end in ends})


DOCUMENTS = [(name, size) for name in ("nndl3", "mazur", "nndl3-class", "line", "relu-batch") for size in Size]
DOCUMENTS += [("xor-mean", Size.STANDARD), ("xor-sum", Size.SHORT), ("softmax-squared-error", Size.SHORT)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size"), DOCUMENTS)
def test_pages_are_full(name, size):
    *others, (_, last) = filled(solved(name, show=size))
    assert all(share > 0.6 for share, _ in others), others
    assert last >= 8


@pytest.mark.slow
def test_a_last_page_of_a_few_lines_is_drawn_in(monkeypatch):
    """With the same lines not set closer it has a page more."""
    from symbp.page import programs

    pages = len(list(filled(solved("line"))))
    monkeypatch.setattr(programs, "FEW_LINES", 0)
    *_, (_, last) = looser = list(filled(solved("line")))
    assert len(looser) == pages + 1
    assert last < 8


@pytest.mark.slow
@pytest.mark.parametrize("key", [False, True])
def test_the_pages_of_a_sheet_are_full(key):
    *others, _ = filled(Worksheet.of(solved("nndl3"), "all", "rule", key=key))
    assert all(share > 0.6 for share, _ in others), others
