-- How much a visit says about its patient: 0 nothing, 1 sensitive, 2 of mental health. Projections
-- of labels and services; the highest of a visit's patient, place and services counts.

alter table patient_facts add column sensitivity int not null default 0;
alter table location_facts add column sensitivity int not null default 0;
alter table appointment_facts
  add column sensitivity int not null default 0,
  add column services text[] not null default '{}';

create table service_facts (
  id text primary key,
  version bigint not null,
  sensitivity int not null
);
