-- By what people at the desk look for somebody.

create table patient_term (
  id text not null,
  -- name, identifier or born.
  kind text not null,
  -- In its normal form; a name's by its words, and as a whole.
  term text not null,
  primary key (id, kind, term)
);
-- By how a term begins.
create index patient_term_begins on patient_term (kind, term text_pattern_ops, id);
comment on table patient_term is
  'Projection of Patient: words of names, identifiers and birth dates, by which somebody is looked for. Owner: projection.';

-- What has changed, by topic: numbers of one row, and each topic's last. Sequences, as they are moved
-- after a commit, when what changed can be seen, and never wait for anybody's transaction. All are
-- moved and read under one lock: who has seen a number has seen all that are smaller.
create sequence topic_number;
create sequence topic_task_change;
create sequence topic_lead_change;
create sequence topic_communication_outcome;
create sequence topic_message_change;
create sequence topic_campaign_change;
create sequence topic_appointment_change;
create sequence topic_slot_change;
create sequence topic_consent_change;
create sequence topic_patient_change;
create sequence topic_enrolment_change;
create sequence topic_journey_change;

create function topics_moved(topics text[]) returns bigint language plpgsql as
$$
declare
  topic text;
  number bigint;
begin
  perform pg_advisory_lock(hashtext('rapport.topics'));
  foreach topic in array topics loop
    number := nextval('rapport.topic_number');
    perform setval(cast('rapport.topic_' || replace(topic, '-', '_') as regclass), number);
  end loop;
  perform pg_advisory_unlock(hashtext('rapport.topics'));
  return number;
end
$$;

create function topics_now(topics text[]) returns bigint[] language plpgsql as
$$
declare
  topic text;
  number bigint;
  numbers bigint[] := '{}';
begin
  perform pg_advisory_lock_shared(hashtext('rapport.topics'));
  foreach topic in array topics loop
    execute format('select last_value from rapport.%I', 'topic_' || replace(topic, '-', '_'))
      into number;
    numbers := numbers || number;
  end loop;
  perform pg_advisory_unlock_shared(hashtext('rapport.topics'));
  return numbers;
end
$$;
