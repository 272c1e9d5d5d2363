"""Documents in other languages: nothing is left in English, every value is in its place, numbers have their comma."""

import re
import subprocess
from collections import Counter

import catalogues
import pytest
from pages import written
from terminal import run

import symbp
from symbp import derive, load, table
from symbp.errors import MissingProgramError, SpecError, TemplateError, UnknownNameError
from symbp.formula.layout import read
from symbp.formula.scripts import latex, mathml, typst, unicode
from symbp.marking import check_text
from symbp.page import programs
from symbp.page.formats import files
from symbp.page.words import Style, phrase, say
from symbp.solving import Solution
from symbp.solving.sheet import Worksheet
from symbp.spec.assignment import DocumentChoice, Size
from symbp.templating import languages

LANGUAGES = catalogues.languages()
EACH = pytest.mark.parametrize("language", LANGUAGES)
_MATHEMATICS = re.compile(r"\$[^$]*\$")
_CODE = re.compile(r"`[^`]*`")
_POINT = re.compile(r"\d\.\d")
_WRONG = "in_h1 = 0.25\nout_h1 = 0.5622\ndL/dw5 = 0.0616\ndL/dw1 = 0.0084\nnet = what\nw1+ = 0.19"


def solution(name, size=Size.STANDARD):
    assignment = load(name)
    return Solution.of(table(derive(assignment), assignment), choice=DocumentChoice(show=size))


def documents(name):
    """What is handed out, and what is handed back."""
    yield from (solution(name, size) for size in Size)
    yield from (Worksheet.of(solution(name), "all", hint) for hint in ("none", "rule"))
    yield Worksheet.of(solution(name), "all", "numbers", key=True)
    yield check_text(name, _WRONG)


@EACH
def test_a_catalogue_is_complete_and_has_nothing_else(language):
    catalogue = catalogues.catalogue(language)
    known = {message.id if isinstance(message.id, tuple) else (message.id,) for message in catalogue if message.id}
    assert known == set(catalogues.to_translate())
    assert not catalogue.obsolete
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not message.id or (all(forms) and not message.fuzzy), message.id
        assert not message.pluralizable or len(forms) == catalogue.num_plurals


