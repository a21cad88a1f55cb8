"""Paper: a sheet of values and a form's id in, a PDF that looks like the office's own papers out."""
