-- HL7 v2 messages as they came and went: keys, answers and what they led to, no content.

create table hl7_message (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- in, out, or replay: a dead letter that was applied after all.
  direction text not null,
  peer text not null,
  -- MSH-3 and MSH-4 with a colon between, MSH-9, MSH-10, SCH-1 and SCH-2; empty where they are not there.
  sender text not null,
  type text not null,
  control_id text not null,
  placer_id text not null,
  filler_id text not null,
  bytes int not null,
  -- AA, AE or AR; code and place of the fault, and the answer in words.
  answer text not null,
  fault text not null,
  words text not null,
  millis int not null,
  -- Whom it is about, where it was applied.
  patient_id text,
  binary_id text,
  task_id text,
  -- What it made and changed, as references with versions.
  resources text[] not null
);
create index hl7_message_at on hl7_message (at);
create index hl7_message_sender on hl7_message (sender, at);
create index hl7_message_control on hl7_message (control_id);
create index hl7_message_placer on hl7_message (placer_id) where placer_id <> '';
create index hl7_message_filler on hl7_message (filler_id) where filler_id <> '';
create index hl7_message_patient on hl7_message (patient_id) where patient_id is not null;
create index hl7_message_refused on hl7_message (answer, at) where answer <> 'AA';
create index hl7_message_task on hl7_message (task_id) where task_id is not null;
comment on table hl7_message is
  'HL7 v2 messages that came and went: keys, answers, and what they led to; no projection, as answers are in no resource. Owner: journal.';
