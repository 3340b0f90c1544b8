package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** What may be written to somebody now, and why: what the gate would say. */
@ExtendWith(SharedClinic.class)
class PermissionsIT {
  private final Clinic clinic;
  private final Person person = Person.next();

  PermissionsIT(Clinic clinic) {
    this.clinic = clinic;
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
  }

  private Map<String, Map<String, String>> permissions() {
    return clinic
        .fhir()
        .get("/Patient/" + person.id() + "/$permissions")
        .accepted()
        .as(Parameters.class)
        .getParameter()
        .stream()
        .map(PermissionsIT::parts)
        .collect(
            Collectors.toMap(one -> one.get("purpose") + " " + one.get("channel"), one -> one));
  }

  private static Map<String, String> parts(ParametersParameterComponent permission) {
    Map<String, String> parts = new TreeMap<>();
    permission
        .getPart()
        .forEach(
            part -> {
              Type value = part.getValue();
              parts.put(
                  part.getName(),
                  value instanceof Reference reference
                      ? reference.getReference()
                      : value.primitiveValue());
            });
    return parts;
  }

  /** The same question, asked by the way of a draft. */
  private String explained(OutreachPurpose purpose, Channel channel) {
    CommunicationRequest draft = new CommunicationRequest();
    draft.setStatus(CommunicationRequestStatus.DRAFT);
    draft.addCategory(
        new CodeableConcept(new Coding(OutreachPurpose.SYSTEM, purpose.code(), null)));
    draft.addMedium(new CodeableConcept(new Coding(Channel.SYSTEM, channel.code(), null)));
    draft.setSubject(new Reference("Patient/" + person.id()));
    draft.addPayload().setContent(new StringType("Please call us when you have a moment."));
    String id = clinic.fhir().create(draft);
    String verdict =
        clinic
            .fhir()
            .get("/CommunicationRequest/" + id + "/$explain?when=now")
            .accepted()
            .as(Parameters.class)
            .getParameter("verdict")
            .getValue()
            .primitiveValue();
    clinic.fhir().delete("/CommunicationRequest/" + id).accepted();
    return verdict;
  }

  private void agrees() {
    Map<String, Map<String, String>> permissions = permissions();
    Instant now = clinic.settle();
    // All but the answer to what somebody has just done: a draft is written some time before.
    for (OutreachPurpose purpose :
        EnumSet.complementOf(EnumSet.of(OutreachPurpose.ACKNOWLEDGEMENT))) {
      for (Channel channel : new Channel[] {Channel.SMS, Channel.EMAIL}) {
        Map<String, String> one = permissions.get(purpose.code() + " " + channel.code());
        String expected = explained(purpose, channel);
        String told =
            one.get("reason") != null
                ? one.get("reason")
                : Instant.parse(one.get("next")).isAfter(now) ? "defer" : "release";
        if (!expected.equals("unsafe-content")) {
          assertThat(told).as(purpose + " by " + channel + " " + one).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void whatIsSaidIsWhatTheGateSays_andOnWhatGround() {
    Consent permit =
        Consents.marketing(person, Consent.ConsentProvisionType.PERMIT, "email", clinic.settle());
    String consent = clinic.fhir().create(permit);

    Map<String, Map<String, String>> permissions = permissions();
    assertThat(permissions).hasSize(OutreachPurpose.values().length * 3);
    assertThat(permissions.get("appointment sms"))
        .containsEntry("verdict", "yes")
        .containsEntry("basis", "relationship");
    assertThat(permissions.get("marketing email"))
        .containsEntry("verdict", "yes")
        .containsEntry("basis", "consent")
        .containsEntry("consent", "Consent/" + consent);
    assertThat(permissions.get("marketing sms"))
        .containsEntry("verdict", "ask")
        .containsEntry("reason", "no-consent")
        .containsEntry("basis", "none");
    agrees();
  }

  @Test
  void whoSaidStopIsLeftAlone_andAtNightEverybodyIs() {
    Consent deny =
        Consents.marketing(person, Consent.ConsentProvisionType.DENY, "sms", clinic.settle());
    String consent = clinic.fhir().create(deny);
    assertThat(permissions().get("marketing sms"))
        .containsEntry("verdict", "no")
        .containsEntry("reason", "opted-out")
        .containsEntry("consent", "Consent/" + consent);

    clinic.next(Clinic.ZONE, LocalTime.of(23, 30));
    Map<String, Map<String, String>> night = permissions();
    assertThat(night.get("care sms")).containsEntry("verdict", "yes");
    assertThat(Instant.parse(night.get("care sms").get("next"))).isAfter(clinic.settle());
    agrees();
  }

  @Test
  void whoHasNoAddressHasRefusedNothing_andStrangersToAPlaceAreNotShown() {
    Person mute = Person.next().withoutAddress();
    clinic.fhir().put(mute.patient()).accepted();
    String path = "/Patient/" + mute.id() + "/$permissions";
    assertThat(clinic.fhir().get(path).accepted().body()).contains("no-address");
    assertThat(clinic.fhir().get("/Patient/nobody-at-all/$permissions").status()).isEqualTo(404);
    Visitor visitor = new Visitor(clinic.process().base());
    String token =
        visitor
            .signedIn("placed", "placed-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    assertThat(visitor.fhir(token, path.substring(1)).statusCode()).isEqualTo(404);
  }
}
