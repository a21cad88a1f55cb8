"""Registered sweeps: counted apart by certainty, and read back as they were written."""

from datetime import UTC, date, datetime

from dangyuan_flow.domain.sweep import Changes, KeptSweep, Scope, Tally

TOLD = [("S3", "V48", "甲"), ("S3", "V48", "乙"), ("S1", "V49", None)]


def test_findings_are_counted_by_severity_code_and_branch() -> None:
    tally = Tally.of(TOLD)
    assert (tally.by_severity, tally.by_code) == ({"S1": 1, "S3": 2}, {"V48": 2, "V49": 1})
    assert tally.by_body == {"": 1, "乙": 1, "甲": 1}
    assert (tally.total, Tally().total) == (3, 0)


def test_a_sweep_is_read_back_as_it_was_written() -> None:
    sweep = KeptSweep(
        number=3,
        as_of=date(2026, 11, 1),
        scope=Scope(body="第一党总支", only=("V48",), packs=("某地",)),
        rules="r",
        derivation="d",
        head=(9, "h"),
        covers="c",
        dossiers=40,
        facts=Tally.of(TOLD),
        leads=Tally(),
        facts_changed=Changes(new=2, reopened=1, standing=1, gone=4),
        leads_changed=Changes(gone=1),
        not_checked={"a-rule": 3},
        unknown={"talked_on": 3},
        found="f",
        kept_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        kept_by="cha",
    )
    assert KeptSweep.from_document(sweep.document()) == sweep


def test_scopes_that_differ_are_looked_up_apart() -> None:
    scopes = [Scope(), Scope(body="甲"), Scope(only=("V1",)), Scope(packs=("甲",)), Scope(body="甲", only=("V1",))]
    assert len({scope.text for scope in scopes}) == len(scopes)
