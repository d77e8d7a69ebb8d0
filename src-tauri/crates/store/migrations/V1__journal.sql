-- The truth and the keeper's own notes. The tables of the record kinds are not here: they follow from the
-- declarations. An older program must refuse this file only if the journal's form itself changes.

create table if not exists meta (
    name text not null primary key,
    value blob not null
) strict, without rowid;

-- Sites and channels by small numbers, so that rows stay small.
create table site (
    ix integer primary key,
    id blob not null unique
) strict;

create table channel (
    ix integer primary key,
    id blob not null unique,
    -- 1 a village's, shared with its township; 2 the township's own; 3 private to this workspace
    scope integer not null
) strict;

-- The chains as far as they are held without a gap.
create table chain (
    channel integer not null,
    site integer not null,
    -- the last entry decided (applied or refused)
    seq integer not null,
    hash blob not null,
    primary key (channel, site)
) strict, without rowid;

create table entry (
    channel integer not null,
    site integer not null,
    seq integer not null,
    hash blob not null,
    hlc integer not null,
    act integer not null,
    -- the act that it belongs to: the stamp of the act's first entry
    act_id integer not null,
    -- 0 applied, 1 waiting for others, 10 and above refused: 10 + the number of the reason
    fate integer not null,
    -- the hash of its predecessor as it claims it, while that predecessor is not here
    previous blob,
    body blob not null,
    primary key (channel, site, seq)
) strict, without rowid;

create index entry_by_act on entry (act_id, site);
create index entry_waiting on entry (channel, site, seq) where fate = 1;
create index entry_refused on entry (channel, site, seq) where fate >= 10;

-- Entries that were named before they were here, by leaves opened after their own entry had been applied.
create table named_early (
    channel integer not null,
    site integer not null,
    seq integer not null,
    primary key (channel, site, seq)
) strict, without rowid;

-- The tables of the record kinds as they were made: a kind declared otherwise is projected again.
create table declared (
    -- the table, or a side table of it
    name text not null primary key,
    kind integer not null,
    form text not null
) strict, without rowid;

-- Records of kinds that this program does not know: merged all the same, projected after an upgrade.
create table unknown_record (
    _ix integer primary key,
    _channel integer not null,
    _kind integer not null,
    _id blob not null,
    _clock blob not null,
    unique (_channel, _kind, _id)
) strict;

-- What the text search covers: one row a record, its characters and pinyin as words.
create virtual table search using fts5 (words, content = '', contentless_delete = 1, detail = full, tokenize = 'unicode61 remove_diacritics 0');

-- Signed statements of trust, as they came.
create table statement (
    id integer primary key,
    bytes blob not null unique
) strict;

-- The newest head of each chain that its site has signed.
create table signed_head (
    channel integer not null,
    site integer not null,
    seq integer not null,
    signature blob not null,
    primary key (channel, site)
) strict, without rowid;

-- The newest receipt of each issuing site.
create table receipt (
    issuer blob not null primary key,
    number integer not null,
    received integer not null,
    bytes blob not null
) strict, without rowid;

-- Files written and received.
create table parcel (
    id integer primary key,
    file_id blob not null,
    -- 1 written, 2 received
    direction integer not null,
    number integer not null,
    peer blob not null,
    at integer not null,
    name text not null,
    summary text not null,
    unique (direction, file_id)
) strict;

-- One-use tokens of invitations.
create table token (
    token blob not null primary key,
    whom text not null,
    made integer not null,
    -- the party that used it
    used_by blob
) strict, without rowid;

-- What a village's township keeps for it unread: withheld groups, sealed to the village itself.
create table sealed_copy (
    id integer primary key,
    channel integer not null,
    -- which entries it is about, as text that only the writer of this row reads
    covers text not null,
    bytes blob not null
) strict;

create index sealed_copy_by_channel on sealed_copy (channel);

-- Half-typed forms.
create table draft (
    name text not null primary key,
    json text not null,
    saved integer not null
) strict, without rowid;

-- What each import did, row by row, and how columns were understood last time.
create table import_log (
    id integer primary key,
    act_site blob not null,
    act_id integer not null,
    at integer not null,
    json text not null
) strict;

create table import_mapping (
    shape text not null primary key,
    json text not null
) strict, without rowid;
