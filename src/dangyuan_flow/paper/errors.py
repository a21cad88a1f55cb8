"""Why a paper is not printed; every text is Chinese and says what to do about it."""

from dangyuan_flow.domain.errors import BadInput, FlowError


class PrintingUnavailable(FlowError):
    """This computer lacks the libraries that set type."""

    code = "no_printing"


class BrokenForm(BadInput):
    """A template, or the description at its head, contradicts itself or the vocabulary."""

    code = "bad_form"


class FactsMissing(BadInput):
    """The form asks for something that is not on record; carries the Chinese labels."""

    code = "facts_missing"

    def __init__(self, message: str, missing: tuple[str, ...]) -> None:
        """Keep the labels of what is ``missing``."""
        self.missing = missing
        super().__init__(message)


class GlyphsMissing(BadInput):
    """No font at hand has a character that is to be printed (缺字): it would come out as an empty box."""

    code = "glyphs_missing"

    def __init__(self, message: str, characters: str) -> None:
        """Keep the ``characters`` that cannot be printed."""
        self.characters = characters
        super().__init__(message)
