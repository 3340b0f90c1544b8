-- What a decision rests on, who brought it, and the last day that it holds, on the patient's calendar.

alter table consent_facts
  add column category text not null default 'outreach',
  add column basis text not null default 'express',
  add column imported boolean not null default false,
  add column last_day date;

-- Marketing that a third party pays for needs an authorization besides.
alter table planned_message add column remunerated boolean not null default false;
