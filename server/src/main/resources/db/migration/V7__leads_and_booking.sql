-- Inquiries and free times.

create table lead_facts (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  status text not null,
  stage text not null,
  outcome text,
  fingerprint text,
  service_id text,
  service_code text,
  service_name text,
  location_id text,
  owner text,
  priority text not null,
  referral_method text,
  answers text,
  visit_id text,
  created_at timestamptz not null,
  due_at timestamptz,
  responded_at timestamptz,
  ended_at timestamptz,
  first_source text,
  first_medium text,
  first_campaign text,
  last_source text,
  last_medium text,
  last_campaign text
);
create index lead_facts_patient on lead_facts (patient_id);
create index lead_facts_fingerprint on lead_facts (fingerprint, created_at);
create index lead_facts_waiting on lead_facts (owner) where stage = 'new';
create index lead_facts_created on lead_facts (created_at);
comment on table lead_facts is
  'Projection of Task: inquiries, whose, where routed, how far. Owner: projection.';

create table role_facts (
  id text primary key,
  version bigint not null,
  vacant boolean not null
);
comment on table role_facts is
  'Projection of PractitionerRole: whether it is work that nobody does yet. Owner: projection.';

create table schedule_facts (
  id text primary key,
  version bigint not null,
  active boolean not null,
  actors text[] not null,
  -- What it is planned for; null where it does not say.
  horizon tstzrange
);
comment on table schedule_facts is
  'Projection of Schedule: whose free times they are, as references, and for when. Owner: projection.';

create table slot_facts (
  id text primary key,
  version bigint not null,
  schedule_id text not null,
  status text not null,
  start_at timestamptz not null,
  end_at timestamptz
);
create index slot_facts_free on slot_facts (schedule_id, start_at) where status = 'free';
comment on table slot_facts is
  'Projection of Slot: when somebody could come. Owner: projection.';

-- Schedules in use of work that nobody does yet. Everybody who asks what an open shift is asks here.
create view open_shift as
  select s.id, s.actors, s.horizon from schedule_facts s
  where s.active and exists (
    select 1 from unnest(s.actors) as actor
    join role_facts r on r.id = substr(actor, 18) and r.vacant
    where actor like 'PractitionerRole/%');

-- All others in use: at their times somebody is there.
create view staffed_schedule as
  select s.id, s.actors from schedule_facts s
  where s.active and not exists (select 1 from open_shift o where o.id = s.id);

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
comment on table waitlist_facts is
  'Projection of Appointment with status waitlist: who waits for a time, and for what. Owner: projection.';

create table slot_offer (
  slot_id text not null,
  appointment_id text not null,
  -- The message by which it was promised.
  request_id text not null,
  service_id text not null,
  location_id text,
  -- offered, then taken, lapsed, declined, withdrawn or refused.
  state text not null,
  offered_at timestamptz not null,
  until_at timestamptz,
  primary key (slot_id, appointment_id)
);
create unique index slot_offer_slot on slot_offer (slot_id) where state = 'offered';
create unique index slot_offer_appointment on slot_offer (appointment_id) where state = 'offered';
create index slot_offer_request on slot_offer (request_id);
comment on table slot_offer is
  'Which free time is kept for whom, until when; no projection, as it is what was promised. Owner: booking.';