@EACH
def test_a_translation_has_the_values_the_formulas_and_the_code_of_its_sentence(language):
    for message in catalogues.catalogue(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if not message.id:
            continue
        for pattern in (catalogues.PLACEHOLDER, _MATHEMATICS, _CODE):
            assert {*pattern.findall(" ".join(ids))} == {*pattern.findall(" ".join(forms))}, (
                message.id,
                message.string,
            )
            # What a sentence says once is not said twice, in none of its forms.
            for form in forms:
                assert Counter(pattern.findall(form)) <= Counter(pattern.findall(ids[-1])), message.string


@EACH
def test_catalogues_are_as_the_tool_writes_them(language, tmp_path, monkeypatch):
    before = catalogues.file_of(language).read_bytes()
    (tmp_path / "symbp.po").write_bytes(before)
    monkeypatch.setattr(catalogues, "file_of", lambda _: tmp_path / "symbp.po")
    catalogues.update(language)
    after = (tmp_path / "symbp.po").read_bytes()
    # The head names the version of babel, and the plurals that it knows.
    assert after.partition(b"\n\n")[2] == before.partition(b"\n\n")[2], "run: python tests/catalogues.py"


def english(language):
    """Stretches of English that cannot stand in a document of the language."""
    catalogue = catalogues.catalogue(language)
    translations = " ".join(" ".join(m.string) if isinstance(m.string, tuple) else m.string for m in catalogue)
    for message in catalogues.to_translate():
        for whole in message:
            for part in catalogues.PLACEHOLDER.split(_MATHEMATICS.sub("%(x)s", whole.replace("*", ""))):
                bare = part.strip(" ,.;:()`|")
                if len(bare) > 8 and " " in bare and bare not in translations:
                    yield bare


@pytest.mark.thin(2)
@pytest.mark.long
@EACH
@pytest.mark.parametrize("name", ["nndl3-class", "xor-mean", "linear-2-3-2-1-bias"])
def test_no_sentence_of_english_is_left(language, name):
    style = Style(language=language)
    left = list(english(language))
    assert len(left) > 400
    assignment = load(name)
    for subject in documents(name):
        text = written(subject, "md", style=style)
        for theirs in (assignment.title, *assignment.notes):
            text = text.replace(theirs, "")
        assert [each for each in left if each in text] == []


@pytest.mark.thin(3)
@EACH
@pytest.mark.parametrize("name", ["nndl3", "nndl3-class", "xor-mean"])
def test_our_documents_in_every_language_are_read_as_right(language, name):
    style = Style(language=language)
    for size in (Size.SHORT, Size.STANDARD):
        for form in ("md", "html", "tex"):
            marking = check_text(name, written(solution(name, size), form, style=style), form)
            assert marking.all_right, (form, marking.faults, marking.first)
            in_english = check_text(name, written(solution(name, size), form), form)
            assert {mark.line for mark in marking.marks} >= {mark.line for mark in in_english.marks}
    key = Worksheet.of(solution(name), "all", key=True)
    assert check_text(name, written(key, "md", style=style), "md").all_right


@EACH
def test_golden_documents_in_every_language(language, golden):
    style = Style(language=language)
    name = {"de": "nndl3", "es": "nndl3-class", "fr": "linear-2-3-2-1-bias", "zh": "mazur"}[language]
    for subject, file in (
        (solution(name), "solution"),
        (Worksheet.of(solution(name), hint="formula"), "worksheet"),
        (check_text("nndl3", _WRONG), "marking"),
    ):
        made = files(subject, ["md"], style)
        golden(f"languages/{language}/{file}.md", next(made[path] for path in made if path.endswith(".md")).decode())
    golden(f"languages/{language}/network.svg", files(solution(name), ["md"], style)["network.svg"].decode())


# -- numbers ------------------------------------------------------------------------------------


_NOT_SHOWN = re.compile(
    r'base64,[^"]*"|<style>.*?</style>|<[a-z0-9]+ [^>]*>|`[^`]*`|#raw\([^)]*\)|\([-\d.]+,[-\d.]+\)|[\d.]+pt'
    r"|[\d.]+\\linewidth|#h\([^)]*\)|size: #[\d.]*em",
    re.DOTALL,
)
"""Measures of the page, what is typed, and pictures that are looked at by themselves."""


@pytest.mark.long
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "zh"])
@pytest.mark.parametrize("form", ["md", "tex", "typ", "html", "text"])
def test_numbers_have_a_decimal_comma_where_the_language_has_it(language, form):
    style = Style(language=language)
    whole = written(solution("nndl3"), form, style=style)
    shown = _NOT_SHOWN.sub("", whole[whole.find({"tex": r"\begin{document}", "typ": "\n= "}.get(form, "")) :])
    assert [found.group() for found in re.finditer(r".{10}\d\.\d.{10}", shown)] == []
    comma = {"md": "{,}", "tex": "{,}", "typ": 'class("normal", ",")'}.get(form, ",")
    assert f"0{comma}2084" in shown
    assert "0.2084" in written(solution("nndl3"), form, style=Style(language="zh"))
    # What a program reads stays as it is.
    for own in ("csv", "json"):
        assert written(solution("nndl3"), own, style=style) == written(solution("nndl3"), own)


def test_a_formula_in_a_language():
    german = Style(language="de").formula
    shown = german(read(r"f(x_{1,2}, 0.5) = \text{if } x"))
    assert unicode.write(shown).replace(" ", "") == "f(x₁,₂;0,5)=fallsx"
    assert "0{,}5" in latex.write(shown)
    assert "<mn>0,5</mn>" in mathml.write(shown)
    assert 'class("normal", ",")' in typst.write(shown)
    assert latex.write(german(read(r"\frac{-0.25^{1.5}}{\sqrt{2.5}}"))) == r"\frac{-0{,}25^{1{,}5}}{\sqrt{2{,}5}}"
    assert Style().formula(read("0.5")) == read("0.5")


@pytest.mark.long
def test_drawings_have_the_words_of_their_document():
    made = files(solution("nndl3"), ["md", "tex"], Style(language="de"))
    drawn = made["network.svg"].decode()
    assert "= 0,2" in drawn
    assert "<title>Das Netz mit seinen Zahlen</title>" in drawn
    assert "w_1 = 0{,}2" in made["solution.tex"].decode()
    wide = Solution.of(symbp.dense_table(load("relu-1000-100-10", arrays=True)))
    assert "1000 Einheiten" in files(wide, ["md"], Style(language="de"))["network.svg"].decode()


# -- choosing -----------------------------------------------------------------------------------


