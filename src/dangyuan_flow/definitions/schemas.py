"""JSON Schemas of the definition files, generated from the shapes that read them.

``python -m dangyuan_flow.definitions.schemas FOLDER`` writes them beside the definitions; a test keeps them in step.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dangyuan_flow.definitions.documents import DOCUMENTS


def schema_texts() -> dict[str, str]:
    """The text of every schema, by file name."""
    found: dict[str, str] = {}
    for name, shape in DOCUMENTS.items():
        definitions: dict[str, dict[str, object]] = {}
        body = shape.schema(definitions)
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name}
        whole = head | body | ({"$defs": definitions} if definitions else {})
        found[f"{name}.schema.json"] = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    return found


def write_schemas(folder: Path) -> None:
    """Write every schema into ``folder``."""
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
