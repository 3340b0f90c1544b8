-- A campaign may bring its recipients on a journey: each message of that enrolment is the campaign's.
alter table campaign_member add column enrolment text;
create unique index campaign_member_enrolment on campaign_member (enrolment) where enrolment is not null;

-- Which campaign a message belongs to, by itself or by its enrolment.
create function campaign_of(request text) returns text language sql stable as $$
  select n.campaign from rapport.campaign_member n where n.request_id = request
  union all
  select n.campaign from rapport.planned_message m
    join rapport.campaign_member n on n.enrolment = m.enrolment where m.id = request
  limit 1
$$;
