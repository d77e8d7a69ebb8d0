//! A kind of the tests' own, as an older and as a newer program declare it.

pub mod older {
    domain::kind! {
        /// 果园.
        orchard = 60 "果园" in Village {
            NAME: Field::new(2, "name", "名称", Type::Text).required().group(Group::Name).searched().listed();
            OWNER: Field::new(3, "owner", "户", Type::Ref("household"));
            TREES: Field::new(4, "trees", "棵数", Type::Int).indexed();
        }
    }
}

pub mod newer {
    domain::kind! {
        /// 果园, with what a later program added, one field renamed and one in another group.
        orchard = 60 "果园" in Village {
            NAME: Field::new(2, "name", "名称", Type::Text).required().group(Group::Name).searched().listed();
            OWNER: Field::new(3, "owner", "户", Type::Ref("household"));
            TREES: Field::new(4, "tree_count", "棵数", Type::Int).group(Group::Family);
            KINDS: Field::new(5, "kinds", "品种", Type::Text).many();
            STORY: Field::new(6, "story", "来历", Type::Multiline).group(Group::Narrative).searched();
            VISITED: Field::new(1000, "visited", "镇里看过", Type::Bool);
        }
    }
}

pub fn older() -> domain::Registry {
    domain::Registry::standard().with(&older::orchard::KIND)
}

pub fn newer() -> domain::Registry {
    domain::Registry::standard().with(&newer::orchard::KIND)
}
