"""The templates: one Jinja environment, which looks into a user's own folders before the package's.

A template of the package is reached as ``symbp/NAME`` too, so that a user's template of the same name
can extend it. Templates run in Jinja's sandbox: they see the values that they are given and nothing else.
"""

from __future__ import annotations

import functools
import gettext
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta
import jinja2.nodes
import jinja2.sandbox

from symbp import escape
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
    own = jinja2.FileSystemLoader([*folders, template_folder()])
    made = jinja2.sandbox.SandboxedEnvironment(
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
    made.policies["ext.i18n.trimmed"] = True
    places = [*(folder / "locale" for folder in folders), template_folder() / "locale"]
    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    for place in reversed(places):
        found = gettext.translation("symbp", place, [language], fallback=True)
        found.add_fallback(catalogue)
        catalogue = found
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.globals["translated"] = catalogue.gettext
    made.filters |= {
        "typst": escape.typst_string,
        "xml": escape.xml,
        "tex": escape.tex,
        "md": escape.markdown,
    }
    return made


def _byte_code() -> jinja2.BytecodeCache | None:
    """Compiled templates beside Python's own byte code, where that is written and can be."""
    folder = Path(__file__).resolve().parent / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    return jinja2.FileSystemBytecodeCache(str(folder), f"%s.{sys.implementation.cache_tag}.jinja.pyc")


def source(template: str) -> str:
    """The text of a template as it stands, unfilled, with those of the templates that it is built on."""
    text = (template_folder() / template).read_text("utf-8")
    others = jinja2.meta.find_referenced_templates(environment().parse(text))
    return "\n".join([text, *(source(other) for other in others if other)])


def fill(template: str, **context: Any) -> str:
    """The text of a template of the package."""
    return environment().get_template(template).render(**context)


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
