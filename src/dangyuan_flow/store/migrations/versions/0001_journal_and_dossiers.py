"""The journal, the dossiers, the registers and the files; triggers that keep the journal append-only.

Revision 0001, after nothing. The facts are listed here as they were when it was written, not taken from the program.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FACTS = (  # (kind, names), in the order of the columns
    ("text", "name sex nation"),
    ("day", "born_on"),
    ("text", "id_number education employer_and_post branch field"),
    ("flag", "is_floating is_league_member is_student"),
    ("text", "stated_standing"),
    ("day", "transferred_in_on transferred_out_on"),
    ("text", "former_organization"),
    ("number", "transfer_papers_missing"),
    ("day", "ended_on"),
    ("text", "ended_because"),
    ("day", "leaves_unit_on"),
    ("flag", "leaving_known"),
    ("text", "leaving_accepted_because"),
    ("flag", "branch_has_committee branch_under_general_branch"),
    ("text", "admission_approver_kind"),
    ("flag", "admission_approver_empowered"),
    ("text", "conversion_approver_kind"),
    ("flag", "conversion_approver_empowered"),
    ("day", "applied_on application_received_on talked_on"),
    ("text", "talked_by recommended_by"),
    ("day", "recommended_on activist_on"),
    ("text", "activist_meeting"),
    ("day", "activist_filed_on"),
    ("text", "contacts"),
    ("day", "contacts_assigned_on"),
    ("number", "contacts_not_full"),
    ("text", "examined_on reported_on"),
    ("day", "opinions_heard_on candidate_discussed_on candidate_consented_on notice_from notice_to"),
    ("text", "notice_places"),
    ("day", "notice_origin_from notice_destination_from"),
    ("text", "notice_objections"),
    ("flag", "listing_kept_apart"),
    ("day", "objections_settled_on candidate_listed_on"),
    ("text", "sponsors"),
    ("day", "sponsors_named_on"),
    ("number", "sponsors_not_full sponsors_on_watch sponsors_sanctioned"),
    ("text", "sponsor_accepted_because review_replies_on"),
    ("day", "review_reported_on"),
    ("text", "review_conclusion"),
    ("day", "household_opinion_on residence_opinion_on"),
    ("flag", "household_is_residence"),
    ("text", "opinion_discipline opinion_police opinion_procuratorate opinion_court"),
    ("day", "vetting_replied_on"),
    ("text", "vetting_handling"),
    ("day", "training_from training_to"),
    ("number", "training_days training_hours"),
    ("text", "training_result trained_by training_exempt_because training_exempt_by training_short_because"),
    ("day", "admission_examined_on prereview_requested_on prereviewed_on prereview_notified_on"),
    ("text", "form_number"),
    ("day", "form_issued_on form_signed_on sponsors_opinion_on admission_met_on"),
    ("number", "admission_entitled admission_present admission_expected admission_attended admission_ballots_issued"),
    ("number", "admission_collected admission_for admission_against admission_abstained admission_invalid"),
    ("number", "admission_written_for admission_written_against"),
    ("text", "admission_method"),
    ("number", "admission_voters_without_vote admission_written_out_of_order admission_proxy_votes"),
    ("number", "admission_left_out admission_resolution_entitled admission_resolution_for admission_absentees"),
    ("flag", "admission_voted_together"),
    ("day", "admission_resolved_on admission_talked_on"),
    ("text", "admission_talked_by"),
    ("day", "admission_submitted_on admission_deliberated_on admission_approved_on"),
    ("text", "admission_approved_by admission_decided_how admission_late_because"),
    ("day", "stated_probation_from stated_probation_to admission_filed_on assigned_on oath_on"),
    ("text", "probation_examined_on"),
    ("day", "conversion_applied_on conversion_notice_from conversion_notice_to conversion_examined_on"),
    ("day", "conversion_met_on"),
    ("number", "conversion_entitled conversion_present conversion_expected conversion_attended"),
    ("number", "conversion_ballots_issued conversion_collected conversion_for conversion_against"),
    ("number", "conversion_abstained conversion_invalid conversion_written_for conversion_written_against"),
    ("text", "conversion_method"),
    ("number", "conversion_voters_without_vote conversion_written_out_of_order conversion_proxy_votes"),
    ("number", "conversion_left_out conversion_resolution_entitled conversion_resolution_for conversion_absentees"),
    ("flag", "conversion_voted_together"),
    ("text", "conversion_result deferred_because"),
    ("number", "extension_months"),
    ("day", "conversion_submitted_on conversion_deliberated_on conversion_approved_on"),
    ("text", "conversion_approved_by"),
    ("day", "stated_member_since conversion_announced_on extension_met_on extension_approved_on"),
    ("day", "stated_extension_to archived_on"),
    ("text", "archived_papers"),
    ("number", "papers_unsigned"),
    ("text", "sanctions_text punishments_text declared_sanctions declared_punishments"),
    ("day", "case_opened_on case_closed_on"),
    ("text", "remarks"),
    ("number", "changes_after_archiving"),
    ("day", "adult_on"),
    ("flag", "id_check_valid"),
    ("day", "id_born_on"),
    ("text", "id_sex"),
    ("flag", "is_open found_crime found_administrative found_gang found_cult found_dishonest found_discipline"),
    ("day", "punished_on sanctioned_on"),
    ("text", "crime_certainty"),
    ("number", "vetting_bodies_clear_at_listing vetting_age_at_listing_months_begun"),
    ("number", "vetting_bodies_clear_at_admission vetting_age_at_admission_months_begun"),
    ("number", "vetting_bodies_clear_at_conversion vetting_age_at_conversion_months_begun"),
    ("day", "talk_due_on talk_due_from_application_on"),
    ("flag", "recommended"),
    ("day", "activist_not_before activist_needed_on"),
    ("number", "contacts_count"),
    ("day", "cultivation_complete_on"),
    ("flag", "listed_on_leap_eve"),
    ("day", "cultivation_complete_from_filing_on"),
    ("number", "examination_longest_gap_months_begun"),
    ("day", "examination_gap_from examination_gap_to examination_due_on examination_limit_on"),
    ("day", "examination_clock_from"),
    ("number", "reports_longest_gap_months_begun examinations"),
    ("day", "candidate_listed_by"),
    ("text", "candidate_listed_by_is"),
    ("flag", "candidate_decided"),
    ("day", "candidate_needed_on consent_needed_on candidate_clock_from"),
    ("number", "notice_working_days"),
    ("day", "notice_required_to"),
    ("flag", "notice_listing_kept_old_sense objections_raised"),
    ("day", "notice_known_on"),
    ("number", "sponsors_count"),
    ("day", "sponsors_judged_on review_concluded_on review_last_reply_on prereview_known_on admission_due_on"),
    ("flag", "admission_vote_recorded"),
    ("number", "admission_votes_for"),
    ("text", "admission_votes_reading"),
    ("number", "admission_balance_off"),
    ("flag", "admission_failed"),
    ("number", "admission_expected_only admission_attended_only"),
    ("day", "admission_carried_on admission_needed_on approval_needed_on leaving_window_ends_on"),
    ("day", "admission_approval_due_on admission_approval_limit_on admission_due_from_submission_on"),
    ("day", "admission_limit_from_submission_on probation_from probation_ends_on extension_ends_on"),
    ("number", "stated_probation_to_off_by_days"),
    ("day", "oath_due_on"),
    ("flag", "oath_on_common_day"),
    ("day", "probation_final_day conversion_due_on"),
    ("flag", "conversion_vote_recorded"),
    ("number", "conversion_votes_for"),
    ("text", "conversion_votes_reading"),
    ("number", "conversion_balance_off"),
    ("flag", "conversion_failed"),
    ("number", "conversion_expected_only conversion_attended_only"),
    ("day", "conversion_carried_on conversion_needed_on conversion_approval_needed_on conversion_approval_due_on"),
    ("day", "conversion_due_from_submission_on"),
    ("flag", "is_cancellation is_extension_or_cancellation"),
    ("day", "extension_decided_on"),
    ("number", "extensions"),
    ("day", "member_since"),
    ("number", "archive_missing_2014 archive_missing_2026"),
    ("text", "archive_missing_names"),
    ("day", "latest_act_on"),
    ("text", "latest_act"),
)
WORDS = 5

_SQLITE = """
CREATE TRIGGER journal_line_kept BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, '纪实记录只能追加，不能修改'); END;

