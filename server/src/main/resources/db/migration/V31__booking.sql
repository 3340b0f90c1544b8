-- Which Slots a visit takes, so that none is taken twice.
alter table appointment_facts add column slots text[] not null default '{}';
create index appointment_facts_slots on appointment_facts using gin (slots);
