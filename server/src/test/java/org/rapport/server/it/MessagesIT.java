package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The journal of what an EHR sends over a real connection, and what is made of it for people. */
@ExtendWith(SharedClinic.class)
class MessagesIT {
  private final Clinic clinic;
  private final Person person = Person.next();
  private final String visit = "J" + person.id();
  private final String application = "JRN" + person.id();
  private final SiuMessages booking;

  MessagesIT(Clinic clinic) {
    this.clinic = clinic;
    this.booking = SiuMessages.booking(visit).of(person).at(clinic.morning().plusDays(8));
  }

  private String own(String message) {
    return message.replace("|EPIC|", "|" + application + "|");
  }

  private Parameters messages(String query) {
    return clinic
        .fhir()
        .get("/$messages?" + query.replace("^", "%5E"))
        .accepted()
        .as(Parameters.class);
  }

  private static List<ParametersParameterComponent> all(Parameters answer, String name) {
    return answer.getParameter().stream().filter(one -> one.getName().equals(name)).toList();
  }

  private static String part(ParametersParameterComponent of, String name) {
    return of.getPart().stream()
        .filter(one -> one.getName().equals(name))
        .map(
            one ->
                one.getValue() instanceof Reference reference
                    ? reference.getReference()
                    : one.getValue().primitiveValue())
        .findFirst()
        .orElse(null);
  }

  private static List<String> answers(Parameters page) {
    return all(page, "message").stream().map(one -> part(one, "answer")).toList();
  }

  private static Map<String, String> counts(Parameters page) {
    return all(page, "count").stream()
        .collect(Collectors.toMap(one -> part(one, "answer"), one -> part(one, "value")));
  }

  /** Accepted, sent again, not mappable, sent again, of another type. */
  private void fiveMessages() {
    assertThat(clinic.send(own(booking.text()), own(booking.text())).code()).isEqualTo("AA");
    String without =
        own(SiuMessages.booking(visit + "B").of(person).at(clinic.morning()).textWithoutPid());
    assertThat(clinic.send(without, without).code()).isEqualTo("AE");
    assertThat(clinic.send(own(booking.text()).replace("SIU^S12^SIU_S12", "ORU^R01")).code())
        .isEqualTo("AR");
  }

  @Test
  void everyMessageIsThere_withItsAnswerAndWhatItLedTo() {
    fiveMessages();

    Parameters page = messages("sender=" + application + ":MAIN");
    assertThat(answers(page)).containsExactly("AR", "AE", "AE", "AA", "AA");
    assertThat(counts(page)).isEqualTo(Map.of("AA", "2", "AE", "2", "AR", "1"));
    ParametersParameterComponent applied = all(page, "message").get(4);
    assertThat(part(applied, "type")).isEqualTo("SIU^S12");
    assertThat(part(applied, "filler")).isEqualTo(visit);
    assertThat(part(applied, "placer")).isEqualTo("P" + visit);
    assertThat(part(applied, "direction")).isEqualTo("in");
    assertThat(Integer.parseInt(part(applied, "bytes"))).isGreaterThan(100);
    assertThat(Integer.parseInt(part(applied, "milliseconds"))).isNotNegative();
    assertThat(clinic.fhir().get("/" + part(applied, "binary")).accepted().body())
        .contains("hl7-v2");
    ParametersParameterComponent dead = all(page, "message").get(2);
    assertThat(part(dead, "fault")).isEqualTo("101 PID");
    assertThat(clinic.fhir().get("/" + part(dead, "task")).accepted().body())
        .contains("dead-letter");
    assertThat(part(all(page, "message").get(0), "fault")).isEqualTo("200 MSH-9");
    assertThat(clinic.fhir().get("/$messages?sender=" + application + ":MAIN").body())
        .doesNotContain(person.given())
        .doesNotContain(person.localPhone());

    String patient = part(applied, "patient");
    assertThat(answers(messages("patient=" + patient))).containsExactly("AA");
    assertThat(answers(messages("visit=" + visit))).containsExactly("AA", "AA");
    assertThat(answers(messages("control-id=" + part(applied, "control-id")))).isNotEmpty();
    Parameters refused = messages("sender=" + application + ":MAIN&answer=AE&_count=1");
    assertThat(answers(refused)).containsExactly("AE");
    assertThat(counts(refused)).containsEntry("AA", "2");
    String next = refused.getParameter("next").getValue().primitiveValue();
    assertThat(
            answers(messages("sender=" + application + ":MAIN&answer=AE&_count=5&after=" + next)))
        .containsExactly("AE");
    assertThat(answers(messages("sender=" + application + ":MAIN&type=ORU^R01")))
        .containsExactly("AR");
    for (String wrong : List.of("since=soon", "answer=AX", "after=x", "_count=-1")) {
      assertThat(clinic.fhir().get("/$messages?" + wrong).status()).as(wrong).isEqualTo(400);
    }

    clinic.fhir().send("POST", "/" + patient + "/$erase", FhirClient.JSON, "").accepted();
    assertThat(answers(messages("patient=" + patient))).isEmpty();
  }

