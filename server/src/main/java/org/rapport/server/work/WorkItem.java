package org.rapport.server.work;

import java.util.UUID;

/**
 * A claimed piece of work.
 *
 * @param focus of a change: a relative reference; of a message: the id of its CommunicationRequest
 * @param attempts how often it has been claimed, this time included
 */
public record WorkItem(
    long id, String kind, String patient, String focus, UUID lease, int attempts) {}
