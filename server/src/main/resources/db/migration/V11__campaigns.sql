-- Messages to segments. The campaign is a projection of its CommunicationRequest; next_batch_at is
-- pacing, which no resource has.
create table campaign (
  id text primary key,
  version bigint not null,
  group_id text not null,
  state text not null,
  authors text[] not null,
  starts_at timestamptz,
  resumed_at timestamptz,
  members int,
  next_batch_at timestamptz
);

-- Its recipients, fixed when it was approved: work under way until each has a request of its own,
-- and the count of what became of it.
create table campaign_member (
  campaign text not null,
  patient_id text not null,
  position int not null,
  request_id text,
  outcome text,
  reason text,
  attempted boolean not null default false,
  failed boolean not null default false,
  outcome_at timestamptz,
  complained_at timestamptz,
  primary key (campaign, patient_id)
);
create unique index campaign_member_request on campaign_member (request_id)
  where request_id is not null;
create index campaign_member_rest on campaign_member (campaign, position)
  where request_id is null and outcome is null;
create index campaign_member_patient on campaign_member (patient_id);
