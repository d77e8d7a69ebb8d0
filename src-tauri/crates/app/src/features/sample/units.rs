//! Villagers' groups, Party groups and grids of the invented village.

use domain::kinds::unit;
use domain::{Put, RecordId, codes};

use super::World;

/// A villagers' group.
pub(super) struct Group {
    pub(super) id: RecordId,
    pub(super) name: &'static str,
    /// The grid that it lies in.
    pub(super) grid: RecordId,
    /// The Party group of those who live there.
    pub(super) party: RecordId,
}

/// About so many households are one villagers' group.
const HOUSEHOLDS: usize = 45;

/// So many villagers' groups are one grid and one Party group.
const TOGETHER: usize = 3;

impl World {
    /// The groups of a village of so many households, called `name`, whose own unit is `village`.
    pub(super) fn groups(&mut self, village: RecordId, name: &str, households: usize) -> Vec<Group> {
        let mut names = self.words.of("groups").to_vec();
        self.dice.shuffle(&mut names);
        let count = (households / HOUSEHOLDS).clamp(2, names.len());
        let larger: Vec<(RecordId, RecordId)> = (0..count.div_ceil(TOGETHER))
            .map(|_| (self.ids.on(self.begin), self.ids.on(self.begin)))
            .collect();
        let branch = self.ids.on(self.begin);
        let mut puts = vec![named(branch, codes::unit_type::BRANCH, &branch_of(name), village, 0)];
        for (order, (grid, party)) in larger.iter().enumerate() {
            let number = ["一", "二", "三", "四", "五", "六"].get(order).copied().unwrap_or_default();
            puts.push(named(*grid, codes::unit_type::GRID, &format!("第{number}网格"), village, order));
            puts.push(named(
                *party,
                codes::unit_type::PARTY_GROUP,
                &format!("第{number}党小组"),
                branch,
                order,
            ));
        }
        let mut groups = Vec::new();
        for (order, name) in names.into_iter().take(count).enumerate() {
            let id = self.ids.on(self.begin);
            puts.push(named(id, codes::unit_type::VILLAGE_GROUP, name, village, order));
            if let Some((grid, party)) = larger.get(order / TOGETHER) {
                groups.push(Group { id, name, grid: *grid, party: *party });
            }
        }
        self.script.begin(self.begin, puts);
        groups
    }
}

/// The name of a village's branch.
pub(super) fn branch_of(village: &str) -> String {
    format!("{village}党支部")
}

fn named(id: RecordId, ty: u32, name: &str, parent: RecordId, order: usize) -> Put {
    Put::new(&unit::KIND, id)
        .set(unit::TYPE, ty)
        .set(unit::NAME, name)
        .set(unit::PARENT, parent)
        .set(unit::ORDER, i64::try_from(order + 1).unwrap_or(1))
}
