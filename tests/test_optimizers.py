"""What an assignment may say of its optimizer, and what is said of it."""

import pytest

from symbp import load, parse, varied
from symbp.errors import SpecError
from symbp.page.words import plain


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"optimizer": "adan"}, r"training.optimizer: unknown optimizer 'adan'. Did you mean 'adam'\?"),
        (
            {"optimizer": "adam", "training.options": {"beta": "0.9"}},
            "unknown option 'beta' for adam. Did you mean 'beta1'",
        ),
        (
            {"optimizer": "momentum", "training.options": {"mu": "1"}},
            r"training.options.mu: expected 0 or more and below 1, got 1",
        ),
        (
            {"optimizer": "adam", "training.options": {"epsilon": "-1"}},
            "training.options.epsilon: expected 0 or more, got -1",
        ),
    ],
)
def test_what_is_no_optimizer_is_refused(changes, message):
    with pytest.raises(SpecError, match=message):
        varied("nndl3", changes)


def test_names_of_the_optimizer_belong_to_it():
    text = """
[network]
units = [["a"], ["b"]]
connections = [["mu", "a", "b"]]
activation = "tanh"
[loss]
name = "squared-error"
[data]
x = [[1]]
y = [[0.5]]
[parameters]
mu = 0.3
[training]
learning_rate = 0.5
"""
    assert parse(text).parameters["mu"].text == "0.3"
    with pytest.raises(SpecError, match="nothing can be called 'mu': it is a quantity of the optimizer momentum"):
        parse(text + 'optimizer = "momentum"\n')


def test_rounded_squares_are_warned_of():
    made = varied("nndl3", {"optimizer": "adam"})
    assert any("which 4 decimals may round to 0" in warning for warning in plain(made.warnings))
    assert not varied("nndl3", {"optimizer": "momentum"}).warnings[1:]


def test_a_wide_network_says_that_its_updates_are_not_written_out():
    from symbp import dense_table

    made = varied("nndl3", {"optimizer": "adam"}, most_lines=0)
    assert not [row for row in dense_table(made).rows if row.kind == "update"]
    assert load("nndl3").optimizer.plain
    assert load("nndl3", arrays=True).optimizer.plain
