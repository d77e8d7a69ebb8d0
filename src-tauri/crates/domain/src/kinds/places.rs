//! 组织: the units that people and households belong to.

crate::kind! {
    /// 组织: a township, village, branch, Party group (党小组), villagers' group (村民小组) or grid (网格).
    unit = 1 "组织" in Own {
        TYPE: Field::new(2, "type", "组织类别", Type::Code(&codes::unit_type::LIST)).required().indexed().listed();
        NAME: Field::new(3, "name", "名称", Type::Text).required().searched().listed();
        PARENT: Field::new(4, "parent", "上级组织", Type::Ref("unit"));
        DIVISION: Field::new(5, "division", "区划代码", Type::Division).listed();
        LEADER: Field::new(6, "leader", "负责人", Type::Ref("person")).listed();
        ORDER: Field::new(7, "order", "排列次序", Type::Int);
        NOTE: Field::new(8, "note", "备注", Type::Multiline).group(Group::Narrative);
    }
}
