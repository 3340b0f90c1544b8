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

-- How sensitive a visit is, whoever it is for.
create function visit_sensitivity(visit text) returns int language sql stable as $$
  select greatest(a.sensitivity, l.sensitivity,
    (select max(s.sensitivity) from rapport.service_facts s where s.id = any(a.services)))
  from rapport.appointment_facts a
  left join rapport.location_facts l on l.id = a.location_id
  where a.id = visit
$$;
