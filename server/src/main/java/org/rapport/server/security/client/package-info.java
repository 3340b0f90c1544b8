/**
 * Clients: what a registration says (RFC 7591), what is kept of secrets, and the register of those
 * that came while the server ran.
 *
 * <p>Imports: door, security.scope, security.token, store.
 */
package org.rapport.server.security.client;
