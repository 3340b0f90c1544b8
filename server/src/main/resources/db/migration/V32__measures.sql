-- What measures count. Projections of Communication and QuestionnaireResponse.

alter table communication_facts add column delivery_status text;
create index communication_facts_sent on communication_facts (sent_at);
create index planned_message_occurrence on planned_message (occurrence);
create index appointment_facts_start on appointment_facts (start_at);
create index focus_facts_start on focus_facts (start_at);
create index enrolment_entered on enrolment (entered);

-- Answers to the question after a visit, from 1 to 5.
create table survey_facts (
  id text primary key,
  version bigint not null,
  patient_id text not null,
  answered_at timestamptz not null,
  overall int not null
);
create index survey_facts_answered on survey_facts (answered_at);
