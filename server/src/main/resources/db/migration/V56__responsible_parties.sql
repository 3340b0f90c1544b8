-- Who may act for a patient who is not of age, and where they are reached. Projection of RelatedPerson:
-- only of those who are active and whose relationship lets them act. When they do, the gate decides.

create table related_person_facts (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  contacts jsonb not null,
  valid_from timestamptz,
  valid_to timestamptz
);
create index related_person_facts_patient on related_person_facts (patient_id);

-- An address by which a patient is found may be that of a RelatedPerson, which is named; the patient's
-- own names nobody.
alter table patient_address add column via text not null default '';
alter table patient_address drop constraint patient_address_pkey;
alter table patient_address add primary key (id, tail, via);
create index patient_address_via on patient_address (via) where via <> '';
