/**
 * Resources that leave as they are stored, without being parsed and encoded on the way.
 *
 * <p>Imports: audit, config, door, security.scope, store.
 */
package org.rapport.server.reading;
