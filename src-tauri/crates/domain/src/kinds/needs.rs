//! 诉求: what people ask for, and what the village and the township do about it.

crate::kind! {
    /// 诉求: one thing that someone needs. Its state is no field: it is folded from its steps and answers.
    need = 8 "诉求" in Village {
        NUMBER: Field::new(2, "number", "诉求编号", Type::Text).indexed().listed();
        DATE: Field::new(3, "date", "登记日期", Type::Date).required().indexed().listed();
        TITLE: Field::new(4, "title", "标题", Type::Text).required().group(Group::NeedText).searched().listed();
        DESCRIPTION: Field::new(5, "description", "内容", Type::Multiline).group(Group::NeedText).searched();
        CATEGORY: Field::new(6, "category", "分类", Type::Code(&codes::need_category::LIST)).required().listed();
        CHANNEL: Field::new(7, "channel", "来源", Type::Code(&codes::need_channel::LIST)).listed();
        URGENCY: Field::new(8, "urgency", "紧急程度", Type::Code(&codes::urgency::LIST)).required().listed();
        VISIT: Field::new(9, "visit", "来源走访", Type::Ref("visit")).hidden();
        HOUSEHOLD: Field::new(10, "household", "农户", Type::Ref("household")).listed();
        PERSON: Field::new(11, "person", "诉求人", Type::Ref("person")).listed();
        PETITIONER: Field::new(12, "petitioner", "诉求人姓名", Type::Text).group(Group::Name).searched();
        PETITIONER_PHONE: Field::new(13, "petitioner_phone", "诉求人电话", Type::Phone).group(Group::Contact);
        SCOPE: Field::new(14, "scope", "共性或个性", Type::Code(&codes::need_scope::LIST));
        AFFECTED: Field::new(15, "affected", "涉及户数", Type::Int);
        SPECIAL: Field::new(16, "special", "涉及特殊群体", Type::Code(&codes::special_group::LIST)).many();
        HISTORY: Field::new(17, "history", "初重情况", Type::Code(&codes::need_history::LIST));
        PLACE: Field::new(18, "place", "地点", Type::Text).group(Group::NeedText);
        EXPECTED: Field::new(19, "expected", "期望结果", Type::Text).group(Group::NeedText);
        RESPONSIBLE: Field::new(20, "responsible", "责任人", Type::Ref("person"));
        MAIN: Field::new(21, "main", "并入的诉求", Type::Ref("need")).hidden();
        NOTE: Field::new(22, "note", "备注", Type::Multiline).group(Group::Narrative);
    }
}

crate::kind! {
    /// 办理环节: one thing that the village did about a need.
    step = 9 "办理环节" in Village {
        NEED: Field::new(2, "need", "诉求", Type::Ref("need")).required();
        ACTION: Field::new(3, "action", "环节", Type::Code(&codes::step_action::LIST)).required().listed();
        DATE: Field::new(4, "date", "日期", Type::Date).required().listed();
        BY: Field::new(5, "by", "经办人", Type::Text).group(Group::Name).listed();
        TEXT: Field::new(6, "text", "情况说明", Type::Multiline).group(Group::NeedText).listed();
        RESULT: Field::new(7, "result", "办理结果", Type::Code(&codes::need_result::LIST));
        ANSWER_WAY: Field::new(8, "answer_way", "答复方式", Type::Code(&codes::answer_way::LIST));
        ANSWER_DATE: Field::new(9, "answer_date", "答复日期", Type::Date);
        SATISFACTION: Field::new(10, "satisfaction", "满意度", Type::Code(&codes::satisfaction::LIST));
        GAP: Field::new(11, "gap", "无法回访的原因", Type::Code(&codes::follow_up_gap::LIST));
        UNTIL: Field::new(12, "until", "预计日期", Type::Date);
        TELL_CONTACT: Field::new(13, "tell_contact", "同时告知镇里姓名和电话", Type::Bool);
    }
}

crate::kind! {
    /// 乡镇答复: one thing that the township did about a need. The township owns it.
    answer = 500 "乡镇答复" in Village {
        NEED: Field::new(1000, "need", "诉求", Type::Ref("need")).required();
        ACTION: Field::new(1001, "action", "环节", Type::Code(&codes::answer_action::LIST)).required().listed();
        DATE: Field::new(1002, "date", "日期", Type::Date).required().listed();
        BY: Field::new(1003, "by", "经办人", Type::Text).group(Group::Name).listed();
        TEXT: Field::new(1004, "text", "答复内容", Type::Multiline).group(Group::NeedText).listed();
        RESULT: Field::new(1005, "result", "办理结果", Type::Code(&codes::need_result::LIST));
    }
}
