package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.FhirClient.Answer;

/** R30: what a link in the hands of who acts for a patient shows, and until when. */
@ExtendWith(SharedClinic.class)
class ResponsibleLinksIT {
  private final Clinic clinic;
  private final Relatives relatives;
  private final LocalDate today;
  private final Person child = Person.next().withoutAddress();
  private final Person mother = Person.next().withoutPhone();

  ResponsibleLinksIT(Clinic clinic) {
    this.clinic = clinic;
    this.relatives = new Relatives(clinic);
    this.today = clinic.morning().toLocalDate();
  }

  @Test
  void aParentKeepsTheirChildsPreferencesUntilTheChildIsOfAge_butNoCopyOfATeenagersRecord()
      throws Exception {
    LocalDate nine = today.minusYears(9);
    relatives.born(child, nine);
    relatives.acts(mother, child, "MTH");
    String link = PreferencesLink.sent(clinic, new Person(child.id(), "", "", mother.email(), ""));
    String page = URI.create(link).getPath();

    assertThat(post(page, "action=copy-json&born=" + nine).body()).contains("\"Patient\"");

    LocalDate fifteen = today.minusYears(15);
    relatives.born(child, fifteen);
    assertThat(post(page, "action=copy-json&born=" + fifteen))
        .satisfies(
            answer -> {
              assertThat(answer.status()).isEqualTo(403);
              assertThat(answer.body()).doesNotContain(child.given());
            });
    assertThat(post(page, "action=save&allow=care.email").body()).contains("saved");

    relatives.born(child, today.minusYears(18));
    assertThat(get(page).status()).isEqualTo(404);
    assertThat(post(page, "action=save&allow=survey.email").status()).isEqualTo(404);
    assertThat(post(page, "action=copy-json&born=" + today.minusYears(18)).status()).isEqualTo(404);
  }

  private Answer get(String page) {
    return clinic.fhir().anonymous("GET", page, "text/plain", null);
  }

  private Answer post(String page, String form) {
    return clinic.fhir().webhook(page, form, Map.of());
  }
}
