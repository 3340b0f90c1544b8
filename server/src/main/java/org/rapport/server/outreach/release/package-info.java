/**
 * Judges due messages and writes those that may go; explains, previews and simulates the same.
 *
 * <p>Imports: apply, audit, catalog, config, consent, fhir, journey, journey.check, outreach.gate,
 * outreach.message, outreach.outcome, outreach.text, policy, projection.read, sensitivity, store,
 * work.
 */
package org.rapport.server.outreach.release;
