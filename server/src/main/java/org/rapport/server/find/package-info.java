/**
 * Finds somebody by what is said at the desk: a name, a number, a date of birth. Reads only.
 *
 * <p>Imports: config, fhir, projection, projection.read, security.scope, store.
 */
package org.rapport.server.find;
