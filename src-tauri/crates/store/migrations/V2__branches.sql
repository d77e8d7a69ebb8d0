-- Entries of a branch that gave way to another branch of the same chain: kept until the site that wrote them has
-- written them again under a new name, and afterwards as evidence.
create table displaced (
    id integer primary key,
    channel integer not null,
    site integer not null,
    seq integer not null,
    hash blob not null,
    previous blob not null,
    body blob not null,
    -- whether its contents were written again
    again integer not null default 0
) strict;

create index displaced_waiting on displaced (site) where again = 0;

-- Heads of branches that turned up in files and did not stand here.
create table branch (
    channel integer not null,
    site integer not null,
    seq integer not null,
    hash blob not null,
    primary key (channel, site, seq, hash)
) strict, without rowid;
