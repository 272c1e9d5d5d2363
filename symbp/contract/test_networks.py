"""Every reader of network files takes what it knows, and refuses what it does not by one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from symbp.contract import things
from symbp.errors import SymbpError
from symbp.importing import read_model
from symbp.importing.readers import readers

ALL = things(readers)


@pytest.mark.parametrize("name", ALL)
def test_a_record_is_complete(name):
    """It has endings, written small, that no other reader has."""
    reader = ALL[name]
    assert reader.suffixes
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in reader.suffixes)
    others = {suffix for each in readers.values() if each is not reader for suffix in each.suffixes}
    assert not others & set(reader.suffixes)


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25, deadline=None)
@given(content=st.binary(max_size=300))
def test_what_is_no_network_is_refused_by_a_sentence(name, content, tmp_path_factory):
    """Random bytes are refused by one line of text, and never by another error."""
    for suffix in ALL[name].suffixes:
        path = tmp_path_factory.mktemp("network") / f"model{suffix}"
        path.write_bytes(content)
        with pytest.raises(SymbpError) as refused:
            read_model(path)
        assert "\n" not in str(refused.value).strip()
        assert len(str(refused.value)) < 500


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_is_not_there_is_named(name, tmp_path):
    """The message has the name of the missing file in it."""
    for suffix in ALL[name].suffixes:
        with pytest.raises(SymbpError, match=f"absent{suffix}"):
            read_model(tmp_path / f"absent{suffix}")
