-- From the gate's release of a message to its outcome.

create table attempt (
  -- Also the id of the Communication that is to be.
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
  reply_token text,
  state text not null,
  outcome text,
  reason text,
  provider_id text,
  detail text,
  delivery_status text,
  -- A try that its message is not charged with, and since when its channel is down.
  retry_after int,
  down_since timestamptz,
  released_at timestamptz not null,
  begun_at timestamptz,
  answered_at timestamptz
);
create index attempt_state on attempt (state, answered_at);
create index attempt_work_item on attempt (work_item);
create index attempt_request on attempt (request_id);
create index attempt_fingerprint on attempt (fingerprint);
comment on table attempt is
  'Attempts to hand a message to a provider, each until its outcome stands in a Communication; in no resource until then. Owner: outreach.outcome.';

create table gate_decision (
  id bigserial primary key,
  request_id text not null,
  decided_at timestamptz not null,
  verdict text not null,
  -- What each rule said, as its package writes and reads it; nobody else queries it.
  rules jsonb not null,
  -- Whether it was refused as the same words were sent before: a campaign halts when that is many.
  identical boolean not null default false
);
create index gate_decision_request on gate_decision (request_id, decided_at);
comment on table gate_decision is
  'Every verdict of the gate, as it was at the decision; no projection, as it is what was known then. Owner: outreach.gate.';

create table named_visit (
  request_id text not null,
  anchor timestamptz not null,
  attempt uuid not null,
  primary key (request_id, anchor, attempt)
);
comment on table named_visit is
  'Visits that another reminder of the same hours has named, at which start; no projection, as it is what was said. Owner: outreach.release.';
