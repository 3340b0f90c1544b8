package org.rapport.server.journey;

import java.time.Instant;
import org.rapport.server.journey.Facts.Visit;

/** Visits in the states that matter to a plan. */
final class TestVisits {
  static final String ID = "visit-1";

  private TestVisits() {}

  static Visit bookedAt(String start) {
    return bookedAt(Instant.parse(start));
  }

  static Visit bookedAt(Instant start) {
    return in("booked", start);
  }

  static Visit cancelled(Instant start) {
    return in("cancelled", start);
  }

  static Visit deleted() {
    return in("deleted", null);
  }

  static Visit withoutTime() {
    return in("booked", null);
  }

  static Visit in(String status, Instant start) {
    return new Visit(ID, status, start);
  }
}
