-- What people permit, who acts for them, and what is known of their addresses.

create table consent_facts (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  permit boolean not null,
  purposes text[] not null,
  channels text[] not null,
  -- What the decision rests on, and who brought it.
  category text not null default 'outreach',
  basis text not null default 'express',
  imported boolean not null default false,
  verified boolean not null,
  decided_at timestamptz not null,
  valid_from timestamptz,
  valid_to timestamptz,
  -- The last day that it holds, on the patient's calendar.
  last_day date,
  -- Hours in which a patient wants no messages, on the patient's wall clock.
  quiet_from time,
  quiet_until time,
  -- The version of the notice that texts and e-mails are not encrypted, which stood beside it.
  risk_notice text
);
create index consent_facts_patient on consent_facts (patient_id);
comment on table consent_facts is
  'Projection of Consent: what patients permit and deny. Owner: projection.';

create table related_person_facts (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  contacts jsonb not null,
  valid_from timestamptz,
  valid_to timestamptz
);
create index related_person_facts_patient on related_person_facts (patient_id);
comment on table related_person_facts is
  'Projection of RelatedPerson: who may act for a patient who is not of age, and where they are reached; when they do, the gate decides. Owner: projection.';

create table address_signal (
  id text primary key,
  version bigint not null,
  channel text not null,
  address text not null,
  tail text not null,
  kind text not null,
  signalled_at timestamptz not null
);
create index address_signal_address on address_signal (address, channel);
create index address_signal_tail on address_signal (tail);
comment on table address_signal is
  'Projection of Communication: what an address has said or shown about messages to it; the newest holds for every patient who has it. Owner: projection.';

create table number_check (
  id bigint generated always as identity primary key,
  patient_id text not null,
  -- E.164, as in address_signal.
  number text not null,
  wanted_at timestamptz not null,
  -- The last day on which the number was known to be the patient's: what was asked about.
  about date,
  asked_at timestamptz,
  answer text check (answer in ('yes', 'no', 'no-data')),
  -- The register's own name for its answer, and what was answered as the route has kept it.
  reference text,
  proof text,
  check ((answer is null) = (asked_at is null) and (answer is null or about is not null))
);
create unique index number_check_waiting on number_check (patient_id, number) where answer is null;
create index number_check_patient on number_check (patient_id, number, asked_at);
comment on table number_check is
  'What a register of reassigned numbers was asked, and what it said; no projection, as nobody can ask again what it would have said then. Owner: consent.';

create table claimed_person (
  patient_id text primary key,
  claimed_at timestamptz not null
);
comment on table claimed_person is
  'People of whom nothing is known but what somebody typed on a public page; no projection, as a Patient does not say so. Owner: consent.';

create table claimed_address (
  patient_id text not null,
  channel text not null,
  -- In normal form, as in address_signal.
  address text not null,
  -- Which form it was typed into, and how its number begins: what a day's budget counts.
  form text not null,
  prefix text not null,
  claimed_at timestamptz not null,
  -- Why nothing is written there before it has answered; null: it may be written to.
  muted text,
  -- When whoever has the address first answered from it.
  proven_at timestamptz,
  primary key (patient_id, channel, address)
);
create index claimed_address_address on claimed_address (address, channel);
create index claimed_address_claimed on claimed_address (claimed_at);
comment on table claimed_address is
  'Addresses that were typed on a public page, and whether they have answered. Owner: consent.';

create table erased_address (
  hash bytea primary key,
  stopped text[] not null,
  erased_at timestamptz not null
);
comment on table erased_address is
  'A keyed hash of each address of somebody who was erased, which goes on suppressing. Owner: consent.';

create table erased_message (
  hash bytea primary key
);
comment on table erased_message is
  'A keyed hash of what a provider calls each message of somebody who was erased: handed over again, it is not a new one. Owner: consent.';
