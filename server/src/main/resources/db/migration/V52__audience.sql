-- What was handed to an ads platform: hashes of addresses, by Group and platform. No projection: it
-- is what happened, so that whoever withdraws is named for removal. The patient is forgotten when
-- they are erased; the hash is named for removal all the same.
create table audience_identifier (
  group_id text not null,
  destination text not null,
  kind text not null,
  hash text not null,
  patient_id text,
  exported_at timestamptz not null,
  removed_at timestamptz,
  primary key (group_id, destination, kind, hash)
);
create index audience_identifier_patient on audience_identifier (patient_id);
