"""The sweep as text: SQL that every engine reads alike, over a relation of facts, down to the rows of findings.

Four relations, each over the one before. *Flagged*: the dossiers that break any rule. *Judged*: the same with one bit
a rule, in words of sixty: what stands, what of it is a note or a lead, what is silenced by another finding, all as
``domain.rules.judge`` has it. *Standing*: a row a bit. *Findings*: the same with the values that each rests on, as
canonical JSON. Names stand in double quotes (Spark: ``spark.sql.ansi.enabled``,
``spark.sql.ansi.doubleQuotedIdentifiers``); no function is called but ``coalesce``, ``concat_ws``, ``replace``,
``translate`` and ``chr``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dangyuan_flow.domain.expression import AS_OF, Both, Comparison, Expression, Literal, names
from dangyuan_flow.domain.facts import VOCABULARY, Kind
from dangyuan_flow.domain.readings import sql
from dangyuan_flow.domain.rules import Certainty, Rule
from dangyuan_flow.domain.truth import truth
from dangyuan_flow.store.sweeping import RULES_IN_A_WORD, known, masks
from dangyuan_flow.store.tables import UNKNOWN

IDENTITY = ("source", "id", "name", "branch")
"""Which dossier a row is: the body whose store it lies in, its id there, the person, the branch."""

FINDING_COLUMNS = (
    "source",
    "about",
    "dossier",
    "name",
    "branch",
    "code",
    "rule",
    "noted",
    "certainty",
    "facts",
    "told",
)
"""A row of findings. ``facts``: the values of what the rule needs; ``told``: those that only its wording names.

``about``: ``dossier``, or ``body`` where a rule across dossiers means a body as a whole (``dossier`` is its name then).
"""

_NAMED = re.compile(r"\{(\w+)\}")


def told(rule: Rule) -> frozenset[str]:
    """The facts that the wording of ``rule`` names, and that it does not need."""
    return frozenset(_NAMED.findall(rule.says)) - rule.needs - {AS_OF}


def read(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Every fact that judging by ``rules``, and wording what they find, has to read."""
    found: set[str] = set()
    for rule in rules:
        found |= rule.needs | told(rule) | (frozenset() if rule.note_when is None else names(rule.note_when))
    return tuple(name for name in VOCABULARY if name in found)


def not_checked(relation: str = "dossier") -> str:
    """How many dossiers share each set of unknown facts: a count, then the unknown words."""
    words = ", ".join(UNKNOWN)
    return f"SELECT count(*), {words} FROM {relation} GROUP BY {words}"  # noqa: S608  our own columns


def flagged(rules: Sequence[Rule], as_of: date, relation: str = "dossier") -> str:
    """The dossiers that break any of ``rules``: identity, the facts read, and the words of unknown facts."""
    columns = ", ".join(f'"{name}"' for name in dict.fromkeys((*IDENTITY, *read(rules), *UNKNOWN)))
    return f"SELECT {columns} FROM {relation} WHERE {_any_broken(rules, as_of)}"  # noqa: S608  rules parsed by an allow-list


