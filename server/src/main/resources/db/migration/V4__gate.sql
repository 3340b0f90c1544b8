-- What the gate asks besides, and what it said.

alter table patient_facts add column state text;

alter table communication_facts add column purpose text, add column template text;
create index communication_facts_patient on communication_facts (patient_id, sent_at);

-- Every verdict, as it was at the decision. Not a projection: it is what was known then.
create table gate_decision (
  id bigserial primary key,
  request_id text not null,
  decided_at timestamptz not null,
  verdict text not null,
  rules jsonb not null
);
create index gate_decision_request on gate_decision (request_id, decided_at);
