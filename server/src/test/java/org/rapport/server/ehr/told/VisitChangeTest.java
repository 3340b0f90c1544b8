package org.rapport.server.ehr.told;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an EHR has to be told of one version of a visit after another. */
class VisitChangeTest {

  private static Appointment visit(String status, long start) {
    return new Appointment()
        .setStatus(AppointmentStatus.fromCode(status))
        .setStart(new Date(start))
        .setEnd(new Date(start + 1800000));
  }

  @ParameterizedTest
  @CsvSource({
    ", 0, booked, 0, booked",
    ", 0, pending, 0, ",
    ", 0, cancelled, 0, ",
    "pending, 0, booked, 0, booked",
    "waitlist, 0, booked, 9, booked",
    "pending, 0, entered-in-error, 0, ",
    "booked, 0, booked, 0, ",
    "booked, 0, booked, 9, moved",
    "booked, 0, cancelled, 0, cancelled",
    "booked, 0, cancelled, 9, cancelled",
    "booked, 0, noshow, 0, no-show",
    "booked, 0, entered-in-error, 0, deleted",
    "booked, 0, arrived, 0, changed",
    "cancelled, 0, booked, 0, changed",
    "cancelled, 0, booked, 9, moved",
    "cancelled, 0, cancelled, 0, "
  })
  void codes(String from, long at, String to, long then, String code) {
    assertThat(
            VisitChange.of(from == null ? null : visit(from, at), visit(to, then))
                .map(VisitChange::code)
                .orElse(null))
        .isEqualTo(code);
  }

  @Test
  void aPlaceIsToldAndAPatientsWordIsNot() {
    Appointment before = visit("booked", 0);
    Appointment after = visit("booked", 0);
    after
        .addParticipant()
        .setActor(new Reference("Patient/1"))
        .setStatus(Appointment.ParticipationStatus.DECLINED);
    assertThat(VisitChange.of(before, after)).isEmpty();

    after.addParticipant().setActor(new Reference("Location/2"));
    assertThat(VisitChange.of(before, after)).contains(VisitChange.CHANGED);
  }

  @Test
  void whatTheEhrHasANumberForItKnowsInAnyStatus() {
    Appointment before = visit("proposed", 0);
    before.addIdentifier().setSystem("urn:x").setValue("1");

    assertThat(VisitChange.of(before, visit("cancelled", 0))).contains(VisitChange.CANCELLED);
    assertThat(VisitChange.of(before, visit("booked", 0))).contains(VisitChange.CHANGED);
  }
}
