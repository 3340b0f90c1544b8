-- Who waits for a time, and for what. Projection of Appointment with status waitlist.

create table waitlist_facts (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  services text[] not null,
  types text[] not null,
  location_id text,
  wanted tstzmultirange,
  since timestamptz not null
);
create index waitlist_facts_since on waitlist_facts (since, id);

-- What a HealthcareService is: system and code. Projection of HealthcareService.
alter table service_facts add column types text[] not null default '{}';

-- Which free time is kept for whom, until when. Not a projection: it is what was promised, by the
-- message of request_id. States: offered, then taken, lapsed, declined, withdrawn or refused.
create table slot_offer (
  slot_id text not null,
  appointment_id text not null,
  request_id text not null,
  service_id text not null,
  location_id text,
  state text not null,
  offered_at timestamptz not null,
  until_at timestamptz,
  primary key (slot_id, appointment_id)
);
create unique index slot_offer_slot on slot_offer (slot_id) where state = 'offered';
create unique index slot_offer_appointment on slot_offer (appointment_id) where state = 'offered';
create index slot_offer_request on slot_offer (request_id);
