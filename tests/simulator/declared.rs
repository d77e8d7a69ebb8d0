//! A kind of the simulator's own, and the programs that know nothing of it, some of it, or all.

use domain::Registry;

mod earlier {
    domain::kind! {
        /// 果园.
        orchard = 62 "果园" in Village {
            NAME: Field::new(2, "name", "园名", Type::Text).required().group(Group::Name).searched().listed();
            TREES: Field::new(4, "trees", "棵数", Type::Int).listed();
        }
    }
}

mod later {
    domain::kind! {
        /// 果园, with what a later program added.
        orchard = 62 "果园" in Village {
            NAME: Field::new(2, "name", "园名", Type::Text).required().group(Group::Name).searched().listed();
            TREES: Field::new(4, "trees", "棵数", Type::Int).listed();
            KINDS: Field::new(5, "kinds", "品种", Type::Text).many();
            STORY: Field::new(6, "story", "来历", Type::Multiline).group(Group::Narrative).searched();
            VISITED: Field::new(1000, "visited", "镇里看过", Type::Text);
        }
    }
}

/// What the program that knows most knows.
pub const MOST: u8 = 2;

/// The number of the kind, and of its field for the name.
pub const NAMED: (u16, u16) = (62, 2);

/// What a program knows.
pub fn registry(knows: u8) -> Registry {
    let standard = Registry::standard();
    match knows {
        0 => standard,
        1 => standard.with(&earlier::orchard::KIND),
        _ => standard.with(&earlier::orchard::KIND).with(&later::orchard::KIND),
    }
}
