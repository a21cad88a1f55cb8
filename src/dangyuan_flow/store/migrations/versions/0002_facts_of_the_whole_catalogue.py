"""The facts that the whole catalogue of violations needs: the dossiers' table made anew with their columns.

Revision 0002, after 0001. The facts are listed here as they were when it was written, not taken from the program. Rows
are copied column by column; what is new in them stays empty, and their unknown bits are numbered by the old
vocabulary. The store therefore folds each dossier from its records the next time that it derives.
"""

from collections.abc import Iterable
from pathlib import Path
from runpy import run_path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FACTS = (  # (kind, names), in the order of the columns
    ("text", "name sex nation"),
    ("day", "born_on"),
    ("text", "id_number education employer_and_post branch field"),
    ("flag", "is_floating is_league_member is_student"),
    ("text", "stated_standing"),
    ("day", "study_from study_to transferred_in_on transferred_out_on"),
    ("text", "former_organization"),
    ("number", "transfer_papers_missing"),
    ("day", "former_cultivated_to"),
    ("text", "cultivation_break_because"),
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
    ("text", "out_of_office"),
    ("day", "applied_on application_received_on application_registered_on application_form_printed_on"),
    ("text", "applied_where"),
    ("flag", "unit_has_organization employed_by_unit student_when_applying"),
    ("day", "away_from away_to talked_on"),
    ("text", "talked_by recommended_by"),
    ("day", "recommended_on activist_on"),
    ("text", "activist_meeting"),
    ("day", "activist_filed_on"),
    ("text", "contacts"),
    ("day", "contacts_assigned_on"),
    ("number", "contacts_not_full"),
    ("text", "examined_on reported_on"),
    ("day", "opinions_heard_on appraisal_on"),
    ("number", "appraisal_present appraisal_for"),
    ("day", "candidate_discussed_on candidate_consented_on notice_from notice_to"),
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
    ("text", "relatives relatives_reviewed opinion_discipline opinion_police opinion_procuratorate opinion_court"),
    ("day", "vetting_replied_on"),
    ("text", "vetting_handling"),
    ("day", "training_from training_to"),
    ("number", "training_days training_hours"),
    ("text", "training_result trained_by training_exempt_because training_exempt_by training_short_because"),
    ("day", "admission_examined_on prereview_requested_on prereviewed_on prereview_notified_on"),
    ("text", "form_number"),
    ("flag", "form_number_registered"),
    ("day", "form_issued_on form_signed_on sponsors_opinion_on admission_met_on"),
    ("number", "admission_entitled admission_present admission_expected admission_attended admission_ballots_issued"),
    ("number", "admission_collected admission_for admission_against admission_abstained admission_invalid"),
    ("number", "admission_written_for admission_written_against"),
    ("text", "admission_method"),
    ("number", "admission_voters_without_vote admission_written_out_of_order admission_proxy_votes"),
    ("number", "admission_left_out admission_exclusions_approved admission_roster_entitled"),
    ("text", "admission_signers admission_doubtful_signers admission_scrutineers"),
    ("number", "admission_resolution_entitled admission_resolution_for admission_absentees"),
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
    ("number", "conversion_left_out conversion_exclusions_approved conversion_roster_entitled"),
    ("text", "conversion_signers conversion_doubtful_signers conversion_scrutineers"),
    ("number", "conversion_resolution_entitled conversion_resolution_for conversion_absentees"),
    ("flag", "conversion_voted_together"),
    ("text", "conversion_result deferred_because"),
    ("number", "extension_months"),
    ("day", "conversion_submitted_on conversion_deliberated_on conversion_approved_on"),
    ("text", "conversion_approved_by"),
    ("day", "stated_member_since conversion_announced_on extension_met_on extension_approved_on"),
    ("day", "stated_extension_to archived_on"),
    ("text", "archived_papers"),
    ("number", "papers_unsigned"),
    ("text", "papers_by_others papers_in_one_hand papers_altered sanctions_text punishments_text"),
    ("text", "declared_sanctions declared_punishments"),
    ("day", "case_opened_on case_closed_on"),
    ("text", "remarks"),
    ("number", "changes_after_archiving papers_replaced"),
    ("text", "examination_opinions probation_examination_opinions admission_resolution conversion_resolution"),
    ("text", "biography committee county_department"),
    ("number", "branch_full_members"),
    ("text", "leader_kin"),
    ("day", "adult_on"),
    ("flag", "id_check_valid"),
    ("day", "id_born_on"),
    ("text", "id_sex"),
    ("flag", "is_open"),
    ("text", "branch_sort"),
    ("number", "biography_longest_gap_months"),
    ("text", "biography_gap_after"),
    ("flag", "found_crime found_administrative found_gang found_cult found_dishonest found_discipline"),
    ("text", "unclear_reply"),
    ("day", "punished_on sanctioned_on"),
    ("text", "crime_certainty"),
    ("number", "vetting_bodies_clear_at_listing vetting_age_at_listing_months_begun"),
    ("number", "vetting_bodies_clear_at_admission vetting_age_at_admission_months_begun"),
    ("number", "vetting_bodies_clear_at_conversion vetting_age_at_conversion_months_begun"),
    ("day", "talk_due_on talk_due_from_application_on"),
    ("flag", "applied_elsewhere student_when_applied attached_in_name_only"),
    ("day", "application_seen_on"),
    ("number", "application_seen_months_begun"),
    ("flag", "away_when_applied"),
    ("number", "months_from_application_to_activist done_elsewhere_to"),
    ("day", "cultivation_resumed_on"),
    ("number", "cultivation_break_months_begun"),
    ("day", "talk_recorded_on"),
    ("flag", "recommended"),
    ("day", "activist_not_before activist_needed_on"),
    ("number", "contacts_count"),
    ("day", "cultivation_complete_on"),
    ("flag", "listed_on_leap_eve"),
    ("day", "cultivation_complete_from_filing_on"),
    ("number", "examination_longest_gap_months_begun"),
    ("day", "examination_gap_from examination_gap_to examination_due_on examination_limit_on"),
    ("day", "examination_clock_from"),
    ("number", "reports_longest_gap_months_begun examinations examinations_on_one_day"),
    ("day", "examinations_shared_day candidate_listed_by"),
    ("text", "candidate_listed_by_is"),
    ("flag", "candidate_decided"),
    ("day", "candidate_needed_on consent_needed_on candidate_clock_from"),
    ("number", "notice_working_days"),
    ("day", "notice_required_to"),
    ("flag", "notice_listing_kept_old_sense objections_raised"),
    ("day", "notice_known_on"),
    ("number", "sponsors_count"),
    ("day", "sponsors_judged_on review_concluded_on review_last_reply_on"),
    ("number", "review_age_at_admission_months_begun training_age_at_admission_months_begun"),
    ("day", "training_recorded_to"),
    ("number", "relatives_unreviewed"),
    ("text", "relatives_unreviewed_names"),
    ("number", "kin_taking_part"),
    ("text", "kin_taking_part_names"),
    ("day", "prereview_recorded_on higher_talk_recorded_on prereview_known_on admission_due_on"),
    ("flag", "admission_vote_recorded"),
    ("number", "admission_votes_for"),
    ("text", "admission_votes_reading"),
    ("number", "admission_balance_off"),
    ("flag", "admission_failed"),
    ("number", "admission_expected_only admission_attended_only admission_doubtful_signers_count"),
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
    ("number", "conversion_expected_only conversion_attended_only conversion_doubtful_signers_count"),
    ("day", "conversion_carried_on conversion_needed_on conversion_approval_needed_on conversion_approval_due_on"),
    ("day", "conversion_due_from_submission_on"),
    ("flag", "is_cancellation is_extension_or_cancellation"),
    ("day", "extension_decided_on"),
    ("number", "extensions"),
    ("day", "member_since"),
    ("number", "archive_missing_2014 archive_missing_2026"),
    ("text", "archive_missing_names"),
    ("number", "papers_by_others_count papers_in_one_hand_count papers_altered_count out_of_office_count"),
    ("day", "latest_act_on"),
    ("text", "latest_act"),
    ("day", "examined_last_on"),
    ("number", "examinations_same_text"),
    ("text", "examinations_text"),
    ("day", "probation_examined_last_on"),
    ("number", "probation_examinations_same_text"),
    ("text", "probation_examinations_text admission_resolution_lacks conversion_resolution_lacks"),
    ("day", "admitted_on"),
    ("number", "admission_year admission_month admission_age education_rank"),
    ("flag", "is_leader_kin"),
    ("text", "sponsor_first sponsor_second sponsor_third contact_first contact_second"),
    ("number", "form_year"),
    ("text", "serial_area admitting_body firm"),
)
WORDS = 6

