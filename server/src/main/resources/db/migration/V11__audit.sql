-- The audit trail: who saw or changed what, chained so that nobody changes it quietly.

create table audit_entry (
  id       uuid primary key,         -- the AuditEvent's id, in the order of time
  node     uuid not null,            -- whose chain it belongs to
  recorded timestamptz not null,
  type     text not null,            -- AuditEvent.type.code
  subtypes text[] not null,          -- codes
  action   text not null,            -- C, R, U, D, E
  outcome  text not null,            -- 0, 4, 8, 12
  named    text[] not null,          -- patients, entities and agents, as searches look for them
  content  text not null,            -- what the AuditEvent is made of, as JSON
  mac      bytea not null            -- made by the node alone: a row from elsewhere has none
);
create index audit_entry_recorded on audit_entry (recorded, id);
create index audit_entry_named on audit_entry using gin (named);
comment on table audit_entry is
  'Who saw or changed what: ids, no content. Only added to, and removed after its time. Owner: audit.chain.';

create table audit_seal (
  node  uuid not null,
  seq   bigint not null,             -- from one, without a gap
  entry uuid not null unique,
  hash  bytea not null,              -- over the hash before, the number and the entry
  primary key (node, seq)
);
comment on table audit_seal is
  'The chain of each node over its entries. Owner: audit.chain.';

create table audit_anchor (
  id    bigint generated always as identity primary key,
  node  uuid not null,               -- who signed
  about uuid not null,               -- whose chain
  kind  text not null,               -- head, or removed: all up to seq was removed after its time
  seq   bigint not null,
  line  text not null                -- as signed; also in the node''s data folder
);
create index audit_anchor_about on audit_anchor (about, kind, seq);
comment on table audit_anchor is
  'Signed statements of how long each chain was, and what was removed from it. Owner: audit.chain.';

create table audit_syslog (
  node uuid primary key,
  seq  bigint not null               -- the last that is known to have been taken
);
comment on table audit_syslog is
  'How far each node''s entries were sent to syslog. Owner: audit.fhir.';
