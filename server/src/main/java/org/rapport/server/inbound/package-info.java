/**
 * What comes in from patients: what their words mean, and what follows from it, in one transaction.
 * The words are pure.
 *
 * <p>Imports: config, consent, fhir, identity, link, outreach.message, outreach.outcome, policy,
 * projection, projection.read, store, words, work.
 */
package org.rapport.server.inbound;
