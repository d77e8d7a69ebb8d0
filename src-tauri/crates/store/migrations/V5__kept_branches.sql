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

-- What their party sealed to itself about those entries.
create table kept_branch_piece (
    branch integer not null,
    bytes blob not null
) strict;
