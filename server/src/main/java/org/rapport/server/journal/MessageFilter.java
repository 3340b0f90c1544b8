package org.rapport.server.journal;

import java.time.Instant;

/**
 * Which messages are asked for. Null: any.
 *
 * @param answer of the rows; the counts are of all answers
 * @param after id of the last row that was told
 */
record MessageFilter(
    String sender,
    String type,
    String answer,
    String control,
    String visit,
    String patient,
    Instant since,
    Instant until,
    int size,
    long after) {}
