"""Typst: formulas as its mathematics, converted by pandoc."""

from symbp.code.heading import heading
from symbp.exporting.formulas.documents import sections
from symbp.exporting.origin import Origin
from symbp.exporting.targets.base import Target
from symbp.render import programs
from symbp.templating import fill


def _files(origin: Origin) -> dict[str, bytes]:
    body = programs.pandoc(sections(origin), "typst").decode()
    return {
        f"{origin.word}_formulas.typ": fill("export/formulas.typ", head=heading(origin.assignment), body=body).encode()
    }


TYPST = Target(name="typst", title="Typst: formulas in its mathematics", files=_files)
