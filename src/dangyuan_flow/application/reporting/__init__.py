"""Reports of a sweep that people hand up: workbook, printed report, CSV, and the numbers of the JSON."""

from dangyuan_flow.application.reporting.counts import by_code, summary
from dangyuan_flow.application.reporting.document import write_document
from dangyuan_flow.application.reporting.plain import as_csv
from dangyuan_flow.application.reporting.workbook import write_workbook

__all__ = ["as_csv", "by_code", "summary", "write_document", "write_workbook"]
