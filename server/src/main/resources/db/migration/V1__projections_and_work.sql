-- Side tables that answer fast. All but work_item, attempt, setting and loaded_resource are
-- projections: functions of the resources, written in their transactions, rebuilt from them at will.

create table patient_facts (
  id text primary key,
  version bigint not null,
  active boolean not null,
  given text,
  language text,
  zone text,
  country text,
  contacts jsonb not null
);

create table location_facts (
  id text primary key,
  version bigint not null,
  name text,
  zone text,
  phone text,
  address text
);

create table appointment_facts (
  id text primary key,
  version bigint not null,
  status text not null,
  start_at timestamptz,
  end_at timestamptz,
  location_id text,
  patients text[] not null
);
create index appointment_facts_patients on appointment_facts using gin (patients);

create table consent_facts (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  permit boolean not null,
  purposes text[] not null,
  channels text[] not null,
  verified boolean not null,
  decided_at timestamptz not null,
  valid_from timestamptz,
  valid_to timestamptz
);
create index consent_facts_patient on consent_facts (patient_id);

create table enrolment (
  id text primary key,
  version bigint not null,
  journey text not null,
  patient_id text not null,
  focus text not null,
  status text not null
);
create index enrolment_patient on enrolment (patient_id);
create index enrolment_focus on enrolment (focus);

create table planned_message (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  enrolment text,
  step text,
  anchor timestamptz,
  focus text,
  template text,
  purpose text not null,
  channel text,
  occurrence timestamptz not null,
  useful_until timestamptz,
  payload text,
  status text not null,
  reason text
);
create index planned_message_enrolment on planned_message (enrolment);
create index planned_message_patient on planned_message (patient_id);

create table communication_facts (
  id text primary key,
  version bigint not null,
  patient_id text,
  based_on text,
  status text not null,
  reason text,
  channel text,
  sent_at timestamptz,
  fingerprint text
);
create index communication_facts_based_on on communication_facts (based_on);
create index communication_facts_fingerprint on communication_facts (fingerprint, sent_at);

-- PlanDefinition and ActivityDefinition as read by the planner and the renderer.
create table definition_facts (
  id text not null,
  kind text not null,
  version bigint not null,
  url text,
  business_version text,
  status text not null,
  body text not null,
  primary key (kind, id)
);
create sequence definition_change;

-- Work: change events for the planner and due messages for dispatch, claimed with SKIP LOCKED.
create table work_item (
  id bigserial primary key,
  kind text not null,
  patient text not null,
  focus text not null,
  due_at timestamptz not null,
  state text not null default 'ready',
  lease uuid,
  lease_until timestamptz,
  worker text,
  attempts int not null default 0,
  last_error text
);
create unique index work_item_message on work_item (focus) where kind = 'message' and state <> 'dead';
create index work_item_due on work_item (kind, due_at, id) where state <> 'dead';
create index work_item_patient on work_item (patient, kind, due_at, id) where state <> 'dead';

-- One row an attempt to hand a message to a provider, from the gate's release until its outcome
-- stands in a Communication of the same id.
create table attempt (
  id uuid primary key,
  work_item bigint,
  request_id text not null,
  request_version bigint not null,
  visit_id text,
  visit_version bigint,
  patient_id text not null,
  patient_epoch bigint not null,
  purpose text not null,
  channel text not null,
  address text not null,
  fingerprint text not null,
  subject text,
  body text not null,
  language text not null,
  template text,
  state text not null,
  outcome text,
  reason text,
  provider_id text,
  detail text,
  delivery_status text,
  released_at timestamptz not null,
  begun_at timestamptz,
  answered_at timestamptz
);
create index attempt_state on attempt (state, answered_at);
create index attempt_work_item on attempt (work_item);
create index attempt_request on attempt (request_id);
create index attempt_fingerprint on attempt (fingerprint);

-- Counts what was decided about a patient, so that a release made before can be told stale.
create table patient_epoch (
  patient_id text primary key,
  epoch bigint not null
);

create table setting (
  name text primary key,
  value text not null
);

create table loaded_resource (
  url text primary key,
  version text not null,
  checksum text not null
);
