-- What a register of reassigned numbers was asked about a patient's number, and what it said. No
-- projection: nobody can ask again what it would have said then. A row without an answer is a
-- question that waits for its turn; with one it never changes.

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