  @Test
  void sendersAndRoutesSayHowTheyFare() {
    fiveMessages();

    ParametersParameterComponent sender =
        all(clinic.fhir().get("/$senders").accepted().as(Parameters.class), "sender").stream()
            .filter(one -> (application + ":MAIN").equals(part(one, "name")))
            .findFirst()
            .orElseThrow();
    assertThat(part(sender, "configured")).isEqualTo("false");
    assertThat(part(sender, "last")).isNotNull();
    assertThat(part(sender, "dead-letter")).startsWith("Task/");

    Parameters routes = clinic.fhir().get("/$routes").accepted().as(Parameters.class);
    ParametersParameterComponent intake =
        all(routes, "route").stream()
            .filter(one -> "siu-intake".equals(part(one, "id")))
            .findFirst()
            .orElseThrow();
    assertThat(part(intake, "state")).isEqualTo("started");
    assertThat(part(intake, "file")).isEqualTo("siu-intake.camel.yaml");
    assertThat(Integer.parseInt(part(intake, "total"))).isGreaterThanOrEqualTo(5);
  }

  /** What clients of other kinds send to such a door. */
  @Test
  void aHeartbeatThatIsNoneIsRefusedAndKeepsNothing() {
    String name = "odd-" + Person.next().id();
    for (String parts :
        List.of(
            "{'name':'id','valueInteger':7}",
            "{'name':'state','valueCode':'started'}",
            "{'name':'id','valueString':'a'},{'name':'total','valueInteger':-1}",
            "{'name':'id','valueString':'a'},{'name':'total','valueDecimal':1e400}",
            "{'name':'id','valueString':'a'},{'name':'fault-at','valueString':'now'}",
            "{'name':'id','part':[{'name':'id','valueString':'a'}]}",
            "{'name':'id','resource':{'resourceType':'Patient'}}")) {
      assertThat(beat(name, "'valueInstant':'2027-03-01T15:00:00Z'", parts)).isEqualTo(400);
    }
    assertThat(beat(name, "'valueString':'yesterday'", "{'name':'id','valueString':'a'}"))
        .isEqualTo(400);
    assertThat(beat("", "'valueInstant':'2027-03-01T15:00:00Z'", "")).isEqualTo(400);
    assertThat(beat("x".repeat(201), "'valueInstant':'2027-03-01T15:00:00Z'", "")).isEqualTo(400);
    assertThat(clinic.fhir().get("/$routes").accepted().body()).doesNotContain(name);

    String long300 = "{'name':'id','valueString':'" + "r".repeat(100_000) + "'}";
    assertThat(
            beat(
                name,
                "'valueInstant':'0001-01-01T00:00:00Z'",
                long300 + ",{'name':'secret','valueString':'kept-by-nobody'}"))
        .isEqualTo(200);
    String shown = clinic.fhir().get("/$routes").accepted().body();
    assertThat(shown).contains(name, "r".repeat(300)).doesNotContain("r".repeat(301));
    assertThat(shown).doesNotContain("kept-by-nobody");
  }

  private int beat(String name, String started, String parts) {
    String body =
        ("{'resourceType':'Parameters','parameter':[{'name':'worker','valueString':'"
                + name
                + "'},{'name':'started',"
                + started
                + "}"
                + (parts.isEmpty() ? "" : ",{'name':'route','part':[" + parts + "]}")
                + "]}")
            .replace('\'', '"');
    return clinic.fhir().send("POST", "/$heartbeat", FhirClient.JSON, body).status();
  }

  @Test
  void aWorkerElsewhereIsSeenWithItsRoutesUntilItLeaves() {
    Parameters heartbeat = new Parameters();
    heartbeat.addParameter("worker", "elsewhere-1");
    heartbeat.addParameter("version", "1.2");
    heartbeat.addParameter("started", new InstantType("2027-03-01T15:00:00Z"));
    ParametersParameterComponent route = heartbeat.addParameter().setName("route");
    route.addPart().setName("id").setValue(new StringType("channel-sms"));
    route.addPart().setName("state").setValue(new CodeType("stopped"));
    clinic.fhir().post("/$heartbeat", heartbeat).accepted();
    clinic.fhir().post("/$heartbeat", heartbeat).accepted();

    Parameters routes = clinic.fhir().get("/$routes").accepted().as(Parameters.class);
    assertThat(all(routes, "worker"))
        .filteredOn(one -> "elsewhere-1".equals(part(one, "name")))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(part(one, "version")).isEqualTo("1.2");
              assertThat(part(one, "silent")).isEqualTo("false");
            });
    assertThat(all(routes, "route"))
        .filteredOn(one -> "elsewhere-1".equals(part(one, "worker")))
        .singleElement()
        .satisfies(one -> assertThat(part(one, "state")).isEqualTo("stopped"));
    assertThat(clinic.patientReader().post("/$heartbeat", heartbeat).status()).isEqualTo(403);
    assertThat(clinic.fhir().post("/$heartbeat", new Parameters()).status()).isEqualTo(400);

    heartbeat.addParameter("leaves", true);
    clinic.fhir().post("/$heartbeat", heartbeat).accepted();
    assertThat(all(clinic.fhir().get("/$routes").accepted().as(Parameters.class), "worker"))
        .noneMatch(one -> "elsewhere-1".equals(part(one, "name")));
  }

  @Test
  void theyAreForWhoIntegrates() {
    Visitor visitor = new Visitor(clinic.process().base());
    String token =
        visitor
            .signedIn("nora", "nora-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    for (String path : List.of("$messages", "$senders", "$routes")) {
      assertThat(visitor.fhir(token, path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(clinic.patientReader().get("/$messages").status()).isEqualTo(403);
  }
}
