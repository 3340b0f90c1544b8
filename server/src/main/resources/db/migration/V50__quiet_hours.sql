-- Hours in which a patient wants no messages, on the patient's wall clock. Projection of Consent.

alter table consent_facts add column quiet_from time, add column quiet_until time;
