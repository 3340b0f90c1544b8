/**
 * What proves besides a password who somebody is: one-time codes of an authenticator (RFC 6238),
 * recovery codes, and passkeys (Web Authentication); and who has to have one. Without pages.
 *
 * <p>Imports: account, config, store.
 */
package org.rapport.server.security.factor;
