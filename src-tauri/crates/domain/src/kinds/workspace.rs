//! 工作区: who works with it, and what must stay on record about its use.

crate::kind! {
    /// 操作人: a person who makes entries; the author that entries name.
    operator = 10 "操作人" in Own {
        NAME: Field::new(2, "name", "姓名", Type::Text).required().group(Group::Name).listed();
        ROLE: Field::new(3, "role", "身份", Type::Code(&codes::operator_role::LIST)).listed();
    }
}

crate::kind! {
    /// 审计: an event that must stay on record, such as looking at a whole ID number.
    audit = 11 "审计" in Private {
        EVENT: Field::new(2, "event", "事项", Type::Code(&codes::audit_event::LIST)).required().listed();
        DATE: Field::new(3, "date", "日期", Type::Date).required().listed();
        SUBJECT_KIND: Field::new(4, "subject_kind", "对象类别", Type::Text).listed();
        SUBJECT: Field::new(5, "subject", "对象", Type::Text);
        FIELD: Field::new(6, "field", "项目", Type::Text).listed();
        WHY: Field::new(7, "why", "理由", Type::Text).required().group(Group::Narrative).listed();
    }
}

crate::kind! {
    /// 抹除: values of one record that were erased for ever, at somebody's demand or because they should not have been
    /// written (个人信息保护法, article 47). It names the place and not the values, is never changed, and has its effect on
    /// every laptop that it reaches; see [`crate::erasure`].
    erasure = 12 "抹除" in Own {
        DATE: Field::new(2, "date", "日期", Type::Date).required().listed();
        SUBJECT_KIND: Field::new(3, "subject_kind", "对象类别", Type::Int).required().hidden();
        SUBJECT: Field::new(4, "subject", "对象", Type::Text).required().indexed().hidden();
        FIELDS: Field::new(5, "fields", "项目", Type::Int).many().required().hidden();
        UNTIL: Field::new(6, "until", "截止", Type::Int).required().hidden();
        WHY: Field::new(7, "why", "理由", Type::Text).required().group(Group::Narrative).listed();
    }
}
