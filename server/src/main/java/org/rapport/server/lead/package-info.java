/**
 * Inquiries: taken from wherever they come, known to be whose, routed, answered, followed until
 * they are booked, lost or out of scope. Knows nothing of HTTP.
 *
 * <p>Imports: apply, booking, config, consent, fhir, identity, inbound, journey, lead.routing,
 * link, projection, projection.read, sensitivity, store, words, work.
 */
package org.rapport.server.lead;
