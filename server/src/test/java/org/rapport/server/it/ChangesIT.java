package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.terminology.TaskCode;

/** Whoever shows something asks whether to look again. */
@ExtendWith(SharedClinic.class)
class ChangesIT {
  private final Clinic clinic;

  ChangesIT(Clinic clinic) {
    this.clinic = clinic;
    clinic.settle();
  }

  private Map<String, Long> changes(String query) {
    Map<String, Long> changes = new TreeMap<>();
    clinic.fhir().get("/$changes" + query).accepted().as(Parameters.class).getParameter().stream()
        .filter(topic -> topic.getName().equals("topic"))
        .forEach(
            topic ->
                changes.put(
                    topic.getPart().get(0).getValue().primitiveValue(),
                    Long.valueOf(topic.getPart().get(1).getValue().primitiveValue())));
    return changes;
  }

  private long seen() {
    return changes("").values().stream().max(Long::compare).orElseThrow();
  }

  private static Task task(TaskCode code) {
    Task task = new Task().setStatus(Task.TaskStatus.REQUESTED).setIntent(Task.TaskIntent.ORDER);
    task.setCode(new CodeableConcept(new Coding(TaskCode.SYSTEM, code.code(), null)));
    return task;
  }

  @Test
  void aWriteMovesItsTopicsAndNoOther_beforeItIsAnswered() {
    assertThat(changes("")).containsKeys("task-change", "campaign-change", "consent-change");
    long seen = seen();
    assertThat(changes("?since=" + seen)).isEmpty();

    String id = clinic.fhir().create(task(TaskCode.CALL_BACK));
    assertThat(changes("?since=" + seen)).containsOnlyKeys("task-change");

    seen = seen();
    Task lead = task(TaskCode.LEAD);
    lead.setId(id);
    clinic.fhir().put(lead).accepted();
    assertThat(changes("?since=" + seen)).containsOnlyKeys("task-change", "lead-change");

    seen = seen();
    clinic.fhir().delete("/Task/" + id).accepted();
    assertThat(changes("?since=" + seen)).containsKey("task-change");
    assertThat(clinic.fhir().get("/$changes?since=yesterday").status()).isEqualTo(400);
  }

  @Test
  void aRefusedWriteMovesNothingBack_andStaffOfAPlaceMayAsk() {
    long seen = seen();
    assertThat(clinic.fhir().post("/Task", new Task()).status()).isBetween(400, 499);
    assertThat(seen()).isGreaterThanOrEqualTo(seen);

    assertThat(status("placed")).isEqualTo(200);
    assertThat(status("mark")).isEqualTo(200);
    assertThat(status("pat")).isEqualTo(403);
  }

  @Test
  void whoAsksWhetherToLookAgain_hasSeenNothingOfAnybody() {
    clinic.fhir().get("/$changes").accepted();
    clinic.fhir().get("/Measure/delivery-rate/$evaluate-measure").accepted();

    assertThat(
            clinic.fhir().search(AuditEvent.class, "subtype=operation&outcome=0").stream()
                .flatMap(event -> event.getEntity().stream())
                .filter(AuditEvent.AuditEventEntityComponent::hasQuery)
                .map(asked -> new String(asked.getQuery(), StandardCharsets.UTF_8)))
        .anyMatch(asked -> asked.contains("$evaluate-measure"))
        .noneMatch(asked -> asked.contains("$changes"));
  }

  private int status(String who) {
    Visitor visitor = new Visitor(clinic.process().base());
    String token =
        visitor
            .signedIn(who, who + "-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    return visitor.fhir(token, "$changes").statusCode();
  }
}