def judged(rules: Sequence[Rule], as_of: date, relation: str = "flagged") -> str:
    """The flagged dossiers with the bits of what stands (``stands_n``), is only a note, or only a lead.

    Asked of few dossiers only; the rules are asked once more, this time one by one.
    """
    broken = ", ".join(f"{word} AS broken_{n}" for n, word in enumerate(masks(rules, as_of)))
    words = range(-(-len(rules) // RULES_IN_A_WORD))
    marks = ", ".join(
        f"{_marked(rules, n, as_of, noted=True)} AS noted_{n}, {_marked(rules, n, as_of, noted=False)} AS lead_{n}"
        for n in words
    )
    grounds = ", ".join(f"(broken_{n} & ~ (noted_{n} | lead_{n})) AS ground_{n}" for n in words)
    stands = ", ".join(f"(broken_{n} & ~ ({_silenced(rules, n)})) AS stands_{n}" for n in words)
    return (
        f"SELECT *, {stands} FROM (SELECT *, {grounds} FROM (SELECT *, {marks} FROM "  # noqa: S608  our own columns, rules parsed by an allow-list
        f"(SELECT *, {broken} FROM {relation}) AS marked) AS weighed) AS grounded"
    )


def _any_broken(rules: Sequence[Rule], as_of: date) -> str:
    """Whether any of ``rules`` is broken; rules that ask of one day whether it lies in an edition ask it once."""
    parts = {rule.id: _parts(truth(rule.unkept)) for rule in rules}
    asked = Counter(part for found in parts.values() for part in found if _is_window(part))
    groups: dict[Expression | None, list[str]] = {}
    for rule in rules:
        shared = max((part for part in parts[rule.id] if asked[part] > 1), key=lambda part: asked[part], default=None)
        rest = Both(tuple(part for part in parts[rule.id] if part != shared))
        groups.setdefault(shared, []).append(f"({sql(rest, as_of)}{known(rule)})")
    texts = (
        alone if shared is None else f"({sql(shared, as_of)} AND ({alone}))"
        for shared, found in groups.items()
        for alone in [" OR ".join(found)]
    )
    return " OR ".join(texts) or "(1 = 0)"


def _parts(condition: Expression) -> tuple[Expression, ...]:
    return condition.parts if isinstance(condition, Both) else (condition,)


def _is_window(part: Expression) -> bool:
    return isinstance(part, Comparison) and isinstance(part.right, Literal) and isinstance(part.right.value, date)


def standing(rules: Sequence[Rule], places: Iterable[int], columns: str = "*", relation: str = "judged") -> str:
    """One row for each bit that stands, of the rules at ``places``: ``columns`` of the dossier, which rule."""
    words = range(-(-len(rules) // RULES_IN_A_WORD))
    masks = ", ".join(f"mask_{word}" for word in words)
    table = ", ".join(_line(rules[place], place, words) for place in places)

    def any_of(bits: str) -> str:
        return " OR ".join(f"({bits}_{word} & mask_{word}) <> 0" for word in words)

    return (
        f"SELECT {columns}, place, code, rule, ({any_of('noted')}) AS noted, "  # noqa: S608  our own columns and rules
        f"CASE WHEN {any_of('lead')} THEN 'lead' ELSE 'fact' END AS certainty "
        f"FROM {relation} JOIN (VALUES {table}) AS known(place, code, rule, {masks}) ON {any_of('stands')}"
    )


def _line(rule: Rule, place: int, words: range) -> str:
    masks = (1 << place % RULES_IN_A_WORD if word == place // RULES_IN_A_WORD else 0 for word in words)
    return f"({place}, {_text(rule.code)}, {_text(rule.id)}, {', '.join(map(str, masks))})"


def findings(rules: Sequence[Rule], places: Iterable[int], relation: str) -> str:
    """One row (:data:`FINDING_COLUMNS`) for each row of ``relation``: what stands, beside the facts of the dossier."""
    found = {place: rules[place] for place in places}
    needed = {place: rule.needs for place, rule in found.items()}
    named = {place: told(rule) for place, rule in found.items()}
    return (
        'SELECT "source", \'dossier\' AS "about", "id" AS "dossier", "name", "branch", code AS "code", rule AS "rule", '  # noqa: S608  our own columns
        f'noted AS "noted", certainty AS "certainty", {_chosen(needed)} AS "facts", '
        f'{_chosen(named)} AS "told" FROM {relation}'
    )


def _chosen(values: Mapping[int, frozenset[str]]) -> str:
    """The JSON of the values that belong to the rule at ``place``."""
    cases = " ".join(f"WHEN {place} THEN {values_json(names)}" for place, names in values.items() if names)
    return f"CASE place {cases} ELSE '{{}}' END" if cases else "'{}'"


def _of_word(rules: Sequence[Rule], word: int) -> Iterable[tuple[int, Rule]]:
    return enumerate(rules[word * RULES_IN_A_WORD : (word + 1) * RULES_IN_A_WORD])


def _marked(rules: Sequence[Rule], word: int, as_of: date, *, noted: bool) -> str:
    """The bits of ``broken`` that are notes (or leads)."""
    always = 0
    sometimes: list[str] = []
    for bit, rule in _of_word(rules, word):
        mask = 1 << bit
        condition = _note_condition(rule, as_of) if noted else _lead_condition(rule)
        if condition is None:
            always |= mask
        elif condition:
            sometimes.append(f"CASE WHEN (broken_{word} & {mask}) <> 0 AND {condition} THEN {mask} ELSE 0 END")
    return " + ".join((f"(broken_{word} & {always})", *sometimes))


def _note_condition(rule: Rule, as_of: date) -> str:
    """When the broken ``rule`` is only noted; empty where it never is."""
    return sql(rule.noted, as_of) if rule.clock is not None or rule.note_when is not None else ""


def _lead_condition(rule: Rule) -> str | None:
    """When the broken ``rule`` is only a lead; ``None`` where it always is, empty where it never is."""
    if rule.certainty is Certainty.LEAD:
        return None
    return "" if rule.lead_until is None else f"\"{rule.act}\" <= '{rule.lead_until.isoformat()}'"


def _silenced(rules: Sequence[Rule], word: int) -> str:
    """The bits that are silenced by a violation that is known for a fact."""
    parts: list[str] = []
    for n, rule in enumerate(rules):
        at, bit = divmod(n, RULES_IN_A_WORD)
        silent = sum(1 << other for other, silenced in _of_word(rules, word) if _silences(rule, silenced))
        if silent and rule.certainty is Certainty.FACT:
            parts.append(f"CASE WHEN (ground_{at} & {1 << bit}) <> 0 THEN {silent} ELSE 0 END")
    return " | ".join(parts) or "0"


def _silences(rule: Rule, other: Rule) -> bool:
    return (
        (other.code in rule.silences or other.id in rule.silences)
        and other.id != rule.id
        and (other.about is None or rule.about is None or other.about == rule.about)
    )


# Values as canonical JSON: keys in order, nothing that is not on record, no spaces.


def values_json(wanted: Iterable[str]) -> str:
    """SQL for the values of ``wanted`` that are on record, as one JSON object."""
    members = [_member(name) for name in sorted(wanted)]
    return f"('{{' || concat_ws(',', {', '.join(members)}) || '}}')" if members else "'{}'"


def _member(name: str) -> str:
    """SQL for one member of the object; ``NULL`` where the value is not on record."""
    column = f'"{name}"'
    match VOCABULARY[name].kind:
        case Kind.DATE:
            return f"""'{column}:"' || CAST({column} AS VARCHAR(10)) || '"'"""
        case Kind.INTEGER:
            return f"'{column}:' || CAST({column} AS VARCHAR(20))"
        case Kind.FLAG:
            return f"'{column}:' || CASE WHEN {column} THEN 'true' WHEN NOT {column} THEN 'false' END"
        case Kind.DATES | Kind.TEXTS:
            return f"'{column}:' || {column}"  # kept as JSON already
        case Kind.TEXT:
            return f"""'{column}:"' || {_escaped(column)} || '"'"""


_BACKSLASH = "chr(92)"
"""Engines disagree on backslashes in literals; on every other character they agree."""

_ESCAPES = {'"': '"', "\t": "t", "\n": "n", "\r": "r"}
"""What stands after a backslash, for each character that JSON wants escaped."""

_OTHER_CONTROLS = "".join(character for character in map(chr, range(1, 32)) if character not in _ESCAPES)
"""Never meant by whoever typed them, and no JSON as they are: told as spaces."""


def _escaped(column: str) -> str:
    text = f"replace({column}, {_BACKSLASH}, {_BACKSLASH} || {_BACKSLASH})"
    for character, escape in _ESCAPES.items():
        text = f"replace({text}, '{character}', {_BACKSLASH} || '{escape}')"
    return f"translate({text}, '{_OTHER_CONTROLS}', '{' ' * len(_OTHER_CONTROLS)}')"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
