/**
 * Resources that leave as they are stored, without being parsed and encoded on the way.
 *
 * <p>Imports: audit, audit.capture, config, door, fhir, security.scope, store, store.rows.
 */
package org.rapport.server.reading;
