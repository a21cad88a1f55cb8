"""Draw the 25 steps anew into README.md, between its two markers."""

import re
from pathlib import Path

from dangyuan_flow.application.drawing import mermaid
from dangyuan_flow.flow import catalogue

README = Path(__file__).parent.parent / "README.md"


def drawn(text: str) -> str:
    """README's ``text`` with the chart that the definition gives now."""
    chart = f"<!-- steps: generated -->\n```mermaid\n{mermaid(catalogue().workflow)}\n```\n<!-- /steps -->"
    return re.sub(r"<!-- steps: generated -->.*<!-- /steps -->", lambda _: chart, text, flags=re.DOTALL)


if __name__ == "__main__":
    README.write_text(drawn(README.read_text(encoding="utf-8")), encoding="utf-8")
