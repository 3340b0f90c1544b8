package org.rapport.server.security.scope;

/**
 * On whose behalf something goes on after the request that asked for it is over. What it allows is
 * looked at anew each time ({@link Grants}).
 *
 * @param client id of the client
 * @param account id of the person behind it; null: the client acts for itself
 * @param patient id of whose record was open; null: nobody's
 * @param scopes of the token, by spaces
 */
public record Grant(String client, String account, String patient, String scopes) {}
