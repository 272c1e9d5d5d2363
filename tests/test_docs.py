"""README and documentation are true: their commands run, their snippets work, everything is in them."""

import doctest
import importlib.util
import re
import shlex
import shutil
import tomllib

import pytest
from conftest import REPOSITORY
from docs import reference
from docs.build import build, pages
from terminal import run

import symbp

PAGES = {"README.md": (REPOSITORY / "README.md").read_text("utf-8"), **pages()}
CONSOLE = [
    (page, command, output)
    for page, text in PAGES.items()
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


def files_of(page):
    """The files that a page tells its reader to save, by their names."""
    return dict(re.findall(r"```\w+ title=\"(.*?)\"\n(.*?)```", PAGES[page], re.DOTALL))


@pytest.mark.long
@pytest.mark.parametrize(("page", "command", "output"), CONSOLE, ids=[f"{page}: {line}" for page, line, _ in CONSOLE])
def test_a_command_prints_what_the_page_shows(page, command, output, tmp_path):
    if "pdf" in command:
        pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    if "xlsx" in command:
        pytest.importorskip("xlsxwriter", reason="pip install 'symbp[xlsx]'")
    for name, content in files_of(page).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    program, *arguments = shlex.split(command)
    assert program == "symbp"
    done = run(*arguments, cwd=tmp_path)
    # The sheets have a slip in them: that is what exit code 1 says.
    assert done.returncode == (1 if arguments[0] == "check" else 0), done.stderr
    lines = [".*" if line == "...\n" else _as_shown(line) for line in output.splitlines(keepends=True)]
    assert re.fullmatch("".join(lines), done.stdout, re.DOTALL), done.stdout


def _as_shown(line):
    """A line of a page, in which … or ... stands for something left out of it."""
    return re.escape(line).replace("…", "[^|]*").replace(r"\.\.\.", "[^\n]*")


def test_python_in_the_pages_gives_what_they_show():
    for page, text in PAGES.items():
        test = doctest.DocTestParser().get_doctest(re.sub("^```$", "", text, flags=re.MULTILINE), {}, page, page, 0)
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        assert doctest.DocTestRunner(optionflags=flags).run(test).failed == 0, page


def test_the_assignments_in_the_pages_can_be_read():
    assert symbp.parse(files_of("tutorial.md")["mine.toml"]).title == "My first sheet"
    assert symbp.parse(files_of("how-to/assignments.md")["mine.toml"]).parameters["b_o2"].text == "0.1"
    (part,) = re.findall(r"```toml\n(.*?)```", PAGES["how-to/assignments.md"], re.DOTALL)
    rest = '[loss]\nname = "huber"\n[data]\nx = [[1, 2]]\ny = [[0]]\n[parameters]\nfill = 1\n'
    assert symbp.parse(part + rest).network.bias_names == ("b1", "b2")


def test_every_key_command_and_option_says_what_it_is_for():
    undescribed = [f"{table}.{key.name}" for table, keys in reference.keys().items() for key in keys if not key.about]
    for name, about, options in reference.commands():
        assert about
        undescribed += [f"{name} {option}" for option, help_ in options if not help_]
    assert undescribed == []


def test_every_registered_thing_has_its_place_in_the_reference():
    for page, records in {
        "activations": reference.activations,
        "losses": reference.losses,
        "optimizers": reference.optimizers,
        "misconceptions": [*reference.misconceptions, *reference.slips],
        "observations": reference.rules,
        "targets": [*reference.formats, *reference.targets],
        "assignments": dict.fromkeys(symbp.bundled()),
    }.items():
        assert [name for name in records if f"`{name}`" not in PAGES[f"reference/{page}.md"]] == []


def test_the_readme_is_one_page():
    assert len(PAGES["README.md"].splitlines()) <= 110


@pytest.mark.long
def test_the_documentation_is_built_without_a_warning(tmp_path):
    for needed in ("mkdocs", "material", "mkdocstrings"):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed (pip install 'symbp[docs]')")
    site = build(tmp_path / "docs")
    activations = (site / "reference" / "activations.html").read_text("utf-8")
    assert activations.count('<math display="block"') >= 2 * len(reference.activations)
    python = (site / "reference" / "python.html").read_text("utf-8")
    assert [name for name in reference.public() if f'id="{name}"' not in python] == []


@pytest.mark.long
def test_the_activation_in_the_documentation_keeps_the_contract(tmp_path):
    """Copy it into a package as a user would, and use it."""
    ((place, source),) = files_of("how-to/extend.md").items()
    package = tmp_path / "copy" / "symbp"
    shutil.copytree(REPOSITORY / "symbp", package)
    shutil.copytree(REPOSITORY / "templates", tmp_path / "copy" / "templates")
    (package.parent / place).write_text(source, "utf-8")
    spec = (package / "assignments" / "nndl3.toml").read_text("utf-8").replace('"sigmoid"', '"squareplus"')
    (tmp_path / "spec.toml").write_text(spec, "utf-8")
    done = run("verify", tmp_path / "spec.toml", cwd=tmp_path / "copy")
    assert done.stdout.startswith("spec: all hold"), done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.parametrize("name", ["mazur", "nndl3", "nndl3-bias"])
def test_a_report_is_what_its_first_line_makes(name, tmp_path):
    kept = REPOSITORY / "reports" / name / "solution.md"
    first = kept.read_text("utf-8").splitlines()[0]
    command = first.removeprefix("<!-- symbp ").removesuffix(" -->")
    assert run(*shlex.split(command), "--out", tmp_path).returncode == 0
    for file in ("solution.md", "network.svg"):
        assert (tmp_path / file).read_bytes() == (kept.parent / file).read_bytes()


@pytest.mark.long
def test_the_verification_report_is_what_its_first_line_makes():
    kept = (REPOSITORY / "reports" / "verification.md").read_text("utf-8")
    command = re.search(r"\*Made by\* `symbp (.*)`", kept).group(1)
    assert run(*shlex.split(command)).stdout == kept


def test_versions_agree():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == symbp.__version__
    assert f"\nversion: {symbp.__version__}\n" in (REPOSITORY / ".github" / "CITATION.cff").read_text("utf-8")
    released = re.findall(r"^## \[(.*?)\]", (REPOSITORY / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert released[:2] == ["Unreleased", symbp.__version__]


def test_the_map_for_contributors_has_every_room():
    text = (REPOSITORY / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| (.*?) \|", text.split("## The map")[1].split("\n## ")[0], re.MULTILINE)
    drawn = {name for row in rows for name in re.findall(r"`(.*?)`", row)}
    rooms = {path.parent.name for path in (REPOSITORY / "symbp").glob("*/__init__.py")} | {"assignments"}
    assert {name for name in drawn if not name.endswith(".py")} == rooms
    assert all((REPOSITORY / "symbp" / name).exists() for name in drawn)
