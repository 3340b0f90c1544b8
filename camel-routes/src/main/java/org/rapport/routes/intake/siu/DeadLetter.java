package org.rapport.routes.intake.siu;

import java.time.Instant;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.UriType;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.terminology.TaskCode;

/**
 * A message that could not be mapped, kept as Binary and Task. Both ids follow from the content, so
 * the same message sent again is the same dead letter; they differ from the ids of an applied
 * message, which may come true once the sender's profile is corrected.
 *
 * @param taskId id of the Task
 * @param description what it was and why it was not applied; nothing of the patient
 * @param transaction what stores it
 */
public record DeadLetter(String taskId, String description, Bundle transaction) {

  /** Type of the input that says whose ids are in what came by FHIR. */
  public static final String BASE = "base";

  private static final String ERROR_CONDITIONS = "http://terminology.hl7.org/CodeSystem/v2-0357";

  /**
   * Builds the dead letter.
   *
   * @param messageType MSH-9 as codes, such as {@code SIU^S12}
   * @param control MSH-10, by which the sender finds it again
   */
  public static DeadLetter of(
      byte[] raw,
      SenderProfile sender,
      String messageType,
      String control,
      Fault fault,
      Instant now) {
    return of(
        sender.name(),
        TransactionBuilder.binary(NameBasedId.ofMessage(sender, raw), raw),
        messageType,
        control,
        fault,
        now);
  }

  /**
   * Builds the dead letter of what came by FHIR.
   *
   * @param base of the EHR whose ids are in it; whoever tries it again has to know
   * @param source who says it
   * @param raw what was said, with the id that it would be kept under were it applied
   * @param type what it was, in a word
   * @param control by which its source finds it again
   */
  public static DeadLetter of(
      String base,
      String source,
      Binary raw,
      String type,
      String control,
      Fault fault,
      Instant now) {
    DeadLetter letter = of(source, raw, type, control, fault, now);
    letter.transaction().getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(Task.class::isInstance)
        .map(Task.class::cast)
        .forEach(
            task ->
                task.addInput()
                    .setType(new CodeableConcept().setText(BASE))
                    .setValue(new UriType(base)));
    return letter;
  }

  private static DeadLetter of(
      String source, Binary raw, String type, String control, Fault fault, Instant now) {
    String messageId = raw.getIdElement().getIdPart();
    String binaryId = NameBasedId.derived("dead-letter", messageId);
    String description =
        type
            + " "
            + control(control)
            + "from "
            + source
            + " not applied: "
            + fault.reason()
            + (fault.text().isEmpty() ? "" : ", " + fault.text());
    Task task = TransactionBuilder.task(TaskCode.DEAD_LETTER, description, now);
    task.setId(NameBasedId.derived("dead-letter-task", messageId));
    task.setStatusReason(
        new CodeableConcept(
                new Coding(
                    ERROR_CONDITIONS,
                    Integer.toString(fault.error().code()),
                    fault.error().display()))
            .setText(fault.reason() + (fault.text().isEmpty() ? "" : ", " + fault.text())));
    task.addInput(TransactionBuilder.rawMessage(binaryId));
    Binary kept = raw.copy();
    kept.setId(binaryId);
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    TransactionBuilder.put(bundle, kept);
    TransactionBuilder.put(bundle, task);
    return new DeadLetter(task.getIdElement().getIdPart(), description, bundle);
  }

  // Control ids are the sender's own numbers; whatever else stands there is not repeated.
  private static String control(String id) {
    return id.matches("[\\w.:/+=-]{1,50}") ? id + " " : "";
  }
}
