"""Refusals: the few ways in which the flow says no to the person in front of it.

Violations are values (there may be many); a refusal is one exception that may carry them.
Which exit code or HTTP status belongs to a refusal is the doors' affair, not decided here.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dangyuan_flow.domain.rules import Violation


class FlowError(Exception):
    """Something the user has to know; its text is Chinese and names place, values and remedy."""

    code = "error"


class BadInput(FlowError):
    """What was handed in cannot be read or used: a broken file, an impossible date, an unknown word."""

    code = "bad_input"


class BrokenStore(BadInput):
    """What is there is no store, or no longer a whole one; its words name the place on this machine."""


class BadDefinition(BadInput):
    """A YAML of the workflow, of a pack or of somebody's rules is wrong; carries every problem with file and line."""

    code = "bad_definition"

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep all ``problems``, each already worded as ``file:line: what is wrong``."""
        self.problems = problems
        super().__init__(f"有 {len(problems)} 处写得不对：\n" + "\n".join(problems))


class Refused(FlowError):
    """The act would break the law: too early, unqualified, out-voted, or something decisive missing."""

    code = "refused"

    def __init__(
        self, message: str, violations: tuple[Violation, ...] = (), *, dossier: str = "", step: int = 0
    ) -> None:
        """Keep the ``violations`` that block, with the ``dossier`` and the ``step`` they belong to."""
        self.violations = violations
        self.dossier = dossier
        self.step = step
        super().__init__(message)


class ReasonNeeded(Refused):
    """The act is late or unusual: it goes through once a reason is given, and the reason is kept."""

    code = "reason_needed"


class NoSuchMove(FlowError):
    """The procedure has no such act where the dossier stands now."""

    code = "no_such_move"


class NotAllowed(FlowError):
    """The acting person holds no office, on that day, that may do this."""

    code = "not_allowed"


class NotYourTurn(NotAllowed):
    """The papers lie with another level of the review."""

    code = "not_your_turn"


class Conflict(FlowError):
    """Somebody else wrote first, or the store is busy: look again, then try again. Nothing was written."""

    code = "conflict"


class NotFound(FlowError):
    """No such dossier, person, body, form or file within what the user may see."""

    code = "not_found"


class Tampered(FlowError):
    """The journal no longer agrees with its digests; names the first record that was touched."""

    code = "tampered"


_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件，或路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这个磁盘是只读的",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读写出错",
}


def reason_of(error: OSError) -> str:
    """Why the system refused a file, in Chinese; its own words where we have none."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
