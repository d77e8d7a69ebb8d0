-- How much of an entry of one's own party is here that came back through another party's hands: 0 all that one's own
-- party holds, 1 something is hidden that may all have been erased, 2 something is hidden, 3 a laptop of one's own party
-- brought the rest.
alter table entry add column extent integer not null default 0;
create index entry_extent on entry (channel, extent, site, seq) where extent > 0;
