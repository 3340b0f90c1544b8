-- How far an EHR is known that speaks FHIR.

create table ehr_feed (
  -- An address at the EHR: a search of a type, or a Subscription.
  feed text primary key,
  -- Of a search: up to when it was asked, by the EHR's clock.
  watermark timestamptz,
  -- Of a Subscription: up to which number all events are known, and the highest that was heard of.
  event_number bigint,
  highest bigint
);
comment on table ehr_feed is
  'Up to when an EHR''s changes were asked for, and up to which number its Subscriptions'' events are known; of nobody. Owner: ehr.';
