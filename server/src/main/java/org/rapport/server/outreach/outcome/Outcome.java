package org.rapport.server.outreach.outcome;

import java.time.Instant;
import org.rapport.terminology.OutcomeKind;

/**
 * What came of an attempt, as a worker reports it.
 *
 * @param reason code of {@code CS/not-done-reason} when failed, else null
 * @param providerId the provider's identifier of the message, or null; of one in parts those of all
 *     parts, by spaces
 * @param detail a short technical code (an SMTP or HTTP status); no personal data
 * @param retryAfter seconds after which a {@code retry} that costs no try is due again, or null
 * @param downSince since when the channel is down, or null
 */
public record Outcome(
    OutcomeKind kind,
    String reason,
    String providerId,
    String deliveryStatus,
    String detail,
    Integer retryAfter,
    Instant downSince) {}
