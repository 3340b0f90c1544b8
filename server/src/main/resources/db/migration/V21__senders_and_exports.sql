-- How a sender has fared is asked for by its name and what came in, the latest first: the whole journal
-- was read for it.

drop index hl7_message_sender;
create index hl7_message_sender on hl7_message (sender, direction, at);

-- Files that say what was deleted, in Bundles; of the type that they are about.
alter table bulk_export_file add column deleted boolean not null default false;
