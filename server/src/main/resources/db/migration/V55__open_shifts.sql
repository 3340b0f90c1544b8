-- Open shifts, and where the recipients of a campaign are sent.

-- Work that nobody does yet: a PractitionerRole without a practitioner. Projection of it.
create table role_facts (
  id text primary key,
  version bigint not null,
  vacant boolean not null
);

-- What a Schedule is planned for; null where it does not say.
alter table schedule_facts add column horizon tstzrange;

-- Schedules in use of work that nobody does yet. Everybody who asks what an open shift is asks here.
create view open_shift as
  select s.id, s.actors, s.horizon from schedule_facts s
  where s.active and exists (
    select 1 from unnest(s.actors) as actor
    join role_facts r on r.id = substr(actor, 18) and r.vacant
    where actor like 'PractitionerRole/%');

-- All others in use: at their times somebody is there.
create view staffed_schedule as
  select s.id, s.actors from schedule_facts s
  where s.active and not exists (select 1 from open_shift o where o.id = s.id);

-- How far a place is from somebody, as routing measures it.
alter table location_facts add column active boolean not null default true,
  add column postal_code text, add column latitude float8, add column longitude float8;
alter table patient_facts add column postal_code text;

-- Where a recipient was sent. Not a projection: room is another one the next day.
alter table campaign_member add column location_id text;
