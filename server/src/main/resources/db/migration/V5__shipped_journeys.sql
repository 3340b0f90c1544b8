-- What messages say of a place besides its address, and about what they say nothing: the sensitivity
-- is null, or 'mental-health', or 'sensitive'; the first of two in the alphabet is the stricter.

create table place_facts (
  reference text primary key,
  version bigint not null,
  sensitivity text,
  instructions jsonb not null
);

alter table patient_facts add column sensitivity text;
alter table appointment_facts add column sensitivity text,
  add column places text[] not null default '{}';

-- What is known of a visit to whom it is for.
create function visit_sensitivity(visit text, patient text) returns text language sql stable as $$
  select least(
    (select p.sensitivity from rapport.patient_facts p where p.id = patient),
    (select least(a.sensitivity, min(f.sensitivity))
     from rapport.appointment_facts a
     left join rapport.place_facts f on f.reference = any(a.places)
     where a.id = visit
     group by a.sensitivity))
$$;
