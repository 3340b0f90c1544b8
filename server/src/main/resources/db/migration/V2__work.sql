-- Work under way, and what the server remembers of itself.

-- A focus is a reference, and its two parts; of a message it is the request's id alone, whose type is
-- null.
create table work_item (
  id bigserial primary key,
  kind text not null,
  patient text not null,
  focus text not null,
  focus_type text generated always as (nullif(split_part(focus, '/', 1), focus)) stored,
  focus_id text generated always as (substr(focus, position('/' in focus) + 1)) stored,
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
comment on table work_item is
  'Work under way, claimed with SKIP LOCKED: changes to plan, messages that are due, answers for the EHR; in no resource until it is done. Owner: work.';

create table setting (
  name text primary key,
  value text not null
);
comment on table setting is
  'What the server remembers of itself: the simulated clock, the schema of HAPI and of the projections. Owner: store.';

create table loaded_resource (
  url text primary key,
  version text not null,
  checksum text not null
);
comment on table loaded_resource is
  'Which resources were loaded from the jar. Owner: fhir.';
