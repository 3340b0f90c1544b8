/**
 * What a token's scopes allow: of what is asked, before it is read, and of what comes out. Knows
 * HAPI's requests and search parameters.
 *
 * <p>Imports: account, audit, door, fhir, security.token, sensitivity, store.
 */
package org.rapport.server.security.scope;
