-- What a campaign is about: a service, and a place, whose free times set its pace.
alter table campaign add column service_id text, add column location_id text;
