-- What people wrote, of one patient: the measure of the first response asks for it by inquiry.

create index planned_message_written on planned_message (patient_id)
  where step is null and answer is null;
