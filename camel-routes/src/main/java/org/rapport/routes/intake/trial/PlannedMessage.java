package org.rapport.routes.intake.trial;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A message to a patient as it was planned.
 *
 * @param journey the last part of its address, such as {@code appointment-reminders}
 * @param visit the first identifier of the visit, or null
 * @param due with the offset of the place where the visit is
 * @param status {@code active}: it is to come; {@code completed}: its time had come before the last
 *     HL7 v2 message; {@code revoked}
 * @param reason why it was revoked, of CS/not-done-reason; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedMessage(
    String journey, String step, String visit, String due, String status, String reason) {}
