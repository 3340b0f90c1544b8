-- Projection of CommunicationRequest: the channel that failed before the message goes on another.
alter table planned_message add column failed_channel text;

-- A try that its message is not charged with, and since when its channel is down.
alter table attempt add column retry_after int, add column down_since timestamptz;
