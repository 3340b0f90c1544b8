package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** What integrators see of the queue and the channels, and what they mend. */
@ExtendWith(SharedClinic.class)
class MonitorIT {
  private final Clinic clinic;
  private final Person person = Person.next();

  MonitorIT(Clinic clinic) {
    this.clinic = clinic;
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
  }

  private static List<ParametersParameterComponent> all(Parameters answer, String name) {
    return answer.getParameter().stream().filter(one -> one.getName().equals(name)).toList();
  }

  private static String part(ParametersParameterComponent of, String name) {
    return of.getPart().stream()
        .filter(one -> one.getName().equals(name))
        .map(one -> one.getValue().primitiveValue())
        .findFirst()
        .orElse(null);
  }

  private Parameters get(String path) {
    return clinic.fhir().get(path).accepted().as(Parameters.class);
  }

  private ParametersParameterComponent channel(String code) {
    return all(get("/$channels"), "channel").stream()
        .filter(one -> code.equals(part(one, "code")))
        .findFirst()
        .orElseThrow();
  }

  private String send() {
    CommunicationRequest message = new CommunicationRequest();
    message.setStatus(CommunicationRequest.CommunicationRequestStatus.ACTIVE);
    message.addCategory(
        new CodeableConcept(new Coding(OutreachPurpose.SYSTEM, OutreachPurpose.CARE.code(), null)));
    message.addMedium(new CodeableConcept(new Coding(Channel.SYSTEM, "sms", null)));
    message.setSubject(new Reference("Patient/" + person.id()));
    message.addPayload().setContent(new StringType("Please call us when you have a moment."));
    String id = clinic.fhir().create(message);
    clinic.settle();
    return id;
  }

  @Test
  void aChannelSaysWhenItLastSent() {
    send();

    ParametersParameterComponent sms = channel("sms");
    assertThat(part(sms, "circuit")).isEqualTo("closed");
    assertThat(part(sms, "lastSent")).isNotNull();
    assertThat(part(sms, "sending")).isEqualTo("0");
    assertThat(all(get("/$channels"), "channel")).hasSize(Channel.values().length);
  }

  /** A worker that fails eight times, as one does whose route is broken. */
  @Test
  void deadWorkIsTold_andTriedAgainOnce() {
    clinic.fhir().create(person.visit(clinic.settle().plusSeconds(900_000)));
    clinic.settle();
    Parameters quiet = get("/$work");
    assertThat(all(quiet, "kind")).isNotEmpty();
    for (ParametersParameterComponent kind : all(quiet, "kind")) {
      assertThat(part(kind, "due")).isNotNull();
    }
    assertThat(clinic.fhir().get("/$work?retry=1").status()).isEqualTo(405);
    assertThat(retry("0").status()).isEqualTo(404);
    assertThat(retry("first").status()).isEqualTo(400);
    assertThat(clinic.fhir().get("/$work?_count=-1").status()).isEqualTo(400);
  }

  private FhirClient.Answer retry(String id) {
    Parameters asked = new Parameters();
    asked.addParameter("retry", new StringType(id));
    return clinic.fhir().post("/$work", asked);
  }

  @Test
  void theRulesInForceAreToldWithWhereTheyStand() {
    Parameters all = get("/$policy");
    List<ParametersParameterComponent> rows = all(all, "row");
    assertThat(rows).isNotEmpty();
    for (ParametersParameterComponent row : rows) {
      assertThat(part(row, "id")).isNotBlank();
      assertThat(part(row, "rule")).isNotBlank();
      assertThat(part(row, "citation")).isNotBlank();
      assertThat(part(row, "file")).endsWith(".yaml");
      assertThat(part(row, "verified")).isIn("true", "false");
    }
    Parameters here = get("/$policy?location=CA-ON&purpose=marketing&channel=sms&at=2027-03-01");
    assertThat(all(here, "row")).isNotEmpty().hasSizeLessThan(rows.size());
    assertThat(all(here, "row"))
        .allSatisfy(row -> assertThat(part(row, "jurisdiction")).doesNotStartWith("US"));
    for (String wrong : List.of("at=soon", "purpose=spam", "channel=pigeon", "location=nowhere")) {
      assertThat(clinic.fhir().get("/$policy?" + wrong).status()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void settingsAreToldWithTheirSource_andNoSecret() {
    FhirClient.Answer answer = clinic.fhir().get("/$settings").accepted();
    assertThat(answer.body())
        .doesNotContain(Clinic.WEBHOOK_SECRET)
        .doesNotContain(GatewayStub.TOKEN)
        .doesNotContain(RapportProcess.SECRET);
    List<ParametersParameterComponent> settings = all(answer.as(Parameters.class), "setting");
    assertThat(settings)
        .anySatisfy(
            one -> {
              assertThat(part(one, "name")).isEqualTo("RAPPORT_CLOCK");
              assertThat(part(one, "source")).isEqualTo("environment");
            })
        .anySatisfy(
            one -> {
              assertThat(part(one, "name")).isEqualTo("RAPPORT_CLINIC_NAME");
              assertThat(part(one, "value")).isEqualTo("Harbour Clinic");
              assertThat(part(one, "source")).isEqualTo("default");
            });
    assertThat(status("mark", "$policy")).isEqualTo(200);
    assertThat(status("mark", "$settings")).isEqualTo(403);
  }

  @Test
  void theyAreForWhoIntegrates() {
    assertThat(status("nora", "$work")).isEqualTo(403);
    assertThat(status("sam", "$channels")).isEqualTo(403);
    clinic
        .fhir()
        .send(
            "POST",
            "/$user",
            FhirClient.JSON,
            """
            {"resourceType": "Parameters", "parameter": [{"name": "username", "valueString": "ingo"},
             {"name": "password", "valueString": "ingo-password"}, {"name": "role", "valueCode": "integrator"},
             {"name": "active", "valueBoolean": true}]}""")
        .accepted();
    assertThat(status("ingo", "$work")).isEqualTo(200);
    assertThat(status("ingo", "$channels")).isEqualTo(200);
  }

  private int status(String who, String path) {
    Visitor visitor = new Visitor(clinic.process().base());
    String token =
        visitor
            .signedIn(who, who + "-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    return visitor.fhir(token, path).statusCode();
  }
}
