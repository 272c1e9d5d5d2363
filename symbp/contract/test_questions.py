"""Every question of the report is answered for any exercise that it can be asked of, and the same again."""

from __future__ import annotations

import pytest

from symbp.contract import things
from symbp.page.model import Section
from symbp.page.words import Style
from symbp.studying.questions import questions
from symbp.studying.study import QuestionAnswer, Study

pytestmark = pytest.mark.long

ALL = things(questions)
EXERCISES = ["nndl3", pytest.param("xor-mean", marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def studies():
    """Two exercises, each worked out twice; short runs will do."""
    return {name: (Study(name, 20), Study(name, 20)) for name in ("nndl3", "xor-mean")}


@pytest.mark.parametrize("name", ALL)
def test_a_record_is_complete(name):
    """It has a title and a number, and no other question has both its number and its part."""
    question = ALL[name]
    assert question.title
    assert question.number > 0
    assert question.part >= 0
    place = (question.number, question.part)
    assert [each.name for each in questions.values() if (each.number, each.part) == place] == [name]


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("name", ALL)
def test_it_is_answered_in_sentences_and_the_same_again(name, exercise, studies):
    """The short answer is a sentence in which no figure is missing or infinite; a second study gives the same."""
    one, other = (ALL[name].of(study) for study in studies[exercise])
    if one is None:
        assert other is None
        return
    assert isinstance(one, QuestionAnswer)
    said = Style().text(one.short).strip()
    assert said.endswith(".") if not ALL[name].part else one.statement or one.before or one.tables
    for text in (said, Style().text(one.statement)):
        assert not {"nan", "inf", "None"} & set(text.replace(".", " ").split())
        assert text in (Style().text(other.short).strip(), Style().text(other.statement))
    for table in one.tables:
        assert all(len(row) == len(table.heads) for row in table.rows)
    assert all(finding.text for _, finding in one.findings)
    assert Section("question", (), (*one.before, *one.tables, *one.after))
