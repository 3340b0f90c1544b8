-- Journeys that staff own: enrolments with overrides and variants, tasks as steps, foci other than
-- visits, and versions of definitions that running enrolments go on with.

alter table enrolment
  add column canonical text,
  add column entered timestamptz,
  add column ended timestamptz,
  add column paused boolean not null default false,
  add column stopped boolean not null default false,
  add column skipped text[] not null default '{}',
  add column send_now text[] not null default '{}',
  add column variant text;
create index enrolment_journey on enrolment (journey, canonical, id);

alter table planned_message
  add column journey text,
  add column variant text;

-- Tasks that a journey plans. Statuses are those of planned messages: active is a draft that is not
-- due yet, completed is one that was handed to people.
create table planned_task (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  enrolment text not null,
  step text not null,
  anchor timestamptz,
  template text,
  occurrence timestamptz not null,
  useful_until timestamptz,
  status text not null,
  reason text
);
create index planned_task_enrolment on planned_task (enrolment);

-- What journeys may be about besides visits and patients.
create table focus_facts (
  reference text primary key,
  version bigint not null,
  patient_id text not null,
  status text not null,
  kinds text[] not null,
  start_at timestamptz,
  end_at timestamptz
);
create index focus_facts_patient on focus_facts (patient_id);

-- Counts the writes of definitions. A row rather than the sequence: a sequence moves before the
-- commit, so that a cache could be filled with the old ones under the new number, for good.
create table definition_state (change bigint not null);
insert into definition_state (change) values (0);

-- The day by which the owner has to look at a journey again.
alter table definition_facts add column review_due date;

-- Every version that was ever in force. No projection: the resource of a version may be written
-- over by the next, while people are still on it.
create table definition_version (
  kind text not null,
  url text not null,
  business_version text not null,
  body text not null,
  primary key (kind, url, business_version)
);
insert into definition_version (kind, url, business_version, body)
  select distinct on (kind, url, business_version) kind, url, business_version, body
  from definition_facts
  where status in ('active', 'retired') and url is not null and business_version is not null
  order by kind, url, business_version, version desc;

-- Answers to visits, by which the results of experiments are counted.
create table appointment_response_facts (
  id text primary key,
  version bigint not null,
  appointment_id text not null,
  status text not null
);
create index appointment_response_facts_appointment on appointment_response_facts (appointment_id);