CREATE TRIGGER journal_line_not_removed BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, '纪实记录只能追加，不能删除'); END;

CREATE TRIGGER journal_line_follows BEFORE INSERT ON journal
WHEN NEW.seq <> coalesce((SELECT max(seq) FROM journal), 0) + 1
  OR EXISTS (SELECT 1 FROM journal WHERE dossier = NEW.dossier AND dossier_seq = NEW.dossier_seq)
BEGIN SELECT raise(ABORT, '纪实记录只能接在最后一条之后'); END;

CREATE TRIGGER document_kept BEFORE UPDATE ON document
BEGIN SELECT raise(ABORT, '存档文件不能修改'); END;

CREATE TRIGGER document_not_removed BEFORE DELETE ON document
BEGIN SELECT raise(ABORT, '存档文件不能删除'); END;

CREATE TRIGGER document_not_replaced BEFORE INSERT ON document
WHEN EXISTS (SELECT 1 FROM document WHERE digest = NEW.digest)
BEGIN SELECT raise(ABORT, '存档文件不能覆盖'); END;
"""

_POSTGRESQL = """
CREATE FUNCTION only_appended() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% 只能追加，不能修改或删除', TG_TABLE_NAME; END $$;

CREATE TRIGGER journal_only_appended BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION only_appended();

