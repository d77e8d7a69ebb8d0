//! What the keeper notes for itself, outside the journal and the digest.

use journal::{ActRef, ChannelId, Hash, Hlc, SiteId};
use rusqlite::{OptionalExtension, params};

use crate::{Error, Result, Store};

/// Which way a file went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Written here.
    Written = 1,
    /// Received here.
    Received = 2,
}

/// A file written or received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The random id in the file.
    pub file_id: [u8; 16],
    /// Which way it went.
    pub direction: Direction,
    /// Its number among the sender's files to this reader.
    pub number: u64,
    /// The other party.
    pub peer: [u8; 16],
    /// When, milliseconds since 1970.
    pub at: i64,
    /// Its file name.
    pub name: String,
    /// What was in it, as JSON that only the writer of this row reads.
    pub summary: String,
}

/// A one-use token of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The token.
    pub token: [u8; 16],
    /// For whom the invitation was written.
    pub whom: String,
    /// When, milliseconds since 1970.
    pub made: i64,
    /// The party that used it.
    pub used_by: Option<[u8; 16]>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLog {
    /// The act.
    pub act: ActRef,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// Row by row, as JSON that only the importer reads.
    pub json: String,
}

impl Store {
    /// A note of the keeper.
    pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let mut statement = self.conn.prepare_cached("select value from meta where name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Sets a note of the keeper.
    pub fn set_meta(&self, name: &str, value: &[u8]) -> Result<()> {
        self.conn
            .prepare_cached("insert into meta (name, value) values (?1, ?2) on conflict (name) do update set value = excluded.value")?
            .execute(params![name, value])?;
        Ok(())
    }

    /// Takes away a note of the keeper.
    pub fn drop_meta(&self, name: &str) -> Result<()> {
        self.conn.execute("delete from meta where name = ?1", [name])?;
        Ok(())
    }

    /// Keeps a signed statement of trust.
    pub fn add_statement(&self, bytes: &[u8]) -> Result<()> {
        self.conn
            .execute("insert into statement (bytes) values (?1) on conflict (bytes) do nothing", [bytes])?;
        Ok(())
    }

    /// Every statement of trust, in the order they came.
    pub fn statements(&self) -> Result<Vec<Vec<u8>>> {
        let mut statement = self.conn.prepare("select bytes from statement order by id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps a signed head of a chain, unless a newer one is kept of what is held without a gap.
    pub fn set_signed_head(
        &self,
        channel: ChannelId,
        site: SiteId,
        seq: u64,
        signature: &[u8; 64],
    ) -> Result<()> {
        let (channel, site) = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        self.conn.execute(
            "insert into signed_head (channel, site, seq, signature) values (?1, ?2, ?3, ?4)
             on conflict (channel, site, seq) do update set signature = excluded.signature",
            params![channel, site, seq as i64, signature],
        )?;
        let (head, _) = self.head_by_number(channel, site)?;
        self.conn.execute(
            "delete from signed_head where channel = ?1 and site = ?2 and seq <
             (select max(seq) from signed_head where channel = ?1 and site = ?2 and seq <= ?3)",
            params![channel, site, head as i64],
        )?;
        Ok(())
    }

    /// The newest signed head of what is held of a chain without a gap: its number and its signature.
    pub fn signed_head(&self, channel: ChannelId, site: SiteId) -> Result<Option<(u64, [u8; 64])>> {
        let Ok(site) = self.names.site_ix(site) else { return Ok(None) };
        let channel = self.names.channel_ix(channel)?;
        let (head, _) = self.head_by_number(channel, site)?;
        let mut statement = self.conn.prepare_cached(
            "select seq, signature from signed_head where channel = ?1 and site = ?2 and seq <= ?3
             order by seq desc limit 1",
        )?;
        let found = statement.query_row(params![channel, site, head as i64], |row| {
            Ok((row.get::<_, i64>(0)? as u64, row.get(1)?))
        });
        Ok(found.optional()?)
    }

    /// The signed heads of a chain from number `from` on, those included that wait behind a gap: number, hash, signature.
    pub fn signed_heads_from(
        &self,
        channel: ChannelId,
        site: SiteId,
        from: u64,
    ) -> Result<Vec<(u64, Hash, [u8; 64])>> {
        let Ok(site) = self.names.site_ix(site) else { return Ok(Vec::new()) };
        let mut statement = self.conn.prepare_cached(
            "select seq, hash, signature from signed_head join entry using (channel, site, seq)
             where channel = ?1 and site = ?2 and seq >= ?3 order by seq",
        )?;
        let values = params![self.names.channel_ix(channel)?, site, from as i64];
        let rows = statement
            .query_map(values, |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps a receipt unless a newer one of the same site is here. True if it was kept. `anew` keeps it in any case:
    /// the site is known to have begun its numbers again.
    pub fn set_receipt(
        &self,
        issuer: SiteId,
        number: u64,
        received: i64,
        bytes: &[u8],
        anew: bool,
    ) -> Result<bool> {
        let changed = self.conn.execute(
            "insert into receipt (issuer, number, received, bytes) values (?1, ?2, ?3, ?4)
             on conflict (issuer) do update set number = excluded.number, received = excluded.received, bytes = excluded.bytes
             where excluded.number > receipt.number or ?5",
            params![issuer.as_bytes(), number as i64, received, bytes, anew],
        )?;
        Ok(changed > 0)
    }

    /// The newest receipt of each site: the site, when it came, its bytes.
    pub fn receipts(&self) -> Result<Vec<(SiteId, i64, Vec<u8>)>> {
        let mut statement =
            self.conn.prepare_cached("select issuer, received, bytes from receipt order by issuer")?;
        let rows =
            statement.query_map([], |row| Ok((SiteId::from_bytes(row.get(0)?), row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes a file.
    pub fn add_parcel(&self, parcel: &Parcel) -> Result<()> {
        self.conn.execute(
            "insert into parcel (file_id, direction, number, peer, at, name, summary) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                parcel.file_id,
                parcel.direction as i64,
                parcel.number as i64,
                parcel.peer,
                parcel.at,
                parcel.name,
                parcel.summary
            ],
        )?;
        Ok(())
    }

    /// The files that went one way, all or those of one other party, newest first.
    pub fn parcels(&self, direction: Direction, peer: Option<&[u8; 16]>) -> Result<Vec<Parcel>> {
        let mut statement = self.conn.prepare_cached(
            "select file_id, number, peer, at, name, summary from parcel
             where direction = ?1 and (?2 is null or peer = ?2) order by id desc",
        )?;
        let rows = statement.query_map(params![direction as i64, peer], |row| {
            Ok(Parcel {
                file_id: row.get(0)?,
                direction,
                number: row.get::<_, i64>(1)? as u64,
                peer: row.get(2)?,
                at: row.get(3)?,
                name: row.get(4)?,
                summary: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether a file went that way.
    pub fn knows_parcel(&self, direction: Direction, file_id: &[u8; 16]) -> Result<bool> {
        let mut statement =
            self.conn.prepare_cached("select 1 from parcel where direction = ?1 and file_id = ?2")?;
        Ok(statement.exists(params![direction as i64, file_id])?)
    }

    /// Keeps the token of an invitation.
    pub fn add_token(&self, token: &[u8; 16], whom: &str, made: i64) -> Result<()> {
        self.conn.execute(
            "insert into token (token, whom, made) values (?1, ?2, ?3)",
            params![token, whom, made],
        )?;
        Ok(())
    }

    /// The tokens of invitations, oldest first.
    pub fn tokens(&self) -> Result<Vec<Token>> {
        let mut statement =
            self.conn.prepare_cached("select token, whom, made, used_by from token order by made, token")?;
        let rows = statement.query_map([], |row| {
            Ok(Token { token: row.get(0)?, whom: row.get(1)?, made: row.get(2)?, used_by: row.get(3)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes that a party used a token.
    pub fn use_token(&self, token: &[u8; 16], party: &[u8; 16]) -> Result<()> {
        let changed = self.conn.execute(
            "update token set used_by = ?2 where token = ?1 and used_by is null",
            params![token, party],
        )?;
        if changed == 1 { Ok(()) } else { Err(Error::NotFound { kind: "token" }) }
    }

    /// Keeps what a village sealed to itself, unread; `covers` says which entries it is about.
    pub fn keep_sealed(&self, channel: ChannelId, covers: &str, bytes: &[u8]) -> Result<()> {
        self.conn.execute(
            "insert into sealed_copy (channel, covers, bytes) values (?1, ?2, ?3)",
            params![self.names.channel_ix(channel)?, covers, bytes],
        )?;
        Ok(())
    }

    /// The sealed pieces kept for a channel, oldest first: each by its number, with what it is about.
    pub fn sealed(&self, channel: ChannelId) -> Result<Vec<(i64, String)>> {
        let mut statement =
            self.conn.prepare_cached("select id, covers from sealed_copy where channel = ?1 order by id")?;
        let rows =
            statement.query_map([self.names.channel_ix(channel)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The bytes of a sealed piece.
    pub fn sealed_bytes(&self, number: i64) -> Result<Vec<u8>> {
        let mut statement = self.conn.prepare_cached("select bytes from sealed_copy where id = ?1")?;
        let bytes = statement.query_row([number], |row| row.get(0)).optional()?;
        bytes.ok_or(Error::NotFound { kind: "sealed piece" })
    }

    /// Drops a sealed piece that a later one replaces.
    pub fn drop_sealed(&self, number: i64) -> Result<()> {
        self.conn.execute("delete from sealed_copy where id = ?1", [number])?;
        Ok(())
    }

    /// A half-typed form.
    pub fn draft(&self, name: &str) -> Result<Option<String>> {
        let mut statement = self.conn.prepare_cached("select json from draft where name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Keeps a half-typed form, or drops it.
    pub fn set_draft(&self, name: &str, json: Option<&str>, at: i64) -> Result<()> {
        match json {
            Some(json) => self.conn.execute(
                "insert into draft (name, json, saved) values (?1, ?2, ?3)
                 on conflict (name) do update set json = excluded.json, saved = excluded.saved",
                params![name, json, at],
            )?,
            None => self.conn.execute("delete from draft where name = ?1", [name])?,
        };
        Ok(())
    }

    /// Keeps what an import did.
    pub fn add_import_log(&self, log: &ImportLog) -> Result<()> {
        self.conn.execute(
            "insert into import_log (act_site, act_id, at, json) values (?1, ?2, ?3, ?4)",
            params![log.act.site.as_bytes(), log.act.id.0 as i64, log.at, log.json],
        )?;
        Ok(())
    }

    /// What imports did, newest first.
    pub fn import_logs(&self) -> Result<Vec<ImportLog>> {
        let mut statement =
            self.conn.prepare_cached("select act_site, act_id, at, json from import_log order by id desc")?;
        let rows = statement.query_map([], |row| {
            let act = ActRef { site: SiteId::from_bytes(row.get(0)?), id: Hlc(row.get::<_, i64>(1)? as u64) };
            Ok(ImportLog { act, at: row.get(2)?, json: row.get(3)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How the columns of a sheet of this shape were understood last time.
    pub fn import_mapping(&self, shape: &str) -> Result<Option<String>> {
        let mut statement = self.conn.prepare_cached("select json from import_mapping where shape = ?1")?;
        Ok(statement.query_row([shape], |row| row.get(0)).optional()?)
    }

    /// Remembers how the columns of a sheet of this shape are understood.
    pub fn set_import_mapping(&self, shape: &str, json: &str) -> Result<()> {
        self.conn.execute(
            "insert into import_mapping (shape, json) values (?1, ?2) on conflict (shape) do update set json = excluded.json",
            params![shape, json],
        )?;
        Ok(())
    }
}
