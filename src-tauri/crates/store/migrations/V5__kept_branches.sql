-- Heads of branches that do not stand here and that nobody here has to write again: kept for the party that wrote them,
-- with the entries up to them, which are in `displaced` with again = 2.
create table kept_branch (
    id integer primary key,
    channel integer not null,
    site integer not null,
    seq integer not null,
    hash blob not null,
    signature blob not null,
    unique (channel, site, seq, hash)
) strict;

-- What their party sealed to itself about those entries; `covers` says which, as in sealed_copy.
create table kept_branch_piece (
    id integer primary key,
    branch integer not null,
    covers text not null,
    bytes blob not null
) strict;
create index kept_branch_piece_by_branch on kept_branch_piece (branch);

-- The number under which an entry was written again, and the site that did it: what was displaced later may name it.
alter table displaced add column new_site integer;
alter table displaced add column new_seq integer;
