package org.rapport.server.journey;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * A message as it should stand. Local time, zone and rule are the truth, the instant is derived.
 *
 * @param anchor the visit start it is planned for
 * @param occurrence when it becomes due
 * @param rule the offset and what it counts from, for people: {@code -P1D from the visit}
 * @param usefulUntil null: no limit
 * @param passed its moment was over when it was planned
 */
public record PlannedStep(
    String step,
    Instant anchor,
    String template,
    String purpose,
    Instant occurrence,
    LocalDateTime local,
    ZoneId zone,
    String rule,
    Instant usefulUntil,
    boolean passed) {}
