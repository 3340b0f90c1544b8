/**
 * Who may call the server: the authorization server, its clients, keys and tokens, and which
 * request needs which of them.
 *
 * <p>Imports: config, door, fhir, security.scope, store, web.
 */
package org.rapport.server.security;
