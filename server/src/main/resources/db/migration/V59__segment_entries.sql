-- A journey that finds its people by itself: who of a segment it was let have, and who waits for a
-- campaign to bring them on it. Work under way, like the members of a segment themselves.
create table segment_entry (
  -- In the order in which they came: a campaign for those who wait is named after the first.
  number bigint generated always as identity,
  group_id text not null,
  patient_id text not null,
  journey text not null,
  admitted boolean not null,
  -- Null: before this was kept.
  entered_at timestamptz,
  -- By which campaign they come on it, or would have.
  campaign text,
  primary key (group_id, patient_id, journey),
  foreign key (group_id, patient_id) references segment_member on delete cascade
);
create index segment_entry_patient on segment_entry (patient_id) where admitted;
create index segment_entry_waiting on segment_entry (group_id, journey) where not admitted;

-- How many came on a journey by themselves, and when: also those who have left since.
create table segment_intake (
  group_id text not null,
  journey text not null,
  at timestamptz not null,
  people int not null
);
create index segment_intake_at on segment_intake (group_id, journey, at);

-- Whoever is a member already stays on what they are on, of every version that was in force.
insert into segment_entry (group_id, patient_id, journey, admitted)
  select distinct m.group_id, m.patient_id, d.url, true
  from (select url, body from definition_facts
      where kind = 'PlanDefinition' and status = 'active' and url is not null
    union select url, body from definition_version where kind = 'PlanDefinition') d
  cross join lateral jsonb_path_query(d.body::jsonb, '$.**.subjectReference.reference') as r(named)
  join segment_member m on m.group_id = substring(r.named #>> '{}' from 'Group/([^/]+)');

-- What a campaign names: a template or a journey.
alter table campaign add column canonical text;
