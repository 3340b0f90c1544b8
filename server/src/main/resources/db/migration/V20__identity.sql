-- Who a patient is, for matching: names and birth date in their normal forms, and the record that
-- took this one's place. Projections of Patient.

create table patient_identity (
  id text primary key,
  version bigint not null,
  active boolean not null,
  replaced_by text,
  birth_date text,
  names jsonb not null
);
create index patient_identity_replaced_by on patient_identity (replaced_by) where replaced_by is not null;

-- Finds candidates: identifiers, and family name with birth date. Cut to a length that an index
-- takes; what is found is compared whole.
create table patient_key (
  id text not null,
  key text not null,
  primary key (id, key)
);
create index patient_key_key on patient_key (key);
