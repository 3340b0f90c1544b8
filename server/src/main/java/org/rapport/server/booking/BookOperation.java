package org.rapport.server.booking;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.security.scope.CallersReach;
import org.rapport.server.security.scope.CallersReach.Reach;
import org.rapport.server.store.StoredResources;
import org.rapport.terminology.LeadInput;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Slot/[id]/$book}: somebody at the desk books a free time for a patient, by what is behind
 * the links too: of any number who try at once one gets it. Slot, Appointment and the inquiry that
 * it answers change together. Repeated for the same patient it answers the same Appointment.
 */
@Component
public class BookOperation implements FhirOperations {
  private static final int LONGEST = 500;

  private final SlotTaking taking;
  private final StoredResources resources;
  private final CallersReach reach;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  BookOperation(
      SlotTaking taking,
      StoredResources resources,
      CallersReach reach,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock) {
    this.taking = taking;
    this.resources = resources;
    this.reach = reach;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Books.
   *
   * @param patient whose visit it is
   * @param lead the inquiry, which is booked by this; may be left out
   * @param reason in words; may be left out
   * @return the Appointment; 409 where the time is taken or kept for somebody
   */
  @Operation(name = "$book", type = Slot.class)
  public Appointment book(
      @IdParam IdType id,
      @OperationParam(name = "patient", min = 1) Reference patient,
      @OperationParam(name = "lead") Reference lead,
      @OperationParam(name = "reason") StringType reason) {
    String who = reference("patient", "Patient", patient);
    if (who == null) {
      throw refused("patient should be a reference such as Patient/123");
    }
    String asked = reference("lead", "Task", lead);
    String why = reason == null ? null : reason.getValue();
    if (why != null && why.length() > LONGEST) {
      throw refused("reason should have at most " + LONGEST + " characters");
    }
    return transaction.execute(status -> book(id, who, asked, why));
  }

  private Appointment book(IdType id, String patient, String lead, String reason) {
    String slotId = id.getIdPart();
    Slot known =
        resources.read(Slot.class, slotId).orElseThrow(() -> new ResourceNotFoundException(id));
    seen(known, patient, id);
    Task task = lead == null ? null : inquiry(lead, patient);
    taking.lock(slotId, patient);
    // Read again, as it may have gone while others were before us.
    Optional<Appointment> held = taking.held(slotId);
    Slot slot = taking.read(Slot.class, slotId);
    if (held.isPresent() && SlotTaking.isFor(held.get(), patient)) {
      if (held.get().getStatus() != AppointmentStatus.PENDING) {
        return held.get();
      }
      return write(slot, held.get(), task, reason);
    }
    if (held.isPresent() || slot.getStatus() != SlotStatus.FREE) {
      throw new ResourceVersionConflictException(
          "This time is taken, or kept for somebody who was offered it");
    }
    if (!slot.getStart().toInstant().isAfter(clock.instant())) {
      throw refused("This time has passed");
    }
    return write(slot, taking.visit(slot, patient, service(slot, task), null), task, reason);
  }

  private Appointment write(Slot slot, Appointment visit, Task task, String reason) {
    if (reason != null && !reason.isBlank()) {
      visit.addReasonCode(new CodeableConcept().setText(reason));
    }
    if (task == null) {
      taking.write(slot, visit, true);
    } else {
      BookedTask.by(task, visit.getIdElement().getIdPart(), clock.instant());
      taking.write(slot, visit, true, task);
    }
    return taking.read(Appointment.class, visit.getIdElement().getIdPart());
  }

  // Whoever is held to places books there, and for whom they may see.
  private void seen(Slot slot, String patient, IdType id) {
    Reach caller = reach.current();
    List<String> places = taking.actors(slot, "Location").toList();
    if (!caller.places().isEmpty()
        && !places.isEmpty()
        && places.stream().noneMatch(caller.places()::contains)) {
      throw new ResourceNotFoundException(id);
    }
    boolean active =
        caller
            .in(
                jdbc.sql(
                    "select exists (select 1 from rapport.patient_facts p where p.id = :patient"
                        + " and p.active and "
                        + caller.patient("p.id")
                        + ")"))
            .param("patient", patient)
            .query(Boolean.class)
            .single();
    if (!active) {
      throw refused("patient names nobody who could come");
    }
  }

  private Task inquiry(String id, String patient) {
    return resources
        .read(Task.class, id)
        .filter(task -> task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.LEAD.code()))
        .filter(task -> ("Patient/" + patient).equals(task.getFor().getReference()))
        .orElseThrow(() -> refused("lead should be an inquiry of this patient"));
  }

  // What was asked for, if it is done at this time; else what is.
  private String service(Slot slot, Task task) {
    List<String> done = taking.actors(slot, "HealthcareService").toList();
    return Optional.ofNullable(task).stream()
        .flatMap(asked -> asked.getInput().stream())
        .filter(
            input -> input.getType().hasCoding(LeadInput.SYSTEM, LeadInput.ROUTED_SERVICE.code()))
        .map(Task.ParameterComponent::getValue)
        .filter(Reference.class::isInstance)
        .map(value -> ((Reference) value).getReferenceElement().getIdPart())
        .filter(done::contains)
        .findFirst()
        .or(() -> done.stream().findFirst())
        .orElse(null);
  }

  private static String reference(String name, String type, Reference given) {
    String text = given == null ? null : given.getReference();
    if (text == null || text.isBlank()) {
      return null;
    }
    IdType id = new IdType(text);
    if (id.hasResourceType() && !type.equals(id.getResourceType()) || !id.hasIdPart()) {
      throw refused(name + " should be a reference such as " + type + "/123");
    }
    return id.getIdPart();
  }

  private static UnprocessableEntityException refused(String told) {
    return new UnprocessableEntityException(told);
  }
}
