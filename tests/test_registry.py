"""Registries: what symbp knows comes from its own files, from installed packages, and from Python."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from conftest import REPOSITORY

import symbp
from symbp.activations import activations
from symbp.errors import PluginError, SpecError, UnknownNameError
from symbp.losses import losses
from symbp.registries import registries

MINE = replace(activations["tanh"], name="mine", title="mine")


@pytest.fixture(autouse=True)
def _as_before(monkeypatch):
    for registry in (activations, losses):
        monkeypatch.setattr(registry, "_things", dict(registry._things))
        monkeypatch.setattr(registry, "_registered", set())


@pytest.fixture
def package(tmp_path):
    """Writes an installed package: its files, and its entry points; gives Python with it on the path."""

    def installed(points, name="theirs", **files):
        for word, text in files.items():
            (tmp_path / f"{word}.py").write_text(text, "utf-8")
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
        (folder / "entry_points.txt").write_text(points, "utf-8")

    def python(text):
        path = [str(tmp_path), str(REPOSITORY)]
        program = f"import sys\nsys.path[:0] = {path}\n{text}"
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        return done.stdout.strip() or done.stderr.strip().splitlines()[-1]

    return installed, python


FILE = """
from dataclasses import replace
from symbp.activations import activations
MINE = replace(activations["tanh"], name="mine", title="mine")
"""
POINT = '[symbp.activations]\nmine = "theirs"\n'.replace('"', "")


def test_every_registry_has_what_its_group_says():
    for group, registry in registries().items():
        assert group == registry.group
        assert group.startswith("symbp.")
        assert registry
        assert all(isinstance(thing, registry.record) for thing in registry.values())
        assert registry.outside == ()


def test_a_thing_that_is_registered_is_found_by_its_name():
    assert symbp.register(MINE) is MINE
    assert activations["mine"] is MINE
    assert activations.outside == ("mine",)
    assert symbp.varied("nndl3", {"network.activation": "mine"}).network.outputs[0].activation == "mine"
    with pytest.raises(SpecError, match="Did you mean 'mine'"):
        symbp.varied("nndl3", {"network.activation": "mime"})


def test_a_thing_stands_where_its_name_could():
    made = symbp.varied("nndl3", {"network.activation": MINE, "loss.name": losses["huber"]})
    assert (made.network.outputs[0].function, made.loss.function.name) == (MINE, "huber")
    assert symbp.derive_general(symbp.architecture(MINE, "squared-error", 1)).layer(1)
    assert symbp.train("nndl3", 2, mistake=registries()["symbp.misconceptions"]["factor-two"]).mistake == "factor-two"


def test_a_name_is_taken_once():
    with pytest.raises(
        PluginError, match="two things are the activation 'tanh': that of symbp .symbp.activations.tanh"
    ):
        symbp.register(replace(MINE, name="tanh"), replace=True)
    symbp.register(MINE)
    other = replace(MINE, title="another")
    with pytest.raises(PluginError, match="two things are the activation 'mine': that of symbp.register"):
        symbp.register(other)
    assert symbp.register(other, replace=True).title == "another"
    assert activations["mine"].title == "another"


def test_what_belongs_nowhere_is_refused():
    with pytest.raises(UnknownNameError, match="a dict cannot be registered; expected one of: Activation, "):
        symbp.register({})


def test_a_package_brings_things(package):
    installed, python = package
    installed(POINT, theirs=FILE)
    assert python('import symbp; print(symbp.varied("nndl3", {"network.activation": "mine"}).title)')
    assert (
        python("from symbp.activations import activations as a; print(a.outside, a['mine'].title)") == "('mine',) mine"
    )


@pytest.mark.parametrize(
    ("points", "file", "said"),
    [
        (
            POINT,
            "1/0",
            'theirs 1.0 .entry point symbp.activations: mine = "theirs". cannot be loaded: ZeroDivisionError',
        ),
        (POINT, "", "expected one Activation, found 0 of them"),
        (POINT, FILE.replace('"mine", ', '"other", ').replace('name="mine"', 'name="other"'), "it is called 'other'"),
        (
            POINT.replace("mine", "tanh"),
            FILE,
            "two things are the activation 'tanh'.*symbp.activations.tanh.*theirs 1.0",
        ),
    ],
)
def test_a_package_that_is_wrong_is_named(package, points, file, said):
    installed, python = package
    installed(points, theirs=file)
    assert re.search(said, python("from symbp.activations import activations\nlist(activations.values())"))


def test_two_packages_with_one_name_are_told_of(package):
    installed, python = package
    installed(POINT, theirs=FILE)
    installed(POINT.replace("= theirs", "= ours"), name="ours", ours=FILE)
    said = python("from symbp.activations import activations\nlist(activations)")
    assert "two things are the activation 'mine'" in said
    assert "theirs 1.0" in said
    assert "ours 1.0" in said


def test_packages_are_not_looked_at_for_what_symbp_has_itself(package):
    installed, python = package
    installed(POINT, theirs="1/0")
    text = """
from symbp.cli.commands import app
from symbp.registries import registries
from typer.testing import CliRunner
done = CliRunner().invoke(app, ["solve", "nndl3"])
print(done.exit_code, [group for group, registry in registries().items() if "_plugged" in vars(registry)])
"""
    assert python(text) == "0 []"
