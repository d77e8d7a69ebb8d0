-- A branch may give way more than once; what it says is kept once.
create index displaced_by_number on displaced (site, channel, seq);

-- Entries from–to of which a file of `sender` brought or opened something, in the order in which the files came. Other
-- laptops of one's own party may hold the same entries with less of them visible.
create table shown (
    id integer primary key,
    channel integer not null,
    site integer not null,
    seq_from integer not null,
    seq_to integer not null,
    sender integer not null
) strict;

-- A site may have signed for entries that wait behind a gap. What lies before the gap can be passed on by an older head.
create table head_signed (
    channel integer not null,
    site integer not null,
    seq integer not null,
    signature blob not null,
    primary key (channel, site, seq)
) strict, without rowid;
insert into head_signed select channel, site, seq, signature from signed_head;
drop table signed_head;
alter table head_signed rename to signed_head;
