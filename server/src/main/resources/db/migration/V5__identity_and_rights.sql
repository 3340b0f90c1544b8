-- Who is who, and what is being forgotten.

create table patient_identity (
  id text primary key,
  version bigint not null,
  active boolean not null,
  -- The record that took this one's place.
  replaced_by text,
  birth_date text,
  names jsonb not null
);
create index patient_identity_replaced_by on patient_identity (replaced_by) where replaced_by is not null;
comment on table patient_identity is
  'Projection of Patient: names and birth date in their normal forms, for matching. Owner: projection.';

-- Cut to a length that an index takes; what is found is compared whole.
create table patient_key (
  id text not null,
  key text not null,
  primary key (id, key)
);
create index patient_key_key on patient_key (key);
comment on table patient_key is
  'Projection of Patient: identifiers, and family name with birth date, by which candidates are found. Owner: projection.';

create table erasure_pending (
  reference text primary key
);
comment on table erasure_pending is
  'Versions that are still to be removed after their resources were deleted or changed. Owner: rights.';

create table index_cleanup (
  since timestamptz primary key
);
comment on table index_cleanup is
  'Set while the full-text index may still have words of what was erased. Owner: rights.';
