package org.rapport.server.replay;

/**
 * How a dead letter is tried.
 *
 * @param message the corrected copy; null: as it came
 * @param reason why, in a person's words; null: none is given
 * @param preview whether everything is taken back afterwards
 * @param who asks for it
 */
record Attempt(byte[] message, String reason, boolean preview, String who) {}
