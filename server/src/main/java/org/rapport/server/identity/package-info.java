/**
 * Who is who: finds the patients that somebody may be, makes two records one, and two again of what
 * was one. The rules of matching are pure and stand as a table in docs/identity.md.
 *
 * <p>Imports: apply, config, consent, fhir, link, outreach.outcome, projection, projection.read,
 * store, work.
 */
package org.rapport.server.identity;