def test_the_language_is_chosen_in_the_file_or_on_the_command_line(tmp_path):
    text = (catalogues.REPOSITORY / "symbp/assignments/nndl3.toml").read_text("utf-8")
    spec = tmp_path / "sheet.toml"
    spec.write_text(f'{text}\n[document]\nlanguage = "de"\n', "utf-8")
    made = {path.name: path.read_text("utf-8") for path in symbp.solve(spec, ["html", "typ"], tmp_path)}
    assert '<html lang="de">' in made["solution.html"]
    assert 'lang: "de"' in made["solution.typ"]
    assert "Rückwärtsrechnung" in made["solution.html"]
    symbp.worksheet(spec, "md", tmp_path, language="fr")
    assert "feuille d’exercice" in (tmp_path / "worksheet.md").read_text("utf-8")
    symbp.solve("nndl3", "md", tmp_path, language="zh", show="short")
    assert "`symbp solve nndl3 --show short --language zh`" in (tmp_path / "solution.md").read_text("utf-8")
    spec.write_text(f'{text}\n[document]\nlanguage = "klingon"\n', "utf-8")
    with pytest.raises(SpecError, match=r"document\.language: unknown language 'klingon'.*Known: de, en, es, fr, zh"):
        load(spec)
    with pytest.raises(UnknownNameError, match="no documents in the language 'dee'. Did you mean 'de'"):
        symbp.solve("nndl3", "md", tmp_path, language="dee")


@pytest.mark.long
def test_feedback_is_in_the_language_of_the_assignment_or_the_command(tmp_path):
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(_WRONG)
    done = run("check", "nndl3", sheet, "--language", "es")
    assert done.returncode == 1
    assert "El primer error está en" in done.stdout
    text = (catalogues.REPOSITORY / "symbp/assignments/nndl3.toml").read_text("utf-8")
    (tmp_path / "a.toml").write_text(f'{text}\n[document]\nlanguage = "zh"\n', "utf-8")
    assert "第一处错误在" in run("check", tmp_path / "a.toml", sheet).stdout
    assert "The first slip is at" in run("check", tmp_path / "a.toml", sheet, "--language", "en").stdout


def test_a_catalogue_of_ones_own_is_one_file(tmp_path):
    folder = tmp_path / "locale" / "it" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "symbp.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\nmsgid "Forward pass"\nmsgstr "Andata"\n'
    )
    assert "it" in languages((tmp_path,))
    style = Style.of(tmp_path, "it")
    assert style.text((say("solution.forward"),)) == "Andata"
    assert style.text((say("solution.loss"),)) == "Loss"
    other = tmp_path / "other"
    (other / "locale/it/LC_MESSAGES").mkdir(parents=True)
    (other / "locale/it/LC_MESSAGES/symbp.po").write_text("no catalogue\n")
    with pytest.raises(TemplateError, match="cannot be read"):
        Style.of(other, "it").text((phrase("x y"),))


def test_chinese_needs_no_spaces_between_sentences():
    style = Style(language="zh")
    said = style.text((say("conventions.no_biases"), *symbp.page.model.line(" "), say("conventions.no_biases")))
    assert said == "没有偏置。没有偏置。"
    assert style.text((say("common.listed", items=["w1", "w2", "w3"], more=0),)) == "w1、w2 和 w3"


@pytest.mark.long
@EACH
def test_a_pdf_has_its_language_and_its_letters(language, tmp_path):
    typesetter = pytest.importorskip("typst")
    if language == "zh" and not {*typesetter.Fonts().families()} & {*programs.CHINESE_FONTS}:
        pytest.skip("no font with Chinese characters")
    (path,) = symbp.solve("nndl3", "pdf", tmp_path, language=language, show="short")
    assert f"/Lang ({language}".encode() in path.read_bytes().replace(b"/Lang(", b"/Lang (")
    if programs.shutil.which("pdftotext"):
        told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
        assert {"de": "Netzeingabe", "es": "Entrada neta", "fr": "Entrée nette", "zh": "净输入"}[language] in told


def test_a_missing_font_is_said_with_what_installs_it(monkeypatch, tmp_path):
    compiler = pytest.importorskip("typst")
    monkeypatch.setattr(compiler, "Fonts", lambda: type("None_", (), {"families": staticmethod(list)}))
    with pytest.raises(MissingProgramError, match="no font with Chinese characters is installed.*apt install"):
        symbp.solve("nndl3", "pdf", tmp_path, language="zh")
