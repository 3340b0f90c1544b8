/**
 * Who may call the server: the authorization server, its clients, keys and tokens, and which
 * request needs which of them.
 *
 * <p>Imports: account, config, door, fhir, security.client, security.factor, security.scope,
 * security.smart, security.token, store, web.
 */
package org.rapport.server.security;
