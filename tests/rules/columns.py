"""Columns as they come and go together in real ledgers."""

from tests.rules.dossiers import COLUMNS

GROUPS: dict[str, tuple[str, ...]] = {
    "identity": ("born_on", "id_number", "sex"),
    "ends": ("ended_on", "ended_because", "transferred_out_on"),
    "moves": ("transferred_in_on", "former_organization", "transfer_papers_missing"),
    "leaving": ("leaves_unit_on", "leaving_known"),
    "bodies": (
        *("branch_has_committee", "branch_under_general_branch"),
        *("admission_approver_kind", "admission_approver_empowered"),
        *("conversion_approver_kind", "conversion_approver_empowered"),
    ),
    "roster": (
        *("contacts_not_full", "sponsors_not_full", "sponsors_on_watch", "sponsors_sanctioned"),
        *("admission_left_out", "conversion_left_out"),
    ),
    "application": ("applied_on", "application_received_on"),
    "talk": ("talked_on", "talked_by"),
    "recommendation": ("recommended_by", "recommended_on"),
    "activist": ("activist_on", "activist_meeting"),
    "activist filing": ("activist_filed_on",),
    "contacts": ("contacts", "contacts_assigned_on"),
    "examinations": ("examined_on", "reported_on"),
    "hearing": ("opinions_heard_on",),
    "discussion": ("candidate_discussed_on",),
    "consent": ("candidate_consented_on",),
    "notice": (
        *("notice_from", "notice_to", "notice_places", "notice_objections"),
        *("notice_origin_from", "notice_destination_from"),
    ),
    "notice in two places": ("notice_origin_from", "notice_destination_from"),
    "listing": ("candidate_listed_on",),
    "sponsors": ("sponsors", "sponsors_named_on"),
    "review": ("review_replies_on", "review_reported_on", "review_conclusion"),
    "review report": ("review_reported_on",),
    "opinions of places": ("household_opinion_on", "residence_opinion_on"),
    "vetting": (
        *("opinion_discipline", "opinion_police", "opinion_procuratorate", "opinion_court"),
        "vetting_replied_on",
    ),
    "training": ("training_from", "training_to", "training_days", "training_hours"),
    "exemption": ("training_exempt_because", "training_exempt_by"),
    "examination": ("admission_examined_on", "conversion_examined_on"),
    "prereview": ("prereview_requested_on", "prereviewed_on", "prereview_notified_on"),
    "form": ("form_number", "form_issued_on", "form_signed_on", "sponsors_opinion_on"),
    "meeting": ("admission_met_on", *(name for name in COLUMNS if name.startswith("admission_met"))),
    "votes": tuple(
        f"{round_}_{count}"
        for round_ in ("admission", "conversion")
        for count in (
            *("entitled", "present", "ballots_issued", "collected", "for", "against", "abstained", "invalid"),
            *("written_for", "written_against", "expected", "attended", "method"),
        )
    ),
    "votes of the entitled": tuple(
        f"{round_}_{count}"
        for round_ in ("admission", "conversion")
        for count in ("entitled", "present", "ballots_issued", "left_out", "resolution_entitled")
    ),
    "written votes": (
        *("admission_written_for", "admission_written_against"),
        *("conversion_written_for", "conversion_written_against"),
    ),
    "approval": (
        *("admission_talked_on", "admission_submitted_on", "admission_deliberated_on", "admission_approved_on"),
        *("admission_approved_by", "admission_decided_how", "admission_late_because"),
    ),
    "stated probation": ("stated_probation_from", "stated_probation_to"),
    "filing": ("admission_filed_on",),
    "oath": ("oath_on", "assigned_on"),
    "conversion": (
        *("conversion_applied_on", "conversion_met_on", "conversion_result", "conversion_approved_on"),
        *("stated_member_since", "conversion_submitted_on", "conversion_announced_on"),
    ),
    "result": ("conversion_result",),
    "extension": ("extension_months", "extension_met_on", "extension_approved_on", "stated_extension_to"),
    "deferral": ("deferred_because",),
    "archive": ("archived_on", "archived_papers"),
    "conduct": ("sanctions_text", "punishments_text"),
    "declarations": ("declared_sanctions", "declared_punishments"),
}
