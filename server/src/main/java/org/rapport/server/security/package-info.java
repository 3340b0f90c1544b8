/**
 * Who may call the server, and what a token's scopes permit. Imports nothing of journeys, consent
 * or outreach.
 */
package org.rapport.server.security;
