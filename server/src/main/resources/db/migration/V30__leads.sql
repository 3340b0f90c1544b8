-- Inquiries and free times. Projections of Task, Slot and Schedule.

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

create table schedule_facts (
  id text primary key,
  version bigint not null,
  active boolean not null,
  actors text[] not null
);

create table slot_facts (
  id text primary key,
  version bigint not null,
  schedule_id text not null,
  status text not null,
  start_at timestamptz not null,
  end_at timestamptz
);
create index slot_facts_free on slot_facts (schedule_id, start_at) where status = 'free';

-- Whether what a journey is about is labelled sensitive.
alter table focus_facts add column sensitivity int not null default 0;
