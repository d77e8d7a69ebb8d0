//! 联系户与走访: which member is linked to which household, and who called on whom.

crate::kind! {
    /// 联系户: that a member is linked to a household, from a day and perhaps to a day. Which of a household's links
    /// is the primary one is a field of the household.
    link = 6 "联系户" in Village {
        HOUSEHOLD: Field::new(2, "household", "农户", Type::Ref("household")).required().listed();
        MEMBER: Field::new(3, "member", "联系党员", Type::Ref("member")).required().listed();
        TYPE: Field::new(4, "type", "联系类型", Type::Code(&codes::link_type::LIST)).required().listed();
        FROM: Field::new(5, "from", "起始日期", Type::Date).required().listed();
        DECIDED_BY: Field::new(6, "decided_by", "确定方式", Type::Code(&codes::decided_by::LIST)).required().listed();
        MEETING: Field::new(7, "meeting", "党员大会日期", Type::Date);
        NOTICE: Field::new(8, "notice", "公示日期", Type::Date);
        TO: Field::new(9, "to", "终止日期", Type::Date).hidden().listed();
        END: Field::new(10, "end", "终止原因", Type::Code(&codes::link_end::LIST)).hidden();
        END_NOTE: Field::new(11, "end_note", "终止说明", Type::Text).group(Group::Narrative).hidden();
        OVERLOAD: Field::new(12, "overload", "超户数理由", Type::Text).group(Group::Narrative);
        NOTE: Field::new(13, "note", "备注", Type::Multiline).group(Group::Narrative);
    }
}

crate::kind! {
    /// 走访: a call at one household, or a yard meeting (屋场会) with many.
    visit = 7 "走访" in Village {
        DATE: Field::new(2, "date", "走访日期", Type::Date).required().indexed().listed();
        HOUSEHOLDS: Field::new(3, "households", "农户", Type::Ref("household")).many().listed();
        FORM: Field::new(4, "form", "走访形式", Type::Code(&codes::visit_form::LIST)).required().listed();
        PURPOSE: Field::new(5, "purpose", "走访事由", Type::Code(&codes::visit_purpose::LIST)).listed();
        VISITORS: Field::new(6, "visitors", "走访人", Type::Ref("person")).many().listed();
        OCCUPANCY: Field::new(7, "occupancy", "人户状态", Type::Code(&codes::occupancy::LIST));
        MET: Field::new(8, "met", "受访人", Type::Text).group(Group::Name);
        CONTENT: Field::new(9, "content", "走访内容", Type::Multiline).group(Group::Narrative).searched().listed();
        CHANGES: Field::new(10, "changes", "家庭变化", Type::Code(&codes::family_change::LIST)).many().group(Group::Family);
        DIFFICULTY: Field::new(11, "difficulty", "生活困难", Type::Multiline).group(Group::Narrative).searched();
        HAZARD: Field::new(12, "hazard", "安全隐患", Type::Multiline).group(Group::Narrative).searched();
        SUGGESTION: Field::new(13, "suggestion", "意见建议", Type::Multiline).group(Group::Narrative).searched();
        ANSWER: Field::new(14, "answer", "现场答复", Type::Multiline).group(Group::Narrative);
        DISPUTE: Field::new(15, "dispute", "发现矛盾苗头", Type::Bool);
        POVERTY_RISK: Field::new(16, "poverty_risk", "发现返贫风险", Type::Bool);
        SATISFACTION: Field::new(17, "satisfaction", "满意度", Type::Code(&codes::satisfaction::LIST));
        NEXT: Field::new(18, "next", "下次走访日期", Type::Date);
        PLACE: Field::new(19, "place", "地点", Type::Text).group(Group::Contact);
        NOTE: Field::new(20, "note", "备注", Type::Multiline).group(Group::Narrative);
    }
}
