package org.rapport.server.replay;

import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.siu.DeadLetter;
import org.rapport.terminology.TaskCode;

/**
 * What a Task {@code dead-letter} says of its message, and how it is taken further. Changes nothing
 * but the copy of the Task that it was given.
 *
 * @see DeadLetter
 */
final class DeadLetterTask {
  private static final String FAULTS = "http://terminology.hl7.org/CodeSystem/v2-0357";

  /** As DeadLetter writes it: type, control id, sender, fault. */
  private static final Pattern DESCRIPTION =
      Pattern.compile("(\\S+) (?:\\S+ )?from (.*?) not applied: (.*)", Pattern.DOTALL);

  private static final String BEFORE = "; before: ";

  private static final Set<TaskStatus> OPEN =
      EnumSet.of(
          TaskStatus.REQUESTED,
          TaskStatus.RECEIVED,
          TaskStatus.ACCEPTED,
          TaskStatus.READY,
          TaskStatus.INPROGRESS,
          TaskStatus.ONHOLD,
          TaskStatus.FAILED);

  private final Task task;

  private DeadLetterTask(Task task) {
    this.task = task;
  }

  /**
   * Reads one.
   *
   * @throws UnprocessableEntityException when it is another kind of Task
   */
  static DeadLetterTask of(Task task) {
    if (!task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.DEAD_LETTER.code())) {
      throw new UnprocessableEntityException("The Task is no dead letter");
    }
    return new DeadLetterTask(task);
  }

  /**
   * Refuses one that was dealt with.
   *
   * @throws ResourceVersionConflictException with when that was
   */
  DeadLetterTask stillOpen() {
    if (OPEN.contains(task.getStatus())) {
      return this;
    }
    Date end = task.getExecutionPeriod().getEnd();
    String when = end == null ? "" : " on " + end.toInstant();
    throw new ResourceVersionConflictException(
        task.getStatus() == TaskStatus.COMPLETED
            ? "The message was replayed" + when + ", and is not applied twice"
            : "The dead letter was closed as " + task.getStatus().toCode() + when);
  }

  boolean isOpen() {
    return OPEN.contains(task.getStatus());
  }

  /** Id of the Binary with the message as it came; empty where it names none. */
  Optional<String> message() {
    return task.getInput().stream()
        .map(Task.ParameterComponent::getValue)
        .filter(Reference.class::isInstance)
        .map(value -> ((Reference) value).getReferenceElement())
        .filter(id -> "Binary".equals(id.getResourceType()) && id.hasIdPart())
        .map(id -> id.getIdPart())
        .findFirst();
  }

  /** Whose ids are in what came by FHIR; empty of HL7 v2. */
  Optional<String> base() {
    return task.getInput().stream()
        .filter(one -> DeadLetter.BASE.equals(one.getType().getText()))
        .map(one -> one.getValue().primitiveValue())
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** MSH-3 and MSH-4, as profiles name a sender; empty where it does not say. */
  String sender() {
    Matcher said = said();
    return said.matches() ? said.group(2) : "";
  }

  /** Code and place of the newest fault, such as {@code 101 SCH-2}. */
  String fault() {
    return task.getStatusReason().getText() == null
        ? ""
        : task.getStatusReason().getText().split("[,;]", 2)[0].strip();
  }

  /** Whether the fault is this one: code and place, or the code alone. */
  boolean hasFault(String asked) {
    return fault().equals(asked) || fault().split(" ", 2)[0].equals(asked);
  }

  /**
   * Whether the message may merge patients, or take a merge back: it was one of those, from where
   * they may come. Where it was refused for that, only its sender's profile permits it.
   */
  boolean mayMerge() {
    Matcher said = said();
    return said.matches()
        && said.group(1).matches("(?i)ADT\\^A(40|37)")
        && !said.group(3).startsWith("207 MSH-3");
  }

  private Matcher said() {
    return DESCRIPTION.matcher(task.getDescription() == null ? "" : task.getDescription());
  }

  Date authored() {
    return task.getAuthoredOn();
  }

  /** Closes it: its message was applied. */
  Task applied(String words, String reason, String who, Instant now, List<String> written) {
    task.setStatus(TaskStatus.COMPLETED);
    task.getExecutionPeriod().setEnd(Date.from(now));
    note("Replayed: " + words + (reason == null ? "" : ". " + reason), who, now);
    // The Provenance names the message that was applied and what it made.
    written.stream()
        .map(Reference::new)
        .filter(one -> "Provenance".equals(one.getReferenceElement().getResourceType()))
        .findFirst()
        .ifPresent(
            one ->
                task.addOutput()
                    .setType(new CodeableConcept().setText("provenance"))
                    .setValue(new Reference(one.getReferenceElement().toVersionless().getValue())));
    return task;
  }

  /** Keeps it open, with the new fault before what it said. */
  Task refused(String code, Fault fault, String reason, String who, Instant now) {
    String words = fault.reason() + (fault.text().isEmpty() ? "" : ", " + fault.text());
    String old = task.getStatusReason().getText();
    CodeableConcept reasons = new CodeableConcept();
    reasons.addCoding(
        new Coding(FAULTS, Integer.toString(fault.error().code()), fault.error().display()));
    task.getStatusReason().getCoding().stream()
        .filter(one -> !reasons.hasCoding(one.getSystem(), one.getCode()))
        .forEach(reasons::addCoding);
    int before = old == null ? -1 : old.lastIndexOf(BEFORE);
    String first = before < 0 ? old : old.substring(before + BEFORE.length());
    reasons.setText(first == null || first.equals(words) ? words : words + BEFORE + first);
    task.setStatusReason(reasons);
    note("Replayed: " + code + " " + words + (reason == null ? "" : ". " + reason), who, now);
    return task;
  }

  private void note(String text, String who, Instant now) {
    Annotation note = task.addNote().setText(text).setTime(Date.from(now));
    if (who != null) {
      note.setAuthor(new StringType(who));
    }
    task.setLastModified(Date.from(now));
  }
}
