/**
 * HAPI's wiring: the REST servlet, storage, validation and what is shipped in profiles. Knows no
 * journey, consent or message; those plug in through its interfaces.
 *
 * <p>Imports: config, door, fhir.acceptor, fulltext, store, store.rows.
 */
package org.rapport.server.fhir;
