package org.rapport.server.apply;

import org.rapport.server.store.NameBasedId;

/**
 * One person on one journey for one focus. Two visits never collide, and two concurrent plans of
 * the same key write the same CarePlan.
 *
 * @param journey canonical URL without version
 * @param focus relative reference: {@code Appointment/123}
 */
public record EnrolmentKey(String journey, String patient, String focus) {
  private static final String VISIT = "Appointment/";

  /** The CarePlan's id: a name-based UUID (RFC 4122) of the key. */
  public String carePlanId() {
    // A visit goes by its bare id, as it did when journeys were about visits only.
    String about = isVisit() ? focusId() : focus;
    return NameBasedId.of(journey + "\n" + patient + "\n" + about);
  }

  boolean isVisit() {
    return focus.startsWith(VISIT);
  }

  String focusType() {
    return focus.substring(0, focus.indexOf('/'));
  }

  String focusId() {
    return focus.substring(focus.indexOf('/') + 1);
  }

  /** The same person and focus on another journey. */
  EnrolmentKey on(String other) {
    return new EnrolmentKey(other, patient, focus);
  }
}
