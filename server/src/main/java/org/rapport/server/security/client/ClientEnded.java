package org.rapport.server.security.client;

/**
 * What was given to a client before ends: it was disabled, or is another one now.
 *
 * @param id of the client
 */
public record ClientEnded(String id) {}
