-- What staff have before them: work that waits, and who was last in touch.

create table open_task (
  id text primary key,
  version bigint not null,
  -- What it is to whoever does it: crisis, inquiry, call, reply, escalation, or the Task's own code.
  kind text not null,
  -- In which order it presses: a crisis 0, then stat, asap, urgent, routine.
  rank int not null,
  patient_id text,
  -- Everybody and every visit that it names, by which it is shown or not.
  patients text[] not null,
  visits text[] not null,
  location_id text,
  -- The team, as a reference.
  owner text,
  -- The Practitioner who works on it now.
  taken_by text,
  stage text,
  -- The promise that stands; and until when it was put off.
  due_at timestamptz,
  not_before timestamptz,
  -- What came in and led to it, where it says so.
  inbound_id text,
  sensitivity int not null
);
create index open_task_order on open_task (rank, coalesce(due_at, 'infinity'), id);
create index open_task_location on open_task (location_id, rank, coalesce(due_at, 'infinity'), id);
create index open_task_patient on open_task (patient_id);
comment on table open_task is
  'Projection of Task: work that waits for people of the clinic. Owner: projection.';

create table contact_facts (
  id text primary key,
  version bigint not null,
  patient_id text,
  -- Whether it came in; else it is a call that staff made.
  inbound boolean not null,
  task_id text,
  outcome text,
  at timestamptz not null
);
create index contact_facts_patient on contact_facts (patient_id, at) where inbound;
create index contact_facts_task on contact_facts (task_id, at) where not inbound;
comment on table contact_facts is
  'Projection of Communication: what people wrote and said, and calls that staff made. Owner: projection.';
