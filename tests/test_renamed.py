"""Names that have changed: the old ones go on being read, and a note says the new one."""

import dataclasses
import importlib
import re
from fractions import Fraction

import pytest
from terminal import run
from typer.main import get_command

import symbp
from symbp import Axis, bundled, experiment, load, parse, varied
from symbp.activations import activations
from symbp.cli.commands import app
from symbp.errors import SpecError
from symbp.losses import losses
from symbp.renamed import ACTIVATION, ARGUMENTS, KEYS, LOSS, MODULES, NAMES, OPTIONS, RenamedWarning
from symbp.spec.schema import SpecFile
from symbp.spec.variation import SHORT

VALUES = {"training.step": "2", "training.rounds": "[1, 5]"}
"""What an assignment may have under an old key: a new row of the table needs one here."""


def spec(*lines):
    network = '[network]\nlayers = [1, 1]\nactivation = "tanh"\n[loss]\nname = "squared-error"\n'
    return "\n".join([network, "[data]\nx = [[1]]\ny = [[0]]\n[parameters]\nfill = 1\n", *lines])


def written(key, value):
    table, _, last = key.rpartition(".")
    return f"[{table}]\n{last} = {value}"


def test_the_table_leads_to_names_that_there_are():
    assert set(VALUES) == {key for key in KEYS if "." in key}
    for new in KEYS.values():
        table, _, key = SHORT.get(new, new).rpartition(".")
        assert key in SpecFile.model_fields[table].annotation.model_fields
    options = {name for command in get_command(app).commands.values() for each in command.params for name in each.opts}
    assert set(OPTIONS.values()) <= options
    assert not set(OPTIONS) & options


@pytest.mark.parametrize("old", VALUES)
def test_an_old_key_is_read_with_a_note(old):
    with pytest.warns(RenamedWarning, match=f"'{old}' is called '{KEYS[old]}' now"):
        before = parse(spec(written(old, VALUES[old])))
    assert before == parse(spec(written(KEYS[old], VALUES[old])))
    with pytest.raises(SpecError, match="expected one of them, not both"):
        parse(spec(written(old, VALUES[old]), f"{KEYS[old].rpartition('.')[2]} = {VALUES[old]}"))


@pytest.mark.parametrize("old", KEYS)
def test_an_old_key_can_be_varied_with_a_note(old):
    value = [1, 5] if "rounds" in old else 2
    with pytest.warns(RenamedWarning, match=f"'{old}' is called"):
        before = varied("nndl3", {old: value})
    assert before == varied("nndl3", {KEYS[old]: value})


def test_an_old_axis_is_called_by_its_new_name():
    with pytest.warns(RenamedWarning):
        made = experiment("nndl3", [Axis("step", (1, 5))], 2)
    assert [each.label for each in made.results] == ["learning rate 1", "learning rate 5"]


def test_no_bundled_assignment_has_an_old_key():
    # A warning is a failure of a test.
    assert all(load(name) for name in bundled() if name not in {"fizzbuzz", "relu-1000-100-10"})


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("train", "nndl3", "--step", "2", "--rounds=3"), ("train", "nndl3", "--learning-rate", "2", "--iterations=3")),
        (("compare", "nndl3", "nndl3-sum", "--rounds", "2"), ("compare", "nndl3", "nndl3-sum", "--iterations", "2")),
        (("check", "nndl3", "sheet.txt", "--share", "0.5"), ("check", "nndl3", "sheet.txt", "--follow-credit", "0.5")),
    ],
)
def test_an_old_option_is_read_with_a_note(old, new, tmp_path):
    (tmp_path / "sheet.txt").write_text("dL/dw1 = 0.1\nw1_new = 0.1\n", "utf-8")
    before, after = (run(*words, cwd=tmp_path) for words in (old, new))
    assert before.stdout == after.stdout
    assert before.returncode == after.returncode < 2
    notes = [f"note: '{name}' is called '{OPTIONS[name]}' now" for name in OPTIONS if any(name in word for word in old)]
    assert sorted(set(before.stderr.splitlines()) - set(after.stderr.splitlines())) == sorted(notes)