Groups = Iterable[tuple[str, str]]


def upgrade() -> None:
    _rebuild(FACTS, WORDS)


def downgrade() -> None:
    before = run_path(str(Path(__file__).with_name("0001_journal_and_dossiers.py")))
    _rebuild(before["FACTS"], before["WORDS"])


def _rebuild(facts: Groups, words: int) -> None:
    """Make the table ``dossier`` with these columns out of the one that is there."""
    connection = op.get_bind()
    old_names = [column["name"] for column in sa.inspect(connection).get_columns("dossier")]
    for index in ("dossier_identity", "dossier_person", "dossier_branch"):
        op.drop_index(index, table_name="dossier")
    new = op.create_table(
        "dossier_new",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text()),
        sa.Column("under_way", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        *(sa.Column(f"unknown_{i}", sa.BigInteger(), nullable=False) for i in range(words)),
        *(sa.Column(name, _type(kind)) for kind, names in facts for name in names.split()),
        sa.Column("state", sa.Text(), nullable=False),
    )
    old = sa.table("dossier", *(sa.column(name) for name in old_names))
    kept = [column.name for column in new.columns if column.name in old_names]
    added = [column.name for column in new.columns if column.name.startswith("unknown_") and column.name not in kept]
    connection.execute(
        sa.insert(new).from_select(
            [*kept, *added], sa.select(*(old.c[name] for name in kept), *(sa.literal(0) for _ in added))
        )
    )
    op.drop_table("dossier")
    op.rename_table("dossier_new", "dossier")
    if connection.dialect.name == "postgresql":
        op.execute("ALTER INDEX dossier_new_pkey RENAME TO dossier_pkey")
    under_way = sa.text("under_way")
    op.create_index(
        "dossier_identity", "dossier", ["id_number"], unique=True, sqlite_where=under_way, postgresql_where=under_way
    )
    op.create_index("dossier_person", "dossier", ["id_number"])
    op.create_index("dossier_branch", "dossier", ["branch"])


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
