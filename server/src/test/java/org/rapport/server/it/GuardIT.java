package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What patients answer reaches the EHR, and what reaches patients gives nothing away. */
@ExtendWith(SharedClinic.class)
class GuardIT {
  private final Clinic clinic;
  private final ZonedDateTime start;
  private final Person person;
  private final PatientPhone phone;

  GuardIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10).withHour(14);
    Person next = Person.next();
    this.person = new Person(next.id(), next.given(), next.phone(), "", next.zone());
    this.phone = new PatientPhone(clinic, person.phone());
  }

  @Test
  void confirmingByTextIsToldToTheEhrOnce() {
    clinic.book(person, start);

    phone.text("C");
    phone.text("yes");

    List<String> told = clinic.ehr().about(person.id());
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).contains("|SIU^S14^SIU_S12|", "|CONFIRMED^", "|Booked");
  }

  @Test
  void anEhrThatWasDownIsToldWhenItIsBack() {
    clinic.book(person, start);
    clinic.ehr().down();
    try {
      phone.text("C");
      phone.text("can I reschedule to a Tuesday?");
      clinic.advance(Duration.ofMinutes(5));
    } finally {
      clinic.ehr().up();
    }
    assertThat(clinic.ehr().about(person.id())).isEmpty();

    clinic.advance(Duration.ofMinutes(40));

    List<String> told = clinic.ehr().about(person.id());
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).contains("|CONFIRMED^");
    assertThat(told.get(1)).contains("|RESCHEDULE-REQUESTED^", "\rNTE|1||can I reschedule");
    clinic.advance(Duration.ofHours(1));
    assertThat(clinic.ehr().about(person.id())).hasSize(2);
  }
}
