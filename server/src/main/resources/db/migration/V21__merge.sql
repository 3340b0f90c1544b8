-- Links that were sent to a patient whose record was merged away go on for the one in its place.

alter table link add column merged_from text[];
create index link_patient on link (patient_id);
