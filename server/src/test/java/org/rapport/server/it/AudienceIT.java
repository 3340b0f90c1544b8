package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** Hashes for ads platforms: of who agreed, nobody sensitive, and removed again on withdrawal. */
class AudienceIT extends CampaignScenario {
  AudienceIT(Clinic clinic) {
    super(clinic);
  }

  private void decides(Person who, boolean permit, String channel) {
    clinic
        .fhir()
        .create(
            Consents.marketing(
                who,
                permit ? Consent.ConsentProvisionType.PERMIT : Consent.ConsentProvisionType.DENY,
                channel,
                clinic.settle()));
  }

  private Parameters audience(String group) {
    return clinic
        .fhir()
        .post("/Group/" + group + "/$audience", new Parameters())
        .accepted()
        .as(Parameters.class);
  }

  private static List<String> hashes(Parameters answer, String name) {
    return answer.getParameter().stream()
        .filter(parameter -> parameter.getName().equals(name))
        .map(parameter -> parameter.getPartFirstRep().getValue().primitiveValue())
        .toList();
  }

  private static String sha256(String value) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void onlyWhoAgreedIsInIt_andWhoWithdrawsIsNamedForRemoval() throws Exception {
    List<Person> people = people(5);
    Person agrees = people.get(0);
    Person bySms = people.get(1);
    Person sensitive = people.get(2);
    Person confidential = people.get(3);
    decides(agrees, true, "ads");
    decides(bySms, true, "sms");
    decides(sensitive, true, "ads");
    decides(confidential, true, "ads");
    Appointment visit = sensitive.visit(clinic.settle().minusSeconds(86_400));
    visit.setStatus(Appointment.AppointmentStatus.FULFILLED);
    visit.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY", null);
    clinic.fhir().create(visit);
    Patient hidden = confidential.patient();
    hidden
        .getTelecomFirstRep()
        .addExtension(
            Outreach.BASE + "/StructureDefinition/confidential-contact",
            new org.hl7.fhir.r4.model.BooleanType(true));
    clinic.fhir().put(hidden).accepted();
    String group = group(people);

    Parameters first = audience(group);

    assertThat(hashes(first, "member"))
        .containsExactlyInAnyOrder(sha256(agrees.email()), sha256(agrees.phone()));
    assertThat(hashes(first, "removed")).isEmpty();
    FhirClient.Answer csv =
        clinic
            .fhir()
            .post(
                "/Group/" + group + "/$audience",
                new Parameters().addParameter("format", new CodeType("csv")));
    assertThat(csv.status()).isEqualTo(200);

    new PatientPhone(clinic, agrees.phone()).text("STOP");
    assertThat(hashes(audience(group), "removed")).containsExactly(sha256(agrees.phone()));
    decides(agrees, false, "ads");
    Parameters last = audience(group);
    assertThat(hashes(last, "member")).isEmpty();
    assertThat(hashes(last, "removed"))
        .containsExactlyInAnyOrder(sha256(agrees.email()), sha256(agrees.phone()));
    assertThat(last.toString()).doesNotContain(agrees.email());
    assertThat(
            clinic
                .fhir()
                .post(
                    "/Group/" + group + "/$audience",
                    new Parameters().addParameter("format", new CodeType("xlsx")))
                .status())
        .isEqualTo(400);
    assertThat(clinic.fhir().post("/Group/nobody/$audience", new Parameters()).status())
        .isEqualTo(404);
  }
}
