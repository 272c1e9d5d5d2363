"""JSON: the lines with kinds, places, formulas and values; ``symbp.load_derivation`` reads it back."""

from symbp.exporting.origin import ExportContext
from symbp.exporting.record.file import record
from symbp.exporting.targets.base import Target


def _files(origin: ExportContext) -> dict[str, bytes]:
    return {f"{origin.word}.json": record(origin).encode()}


JSON = Target(name="json", title="JSON: a record that loads back", files=_files)
