/**
 * Segments: Groups whose members follow from FHIR searches, and who is in those that journeys are
 * for.
 *
 * <p>Imports: catalog, config, consent, fhir, journey, outreach.gate, outreach.message,
 * security.scope, store, work.
 */
package org.rapport.server.segment;
