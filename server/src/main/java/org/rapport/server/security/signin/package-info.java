/**
 * How people sign in and out: by password, passkey or at another issuer; pages that go without
 * script, in three languages, sessions that end when an account's rights change, and what a guesser
 * meets.
 *
 * <p>Imports: account, config, door, inbound, page, security.factor, store.
 */
package org.rapport.server.security.signin;
