-- Parts of a long text, until they are one text. The words go when it is taken; the rest stays for
-- some minutes, so that a part that is delivered again is known. No projection: what was never
-- whole is no resource.

create table text_part (
  -- Of the text: follows from its first part.
  text_id text not null,
  -- The sender's address in normal form, as in address_signal, and the number it was sent to, if known.
  sender text not null,
  receiver text not null,
  reference int not null,
  parts int not null check (parts between 2 and 255),
  part int not null check (part between 1 and parts),
  -- Null once it is taken.
  body text,
  body_hash text not null,
  -- When the first of its parts came, on the application's clock.
  opened_at timestamptz not null,
  primary key (text_id, part)
);
create index text_part_sender on text_part (sender, receiver, reference, parts);
