/**
 * Attempts to deliver a message, what came of them, and the records and Tasks that say so.
 *
 * <p>Imports: apply, config, consent, fhir, outreach.message, outreach.text, projection, store,
 * work.
 */
package org.rapport.server.outreach.outcome;
