"""The words of documents: every sentence is a block of a template, every block is used, none stands in code."""

import ast
import re

import catalogues
import pytest
from conftest import REPOSITORY
from docs.build import pages as documentation
from pages import solved, written
from terminal import run

from symbp.activations import activations
from symbp.errors import TemplateError
from symbp.losses import losses
from symbp.marking.slips import slips
from symbp.misconceptions import misconceptions
from symbp.observing.rules import rules
from symbp.optimizers import optimizers
from symbp.page.words import Style, _blocks, phrase, say
from symbp.spec.assignment import Size
from symbp.studying.questions import questions
from symbp.templating import template_folder

PAGES = sorted(path.stem for path in (template_folder() / "pages").glob("*.jinja"))
BLOCKS = [f"{template}.{block}" for template in PAGES for block in _blocks(Style(), template)]


def modules():
    return sorted(path for path in (REPOSITORY / "symbp").rglob("*.py") if "contract" not in path.parts)


def strings(tree):
    """The string literals of a module that are no docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs]


def named():
    """The blocks that code names; where only the template is written, every word of the package may be the block."""
    found = set()
    trees = [ast.parse(path.read_text("utf-8")) for path in modules()]
    every = {node.value for tree in trees for node in strings(tree)}
    for tree in trees:
        words = [node.value for node in strings(tree)]
        found |= {word for word in words if re.fullmatch(r"\w+\.\w+", word) and word.partition(".")[0] in PAGES}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "say"
                and isinstance(node.args[0], ast.JoinedStr)
            ):
                template = node.args[0].values[0].value
                found |= {template + word.replace("-", "_") for word in every} & set(BLOCKS)
    return found & set(BLOCKS) | {name for name in found if is_asked(name)}


def is_asked(name):
    """Whether it is the name of a block, and not that of a file or of a key of an assignment."""
    template, _, block = name.partition(".")
    return (block not in ("tex", "pdf", "md") and template not in ("training", "marking")) or name in BLOCKS


def test_every_block_is_used_and_every_one_that_is_asked_for_is_there():
    # What a template itself, a loop over ids or the words of a language ask for.
    asked = named() | {"common.listed"}
    orders = {f"{template}.sections" for template in PAGES} | {f"solution.{size}" for size in Size}
    assert sorted(asked - set(BLOCKS) - orders) == []
    assert sorted(set(BLOCKS) - asked - orders) == []


class Sample(list):
    """A value for any block: a text, a number and a list at once; what a comparison comes to is chosen."""

    def __init__(self, items, *, truth, equal):
        super().__init__(items)
        self.truth, self.equal = truth, equal

    def __str__(self):
        return "2"

    def __bool__(self):
        return self.truth

    def __eq__(self, other):
        return self.equal

    __hash__ = None

    def __gt__(self, other):
        return self.truth

    __lt__ = __ge__ = __le__ = __gt__

    def __add__(self, other):
        return self

    def __mod__(self, other):
        return 1


@pytest.mark.parametrize("at", BLOCKS)
def test_every_block_can_be_written(at):
    """With whatever it asks for there or missing, alike or different: no mistake in it, and some words."""
    from jinja2 import nodes

    template, block = at.split(".")
    style = Style()
    source = (template_folder() / "pages" / f"{template}.jinja").read_text("utf-8")
    tree = next(n for n in style.environment.parse(source).find_all(nodes.Block) if n.name == block)
    names = {n.name for n in tree.find_all(nodes.Name)} - {"listed", "super", *style.environment.globals}
    words = set()
    for truth in (True, False):
        for equal in (True, False):
            values = {name: Sample(["a", "b", "c"], truth=truth, equal=equal) for name in names}
            words.add(" ".join(style._rendered(at, values).split()))
    assert any(words), at
    for each in words:
        assert "object at" not in each
        assert "None" not in each


PROSE = re.compile(r"[A-Za-z]{2,}(?: [a-z]{2,}){2,}")
BUILD = ("symbp.page.model", "symbp.page.words")
ROOMS = ("comparing", "experimenting", "marking", "misconceptions", "observing", "render", "studying", "training")
# What an entry of a sheet, or a line of a listing, is refused with is an error, and stays where it is raised.
APART = ("cli", "interpret.py", "listing", "reading")


def prose(path):
    """Sentences in the string literals of a module that builds pages, outside of errors and words of one thing."""
    tree = ast.parse(path.read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    if not imported & set(BUILD) and not set(ROOMS) & set(path.parts):
        return
    passed = set()
    for node in ast.walk(tree):
        told = isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Error")
        )
        told |= isinstance(node, ast.Assign | ast.AugAssign) and any(
            getattr(target, "id", "") in ("message", "lacks", "_GRAMMAR")
            for target in getattr(node, "targets", [getattr(node, "target", None)])
        )
        told |= isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
            *("phrase", "Phrase", "words"),
            *("choice", "pick", "Registry", "at_most"),
        )
        told |= isinstance(node, ast.FunctionDef) and node.name == "__repr__"
        # Where a formula is from; help of the command line; a rule by its key; what describes a constant.
        told |= isinstance(node, ast.keyword) and node.arg == "source"
        told |= isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Target", "Format")
        told |= isinstance(node, ast.Compare)
        told |= isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if told:
            passed |= {id(inner) for inner in ast.walk(node)}
    for node in strings(tree):
        if id(node) not in passed and PROSE.search(node.value):
            yield f"{path.relative_to(REPOSITORY)}:{node.lineno}: {node.value[:60]}"


def test_no_sentence_stands_in_code_that_builds_pages():
    assert [line for path in modules() if not set(APART) & set(path.parts) for line in prose(path)] == []


# -- a user's own templates ---------------------------------------------------------------------


def example():
    """The two templates that the documentation shows."""
    return re.findall(r"```jinja title=.*?\n(.*?)```", documentation()["how-to/words.md"], re.DOTALL)


@pytest.fixture
def own(tmp_path):
    words, page = example()
    (tmp_path / "mine" / "pages").mkdir(parents=True)
    (tmp_path / "mine" / "pages" / "solution.jinja").write_text(words)
    (tmp_path / "mine" / "page.typ").write_text(page)
    return tmp_path / "mine"


def test_the_templates_of_the_documentation_reword_and_reorder(own):
    assert len("".join(example()).splitlines()) <= 10
    text = written(solved("nndl3"), "md", style=Style.of(own))
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [
        *("What is given", "From the inputs to the outputs", "Loss"),
        *("Error terms", "Gradients and update", "Iteration 2: forward pass with the new values"),
    ]
    assert "Machine Learning 1, sheet 3" in written(solved("nndl3"), "typ", style=Style.of(own))
    assert "Forward pass" in written(solved("nndl3"), "md")


@pytest.mark.long
def test_a_folder_of_templates_can_be_named_on_the_command_line_and_in_a_file(own, tmp_path):
    spec = tmp_path / "sheet.toml"
    text = (REPOSITORY / "symbp" / "assignments" / "nndl3.toml").read_text("utf-8")
    spec.write_text(text + '\n[document]\ntemplates = "mine"\n', "utf-8")
    for command in (["solve", "nndl3", "--templates", str(own)], ["solve", str(spec)]):
        out = tmp_path / "out"
        done = run(*command, "--to", "md", "--out", out)
        assert done.returncode == 0, done.stderr
        assert "## From the inputs to the outputs" in (out / "solution.md").read_text("utf-8")


def test_super_is_the_sentence_of_symbp(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "solution.jinja").write_text(
        '<% extends "symbp/pages/solution.jinja" %><% block loss %><< super() >> ($E$ in the lecture)<% endblock %>'
    )
    assert "## Loss ($E$ in the lecture)" in written(solved("nndl3"), "md", style=Style.of(tmp_path))


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("<% block loss %>", "line 1"),
        ("<% block loss %><< nothing >><% endblock %>", "'nothing' is undefined"),
        ('<% extends "pages/solution.jinja" %>', "extends itself"),
        ('<% extends "elsewhere.jinja" %>', "there is no template 'elsewhere.jinja'"),
        ("<% block loss %>$w_1<% endblock %>", r"'\$' is not closed"),
        ("<% block loss %><< ''.__class__.__mro__ >><% endblock %>", "unsafe"),
    ],
)
def test_what_is_wrong_in_a_template_is_said_in_a_sentence(tmp_path, template, told):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "solution.jinja").write_text(template)
    with pytest.raises(TemplateError, match=told):
        Style.of(tmp_path).text((say("solution.loss"),))
    with pytest.raises(TemplateError, match="is no folder of templates"):
        Style.of(tmp_path / "nowhere")


def test_a_value_is_never_read_as_markup():
    hostile = r"$x$ `y` *z* \a <% raise %> << b >>"
    assert Style().text((say("solution.title", title=hostile),)) == f"{hostile}: worked solution"
    assert Style().text((phrase("of %(name)s.", name=hostile),)) == f"of {hostile}."


# -- another language ---------------------------------------------------------------------------


_KEPT = re.compile(r"\$[^$]*\$|%\(\w+\)s|[A-Za-z]+")
"""Mathematics, values, and the words that the other language has other ones for."""


def sentences():
    """What babel finds, as a translator runs it."""
    pytest.importorskip("babel", reason="pip install 'symbp[test]'")
    return [message for _, message in catalogues.messages()]


REGISTRIES = (activations, losses, misconceptions, optimizers, questions, rules, slips)


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_the_words_of_every_registered_thing_can_be_translated(registry):
    found = {message for (message, *_) in sentences()}
    for thing in registry.values():
        for name in ("title", "message", "remark"):
            said = getattr(thing, name, "")
            assert callable(said) or not said or said in found, (thing.name, said)


def test_another_language_is_a_catalogue_and_nothing_else(tmp_path):
    """Babel finds every sentence; with a catalogue of them a document has no word of English left."""
    pytest.importorskip("babel", reason="pip install 'symbp[test]'")
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue, found = Catalog(locale="it"), 0
    for whole in sentences():
        found += 1
        strange = tuple(_KEPT.sub(lambda m: m[0] if m[0][0] in "$%" else "ß", each) for each in whole)
        catalogue.add(*((whole, strange) if len(whole) > 1 else (whole[0], strange[0])))
    assert found > 300
    folder = tmp_path / "locale" / "it" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "symbp.mo").open("wb") as file:
        write_mo(file, catalogue)
    text = written(solved("nndl3"), "md", style=Style((tmp_path,), "it"))
    assert not re.search(r"^#+ [A-Z]", text.partition("\n\n")[2], re.MULTILINE)
    assert "Backward" not in text
    assert "error term" not in text
    assert r"\frac{\partial L}{\partial w_1}" in text
