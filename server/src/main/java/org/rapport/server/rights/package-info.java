/**
 * What a person may ask for: to be forgotten, and to have a copy of everything. Also what goes by
 * itself after a time.
 *
 * <p>Imports: config, consent, fhir, identity, inbound, link, outreach.gate, outreach.release,
 * store, work.
 */
package org.rapport.server.rights;
