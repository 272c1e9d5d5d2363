"""The small changes of tests/mutants fit the code as it is, and the program that makes them tells the truth."""

import ast
import re

import mutations
import pytest
from conftest import REPOSITORY

ALL = mutations.mutations()
PLACES = """
steps.py network.py backprop.py passes.py pipeline.py tables.py proof.py spec/numbers.py spec/build.py
values/arithmetic.py values/balls.py values/evaluation.py values/exact.py values/hand.py values/interval.py
values/rounding.py activations/ losses/ optimizers/ formula/tree.py formula/writer.py formula/plain.py
formula/substitution.py formula/calculator.py general/layer.py general/objective.py general/instances.py
general/symbols.py general/architectures.py marking/judge.py marking/compare.py marking/written.py
marking/diagnosis.py marking/slips/ misconceptions/ stable.py code/stable.py
""".split()


@pytest.mark.parametrize("mutation", ALL, ids=[each.name for each in ALL])
def test_a_mutation_is_a_change_of_what_is_there(mutation):
    assert not mutation.stale(REPOSITORY), f"{mutation.file} does not hold exactly once: {mutation.old}"
    before = ast.parse((REPOSITORY / mutation.file).read_text("utf-8"))
    assert ast.dump(ast.parse(mutation.mutated(REPOSITORY))) != ast.dump(before)
    assert mutation.breaks
    assert mutation.near
    for test in mutation.near:
        path, _, name = test.partition("::")
        text = (REPOSITORY / path).read_text("utf-8")
        assert re.search(rf"^def {name}\(", text, re.MULTILINE) if name else ">>>" in text or "def test_" in text, test


def test_every_named_place_of_the_core_is_changed_somewhere():
    assert len(ALL) >= 60
    assert len({each.name for each in ALL}) == len(ALL)
    changed = [each.file.removeprefix("symbp/") for each in ALL]
    assert [place for place in PLACES if not any(file.startswith(place) for file in changed)] == []


CODE = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
TESTS = "from symbp import double, half\n\n\ndef test_double():\n    assert double(3) == 6\n\n\n"
TESTS += "def test_half():\n    assert half(0) == 0\n"
ENTRY = '[[mutation]]\nname = "{}"\nfile = "symbp/__init__.py"\nold = "{}"\nnew = "{}"\nbreaks = "it"\nnear = ["{}"]\n'


@pytest.fixture
def project(tmp_path):
    """A project of two functions, of which a test looks at one."""

    def make(*entries):
        (tmp_path / "symbp").mkdir()
        (tmp_path / "symbp" / "__init__.py").write_text(CODE, "utf-8")
        (tmp_path / "symbp" / "contract").mkdir()  # where pytest looks for the plug-in of the installed symbp
        (tmp_path / "symbp" / "contract" / "plugin.py").touch()
        (tmp_path / "tests" / "mutants").mkdir(parents=True)
        (tmp_path / "tests" / "test_it.py").write_text(TESTS, "utf-8")
        (tmp_path / "tests" / "mutants" / "it.toml").write_text(
            "".join(ENTRY.format(*each) for each in entries), "utf-8"
        )
        return tmp_path

    return make


NOTICED = ("a sum", "2 * x", "2 + x", "tests/test_it.py::test_double")
SURVIVOR = ("a third", "x / 2", "x / 3", "tests/test_it.py::test_half")
STALE = ("what was", "3 * x", "4 * x", "tests/test_it.py::test_half")
UNTESTED = ("no test", "x / 2", "x / 4", "tests/test_it.py::test_third")


@pytest.mark.long
def test_what_no_test_notices_is_said(project, capsys):
    root = project(NOTICED, SURVIVOR, STALE)
    assert mutations.main(["--jobs", "1"], root) == 1
    said = capsys.readouterr().out
    assert "noticed" in said.split("a sum")[0].splitlines()[-1]
    assert "SURVIVES: a third (symbp/__init__.py): it\n  near: tests/test_it.py::test_half" in said
    assert "STALE: what was" in said
    assert "3 mutations: 1 noticed, 1 survive, 1 stale, 0 without tests" in said
    assert (root / "symbp" / "__init__.py").read_text("utf-8") == CODE


@pytest.mark.long
def test_all_noticed_is_a_success(project):
    assert mutations.main(["--only", "a sum"], project(NOTICED, SURVIVOR)) == 0


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ([], ["a sum", "a third", "what was"]),
        (["--only", "a "], ["a sum", "a third"]),
        (["--slice", "2/2"], ["a third"]),
        (["--slice", "1/2"], ["a sum", "what was"]),
        (["--most", "1", "--seed", "0"], ["a third"]),
        (["--most", "1", "--seed", "2"], ["a sum"]),
        (["--only", "nothing"], []),
    ],
)
def test_which_are_chosen(project, capsys, options, names):
    code = mutations.main(["--list", *options], project(NOTICED, SURVIVOR, STALE))
    lines = capsys.readouterr().out.splitlines()
    assert [line.removeprefix("STALE ").partition(" (")[0] for line in lines] == names
    assert code == (not names or "what was" in names)


@pytest.mark.long
def test_tests_that_fail_by_themselves_prove_nothing(project, capfd):
    root = project(NOTICED)
    (root / "tests" / "test_it.py").write_text(TESTS.replace("== 6", "== 7"), "utf-8")
    assert mutations.main([], root) == 2
    assert "the tests fail without any mutation" in capfd.readouterr().out
