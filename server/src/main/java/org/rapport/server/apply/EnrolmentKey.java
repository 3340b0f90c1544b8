package org.rapport.server.apply;

import org.rapport.server.store.NameBasedId;
import org.rapport.terminology.Ref;

/**
 * One person on one journey for one focus. Two visits never collide, and two concurrent plans of
 * the same key write the same CarePlan.
 *
 * @param journey canonical URL without version
 * @param focus relative reference: {@code Appointment/123}
 */
public record EnrolmentKey(String journey, String patient, String focus) {
  /** The CarePlan's id: a name-based UUID (RFC 4122) of the key. */
  public String carePlanId() {
    // A visit goes by its bare id, as it did when journeys were about visits only.
    String about = isVisit() ? focusId() : focus;
    return NameBasedId.of(journey + "\n" + patient + "\n" + about);
  }

  boolean isVisit() {
    return Ref.is("Appointment", focus);
  }

  String focusType() {
    return Ref.of(focus).type();
  }

  String focusId() {
    return Ref.of(focus).id();
  }

  /** The same person and focus on another journey. */
  EnrolmentKey on(String other) {
    return new EnrolmentKey(other, patient, focus);
  }
}
