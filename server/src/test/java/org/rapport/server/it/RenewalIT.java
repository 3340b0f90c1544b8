package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** R18: before an implied consent ends, the patient is asked for an express one, once. */
@ExtendWith(SharedClinic.class)
class RenewalIT {

  private static final String BASIS = Outreach.BASE + "/StructureDefinition/consent-basis";

  private final Clinic clinic;
  private final Person person = Person.next().withoutPhone();
  private final LocalDate today;

  RenewalIT(Clinic clinic) {
    this.clinic = clinic;
    this.today = clinic.morning().toLocalDate();
  }

  @Test
  void whoWasOnlyEverAskedByLawIsAskedOnceWhileThatLasts_andTheirYesIsKept() throws Exception {
    lives("BC");
    implied(today.plusDays(35).minusMonths(6));
    clinic.settle();
    assertThat(requests()).isEmpty();

    clinic.advanceTo(today.plusDays(7).atTime(LocalTime.NOON).atZone(Clinic.ZONE).toInstant());

    assertThat(requests())
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.getStatus())
                    .isEqualTo(CommunicationRequest.CommunicationRequestStatus.COMPLETED));
    List<MimeMessage> mails = clinic.mails(person.email());
    assertThat(mails).hasSize(1);
    assertThat(PreferencesLink.text(mails.get(0)))
        .contains(person.given(), "To stop these e-mails:");
    String page = URI.create(PreferencesLink.in(mails.get(0))).getPath();
    assertThat(clinic.fhir().anonymous("GET", page, "text/plain", null))
        .satisfies(
            seen ->
                assertThat(seen.body())
                    .as("a yes that the law takes for granted is not ticked for them")
                    .contains("care.email\" checked", "outreach.email\"")
                    .doesNotContain("outreach.email\" checked"));
    FhirClient.Answer saved =
        clinic
            .fhir()
            .webhook(
                page,
                "action=save&allow=care.email&allow=appointment.email&allow=outreach.email",
                Map.of());
    assertThat(saved.body()).contains("Your choices are saved");

    clinic.advanceTo(today.plusDays(40).atTime(LocalTime.NOON).atZone(Clinic.ZONE).toInstant());

    assertThat(clinic.mails(person.email())).as("nobody is asked twice").hasSize(1);
    assertThat(
            clinic.fhir().search(Consent.class, "patient=" + person.id()).stream()
                .filter(consent -> consent.getProvision().getType() == ConsentProvisionType.PERMIT)
                .filter(consent -> !consent.hasExtension(BASIS)))
        .isNotEmpty();
  }

  @Test
  void whoSaidYesMeanwhileIsNotAsked() {
    lives("BC");
    implied(today.plusDays(35).minusMonths(6));
    clinic
        .fhir()
        .post("/Consent", Consents.outreach(person, ConsentProvisionType.PERMIT, clinic.settle()))
        .accepted();

    clinic.advanceTo(today.plusDays(8).atTime(LocalTime.NOON).atZone(Clinic.ZONE).toInstant());

    assertThat(requests()).isEmpty();
    assertThat(clinic.mails(person.email())).isEmpty();
  }

  @Test
  void whereNothingIsTakenForGrantedNobodyIsAsked() {
    lives("QC");
    implied(today.plusDays(20).minusMonths(6));

    clinic.advanceTo(today.plusDays(2).atTime(LocalTime.NOON).atZone(Clinic.ZONE).toInstant());

    assertThat(requests()).isEmpty();
    assertThat(clinic.mails(person.email())).isEmpty();
  }

  private void lives(String province) {
    Patient patient = person.patient();
    patient.addAddress().setCountry("CA").setState(province);
    clinic.fhir().put(patient).accepted();
  }

  private void implied(LocalDate since) {
    Consent consent =
        Consents.outreach(
            person,
            ConsentProvisionType.PERMIT,
            since.atTime(LocalTime.NOON).atZone(Clinic.ZONE).toInstant());
    consent.addExtension(BASIS, new CodeType("implied-inquiry"));
    clinic.fhir().post("/Consent", consent).accepted();
  }

  private List<CommunicationRequest> requests() {
    return clinic.fhir().search(CommunicationRequest.class, "subject=Patient/" + person.id());
  }
}
