/**
 * What an EHR says by FHIR R4 or R4B, mapped to what we keep: its appointments with whom and where
 * they are. Pure. May import {@code intake.siu} for ids, marks and transactions; never a client,
 * Camel or the store.
 */
package org.rapport.routes.intake.fhir;
