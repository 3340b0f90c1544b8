package org.rapport.server.outreach.message;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What texts say of an inquiry.
 *
 * @param due when a person answers at the latest, or null
 * @param zone of the place that answers
 * @param service its name; null where a text must not say it
 * @param unrouted whether it is not known which service it is about
 * @param referralMethod how to refer, or null
 * @param free whether there is a free time to take
 */
public record LeadNotes(
    Instant due,
    ZoneId zone,
    String service,
    boolean unrouted,
    String referralMethod,
    boolean free) {}
