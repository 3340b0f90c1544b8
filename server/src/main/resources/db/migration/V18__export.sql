-- Bulk exports, with what was written of them so far.

create table bulk_export (
  id uuid primary key,
  -- client_id of who asked, and the address that it called.
  client text not null,
  request text not null,
  types text[] not null,
  filters text[] not null,
  since timestamptz,
  -- SYSTEM, PATIENT or GROUP; whom of: empty for all.
  level text not null,
  patients text[] not null,
  transaction_time timestamptz not null,
  -- How far it is: the type, and the last resource of it that was looked at.
  type_index int not null default 0,
  after_number bigint not null default 0,
  written bigint not null default 0,
  touched timestamptz not null,
  -- Set when it is done; then it goes, with its files.
  expires timestamptz
);
create index bulk_export_running on bulk_export (touched) where expires is null;
comment on table bulk_export is
  'Bulk exports: what was asked, how far it is, until when it is kept; no projection. Owner: export.';

create table bulk_export_file (
  export uuid not null references bulk_export on delete cascade,
  number int not null,
  type text not null,
  resources int not null,
  -- OperationOutcomes of what could not be read.
  fault boolean not null,
  -- NDJSON, gzip.
  content bytea not null,
  primary key (export, number)
);
comment on table bulk_export_file is
  'Files of bulk exports, kept for a day after their export is done; no projection. Owner: export.';
