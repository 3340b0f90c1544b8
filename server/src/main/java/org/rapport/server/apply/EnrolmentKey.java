package org.rapport.server.apply;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * One person on one journey for one visit. Two visits never collide, and two concurrent plans of
 * the same key write the same CarePlan.
 *
 * @param journey canonical URL without version
 */
record EnrolmentKey(String journey, String patient, String visit) {

  /** The CarePlan's id: a name-based UUID (RFC 4122) of the key. */
  String carePlanId() {
    return UUID.nameUUIDFromBytes(
            (journey + "\n" + patient + "\n" + visit).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  String focus() {
    return "Appointment/" + visit;
  }
}
