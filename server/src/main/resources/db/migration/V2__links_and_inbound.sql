-- What came in from patients, and the links that go out to them.

-- Projection of Communication: what an address has said or shown about messages to it. The newest
-- holds, for every patient who has the address, also one who gets it later.
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

-- Projection of Patient: the end of each number, or the mailbox in lower case. Finds candidates;
-- whether a number is the patient's is decided by its normal form.
create table patient_address (
  id text not null,
  tail text not null,
  primary key (id, tail)
);
create index patient_address_tail on patient_address (tail);

insert into patient_address (id, tail)
select distinct p.id,
  case c ->> 'system' when 'email' then lower(trim(c ->> 'value'))
    else right(regexp_replace(c ->> 'value', '[^0-9]', '', 'g'), 7) end
from patient_facts p, jsonb_array_elements(p.contacts) c
where c ->> 'system' in ('phone', 'sms', 'email') and c ->> 'value' is not null;

-- Projection of Task: patients with an open crisis.
create table crisis (
  id text primary key,
  version bigint not null,
  patient_id text not null
);
create index crisis_patient on crisis (patient_id);

alter table planned_message add column answer text, add column answer_to text;
alter table communication_facts add column reply_token text;
alter table attempt add column reply_token text;

-- Links in messages. The token itself is only in the message; here is its SHA-256.
create table link (
  hash bytea primary key,
  purpose text not null,
  patient_id text,
  focus text,
  channel text,
  address text,
  message_purpose text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  answer text,
  failures int not null default 0
);
create index link_expiry on link (expires_at);
