-- What resources say of people, places, visits, journeys and messages, so that it is found fast.
--
-- The comment of each table says what it holds and which package of org.rapport.server writes it;
-- nobody else does. A projection is a function of the resources, written in their transactions and
-- rebuilt from them at will. TableOwnersTest holds the code and docs/architecture.md to this.

create table patient_facts (
  id text primary key,
  version bigint not null,
  active boolean not null,
  given text,
  language text,
  zone text,
  country text,
  state text,
  postal_code text,
  contacts jsonb not null,
  -- 0 nothing, 1 sensitive, 2 of mental health: what its labels say of the patient.
  sensitivity int not null default 0
);
comment on table patient_facts is
  'Projection of Patient: what messages and plans ask about one. Owner: projection.';

-- An address by which a patient is found may be that of a RelatedPerson, which via names; the
-- patient's own names nobody.
create table patient_address (
  id text not null,
  -- The end of a number, or the mailbox in lower case.
  tail text not null,
  via text not null default '',
  primary key (id, tail, via)
);
create index patient_address_tail on patient_address (tail);
create index patient_address_via on patient_address (via) where via <> '';
comment on table patient_address is
  'Projection of Patient and RelatedPerson: by which addresses a patient may be found; whether one is theirs, its normal form decides. Owner: projection.';

create table patient_epoch (
  patient_id text primary key,
  epoch bigint not null
);
comment on table patient_epoch is
  'Counts what was decided about a patient, so that a release made before is told stale; in no resource. Owner: projection.';

create table location_facts (
  id text primary key,
  version bigint not null,
  active boolean not null default true,
  name text,
  zone text,
  phone text,
  address text,
  -- How far it is from somebody, as routing measures it.
  postal_code text,
  latitude float8,
  longitude float8,
  sensitivity int not null default 0
);
comment on table location_facts is
  'Projection of Location: where visits are. Owner: projection.';

create table service_facts (
  id text primary key,
  version bigint not null,
  -- System and code of what it is.
  types text[] not null default '{}',
  sensitivity int not null
);
comment on table service_facts is
  'Projection of HealthcareService: what it is, and how sensitive. Owner: projection.';

create table place_facts (
  reference text primary key,
  version bigint not null,
  instructions jsonb not null
);
comment on table place_facts is
  'Projection of Location and HealthcareService: what messages say of a place besides its address. Owner: projection.';

create table appointment_facts (
  id text primary key,
  version bigint not null,
  status text not null,
  start_at timestamptz,
  end_at timestamptz,
  location_id text,
  patients text[] not null,
  places text[] not null default '{}',
  services text[] not null default '{}',
  -- Which Slots it takes, so that none is taken twice.
  slots text[] not null default '{}',
  -- Whose clock tells its time where its place names no zone: the zone that it names itself, and
  -- the offset that its start was written with (null: UTC, which says nothing).
  zone text,
  start_offset text,
  sensitivity int not null default 0
);
create index appointment_facts_patients on appointment_facts using gin (patients);
create index appointment_facts_slots on appointment_facts using gin (slots);
create index appointment_facts_start on appointment_facts (start_at);
comment on table appointment_facts is
  'Projection of Appointment: visits. Owner: projection.';

-- How sensitive a visit is, whoever it is for, is said here and nowhere else: the highest of its
-- own labels, its place's and its services'. The patient's own is added by who knows the patient.
create view visit as
  select a.id, a.version, a.status, a.start_at, a.end_at, a.patients, a.places, a.services,
    a.location_id, a.zone, a.start_offset,
    l.name as place_name, l.address as place_address, l.phone as place_phone, l.zone as place_zone,
    greatest(a.sensitivity, l.sensitivity,
      (select max(s.sensitivity) from service_facts s where s.id = any(a.services))) as sensitivity
  from appointment_facts a
  left join location_facts l on l.id = a.location_id;
comment on view visit is 'A visit, its place, and how sensitive it is.';

create table appointment_response_facts (
  id text primary key,
  version bigint not null,
  appointment_id text not null,
  status text not null
);
create index appointment_response_facts_appointment on appointment_response_facts (appointment_id);
comment on table appointment_response_facts is
  'Projection of AppointmentResponse: answers to visits, by which experiments are counted. Owner: projection.';

create table focus_facts (
  reference text primary key,
  version bigint not null,
  patient_id text not null,
  status text not null,
  kinds text[] not null,
  start_at timestamptz,
  end_at timestamptz,
  sensitivity int not null default 0
);
create index focus_facts_patient on focus_facts (patient_id);
create index focus_facts_start on focus_facts (start_at);
comment on table focus_facts is
  'Projection of what a journey may be about besides a visit or the patient: inquiries, answers, encounters. Owner: projection.';

