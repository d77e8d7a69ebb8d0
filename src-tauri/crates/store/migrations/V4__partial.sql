-- Whether an entry of one's own party came back through another party's hands, with no more of it visible than that
-- party may see. Laptops of one's own party that hold more of it carry it once more.
alter table entry add column partial integer not null default 0;
create index entry_partial on entry (channel, site, seq) where partial = 1;
