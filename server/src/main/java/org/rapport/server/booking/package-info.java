/**
 * Free times by link and at the desk: seen, held, taken, given back; and offered to those who wait.
 * A time is taken once.
 *
 * <p>Imports: apply, config, fhir, link, outreach.gate, outreach.message, security.scope, store,
 * work.
 */
package org.rapport.server.booking;
