/**
 * How people sign in and out: pages without script in three languages, sessions that end when an
 * account's rights change, and what a guesser meets.
 *
 * <p>Imports: account, config, door, page.
 */
package org.rapport.server.security.signin;
