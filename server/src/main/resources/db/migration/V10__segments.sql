-- Who is in the Groups that journeys are for, as of their last evaluation. Not a projection of one
-- resource: it follows from many, and is evaluated again when one of them changes and once a day.
create table segment_member (
  group_id text not null,
  patient_id text not null,
  primary key (group_id, patient_id)
);
create index segment_member_patient on segment_member (patient_id);