create table crisis (
  id text primary key,
  version bigint not null,
  patient_id text not null
);
create index crisis_patient on crisis (patient_id);
comment on table crisis is
  'Projection of Task: patients with an open crisis. Owner: projection.';

create table survey_facts (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  answered_at timestamptz not null,
  -- From 1 to 5.
  overall int not null
);
create index survey_facts_answered on survey_facts (answered_at);
comment on table survey_facts is
  'Projection of QuestionnaireResponse: answers to the question after a visit. Owner: projection.';

create table enrolment (
  id text primary key,
  version bigint not null,
  journey text not null,
  canonical text,
  patient_id text not null,
  focus text not null,
  focus_type text generated always as (nullif(split_part(focus, '/', 1), focus)) stored,
  focus_id text generated always as (substr(focus, position('/' in focus) + 1)) stored,
  status text not null,
  entered timestamptz,
  ended timestamptz,
  paused boolean not null default false,
  stopped boolean not null default false,
  skipped text[] not null default '{}',
  send_now text[] not null default '{}',
  variant text
);
create index enrolment_patient on enrolment (patient_id);
create index enrolment_focus on enrolment (focus);
create index enrolment_focus_id on enrolment (focus_id, focus_type);
create index enrolment_journey on enrolment (journey, canonical, id);
create index enrolment_entered on enrolment (entered);
comment on table enrolment is
  'Projection of CarePlan: who is on which journey, about what, with what staff have overridden. Owner: projection.';

create table planned_message (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  enrolment text,
  journey text,
  step text,
  variant text,
  anchor timestamptz,
  -- A reference, and its two parts for joins. Looked up by the patient or the enrolment, so that the
  -- parts need no index.
  focus text,
  focus_type text generated always as (nullif(split_part(focus, '/', 1), focus)) stored,
  focus_id text generated always as (substr(focus, position('/' in focus) + 1)) stored,
  template text,
  purpose text not null,
  -- Marketing that a third party pays for needs an authorization besides.
  remunerated boolean not null default false,
  channel text,
  -- The channel that failed before the message goes on another.
  failed_channel text,
  occurrence timestamptz not null,
  useful_until timestamptz,
  payload text,
  answer text,
  answer_to text,
  status text not null,
  reason text
);
create index planned_message_enrolment on planned_message (enrolment);
create index planned_message_patient on planned_message (patient_id);
create index planned_message_occurrence on planned_message (occurrence);
-- What people wrote, of one patient: the measure of the first response asks for it by inquiry.
create index planned_message_written on planned_message (patient_id)
  where step is null and answer is null;
comment on table planned_message is
  'Projection of CommunicationRequest: messages that are planned, and how each ended. Owner: projection.';

-- Statuses are those of planned messages: active is a draft that is not due yet, completed is one
-- that was handed to people.
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
comment on table planned_task is
  'Projection of Task: tasks that a journey plans. Owner: projection.';

create table communication_facts (
  id text primary key,
  version bigint not null,
  patient_id text,
  based_on text,
  purpose text,
  template text,
  status text not null,
  reason text,
  channel text,
  sent_at timestamptz,
  delivery_status text,
  fingerprint text,
  reply_token text
);
create index communication_facts_based_on on communication_facts (based_on);
create index communication_facts_fingerprint on communication_facts (fingerprint, sent_at);
create index communication_facts_patient on communication_facts (patient_id, sent_at);
create index communication_facts_sent on communication_facts (sent_at);
comment on table communication_facts is
  'Projection of Communication: what came of each planned message. Owner: projection.';

create table definition_facts (
  id text not null,
  kind text not null,
  version bigint not null,
  url text,
  business_version text,
  status text not null,
  body text not null,
  -- The day by which the owner has to look at a journey again.
  review_due date,
  primary key (kind, id)
);
comment on table definition_facts is
  'Projection of PlanDefinition and ActivityDefinition: journeys and templates, as planner and renderer read them. Owner: projection.';

-- The resource of a version may be written over by the next, while people are still on it.
create table definition_version (
  kind text not null,
  url text not null,
  business_version text not null,
  body text not null,
  primary key (kind, url, business_version)
);
comment on table definition_version is
  'Every version of a journey or template that was ever in force; no projection. Owner: projection.';

-- A row rather than a sequence: a sequence moves before the commit, so that a cache could be filled
-- with the old ones under the new number, for good.
create table definition_state (change bigint not null);
insert into definition_state (change) values (0);
comment on table definition_state is
  'Counts the writes of journeys and templates, for who keeps them cached. Owner: projection.';