@pytest.mark.parametrize("old", NAMES)
def test_an_old_python_name_is_the_new_one_with_a_note(old):
    with pytest.warns(RenamedWarning, match=f"'{old}' is called '{re.escape(NAMES[old])}' now"):
        thing = getattr(symbp, old)
    new, _, arguments = NAMES[old].partition("(")
    assert getattr(thing, "func", thing) is getattr(symbp, new)
    assert bool(arguments) is hasattr(thing, "keywords")
    assert old not in dir(symbp)


def test_rounds_and_the_step_of_a_run_are_iterations_and_a_learning_rate():
    with pytest.warns(RenamedWarning):
        before = symbp.train("nndl3", rounds=3, step=2)
    after = symbp.train("nndl3", iterations=3, learning_rate=2)
    assert before.losses == after.losses
    with pytest.warns(RenamedWarning):
        assert (before.rounds, before.step) == (after.iterations, after.learning_rate)
    with pytest.warns(RenamedWarning):
        assert load("nndl3").step == load("nndl3").learning_rate
    with pytest.warns(RenamedWarning):
        assert list(symbp.derive("nndl3", rounds=2)) == list(symbp.derive("nndl3", iterations=2))


def test_what_loaded_arrays_goes_on_doing_so():
    with pytest.warns(RenamedWarning):
        assert isinstance(symbp.load_dense("nndl3"), symbp.ArrayAssignment)


@pytest.mark.parametrize(
    ("record", "old", "new"),
    [
        *((activations["softmax"], old, new) for old, new in ACTIVATION.items()),
        *((losses["softmax-cross-entropy"], old, new) for old, new in LOSS.items()),
    ],
)
def test_an_old_field_of_a_record_is_read_and_made_with_a_note(record, old, new):
    field = new.removeprefix("not ")
    value = getattr(record, field) if field == new else not getattr(record, field)
    with pytest.warns(RenamedWarning, match=f"'{old}' is called '{new}' now"):
        assert getattr(record, old) == value
    fields = {each.name: getattr(record, each.name) for each in dataclasses.fields(record) if each.name != field}
    with pytest.warns(RenamedWarning, match=f"'{old}' is called '{new}' now"):
        assert type(record)(**fields, **{old: value}) == record


SHEET = "dL/dw1 = 0.0146\nw1_new = 0.1854"
CALLS = {
    "share": (lambda **old: symbp.check_text("nndl3", SHEET, **old).score, Fraction(1, 2)),
    "form": (lambda **old: symbp.write(symbp.load("nndl3"), **old), "md"),
    "letters": (lambda **old: symbp.write(symbp.derive("nndl3"), "latex", **old), "z-a"),
    "step": (lambda **old: symbp.train("nndl3", 3, **old).losses, 5),
    "rounds": (lambda **old: len(symbp.derive("nndl3", **old)), 2),
}
"""Where an old argument is taken: a new row of the table needs one here."""


@pytest.mark.parametrize("old", ARGUMENTS)
def test_an_old_argument_is_taken_with_a_note(old):
    call, value = CALLS[old]
    with pytest.warns(RenamedWarning, match=f"'{old}' is called '{ARGUMENTS[old]}' now"):
        before = call(**{old: value})
    assert before == call(**{ARGUMENTS[old]: value}) != call()


def test_the_format_of_a_text_and_the_credit_of_a_file_are_taken_by_their_old_names(tmp_path):
    path = tmp_path / "sheet.txt"
    path.write_text(SHEET, "utf-8")
    with pytest.warns(RenamedWarning):
        before = symbp.check("nndl3", path, share=Fraction(1, 2))
    with pytest.warns(RenamedWarning):
        assert before.score == symbp.check_text("nndl3", SHEET, form="plain", follow_credit=Fraction(1, 2)).score


@pytest.mark.parametrize(("module", "old"), [(module, old) for module, table in MODULES.items() for old in table])
def test_an_old_name_of_a_module_is_the_new_one_with_a_note(module, old):
    home = importlib.import_module(module)
    with pytest.warns(RenamedWarning, match=f"'{old}' is called '{MODULES[module][old]}' now"):
        assert getattr(home, old) is getattr(home, MODULES[module][old])
    with pytest.raises(AttributeError, match=f"module '{module}' has no attribute 'nothing'"):
        home.nothing  # noqa: B018
