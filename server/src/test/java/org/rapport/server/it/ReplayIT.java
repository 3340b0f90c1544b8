package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Dead letters over a real MLLP connection, corrected and tried again. */
@ExtendWith(SharedClinic.class)
class ReplayIT {
  private final Clinic clinic;
  private final Person person = Person.next();
  private final String visit = "R" + person.id();
  private final SiuMessages booking;

  ReplayIT(Clinic clinic) {
    this.clinic = clinic;
    this.booking = SiuMessages.booking(visit).of(person).at(clinic.morning().plusDays(9));
  }

  private static Parameters with(Object... namesAndValues) {
    Parameters in = new Parameters();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = (String) namesAndValues[i];
      Object value = namesAndValues[i + 1];
      ParametersParameterComponent one = in.addParameter().setName(name);
      if (value instanceof Boolean flag) {
        one.setValue(new BooleanType(flag));
      } else if (value instanceof Integer number) {
        one.setValue(new IntegerType(number));
      } else if (value instanceof byte[] bytes) {
        one.setValue(new Base64BinaryType(bytes));
      } else {
        one.setValue(new StringType((String) value));
      }
    }
    return in;
  }

  private FhirClient.Answer replay(Task task, Object... namesAndValues) {
    return clinic
        .fhir()
        .post("/Task/" + task.getIdElement().getIdPart() + "/$replay", with(namesAndValues));
  }

  /** The dead letter of a message that lacks its patient. */
  private Task deadLetter(String message) {
    MllpClient.Ack ack = clinic.send(message);
    assertThat(ack.code()).isEqualTo("AE");
    String control = ack.segment("MSA").split("\\|")[2];
    return clinic
        .fhir()
        .get("/Task?code=dead-letter&status=requested&_count=500")
        .accepted()
        .as(Bundle.class)
        .getEntry()
        .stream()
        .map(entry -> (Task) entry.getResource())
        .filter(task -> task.getDescription().contains(" " + control + " "))
        .findFirst()
        .orElseThrow();
  }

  private Task read(Task task) {
    return clinic.fhir().get("/Task/" + task.getIdElement().getIdPart()).accepted().as(Task.class);
  }

  private static String original(Task task) {
    return ((Reference) task.getInputFirstRep().getValue()).getReference();
  }

  private byte[] data(String binary) {
    return clinic.fhir().get("/" + binary).accepted().as(Binary.class).getData();
  }

  private int visits() {
    return clinic
        .fhir()
        .get("/Appointment?identifier=" + SiuMessages.APPOINTMENTS + "%7C" + visit)
        .accepted()
        .as(Bundle.class)
        .getEntry()
        .size();
  }

  private static List<String> resources(Parameters answer) {
    return answer.getParameter().stream()
        .filter(one -> one.getName().equals("resource"))
        .map(one -> ((Reference) one.getValue()).getReference())
        .toList();
  }

  private static String said(Parameters answer, String name) {
    return answer.getParameter(name).getValue().primitiveValue();
  }

  private static String part(Parameters answer, String name) {
    return answer.getParameter("error").getPart().stream()
        .filter(one -> one.getName().equals(name))
        .map(one -> one.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  @Test
  void aCorrectedCopyIsLookedAtFirst_thenAppliedOnce_whoeverAsksAtTheSameTime() {
    Task letter = deadLetter(booking.textWithoutPid());
    byte[] came = data(original(letter));

    assertThat(replay(letter, "message", booking.text()).status()).isEqualTo(400);
    Parameters preview =
        replay(letter, "message", booking.text().replace('\r', '\n'), "preview", true)
            .accepted()
            .as(Parameters.class);
    clinic.settle();
    assertThat(said(preview, "acknowledgement")).isEqualTo("AA");
    assertThat(resources(preview)).anyMatch(one -> one.matches("Appointment/[^/]+/_history/1"));
    assertThat(visits()).isZero();
    assertThat(read(letter).getMeta().getVersionId()).isEqualTo(letter.getMeta().getVersionId());

    List<FhirClient.Answer> answers =
        IntStream.range(0, 4)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () ->
                            replay(
                                letter, "message", booking.text().getBytes(), "reason", "No PID")))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    assertThat(answers).extracting(FhirClient.Answer::status).containsOnlyOnce(200);
    assertThat(answers)
        .filteredOn(one -> one.status() != 200)
        .allSatisfy(
            one -> {
              assertThat(one.status()).isEqualTo(409);
              assertThat(one.body()).contains("was replayed on 20");
            });
    assertThat(visits()).isOne();

    Task closed = read(letter);
    assertThat(closed.getStatus()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(closed.getNoteFirstRep().getText()).isEqualTo("Replayed: Stored. No PID");
    assertThat(closed.getNoteFirstRep().getAuthorStringType().getValue()).isNotBlank();
    assertThat(original(closed)).isEqualTo(original(letter));
    assertThat(data(original(closed))).isEqualTo(came);
    String provenance = ((Reference) closed.getOutputFirstRep().getValue()).getReference();
    assertThat(clinic.fhir().get("/" + provenance).accepted().body()).contains("Appointment/");
    assertThat(clinic.fhir().get("/AuditEvent?entity=" + original(letter)).accepted().body())
        .contains("BasicAudit.Read");
    // The sender sends the same at last: it was applied.
    assertThat(clinic.send(booking.text()).segment("MSA")).contains("|AA|").contains("Duplicate");
  }

  @Test
  void aSecondFaultIsToldBesideTheFirst_andTheTaskStaysOpen() {
    Task letter = deadLetter(booking.textWithoutPid());

    Parameters again = replay(letter).accepted().as(Parameters.class);
    assertThat(said(again, "acknowledgement")).isEqualTo("AE");
    assertThat(part(again, "segment")).isEqualTo("PID");
    assertThat(part(again, "code")).isEqualTo("101");

    String unkeyed = booking.text().replaceFirst("\rSCH\\|[^|]*\\|[^|]*", "\rSCH||");
    Parameters other =
        replay(letter, "message", unkeyed, "reason", "PID added").accepted().as(Parameters.class);
    assertThat(part(other, "segment")).isEqualTo("SCH");
    Parameters none =
        replay(letter, "message", "not HL7", "reason", "by mistake")
            .accepted()
            .as(Parameters.class);
    assertThat(said(none, "acknowledgement")).isEqualTo("AR");

    Task open = read(letter);
    assertThat(open.getStatus()).isEqualTo(TaskStatus.REQUESTED);
    assertThat(open.getStatusReason().getText()).startsWith("100 MSH").contains("before: 101 PID");
    assertThat(open.getNote()).hasSize(3);
    assertThat(visits()).isZero();

    open.setStatus(TaskStatus.CANCELLED);
    open.getStatusReason().setText("sent by a test system");
    clinic.fhir().put(open).accepted();
    assertThat(replay(letter).status()).isEqualTo(409);
  }

  /** What is said of a known visit needs no PID: the fault was ours, and is gone. */
  @Test
  void allOfOneFaultGoTogether_onceSomebodyKnowsHowMany() {
    String sender = "BULK" + person.id();
    SiuMessages first = SiuMessages.booking(visit).of(person).at(clinic.morning().plusDays(9));
    for (String other : List.of(visit, visit + "B")) {
      SiuMessages moved = SiuMessages.moved(other).of(person).at(clinic.morning().plusDays(12));
      deadLetter(moved.textWithoutPid().replace("|EPIC|", "|" + sender + "|"));
    }
    assertThat(clinic.send(first.text().replace("|EPIC|", "|" + sender + "|")).code())
        .isEqualTo("AA");

    assertThat(all(sender, 1).status()).isEqualTo(422);
    Parameters done = all(sender, 2).accepted().as(Parameters.class);

    assertThat(said(done, "applied")).isEqualTo("1");
    assertThat(said(done, "refused")).isEqualTo("1");
    assertThat(said(done, "left")).isEqualTo("0");
    assertThat(all(sender, 1).accepted().as(Parameters.class).getParameter("stopped")).isNull();
  }

  private FhirClient.Answer all(String sender, int count) {
    Parameters asked =
        with(
            "sender",
            sender + ":MAIN",
            "fault",
            "101 PID",
            "reason",
            "known since",
            "count",
            count);
    return clinic.fhir().post("/Task/$replay", asked);
  }

  /** By ADT as by SIU: whose data it is was typed in, and it is applied once. */
  @Test
  void aPersonsOwnDataIsTakenOnceItSaysWhose() {
    AdtMessages added = AdtMessages.of("A28", person);
    Task letter = deadLetter(added.textWithoutNumber());
    assertThat(letter.getDescription()).startsWith("ADT^A28 ").contains("101 PID-3");

    Parameters refused =
        replay(letter, "message", added.textWithoutNumber(), "reason", "as it came")
            .accepted()
            .as(Parameters.class);
    assertThat(said(refused, "acknowledgement")).isEqualTo("AE");
    Parameters done =
        replay(letter, "message", added.text(), "reason", "Asked").accepted().as(Parameters.class);

    assertThat(said(done, "acknowledgement")).isEqualTo("AA");
    assertThat(resources(done)).anyMatch(one -> one.matches("Patient/[^/]+/_history/1"));
    assertThat(read(letter).getStatus()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(clinic.send(added.text()).segment("MSA")).contains("|AA|").contains("Duplicate");
  }

  @Test
  void itIsForWhoIntegrates() {
    Task letter = deadLetter(booking.textWithoutPid());
    clinic
        .fhir()
        .send(
            "POST",
            "/$user",
            FhirClient.JSON,
            """
            {"resourceType": "Parameters", "parameter": [{"name": "username", "valueString": "ines"},
             {"name": "password", "valueString": "ines-password"}, {"name": "role", "valueCode": "integrator"},
             {"name": "active", "valueBoolean": true}]}""")
        .accepted();
    String path = "Task/" + letter.getIdElement().getIdPart() + "/$replay";
    assertThat(replayed("nora", path)).isEqualTo(403);
    assertThat(replayed("ines", path)).isEqualTo(200);
    assertThat(read(letter).getNoteFirstRep().getAuthorStringType().getValue()).contains("ines");
  }

  private int replayed(String who, String path) {
    Visitor visitor = new Visitor(clinic.process().base());
    String token =
        visitor
            .signedIn(who, who + "-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    return visitor.fhir(token, "POST", path, FhirClient.json(new Parameters())).statusCode();
  }
}
