package org.rapport.server.store;

import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.profiles.Profiles;
import org.rapport.terminology.TaskCode;

/**
 * Puts together a Task of profile {@code outreach-task}: work for people of the clinic. It is
 * requested, an order, and urgent unless said otherwise. Pure: whoever asks for it writes it.
 */
public final class OutreachTask {
  private final Task task = new Task();

  private OutreachTask(String id, TaskCode code, Instant authored) {
    task.setId(id);
    task.getMeta().addProfile(Profiles.OUTREACH_TASK);
    task.setStatus(TaskStatus.REQUESTED);
    task.setIntent(TaskIntent.ORDER);
    task.setPriority(TaskPriority.URGENT);
    task.setCode(Concepts.of(code));
    task.setAuthoredOn(Date.from(authored));
  }

  /** One with an id of its own. */
  public static OutreachTask withId(String id, TaskCode code, Instant authored) {
    return new OutreachTask(id, code, authored);
  }

  /** One whose id follows from its cause: written twice, it is the same ({@link NameBasedId}). */
  public static OutreachTask becauseOf(String cause, TaskCode code, Instant authored) {
    return withId(NameBasedId.of(cause), code, authored);
  }

  /** How much it presses. */
  public OutreachTask priority(TaskPriority priority) {
    task.setPriority(priority);
    return this;
  }

  /** What is to be done, in words for whoever does it. */
  public OutreachTask saying(String description) {
    task.setDescription(description);
    return this;
  }

  /** Whom it is for: the id of a Patient; null where nobody knows. */
  public OutreachTask patient(String id) {
    return patient(id == null ? null : new Reference("Patient/" + id));
  }

  /** Whom it is for, as another resource refers to them; null where nobody knows. */
  public OutreachTask patient(Reference patient) {
    task.setFor(patient);
    return this;
  }

  /** What it is about: a relative reference; null is nothing. */
  public OutreachTask focus(String reference) {
    return focus(reference == null ? null : new Reference(reference));
  }

  /** What it is about; null is nothing. */
  public OutreachTask focus(Reference focus) {
    task.setFocus(focus);
    return this;
  }

  /** Who is to do it: a relative reference; null is whoever has the time. */
  public OutreachTask owner(String reference) {
    task.setOwner(reference == null ? null : new Reference(reference));
    return this;
  }

  /** Nobody below has acted: somebody above has to. */
  public OutreachTask toSupervisor() {
    task.addPerformerType().setText("supervisor");
    return this;
  }

  /** The Task, for its caller to add to. */
  public Task task() {
    return task;
  }
}
