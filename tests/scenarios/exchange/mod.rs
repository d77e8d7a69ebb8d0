//! 交接: a village and its township over real files.

mod copies;
mod desk;
mod devices;
mod disclosure;
mod erasing;
mod folders;
mod kept;
pub mod laptops;
mod main_job;
mod marks;
mod other_reader;
pub mod pair;
mod partial;
mod policy;
mod refused;
mod trouble;
mod whereabouts;
