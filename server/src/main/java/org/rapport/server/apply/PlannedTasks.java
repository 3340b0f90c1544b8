package org.rapport.server.apply;

import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.profiles.Profiles;
import org.rapport.server.apply.Reconciler.Planned;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.catalog.TaskTemplate;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.TaskCode;
import org.rapport.time.CivilTime;
import org.springframework.stereotype.Component;

/**
 * Planned steps as Tasks: a draft until it is due, then requested. Its id follows from the
 * enrolment, the step and what it is for, so that two plans write the same one.
 */
@Component
class PlannedTasks {
  private final DefinitionCatalog catalog;
  private final TaskOwners owners;
  private final CivilTime time = CivilTime.installed();

  PlannedTasks(DefinitionCatalog catalog, TaskOwners owners) {
    this.catalog = catalog;
    this.owners = owners;
  }

  /** A new Task for a step. */
  Task task(Planned planned, PlannedStep step, Instant now) {
    String enrolment = planned.key().carePlanId();
    Task task = new Task();
    String identity = enrolment + "\n" + step.step() + "\n" + step.anchor();
    task.setId(NameBasedId.of(identity));
    task.setIntent(TaskIntent.ORDER);
    task.setFor(new Reference("Patient/" + planned.key().patient()));
    task.setFocus(new Reference(planned.key().focus()));
    task.addBasedOn(new Reference("CarePlan/" + enrolment));
    task.setGroupIdentifier(
        new Identifier().setSystem(PlannedMessages.ENROLMENT_SYSTEM).setValue(enrolment));
    task.setAuthoredOn(Date.from(now));
    catalog.task(step.template()).ifPresent(template -> describe(task, template));
    owners.of(planned.key()).ifPresent(task::setOwner);
    return write(task, planned, step);
  }

  private static void describe(Task task, TaskTemplate template) {
    task.setCode(template.code());
    if (template.code().getCoding().stream()
        .anyMatch(coding -> TaskCode.SYSTEM.equals(coding.getSystem()))) {
      task.getMeta().addProfile(Profiles.OUTREACH_TASK);
    }
    task.setDescription(template.words());
    task.setPriority(
        template.priority() == null
            ? TaskPriority.ROUTINE
            : TaskPriority.fromCode(template.priority()));
    task.setInstantiatesCanonical(template.canonical());
    if (template.role() != null) {
      task.addPerformerType(new CodeableConcept().setText(template.role()));
    }
  }

  /** A standing Task, changed to how the step should stand. */
  Task moved(Task task, Planned planned, PlannedStep step) {
    return write(task, planned, step);
  }

  /** A draft that is not wanted any more. */
  Task revoked(Task task, NotDoneReason reason) {
    task.setStatus(TaskStatus.CANCELLED);
    task.setStatusReason(Concepts.of(reason));
    return task;
  }

  private Task write(Task task, Planned planned, PlannedStep step) {
    StepExtensions.write(task, planned, step);
    task.setExecutionPeriod(new Period().setStartElement(StepExtensions.utc(step.occurrence())));
    catalog
        .task(step.template())
        .flatMap(TaskTemplate::deadline)
        .ifPresent(
            deadline ->
                task.getRestriction()
                    .setPeriod(
                        new Period()
                            .setEndElement(
                                StepExtensions.utc(
                                    deadline.from(step.occurrence(), step.zone(), time)))));
    if (step.refusal() != null) {
      return revoked(task, step.refusal());
    }
    task.setStatus(step.issued() ? TaskStatus.REQUESTED : TaskStatus.DRAFT);
    task.setStatusReason(null);
    return task;
  }
}
