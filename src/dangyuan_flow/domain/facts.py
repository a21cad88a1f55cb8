"""The facts of one dossier: every name that a rule, a form, a ledger column or a sweep may use.

*Recorded* facts were stated by somebody; *derived* facts follow from them (``derivation.py``) and are never typed in.
A fact is ``None`` where nothing is on record. A fact in ``Facts.unknown`` is something else: its source could not have
told it (the ledger has no such column, the cell is unreadable), so whoever needs it abstains.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import get_type_hints

from dangyuan_flow.domain.fact import Fact, Kind, Value, derived, kind_of_hint, recorded
from dangyuan_flow.domain.vetting import Vetting

__all__ = ["DERIVED", "RECORDED", "VOCABULARY", "Fact", "Facts", "Kind", "Value"]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All facts of one dossier at one moment; units: days for ``_on/_from/_to``, whole numbers for counts."""

    # The person
    name: str | None = recorded("姓名")
    sex: str | None = recorded("性别")
    nation: str | None = recorded("民族")
    born_on: date | None = recorded("出生日期")
    id_number: str | None = recorded("身份证号")
    education: str | None = recorded("学历")
    employer_and_post: str | None = recorded("工作单位及职务")
    branch: str | None = recorded("所在党支部")
    field: str | None = recorded("人员类别")
    is_floating: bool | None = recorded("是否流动人员")
    is_league_member: bool | None = recorded("是否共青团员")
    is_student: bool | None = recorded("是否在校学生")
    stated_standing: str | None = recorded("当前阶段")

    # Moves and ends
    transferred_in_on: date | None = recorded("转入日期")
    transferred_out_on: date | None = recorded("转出日期")
    former_organization: str | None = recorded("原党组织")
    transfer_papers_missing: int | None = recorded("转入时缺核心材料数")
    ended_on: date | None = recorded("终止日期")
    ended_because: str | None = recorded("终止原因")
    leaves_unit_on: date | None = recorded("离开单位日期", planned=True)
    leaving_known: bool | None = recorded("是否预知离开")
    leaving_accepted_because: str | None = recorded("将离开仍接收的理由", assumed=True)

    # The bodies around the person, as they were when the papers were judged (ledger sheet 党组织, or the store)
    branch_has_committee: bool | None = recorded("是否设支委会")
    branch_under_general_branch: bool | None = recorded("是否隶属党总支")
    admission_approver_kind: str | None = recorded("接收审批机构类型", 17)
    admission_approver_empowered: bool | None = recorded("接收审批机构有无审批权限", 17)
    conversion_approver_kind: str | None = recorded("转正审批机构类型", 24)
    conversion_approver_empowered: bool | None = recorded("转正审批机构有无审批权限", 24)

    # Stage 1
    applied_on: date | None = recorded("申请书落款日期", 1)
    application_received_on: date | None = recorded("收到申请日期", 1)
    talked_on: date | None = recorded("谈话日期", 2)
    talked_by: str | None = recorded("谈话人", 2)

    # Stage 2
    recommended_by: str | None = recorded("推荐方式", 3)
    recommended_on: date | None = recorded("推荐日期", 3)
    activist_on: date | None = recorded("确定积极分子日期", 3)
    activist_meeting: str | None = recorded("积极分子会议形式", 3)
    activist_filed_on: date | None = recorded("积极分子备案日期", 4)
    contacts: tuple[str, ...] | None = recorded("培养联系人", 5)
    contacts_assigned_on: date | None = recorded("联系人指定日期", 5)
    contacts_not_full: int | None = recorded("指定时非正式党员的联系人数", 5)
    examined_on: tuple[date, ...] | None = recorded("考察日期", 6)
    reported_on: tuple[date, ...] | None = recorded("思想汇报日期", 6)

    # Stage 3
    opinions_heard_on: date | None = recorded("征求意见日期", 7)
    candidate_discussed_on: date | None = recorded("支委会研究发展对象日期", 7)
    candidate_consented_on: date | None = recorded("上级党委同意日期", 8)
    notice_from: date | None = recorded("公示开始日期", 8)
    notice_to: date | None = recorded("公示结束日期", 8, planned=True)
    notice_places: str | None = recorded("公示地点", 8)
    notice_origin_from: date | None = recorded("流出地公示开始日期", 8)
    notice_destination_from: date | None = recorded("流入地公示开始日期", 8)
    notice_objections: str | None = recorded("公示反映", 8)
    listing_kept_apart: bool | None = recorded("列为日期与同意日期分别登记", 8, assumed=True)
    objections_settled_on: date | None = recorded("公示反映办结日期", 8, assumed=True)
    candidate_listed_on: date | None = recorded("列为发展对象日期", 8)
    sponsors: tuple[str, ...] | None = recorded("入党介绍人", 9)
    sponsors_named_on: date | None = recorded("介绍人确定日期", 9)
    sponsors_not_full: int | None = recorded("确定时非正式党员的介绍人数", 9)
    sponsors_on_watch: int | None = recorded("留党察看未恢复权利的介绍人数", 9)
    sponsors_sanctioned: int | None = recorded("处分影响期内的介绍人数", 9)
    sponsor_accepted_because: str | None = recorded("处分影响期内仍任介绍人的理由", 9, assumed=True)
    review_replies_on: tuple[date, ...] | None = recorded("政审回函日期", 10)
    review_reported_on: date | None = recorded("政审报告日期", 10)
    review_conclusion: str | None = recorded("政审结论", 10)
    household_opinion_on: date | None = recorded("户籍地意见日期", 10)
    residence_opinion_on: date | None = recorded("居住地意见日期", 10)
    household_is_residence: bool | None = recorded("户籍地与居住地同一", 10, assumed=True)
    opinion_discipline: str | None = recorded("纪检意见", 10)
    opinion_police: str | None = recorded("公安意见", 10)
    opinion_procuratorate: str | None = recorded("检察院意见", 10)
    opinion_court: str | None = recorded("法院意见", 10)
    vetting_replied_on: date | None = recorded("联审回复日期", 10)
    vetting_handling: str | None = recorded("联审处理意见", 10, assumed=True)
    training_from: date | None = recorded("培训开始日期", 11)
    training_to: date | None = recorded("培训结束日期", 11, planned=True)
    training_days: int | None = recorded("培训天数", 11)
    training_hours: int | None = recorded("培训学时", 11)
    training_result: str | None = recorded("培训结果", 11)
    trained_by: str | None = recorded("培训组织单位", 11)
    training_exempt_because: str | None = recorded("免训理由", 11)
    training_exempt_by: str | None = recorded("免训批准人", 11)
    training_short_because: str | None = recorded("培训不足的理由", 11, assumed=True)

    # Stage 4
    admission_examined_on: date | None = recorded("支委会审查日期", 12)
    prereview_requested_on: date | None = recorded("报预审日期", 13)
    prereviewed_on: date | None = recorded("预审日期", 13)
    prereview_notified_on: date | None = recorded("预审通知日期", 13)
    form_number: str | None = recorded("志愿书编号", 14)
    form_issued_on: date | None = recorded("志愿书发放日期", 14)
    form_signed_on: date | None = recorded("志愿书本人签名日期", 14)
    sponsors_opinion_on: date | None = recorded("介绍人意见日期", 14)
    admission_met_on: date | None = recorded("接收大会日期", 15)
    admission_entitled: int | None = recorded("应到有表决权人数", 15)
    admission_present: int | None = recorded("实到有表决权人数", 15)
    admission_expected: int | None = recorded("应到人数", 15)
    admission_attended: int | None = recorded("实到人数", 15)
    admission_ballots_issued: int | None = recorded("发票数", 15)
    admission_collected: int | None = recorded("收票数", 15)
    admission_for: int | None = recorded("赞成票", 15)
    admission_against: int | None = recorded("反对票", 15)
    admission_abstained: int | None = recorded("弃权票", 15)
    admission_invalid: int | None = recorded("无效票", 15)
    admission_written_for: int | None = recorded("书面赞成票", 15)
    admission_written_against: int | None = recorded("书面反对票", 15)
    admission_method: str | None = recorded("表决方式", 15)
    admission_voters_without_vote: int | None = recorded("参加表决的无表决权人数", 15)
    admission_written_out_of_order: int | None = recorded("迟交或重复计算的书面意见数", 15)
    admission_proxy_votes: int | None = recorded("委托投票数", 15)
    admission_left_out: int | None = recorded("未经批准不计入应到的人数", 15)
    admission_resolution_entitled: int | None = recorded("决议载明应到人数", 15)
    admission_resolution_for: int | None = recorded("决议载明赞成票", 15)
    admission_absentees: int | None = recorded("本人和介绍人缺席且无书面意见的人数", 15)
    admission_voted_together: bool | None = recorded("是否多人合并表决", 15)
    admission_resolved_on: date | None = recorded("接收决议日期", 15)
    admission_talked_on: date | None = recorded("上级派人谈话日期", 16)
    admission_talked_by: str | None = recorded("上级谈话人", 16)
    admission_submitted_on: date | None = recorded("报批日期", 17)
    admission_deliberated_on: date | None = recorded("党总支审议日期", 17)
    admission_approved_on: date | None = recorded("党委审批日期", 17)
    admission_approved_by: str | None = recorded("审批机构", 17)
    admission_decided_how: str | None = recorded("审批会议形式", 17)
    admission_late_because: str | None = recorded("延期审批理由", 17)
    stated_probation_from: date | None = recorded("预备期开始日期", 17)
    stated_probation_to: date | None = recorded("预备期结束日期", 17, planned=True)
    admission_filed_on: date | None = recorded("组织部备案日期", 18)

    # Stage 5
    assigned_on: date | None = recorded("编入党小组日期", 19)
    oath_on: date | None = recorded("入党宣誓日期", 20)
    probation_examined_on: tuple[date, ...] | None = recorded("预备期考察日期", 21)
    conversion_applied_on: date | None = recorded("转正申请日期", 22)
    conversion_notice_from: date | None = recorded("转正公示开始日期", 23)
    conversion_notice_to: date | None = recorded("转正公示结束日期", 23, planned=True)
    conversion_examined_on: date | None = recorded("转正支委会审查日期", 23)
    conversion_met_on: date | None = recorded("转正大会日期", 23)
    conversion_entitled: int | None = recorded("转正应到有表决权人数", 23)
    conversion_present: int | None = recorded("转正实到有表决权人数", 23)
    conversion_expected: int | None = recorded("转正应到人数", 23)
    conversion_attended: int | None = recorded("转正实到人数", 23)
    conversion_ballots_issued: int | None = recorded("转正发票数", 23)
    conversion_collected: int | None = recorded("转正收票数", 23)
    conversion_for: int | None = recorded("转正赞成票", 23)
    conversion_against: int | None = recorded("转正反对票", 23)
    conversion_abstained: int | None = recorded("转正弃权票", 23)
    conversion_invalid: int | None = recorded("转正无效票", 23)
    conversion_written_for: int | None = recorded("转正书面赞成票", 23)
    conversion_written_against: int | None = recorded("转正书面反对票", 23)
    conversion_method: str | None = recorded("转正表决方式", 23)
    conversion_voters_without_vote: int | None = recorded("参加转正表决的无表决权人数", 23)
    conversion_written_out_of_order: int | None = recorded("转正迟交或重复计算的书面意见数", 23)
    conversion_proxy_votes: int | None = recorded("转正委托投票数", 23)
    conversion_left_out: int | None = recorded("转正未经批准不计入应到的人数", 23)
    conversion_resolution_entitled: int | None = recorded("转正决议载明应到人数", 23)
    conversion_resolution_for: int | None = recorded("转正决议载明赞成票", 23)
    conversion_absentees: int | None = recorded("转正时本人缺席且无说明的人数", 23)
    conversion_voted_together: bool | None = recorded("转正是否多人合并表决", 23)
    conversion_result: str | None = recorded("转正结果", 23)
    deferred_because: str | None = recorded("推迟讨论理由", 23)
    extension_months: int | None = recorded("延长月数", 23)
    conversion_submitted_on: date | None = recorded("转正报批日期", 24)
    conversion_deliberated_on: date | None = recorded("转正党总支审议日期", 24)
    conversion_approved_on: date | None = recorded("转正审批日期", 24)
    conversion_approved_by: str | None = recorded("转正审批机构", 24)
    stated_member_since: date | None = recorded("党龄起算日期", 24, planned=True)
    conversion_announced_on: date | None = recorded("转正谈话宣布日期", 24)
    extension_met_on: date | None = recorded("延长大会日期", 24)
    extension_approved_on: date | None = recorded("延长审批日期", 24)
    stated_extension_to: date | None = recorded("延长止日期", 24, planned=True)
    archived_on: date | None = recorded("归档日期", 25)
    archived_papers: tuple[str, ...] | None = recorded("归档材料", 25)
    papers_unsigned: int | None = recorded("缺签名或印章的材料数", 25)

    # What is known of the person's conduct
    sanctions_text: str | None = recorded("处分情况")
    punishments_text: str | None = recorded("刑事处罚情况")
    declared_sanctions: str | None = recorded("本人申报处分")
    declared_punishments: str | None = recorded("本人申报刑事处罚")
    case_opened_on: date | None = recorded("立案日期")
    case_closed_on: date | None = recorded("结案日期")
    remarks: str | None = recorded("备注")
    changes_after_archiving: int | None = recorded("归档后改动次数")

    # Derived: the person
    adult_on: date | None = derived("满十八周岁日")
    id_check_valid: bool | None = derived("身份证校验码正确")
    id_born_on: date | None = derived("身份证所载出生日期")
    id_sex: str | None = derived("身份证所载性别")
    is_open: bool | None = derived("在办")

    # Derived: what is known of the person's conduct
    found_crime: bool | None = derived("查有犯罪记录")
    found_administrative: bool | None = derived("查有行政拘留、吸毒、赌博、酒驾等记录")
    found_gang: bool | None = derived("查有涉黑涉恶记录")
    found_cult: bool | None = derived("查有邪教、宗教记录")
    found_dishonest: bool | None = derived("查有失信、偷税记录")
    found_discipline: bool | None = derived("查有党纪政务处分")
    punished_on: date | None = derived("受刑事处罚日期")
    sanctioned_on: date | None = derived("受处分日期")
    crime_certainty: str | None = derived("犯罪记录查明程度")
    vetting_bodies_clear_at_listing: int | None = derived("列为发展对象时四部门无异常的家数")
    vetting_age_at_listing_months_begun: int | None = derived("列为发展对象时最早一份联审回复的月数")
    vetting_bodies_clear_at_admission: int | None = derived("接收大会时四部门无异常的家数")
    vetting_age_at_admission_months_begun: int | None = derived("接收大会时最早一份联审回复的月数")
    vetting_bodies_clear_at_conversion: int | None = derived("转正大会时四部门无异常的家数")
    vetting_age_at_conversion_months_begun: int | None = derived("转正大会时最早一份联审回复的月数")

    # Derived: stages 1 and 2
    talk_due_on: date | None = derived("谈话期限（自收到申请起一个月）")
    talk_due_from_application_on: date | None = derived("谈话期限（未载收到日期，自落款起一个月）")
    recommended: bool | None = derived("有推荐或推优")
    activist_not_before: date | None = derived("确定积极分子不早于")
    activist_needed_on: date | None = derived("以确定积极分子为前提的首个行为日期")
    contacts_count: int | None = derived("培养联系人数")
    cultivation_complete_on: date | None = derived("培养教育满一年日")
    listed_on_leap_eve: bool | None = derived("闰日起算而于二月二十八日列为")
    cultivation_complete_from_filing_on: date | None = derived("自备案起培养教育满一年日")
    examination_longest_gap_months_begun: int | None = derived("最长考察间隔（月，不足一月按一月）")
    examination_gap_from: date | None = derived("最长考察间隔起")
    examination_gap_to: date | None = derived("最长考察间隔止")
    examination_due_on: date | None = derived("下次半年考察期限")
    examination_limit_on: date | None = derived("考察间隔满七个月日")
    examination_clock_from: date | None = derived("本轮考察起算日")
    reports_longest_gap_months_begun: int | None = derived("最长思想汇报间隔（月，不足一月按一月）")
    examinations: int | None = derived("考察次数")

    # Derived: stage 3
    candidate_listed_by: date | None = derived("列为发展对象日期（或其界限）")
    candidate_listed_by_is: str | None = derived("列为发展对象日期的来源")
    candidate_decided: bool | None = derived("有确定发展对象的记录")
    candidate_needed_on: date | None = derived("以确定发展对象为前提的首个行为日期")
    consent_needed_on: date | None = derived("以上级同意为前提的首个行为日期")
    candidate_clock_from: date | None = derived("确定发展对象程序起始日")
    notice_working_days: int | None = derived("公示工作日数")
    notice_required_to: date | None = derived("公示满五个工作日之日")
    notice_listing_kept_old_sense: bool | None = derived("列为日期沿用研究或同意日")
    objections_raised: bool | None = derived("公示有反映")
    notice_known_on: date | None = derived("公示起始日（任一地）")
    sponsors_count: int | None = derived("入党介绍人数")
    sponsors_judged_on: date | None = derived("介绍人资格认定日")
    review_concluded_on: date | None = derived("政审结论日期")
    review_last_reply_on: date | None = derived("最后一份政审回函日期")

    # Derived: stage 4
    prereview_known_on: date | None = derived("得知预审结果日")
    admission_due_on: date | None = derived("支部大会期限（预审合格起一个月）")
    admission_vote_recorded: bool | None = derived("有接收表决记录")
    admission_votes_for: int | None = derived("赞成合计")
    admission_votes_reading: str | None = derived("赞成票的读法")
    admission_balance_off: int | None = derived("票数差额")
    admission_failed: bool | None = derived("接收表决未通过")
    admission_expected_only: int | None = derived("应到人数（未分表决权）")
    admission_attended_only: int | None = derived("实到人数（未分表决权）")
    admission_carried_on: date | None = derived("接收大会后续首个行为日期")
    admission_needed_on: date | None = derived("以接收大会为前提的首个行为日期")
    approval_needed_on: date | None = derived("以党委审批为前提的首个行为日期")
    leaving_window_ends_on: date | None = derived("接收大会后三个月")
    admission_approval_due_on: date | None = derived("审批期限（三个月）")
    admission_approval_limit_on: date | None = derived("审批最长期限（六个月）")
    admission_due_from_submission_on: date | None = derived("自报批起三个月")
    admission_limit_from_submission_on: date | None = derived("自报批起六个月")
    probation_from: date | None = derived("预备期起")
    probation_ends_on: date | None = derived("预备期止")
    extension_ends_on: date | None = derived("延长后预备期止")
    stated_probation_to_off_by_days: int | None = derived("预备期止与应为日期相差天数")

    # Derived: stage 5
    oath_due_on: date | None = derived("宣誓期限（批复后一个月）")
    oath_on_common_day: bool | None = derived("七一或国庆集体宣誓")
    probation_final_day: date | None = derived("预备期最后一日（含延长）")
    conversion_due_on: date | None = derived("转正讨论期限（预备期满三个月）")
    conversion_vote_recorded: bool | None = derived("有转正表决记录")
    conversion_votes_for: int | None = derived("转正赞成合计")
    conversion_votes_reading: str | None = derived("转正赞成票的读法")
    conversion_balance_off: int | None = derived("转正票数差额")
    conversion_failed: bool | None = derived("转正表决未通过")
    conversion_expected_only: int | None = derived("转正应到人数（未分表决权）")
    conversion_attended_only: int | None = derived("转正实到人数（未分表决权）")
    conversion_carried_on: date | None = derived("转正大会后续首个行为日期")
    conversion_needed_on: date | None = derived("以转正大会为前提的首个行为日期")
    conversion_approval_needed_on: date | None = derived("以转正审批为前提的首个行为日期")
    conversion_approval_due_on: date | None = derived("转正审批期限（三个月）")
    conversion_due_from_submission_on: date | None = derived("自转正报批起三个月")
    is_cancellation: bool | None = derived("转正结论为取消资格")
    is_extension_or_cancellation: bool | None = derived("转正结论为延长或取消")
    extension_decided_on: date | None = derived("决定延长的大会日期")
    extensions: int | None = derived("延长次数")
    member_since: date | None = derived("党龄起算（应为）")
    archive_missing_2014: int | None = derived("归档缺件数（2014年细则五类）")
    archive_missing_2026: int | None = derived("归档缺件数（2026年细则六类）")
    archive_missing_names: str | None = derived("归档缺件")
    latest_act_on: date | None = derived("最晚的行为日期")
    latest_act: str | None = derived("最晚的行为")

    unknown: frozenset[str] = frozenset()
    vettings: tuple[Vetting, ...] = ()

    def __getitem__(self, name: str) -> Value:
        """The fact called ``name``."""
        return getattr(self, name)  # type: ignore[no-any-return]  # every field but ``unknown`` holds a Value

    def having(self, **values: Value) -> Facts:
        """A copy with ``values`` put on record; what is put on record is known from then on.

        Copies the instance's dictionary: ``dataclasses.replace`` over 270 fields would cost thirty times as much.
        """
        copy = object.__new__(Facts)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(values)
        if self.unknown:
            copy.__dict__["unknown"] = self.unknown.difference(values)
        return copy

    def unknowing(self, names: frozenset[str]) -> Facts:
        """A copy in which exactly ``names`` are unknown (and hold nothing)."""
        copy = self.having(**dict.fromkeys(names))
        copy.__dict__["unknown"] = frozenset(names)
        return copy


def _vocabulary() -> dict[str, Fact]:
    hints = get_type_hints(Facts)
    return {
        spec.name: Fact(
            name=spec.name,
            label=spec.metadata["label"],
            kind=kind_of_hint(hints[spec.name]),
            step=spec.metadata.get("step"),
            derived=spec.metadata.get("derived", False),
            assumed=spec.metadata.get("assumed", False),
            planned=spec.metadata.get("planned", False),
        )
        for spec in dataclasses.fields(Facts)
        if spec.metadata
    }


VOCABULARY: dict[str, Fact] = _vocabulary()
RECORDED: dict[str, Fact] = {name: fact for name, fact in VOCABULARY.items() if not fact.derived}
DERIVED: dict[str, Fact] = {name: fact for name, fact in VOCABULARY.items() if fact.derived}
