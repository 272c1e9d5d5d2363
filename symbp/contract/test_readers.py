"""Every form of answers gives blocks, or says in a sentence why it does not."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given, settings, strategies as st

from symbp import check_text
from symbp.contract import things
from symbp.errors import SymbpError
from symbp.reading.containers import containers, of_file
from symbp.reading.model import Block

ALL = things(containers)


def content(container):
    """Texts that nobody has checked: any at all, and some with signs that mean something in one form or another."""
    if container.binary:
        return st.binary(max_size=200) | st.binary(max_size=50).map(lambda tail: b"PK\x03\x04%PDF-1.4" + tail)
    signs = st.sampled_from(
        ["$$", "\\", "{", "}", "|", "```", "<", ">", '"', "[", "]", "&", "%", "=", "dL/dw1", "\n", "\0"]
    )
    return st.text(max_size=200) | st.lists(signs, max_size=40).map("".join)


def read(container, handed_in):
    """The blocks, and the sentence about what is not of this form; an error of another kind is none."""
    try:
        return list(container.blocks(handed_in)), ""
    except ValueError as error:
        assert str(error), handed_in  # noqa: PT017 - the sentence is what is promised
        return [], str(error)


@pytest.mark.parametrize("name", ALL)
def test_a_record_is_complete(name):
    """Its endings are written small, and a file with one of them is read by it."""
    container = ALL[name]
    # A file without an ending is a form's too.
    assert all(suffix[:1] in ("", ".") and suffix == suffix.lower() for suffix in container.suffixes)
    for suffix in container.suffixes:
        assert of_file(Path(f"sheet{suffix.upper()}")) is container


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_anything_is_blocks_or_a_sentence(name, data):
    """Any content gives blocks of the known kinds, or a message; the same at the second reading."""
    container = ALL[name]
    handed_in = data.draw(content(container))
    blocks, message = read(container, handed_in)
    assert all(isinstance(block, get_args(Block)) for block in blocks)
    assert (blocks, message) == read(container, handed_in)


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_sheet_has_another_error_than_ours(name, data):
    """Marking any content ends in faults with messages or in symbp's own error."""
    try:
        said = [fault.message for fault in check_text("nndl3", data.draw(content(ALL[name])), name).faults]
    except SymbpError as error:
        said = [str(error)]
    assert all(said)


@pytest.mark.parametrize("name", [name for name, each in ALL.items() if not each.binary])
@settings(max_examples=25, deadline=None)
@given(lines=st.lists(st.sampled_from(["a = 1", "b = 2", ""]), max_size=6))
@example(["dL/dw1 = -0.0084"])
def test_blocks_stand_in_the_order_of_the_file(name, lines):
    """The places of the blocks ascend, and none is beyond the last line."""
    blocks, _ = read(ALL[name], "\n".join(lines))
    places = [place for block in blocks for place in (block.at if isinstance(block.at, tuple) else (block.at,))]
    assert places == sorted(places)
    assert all(0 <= place <= len(lines) + 1 for place in places)
