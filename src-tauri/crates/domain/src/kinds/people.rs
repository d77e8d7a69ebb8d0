//! 人和户: people, households, who lives in which, and who is a Party member.

crate::kind! {
    /// 人员: one human being, with identity and contact once; residents and members refer to it.
    person = 2 "人员" in Village {
        NAME: Field::new(2, "name", "姓名", Type::Text).required().group(Group::Name).indexed().searched().listed();
        ID_NUMBER: Field::new(3, "id_number", "公民身份号码", Type::IdNumber).group(Group::Identity).indexed().listed();
        SEX: Field::new(4, "sex", "性别", Type::Code(&codes::sex::LIST)).group(Group::Identity).listed();
        BIRTH: Field::new(5, "birth", "出生日期", Type::PartialDate).group(Group::Identity).listed();
        NATION: Field::new(6, "nation", "民族", Type::Code(&codes::nation::LIST)).group(Group::Identity);
        EDUCATION: Field::new(7, "education", "文化程度", Type::Code(&codes::education::LIST)).group(Group::Identity);
        POLITICS: Field::new(8, "politics", "政治面貌", Type::Code(&codes::politics::LIST)).group(Group::Identity);
        MARRIAGE: Field::new(9, "marriage", "婚姻状况", Type::Code(&codes::marriage::LIST)).group(Group::Family);
        PHONE: Field::new(10, "phone", "手机号", Type::Phone).group(Group::Contact).indexed().searched().listed();
        LANDLINE: Field::new(11, "landline", "固定电话", Type::Phone).group(Group::Contact);
        ADDRESS: Field::new(12, "address", "家庭住址", Type::Text).group(Group::Contact);
        HEALTH: Field::new(13, "health", "健康状况", Type::Text).group(Group::Health);
        SKILL: Field::new(14, "skill", "特长", Type::Text).group(Group::Family);
        SPECIAL: Field::new(15, "special", "特殊群体", Type::Code(&codes::special_group::LIST)).many().group(Group::Health);
        DEATH: Field::new(16, "death", "去世日期", Type::Date).hidden();
        NOTE: Field::new(17, "note", "备注", Type::Multiline).group(Group::Narrative);
    }
}

crate::kind! {
    /// 农户: a household as registered.
    household = 3 "农户" in Village {
        NUMBER: Field::new(2, "number", "户编号", Type::Text).indexed().searched().listed();
        HEAD: Field::new(3, "head", "户主", Type::Ref("person")).listed();
        GROUP: Field::new(4, "group", "村民小组", Type::Ref("unit")).listed();
        GRID: Field::new(5, "grid", "网格", Type::Ref("unit"));
        ADDRESS: Field::new(6, "address", "住址", Type::Text).group(Group::Contact).searched().listed();
        CATEGORY: Field::new(7, "category", "户类别", Type::Code(&codes::household_category::LIST)).listed();
        OCCUPANCY: Field::new(8, "occupancy", "人户状态", Type::Code(&codes::occupancy::LIST));
        TIER: Field::new(9, "tier", "走访等级", Type::Code(&codes::visit_tier::LIST));
        PRIMARY_LINK: Field::new(10, "primary_link", "联系党员", Type::Ref("link")).hidden();
        STATE: Field::new(11, "state", "户状态", Type::Code(&codes::household_state::LIST)).hidden();
        STATE_DATE: Field::new(12, "state_date", "变更日期", Type::Date).hidden();
        FAMILY: Field::new(13, "family", "家庭情况", Type::Multiline).group(Group::Family);
        NOTE: Field::new(14, "note", "备注", Type::Multiline).group(Group::Narrative);
    }
}

crate::kind! {
    /// 家庭成员: that a person belongs to a household.
    resident = 4 "家庭成员" in Village {
        PERSON: Field::new(2, "person", "人员", Type::Ref("person")).required().listed();
        HOUSEHOLD: Field::new(3, "household", "农户", Type::Ref("household")).required().listed();
        RELATION: Field::new(4, "relation", "与户主关系", Type::Code(&codes::relation::LIST)).group(Group::Family).listed();
        RELATION_TEXT: Field::new(5, "relation_text", "关系原文", Type::Text).group(Group::Family).hidden();
        RESIDENCE: Field::new(6, "residence", "居住状态", Type::Code(&codes::residence::LIST)).listed();
        SINCE: Field::new(7, "since", "状态日期", Type::Date);
        AWAY_TO: Field::new(8, "away_to", "外出地点", Type::Text).group(Group::Contact);
        NOTE: Field::new(9, "note", "备注", Type::Multiline).group(Group::Narrative);
    }
}

crate::kind! {
    /// 党员: a Party member, by the items of the national form and what the branch adds.
    member = 5 "党员" in Village {
        PERSON: Field::new(2, "person", "人员", Type::Ref("person")).required().listed();
        CATEGORY: Field::new(3, "category", "人员类别", Type::Code(&codes::member_category::LIST)).required().group(Group::MemberForm).listed();
        JOINED: Field::new(4, "joined", "加入党组织日期", Type::PartialDate).group(Group::MemberForm).listed();
        CONFIRMED: Field::new(5, "confirmed", "转为正式党员日期", Type::PartialDate).group(Group::MemberForm);
        BRANCH: Field::new(6, "branch", "所在党支部", Type::Text).group(Group::MemberForm);
        POST: Field::new(7, "post", "工作岗位", Type::Text).group(Group::MemberForm);
        STATUS: Field::new(8, "status", "党籍状态", Type::Code(&codes::party_status::LIST)).group(Group::MemberForm).listed();
        LOST: Field::new(9, "lost", "是否失联", Type::Bool).group(Group::MemberForm);
        LOST_SINCE: Field::new(10, "lost_since", "失去联系日期", Type::PartialDate).group(Group::MemberForm);
        LOST_KIND: Field::new(11, "lost_kind", "失去联系情形", Type::Code(&codes::lost_kind::LIST)).group(Group::MemberForm);
        MOBILE: Field::new(12, "mobile", "是否流动", Type::Bool).group(Group::MemberForm).listed();
        MOBILE_TO: Field::new(13, "mobile_to", "外出流向", Type::Text).group(Group::MemberForm);
        MOBILE_SINCE: Field::new(14, "mobile_since", "流出日期", Type::PartialDate).group(Group::MemberForm);
        DUTY: Field::new(15, "duty", "党内职务", Type::Code(&codes::duty::LIST)).group(Group::MemberForm).listed();
        PARTY_GROUP: Field::new(16, "party_group", "党小组", Type::Ref("unit")).listed();
        CENTRE: Field::new(17, "centre", "党员中心户", Type::Bool);
        HARDSHIP: Field::new(18, "hardship", "困难情形", Type::Text).group(Group::Health);
        EXEMPT: Field::new(19, "exempt", "不联户情形", Type::Code(&codes::exemption::LIST));
        EXEMPT_NOTE: Field::new(20, "exempt_note", "不联户说明", Type::Text).group(Group::Health);
        NOTE: Field::new(21, "note", "备注", Type::Multiline).group(Group::Narrative);
    }
}
