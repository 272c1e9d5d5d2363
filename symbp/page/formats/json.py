"""JSON: what the object holds, for programs."""

import json
from collections.abc import Mapping

from symbp.page.formats.base import Format
from symbp.page.views import Document


def _files(document: Document) -> Mapping[str, bytes]:
    text = json.dumps(document.data, indent=1, ensure_ascii=False, default=str, allow_nan=False)
    return {f"{document.name}.json": f"{text}\n".encode()}


JSON = Format(name="json", title="JSON", files=_files)
