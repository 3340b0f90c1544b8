package org.rapport.server.console.messages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.terminology.TaskCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Messages that could not be applied: read as they came, corrected in a copy, looked at before, and
 * applied once. The message as it came stays.
 */
@RestController
public class LettersPage {
  private static final String LETTER = "/console/letters/{id:" + Desk.ID + "}";
  private static final int MOST = 200;

  /** As the intake describes a dead letter. */
  private static final Pattern SENDER = Pattern.compile(" from (.*?) not applied");

  /**
   * One of them.
   *
   * @param raw as it came, a line a segment; null: it may not be read
   * @param copy what is tried in its place
   * @param sender MSH-3 and MSH-4, as the API names it
   * @param code of the fault, with its place
   * @param result what came of the last try; null: none
   */
  public record Letter(
      String id,
      String version,
      String description,
      String fault,
      boolean open,
      String state,
      String since,
      String raw,
      String copy,
      String reason,
      List<String> notes,
      String sender,
      String code,
      Result result) {}

  /** What came of a try, or would. */
  public record Result(
      boolean preview, String answer, String text, List<Fault> faults, List<String> resources) {}

  /** Where it is refused. */
  public record Fault(String place, String code, String text) {}

  @GetMapping("/console/letters")
  ResponseEntity<String> list(Desk desk) {
    Listing list = Listing.of(desk, "letters").columns("when", "message", "fault", "open");
    for (Task task :
        desk.fhir()
            .list(
                Task.class,
                "Task?code="
                    + TaskCode.DEAD_LETTER.code()
                    + "&status=requested,received,accepted,ready,in-progress,on-hold,failed"
                    + "&_sort=authored-on&_count="
                    + MOST)) {
      String id = task.getIdElement().getIdPart();
      list.row(
          id,
          Listing.text(since(desk, task)),
          Listing.text(task.getDescription()),
          Listing.chip(task.getStatusReason().getText(), "late"),
          Listing.link(desk.words().say("open"), "/console/letters/" + id));
    }
    return list.show();
  }

  private static String since(Desk desk, Task task) {
    return task.hasAuthoredOn() ? desk.times().full(task.getAuthoredOn().toInstant()) : "";
  }

  @GetMapping(LETTER)
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    Task task = desk.fhir().read(Task.class, id);
    return show(desk, task, task.getStatusReason().getText(), raw(desk, task), null);
  }

  // The fault that it had before: that of the last try stands beside it.
  private static ResponseEntity<String> show(
      Desk desk, Task task, String fault, String raw, Result result) {
    String copy = desk.asked("copy");
    return desk.page(
        "letters.one",
        "messages/letter.jte",
        new Letter(
            task.getIdElement().getIdPart(),
            task.getIdElement().getVersionIdPart(),
            task.getDescription(),
            fault,
            !List.of("completed", "cancelled", "rejected", "entered-in-error")
                .contains(task.getStatus().toCode()),
            desk.words()
                .or("letters.state." + task.getStatus().toCode(), task.getStatus().toCode()),
            since(desk, task),
            raw,
            copy == null ? raw : copy,
            desk.asked("reason"),
            task.getNote().stream().map(note -> note.getText()).toList(),
            sender(task.getDescription()),
            task.getStatusReason().hasText()
                ? task.getStatusReason().getText().split("[,;]", 2)[0].strip()
                : "",
            result));
  }

  private static String sender(String description) {
    Matcher said = SENDER.matcher(description == null ? "" : description);
    return said.find() ? said.group(1) : "";
  }

  // Reading it is what the audit trail calls opening it.
  private static String raw(Desk desk, Task task) {
    return task.getInput().stream()
        .filter(one -> one.getValue() instanceof Reference)
        .map(one -> ((Reference) one.getValue()).getReferenceElement())
        .filter(one -> "Binary".equals(one.getResourceType()))
        .findFirst()
        .flatMap(one -> desk.fhir().find(Binary.class, one.getIdPart()))
        .map(one -> new String(one.getContent(), StandardCharsets.UTF_8).replace('\r', '\n'))
        .orElse(null);
  }

  @PostMapping(LETTER)
  ResponseEntity<String> act(@PathVariable("id") String id, Desk desk) {
    Task task = desk.fhir().read(Task.class, id);
    if ("dismiss".equals(desk.asked("act"))) {
      task.setStatus(Task.TaskStatus.CANCELLED);
      task.setStatusReason(
          new CodeableConcept()
              .setText(desk.asked("reason", desk.words().say("letters.dismissed.by"))));
      desk.fhir().put(task, desk.asked("_version"));
      return desk.done("letters.dismissed").on("/console/letters");
    }
    boolean preview = "preview".equals(desk.asked("act"));
    String raw = raw(desk, task);
    Result result = tried(desk, id, preview, changed(desk, raw));
    if (!preview && result.answer().equals("AA")) {
      return desk.done("letters.applied").on("/console/letters/" + id);
    }
    String before = task.getStatusReason().getText();
    return show(desk, preview ? task : desk.fhir().read(Task.class, id), before, raw, result);
  }

  // A copy that says what the message says is no correction, and wants no reason.
  private static byte[] changed(Desk desk, String raw) {
    String copy = desk.asked("copy");
    String text = copy == null ? null : copy.replace("\r\n", "\n").strip();
    return text == null || raw != null && text.equals(raw.strip())
        ? null
        : text.replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
  }

  private static Result tried(Desk desk, String id, boolean preview, byte[] copy) {
    Parameters in = new Parameters();
    if (copy != null) {
      in.addParameter("message", new Base64BinaryType(copy));
    }
    if (desk.asked("reason") != null) {
      in.addParameter("reason", new StringType(desk.asked("reason")));
    } else if (preview && copy != null) {
      // Nothing is written: why is asked for when it is.
      in.addParameter("reason", new StringType(desk.words().say("letters.preview")));
    }
    in.addParameter("preview", new BooleanType(preview));
    Parameters answer = desk.fhir().operate("Task", id, "$replay", in, Parameters.class);
    List<Fault> faults = new ArrayList<>();
    for (ParametersParameterComponent one : Parts.of(answer, "error")) {
      String field = Parts.text(one, "field");
      faults.add(
          new Fault(
              Parts.text(one, "segment") + (field.isEmpty() ? "" : "-" + field),
              (Parts.text(one, "code") + " " + Parts.text(one, "display")).strip(),
              Parts.text(one, "text")));
    }
    List<String> resources =
        Parts.of(answer, "resource").stream()
            .filter(one -> one.getValue() instanceof Reference)
            .map(one -> ((Reference) one.getValue()).getReference())
            .toList();
    return new Result(
        preview,
        Parts.text(answer, "acknowledgement"),
        Parts.text(answer, "text"),
        faults,
        resources);
  }

  /**
   * All of one sender and fault, the oldest first; how many is said, so that none is by mistake.
   */
  @PostMapping("/console/letters")
  ResponseEntity<String> all(Desk desk) {
    Parameters in = new Parameters();
    in.addParameter("sender", new StringType(desk.asked("sender", "")));
    in.addParameter("fault", new StringType(desk.asked("fault", "")));
    in.addParameter("reason", new StringType(desk.asked("reason", "")));
    in.addParameter("count", new IntegerType(desk.number("count")));
    Parameters answer = desk.fhir().operate("Task", "$replay", in, Parameters.class);
    return desk.done(
            "letters.all.done",
            Parts.text(answer, "applied"),
            Parts.text(answer, "refused"),
            Parts.text(answer, "left"))
        .on("/console/letters");
  }
}
