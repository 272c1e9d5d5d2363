"""The templates: one Jinja environment, which looks into a user's own folders before the package's.

A template of the package is reached as ``symbp/NAME`` too, so that a user's template of the same name
can extend it. Templates run in Jinja's sandbox: they see the values that they are given and nothing else.
"""

from __future__ import annotations

import datetime as dt
import functools
import gettext
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import jinja2.meta
import jinja2.nodes
import jinja2.sandbox

from symbp import cache, escape
from symbp.errors import MissingProgramError, TemplateError

LANGUAGE = "en"
"""The language that the templates of the package are written in."""


def template_folder() -> Path:
    """Where the templates are: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "page.typ").is_file():
            return folder
    message = f"the templates are missing; expected them in {package / 'templates'}. Install symbp again."
    raise MissingProgramError(message)


@functools.cache
def environment(
    folders: tuple[Path, ...] = (), language: str = LANGUAGE, *, sentences: bool = False
) -> jinja2.Environment:
    """The environment: delimiters that LaTeX leaves alone, and no undefined name passes.

    Args:
        folders: looked into first, in this order.
        language: of the sentences; what its catalogue does not have stays as it is.
        sentences: for templates of sentences, where the end of a line is a space, behind a tag too.
    """
    package = jinja2.FileSystemLoader(template_folder())
    own = _Folders([*folders, template_folder()])
    sandbox = jinja2.sandbox.SandboxedEnvironment(
        loader=jinja2.ChoiceLoader([own, jinja2.PrefixLoader({"symbp": package})]),
        extensions=["jinja2.ext.i18n"],
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=jinja2.StrictUndefined,
        trim_blocks=not sentences,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_byte_code(),
        autoescape=False,
    )
    sandbox.policies["ext.i18n.trimmed"] = True
    catalogue = _catalogue(folders, language)
    sandbox.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    sandbox.globals["translated"] = catalogue.gettext
    sandbox.filters |= {
        "typst": escape.typst_string,
        "xml": escape.xml,
        "tex": escape.tex,
        "md": escape.markdown,
    }
    return sandbox


def languages(folders: tuple[Path, ...] = ()) -> list[str]:
    """The languages that there are sentences in: that of the package, and those with a catalogue.

    >>> languages()[:2]
    ['de', 'en']
    """
    names = {path.parents[1].name for place in _places(folders) for path in place.glob("*/LC_MESSAGES/symbp.[mp]o")}
    return sorted({LANGUAGE, *names})


def _places(folders: tuple[Path, ...]) -> list[Path]:
    return [*(folder / "locale" for folder in folders), template_folder() / "locale"]


def _catalogue(folders: tuple[Path, ...], language: str) -> gettext.NullTranslations:
    """The sentences of a language; those of a user's own stand before those of the package."""
    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    for place in reversed(_places(folders) if language != LANGUAGE or folders else []):
        folder = place / language / "LC_MESSAGES"
        for path in (folder / "symbp.mo", folder / "symbp.po"):
            cache.looked_for(path)
            if path.is_file():
                translations = gettext.GNUTranslations(_compiled(path, language))
                translations.add_fallback(catalogue)
                catalogue = translations
    return catalogue


def _compiled(path: Path, language: str) -> io.BytesIO:
    """A catalogue as gettext reads it.

    Raises:
        TemplateError: it cannot be read.
    """
    content = path.read_bytes()
    if path.suffix == ".mo":
        return io.BytesIO(content)
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    compiled = io.BytesIO()
    try:
        write_mo(compiled, read_po(io.BytesIO(content), locale=language, abort_invalid=True))
    except (PoFileError, UnicodeError, ValueError) as error:
        message = f"the catalogue '{path}' cannot be read: {str(error)[:200]}"
        raise TemplateError(message) from None
    compiled.seek(0)
    return compiled


def decimal_mark(language: str) -> str:
    """The sign between the whole and the rest of a number.

    >>> [decimal_mark(language) for language in ("en", "de", "zh")]
    ['.', ',', '.']
    """
    if language == LANGUAGE:
        return "."
    from babel.core import Locale, UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        return get_decimal_symbol(Locale.parse(language, sep="-" if "-" in language else "_"))
    except (UnknownLocaleError, ValueError):
        return "."


def date_in(language: str, date: dt.date) -> str:
    """A date as it is written in a language, the month in words.

    >>> [date_in(language, dt.date(2026, 5, 12)) for language in ("en", "de", "zh")]
    ['12 May 2026', '12. Mai 2026', '2026年5月12日']
    """
    from babel.core import Locale, UnknownLocaleError
    from babel.dates import format_date

    name = "en_GB" if language == LANGUAGE else language
    try:
        return format_date(date, "long", Locale.parse(name, sep="-" if "-" in name else "_"))
    except (UnknownLocaleError, ValueError):
        return date.isoformat()


class _Folders(jinja2.FileSystemLoader):
    """Templates of several folders; a file that is looked for in vain may be there another time."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, with its path and whether it is still as it was."""
        for folder in self.searchpath:
            cache.looked_for(Path(folder, template))
        return super().get_source(environment, template)


def _byte_code() -> jinja2.BytecodeCache | None:
    """Compiled templates beside Python's own byte code, where that is written and can be."""
    folder = Path(__file__).resolve().parent / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    return jinja2.FileSystemBytecodeCache(str(folder), f"%s.{sys.implementation.cache_tag}.jinja.pyc")


def _place_of(template: str) -> tuple[jinja2.Environment, str]:
    """Where a template is looked for, and under which name: one with a path stands before those of the package."""
    path = Path(template)
    return (environment((path.parent,)), path.name) if path.is_absolute() else (environment(), template)


def source(template: str) -> str:
    """The text of a template as it stands, unfilled, with those of the templates that it is built on."""
    return "\n".join(_texts(*_place_of(template))) if Path(template).is_absolute() else _of_package(template)


@functools.cache
def _of_package(template: str) -> str:
    return "\n".join(_texts(environment(), template))


def _texts(within: jinja2.Environment, name: str) -> Iterator[str]:
    assert within.loader is not None
    text = within.loader.get_source(within, name)[0]
    yield text
    for other in jinja2.meta.find_referenced_templates(within.parse(text)):
        if other:
            yield from _texts(within, other)


def fill(template: str, **context: object) -> str:
    """The text of a template, which is one of the package or has a path."""
    within, name = _place_of(template)
    return within.get_template(name).render(**context)


def lineage(within: jinja2.Environment, template: str) -> Iterator[jinja2.Template]:
    """A template, the one that it extends, and so on.

    Raises:
        TemplateError: there is no such template, it cannot be read, or it extends itself.
    """
    seen: set[str] = set()
    following: str | None = template
    while following is not None:
        if following in seen:
            message = f"the template '{following}' extends itself; expected the package's: 'symbp/{following}'"
            raise TemplateError(message)
        seen.add(following)
        try:
            yield within.get_template(following)
            assert within.loader is not None
            text = within.loader.get_source(within, following)[0]
        except jinja2.TemplateSyntaxError as error:
            message = f"the template '{error.name or following}', line {error.lineno}: {error.message}"
            raise TemplateError(message) from None
        except jinja2.TemplateNotFound as error:
            message = f"there is no template '{error.name}'"
            raise TemplateError(message) from None
        if "extends" not in text:
            return
        extended = within.parse(text).find(jinja2.nodes.Extends)
        following = extended.template.value if extended and isinstance(extended.template, jinja2.nodes.Const) else None
