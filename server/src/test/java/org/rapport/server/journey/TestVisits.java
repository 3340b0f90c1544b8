package org.rapport.server.journey;

import java.time.Instant;

/** Visits in the states that matter to a plan. */
final class TestVisits {
  static final String ID = "visit-1";

  private TestVisits() {}

  static Focus bookedAt(String start) {
    return bookedAt(Instant.parse(start));
  }

  static Focus bookedAt(Instant start) {
    return in("booked", start);
  }

  static Focus cancelled(Instant start) {
    return in("cancelled", start);
  }

  static Focus deleted() {
    return in("deleted", null);
  }

  static Focus withoutTime() {
    return in("booked", null);
  }

  static Focus in(String status, Instant start) {
    return Focus.visit(ID, status, start, null);
  }
}
