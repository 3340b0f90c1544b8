package org.rapport.server.outreach.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.catalog.Template;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Bases;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.outreach.gate.TestPolicy;
import org.rapport.server.outreach.gate.TestQuestions;
import org.rapport.server.outreach.gate.Traffic;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.terminology.NotDoneReason;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** A message that is tried out is judged as one that is released. */
class DryGateTest {
  private static final Instant NOON = Instant.parse("2027-05-05T16:00:00Z");

  private static RapportSettings settings() throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("clinic", Map.of("rapport.clinic.address", "")));
    new YamlPropertySourceLoader()
        .load("application", new ClassPathResource("application.yaml"))
        .forEach(environment.getPropertySources()::addLast);
    return Binder.get(environment).bind("rapport", RapportSettings.class).get();
  }

  private static Template template(String purpose, String channel) {
    return new Template(
        "Template|1",
        purpose,
        List.of(new Template.Variant("en", channel, "News", "{{clinicName}} has news. Reply STOP")),
        false);
  }

  private static DryGate.Judged judged(Template template, boolean register, ContactBook contacts)
      throws IOException {
    Patient patient = new Patient();
    patient.setId("ana");
    patient.addAddress().setCountry("US").setState("NY");
    PlannedStep step =
        new PlannedStep(
            "news",
            Journey.Kind.MESSAGE,
            null,
            template.canonical(),
            template.purpose(),
            NOON,
            NOON.atZone(TestQuestions.TORONTO).toLocalDateTime(),
            TestQuestions.TORONTO,
            "now",
            null,
            null,
            false,
            false);
    return new DryGate(TestPolicy.shipped(), url -> Optional.of(template), settings(), register)
        .judge(
            new DryGate.Due(
                step,
                patient,
                Focus.of(patient),
                null,
                null,
                Sensitivity.NONE,
                false,
                contacts,
                new Traffic(List.of(), List.of())),
            NOON);
  }

  private static ContactBook permitting(String channel) {
    return new ContactBook(
        List.of(
            "sms".equals(channel)
                ? TestContacts.mobile(TestContacts.MOBILE)
                : TestContacts.email(TestContacts.EMAIL)),
        List.of(TestContacts.verified(Set.of(), Set.of(), "2027-01-01T12:00:00Z")),
        "US",
        new Bases(TestPolicy.shipped(), new Jurisdiction("US", "NY"), TestQuestions.TORONTO));
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0"})
  void theRegisterIsAskedOfNobody_andItsRuleHoldsWhereThereIsOne(boolean register, int said)
      throws IOException {
    DryGate.Judged judged = judged(template("outreach", "sms"), register, permitting("sms"));

    assertThat(judged.reason()).isNull();
    assertThat(judged.until()).isNull();
    assertThat(judged.rules())
        .filteredOn(rule -> rule.rule().equals("number-register"))
        .hasSize(said)
        .allMatch(rule -> rule.detail().startsWith("the register said no at " + NOON));
  }

  @Test
  void lettersEndAsThoseThatAreReleased() throws IOException {
    assertThat(judged(template("outreach", "email"), false, permitting("email")).body())
        .contains("To stop these e-mails: /u/");
  }

  @Test
  void marketingOfAClinicWithoutAnAddressIsRefusedAsInARelease() throws IOException {
    assertThat(judged(template("marketing", "email"), false, permitting("email")).reason())
        .isEqualTo(NotDoneReason.UNSAFE_CONTENT);
  }
}
