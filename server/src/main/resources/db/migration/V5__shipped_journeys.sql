-- What messages say of a place besides its address, and how a visit names its places and services.

create table place_facts (
  reference text primary key,
  version bigint not null,
  instructions jsonb not null
);

alter table appointment_facts add column places text[] not null default '{}';
