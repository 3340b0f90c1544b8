package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** {@code $apply} by hand: to look, and to repeat. */
@ExtendWith(SharedClinic.class)
class ApplyIT {
  static final String JOURNEY = Outreach.BASE + "/PlanDefinition/appointment-reminders";

  private final Clinic clinic;
  private final Person person = Person.next();
  private final ZonedDateTime start;

  ApplyIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void dryRunShowsTheFourMessagesAndWritesNothing() {
    // At night, so that the confirmation still stands before it.
    ZonedDateTime night = clinic.next(Clinic.ZONE, LocalTime.of(3, 0));
    String visit = clinic.book(person, start);
    List<Planned> standing = clinic.outreach().planned(visit);

    CarePlan shown = apply(visit, true, night.plusHours(1).toInstant());

    assertThat(shown.getContained())
        .map(CommunicationRequest.class::cast)
        .map(Planned::of)
        .extracting(Planned::step, Planned::at)
        .containsExactlyInAnyOrder(
            tuple("confirmation", night.toInstant()),
            tuple("preparation", start.minusDays(7).toInstant()),
            tuple("reminder", start.minusDays(1).toInstant()),
            tuple("last-reminder", start.minusHours(2).toInstant()));
    assertThat(clinic.outreach().planned(visit)).isEqualTo(standing);
    assertThat(shown.getActivity())
        .allSatisfy(activity -> assertThat(activity.getReference().getReference()).startsWith("#"));
    assertThat(clinic.process().log()).doesNotContain("deprecated");
  }

  @Test
  void repeatingItChangesNothing() {
    String visit = clinic.book(person, start);
    List<Planned> standing = clinic.outreach().planned(visit);

    CarePlan first = apply(visit, false, null);
    CarePlan second = apply(visit, false, null);
    clinic.settle();

    assertThat(first.getActivity()).hasSize(4);
    assertThat(second.getActivity()).hasSize(4);
    assertThat(clinic.outreach().planned(visit)).isEqualTo(standing);
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
  }

  private CarePlan apply(String visit, boolean dryRun, Instant now) {
    Parameters parameters = new Parameters();
    parameters.addParameter("url", new UriType(JOURNEY));
    parameters.addParameter("subject", new StringType("Patient/" + person.id()));
    parameters.addParameter().setName("focus").setValue(new Reference("Appointment/" + visit));
    parameters.addParameter("dryRun", new BooleanType(dryRun));
    if (now != null) {
      parameters.addParameter("now", new InstantType(now.toString()));
    }
    return clinic.fhir().post("/PlanDefinition/$apply", parameters).accepted().as(CarePlan.class);
  }
}
