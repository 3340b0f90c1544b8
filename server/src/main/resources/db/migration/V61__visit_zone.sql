-- Whose clock tells the time of a visit whose place names no zone: the zone that the visit itself
-- names, and the offset that its start was written with (null: UTC, which says nothing).
-- Projection of Appointment.

alter table appointment_facts add column zone text;
alter table appointment_facts add column start_offset text;
