-- Groups that journeys and campaigns are for.

create table segment_member (
  group_id text not null,
  patient_id text not null,
  primary key (group_id, patient_id)
);
create index segment_member_patient on segment_member (patient_id);
comment on table segment_member is
  'Who is in the Groups that journeys are for, as last evaluated: at changes, and once a day. Owner: segment.';

create table segment_entry (
  -- In the order in which they came: a campaign for those who wait is named after the first.
  number bigint generated always as identity,
  group_id text not null,
  patient_id text not null,
  journey text not null,
  admitted boolean not null,
  entered_at timestamptz not null,
  -- By which campaign they come on it, or would have.
  campaign text,
  primary key (group_id, patient_id, journey),
  foreign key (group_id, patient_id) references segment_member on delete cascade
);
create index segment_entry_patient on segment_entry (patient_id) where admitted;
create index segment_entry_waiting on segment_entry (group_id, journey) where not admitted;
comment on table segment_entry is
  'Which journey has which members of its segment, and who waits for a campaign. Owner: segment.';

create table segment_intake (
  group_id text not null,
  journey text not null,
  at timestamptz not null,
  people int not null
);
create index segment_intake_at on segment_intake (group_id, journey, at);
comment on table segment_intake is
  'How many came on a journey by themselves, for a day; also those who have left since. Owner: segment.';

create table campaign (
  id text primary key,
  version bigint not null,
  group_id text not null,
  state text not null,
  authors text[] not null,
  starts_at timestamptz,
  resumed_at timestamptz,
  members int,
  -- A service and a place, whose free times set its pace.
  service_id text,
  location_id text,
  -- A template or a journey.
  canonical text,
  -- Ended for good, and what it has planned is still to be taken back: a rebuild leaves it.
  deleted boolean not null default false
);
comment on table campaign is
  'Projection of CommunicationRequest to a Group: campaigns under way. Owner: campaign.';

create table campaign_pace (
  campaign text primary key,
  next_batch_at timestamptz not null
);
comment on table campaign_pace is
  'When the next batch of a campaign may go; in no resource. Owner: campaign.';

create table campaign_member (
  campaign text not null,
  patient_id text not null,
  position int not null,
  request_id text,
  -- Where the campaign brings them on a journey: each message of that enrolment is the campaign's.
  enrolment text,
  -- Where they were sent; room is another one the next day.
  location_id text,
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
create unique index campaign_member_enrolment on campaign_member (enrolment) where enrolment is not null;
create index campaign_member_rest on campaign_member (campaign, position)
  where request_id is null and outcome is null;
create index campaign_member_patient on campaign_member (patient_id);
comment on table campaign_member is
  'Recipients of a campaign, fixed at approval, and what became of each; in no resource until each has a request. Owner: campaign.';

-- Which campaign a message belongs to, by itself or by its enrolment.
create function campaign_of(request text) returns text language sql stable as $$
  select n.campaign from rapport.campaign_member n where n.request_id = request
  union all
  select n.campaign from rapport.planned_message m
    join rapport.campaign_member n on n.enrolment = m.enrolment where m.id = request
  limit 1
$$;

create table audience_identifier (
  group_id text not null,
  destination text not null,
  kind text not null,
  hash text not null,
  -- Null: erased; the hash is named for removal all the same.
  patient_id text,
  exported_at timestamptz not null,
  removed_at timestamptz,
  primary key (group_id, destination, kind, hash)
);
create index audience_identifier_patient on audience_identifier (patient_id);
comment on table audience_identifier is
  'Hashes of addresses that were handed to an ads platform, by Group and platform, so that whoever withdraws is named for removal. Owner: audience.';
