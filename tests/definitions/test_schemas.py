"""The JSON Schemas that lie beside the definitions say what the reader reads."""

import json
from pathlib import Path

from dangyuan_flow.definitions.documents import DOCUMENTS
from dangyuan_flow.definitions.schemas import schema_texts, write_schemas
from dangyuan_flow.definitions.shapes import Record
from dangyuan_flow.settings import shipped

FOLDER = shipped("workflows") / "party-member-development"


def test_the_schemas_are_in_step_with_the_reader() -> None:
    """To mend: python -m dangyuan_flow.definitions.schemas workflows/party-member-development."""
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.schema.json")}
    assert written == schema_texts()


def test_the_schemas_are_written_where_asked(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(schema_texts())


def test_a_schema_has_the_keys_of_its_document_and_no_others() -> None:
    for name, text in schema_texts().items():
        schema = json.loads(text)
        shape = DOCUMENTS[name.removesuffix(".schema.json")]
        assert isinstance(shape, Record)
        assert schema["additionalProperties"] is False
        assert set(schema["properties"]) == set(shape.keys)
        assert set(schema.get("required", ())) == {key for key, said in shape.keys.items() if not said.optional}


def test_every_reference_of_a_schema_leads_somewhere() -> None:
    for text in schema_texts().values():
        schema = json.loads(text)
        referred = {part.split('"')[0] for part in text.split('"$ref": "#/$defs/')[1:]}
        assert referred == set(schema.get("$defs", {}))


def test_every_definition_names_its_schema_for_editors() -> None:
    for path in [*FOLDER.glob("*.yaml"), *FOLDER.glob("packs/*.yaml"), *FOLDER.glob("rules/*.yaml")]:
        kind = {"packs": "pack", "rules": "rules"}.get(path.parent.name, path.stem)
        up = ".." if path.parent != FOLDER else "."
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == f"# yaml-language-server: $schema={up}/{kind}.schema.json", path
