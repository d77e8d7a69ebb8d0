-- A branch may give way more than once; what it says is kept once.
create index displaced_by_number on displaced (site, channel, seq);
