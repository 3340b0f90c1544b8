-- The version of the notice that texts and e-mails are not encrypted, which stood beside a permission.
-- Projection of Consent.

alter table consent_facts add column risk_notice text;
