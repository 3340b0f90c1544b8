-- People of whom nothing is known but what somebody typed on a public page, and the addresses that
-- were typed. No projections: that it was only claimed is nothing that a Patient says of itself.

create table claimed_person (
  patient_id text primary key,
  claimed_at timestamptz not null
);

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

-- Inquirers from before: nobody but a form knows them, as they have no identifier and no visit.
insert into claimed_person (patient_id, claimed_at)
select l.patient_id, min(l.created_at) from lead_facts l
where not exists (select 1 from patient_key k where k.id = l.patient_id and k.key like 'identifier %')
  and not exists (select 1 from appointment_facts a where a.patients @> array[l.patient_id])
group by l.patient_id;

-- Wrong second factors, whichever link they were typed into.
create table wrong_factor (
  patient_id text not null,
  failed_at timestamptz not null
);
create index wrong_factor_patient on wrong_factor (patient_id, failed_at);

-- Words that an address has written within a day, as a hash of both: the same words from the same
-- address are one call to staff.
create table said_before (
  hash bytea primary key,
  said_at timestamptz not null
);