CREATE TRIGGER journal_not_emptied BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION only_appended();

CREATE TRIGGER document_only_appended BEFORE UPDATE OR DELETE ON document
FOR EACH ROW EXECUTE FUNCTION only_appended();

CREATE TRIGGER document_not_emptied BEFORE TRUNCATE ON document
FOR EACH STATEMENT EXECUTE FUNCTION only_appended();
"""


def _type(kind: str) -> sa.types.TypeEngine[Any]:
    match kind:
        case "day":
            return sa.Date().with_variant(sa.Text(), "sqlite")
        case "number":
            return sa.BigInteger()
        case "flag":
            return sa.Boolean()
        case _:
            return sa.Text()


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text()),
        sa.Column("dossier_seq", sa.BigInteger()),
        sa.Column("kind", sa.Text()),
        sa.Column("key", sa.Text()),
        sa.Column("batch", sa.Text()),
        sa.Column("document", sa.Text(), nullable=False),
    )
    op.create_index("journal_dossier", "journal", ["dossier", "dossier_seq"], unique=True)
    in_batches = sa.text("batch IS NOT NULL")
    op.create_index("journal_batch", "journal", ["batch"], sqlite_where=in_batches, postgresql_where=in_batches)
    op.create_index("journal_digest", "journal", ["digest"])
    op.create_table(
        "dossier",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text()),
        sa.Column("under_way", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        *(sa.Column(f"unknown_{i}", sa.BigInteger(), nullable=False) for i in range(WORDS)),
        *(sa.Column(name, _type(kind)) for kind, names in FACTS for name in names.split()),
        sa.Column("state", sa.Text(), nullable=False),
    )
    under_way = sa.text("under_way")
    op.create_index(
        "dossier_identity", "dossier", ["id_number"], unique=True, sqlite_where=under_way, postgresql_where=under_way
    )
    op.create_index("dossier_person", "dossier", ["id_number"])
    op.create_index("dossier_branch", "dossier", ["branch"])
    op.create_table(
        "register",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_index("register_name", "register", ["kind", "name"])
    op.create_index("register_body", "register", ["kind", "body"])
    op.create_table(
        "document",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    connection = op.get_bind()
    triggers = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    for statement in triggers.strip().split("\n\n"):
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    for table in ("document", "register", "dossier", "journal"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION only_appended()")
