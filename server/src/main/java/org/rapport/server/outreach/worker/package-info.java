/**
 * The operations by which workers claim work and report on it, and what they work off besides
 * messages. Knows nothing that talks to a provider.
 *
 * <p>Imports: apply, consent, ehr, ehr.told, fhir, outreach.message, outreach.outcome,
 * outreach.release, outreach.text, projection, projection.read, store, subscription, work.
 */
package org.rapport.server.outreach.worker;
