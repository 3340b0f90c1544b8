package org.rapport.server.campaign;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.server.store.DeletedReferences;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.StoredResources;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/**
 * Tells staff that people wait for somebody to approve a campaign that nobody wrote: one Task for
 * each, which ends with the wait. Joins the caller's transaction.
 */
@Component
class ApprovalTask {
  private final IFhirResourceDao<Task> tasks;
  private final StoredResources stored;
  private final DeletedReferences deleted;
  private final ResourceWriter writer;
  private final Clock clock;

  ApprovalTask(
      IFhirResourceDao<Task> tasks,
      StoredResources stored,
      DeletedReferences deleted,
      ResourceWriter writer,
      Clock clock) {
    this.tasks = tasks;
    this.stored = stored;
    this.deleted = deleted;
    this.writer = writer;
    this.clock = clock;
  }

  /** Asks, or says how many wait now; not again of somebody who has ended the Task. */
  void ask(Campaign campaign, int people, Instant since) {
    Task task = find(campaign).orElseGet(() -> task(campaign));
    if (task.getStatus() != TaskStatus.REQUESTED && task.hasStatus()) {
      return;
    }
    task.setStatus(TaskStatus.REQUESTED);
    task.setDescription(
        people
            + " people came into the segment of "
            + campaign.url()
            + " since "
            + since
            + ", more than come on it by themselves in a day, and wait."
            + " Please look, then approve or cancel the campaign.");
    tasks.update(task, new SystemRequestDetails());
  }

  /** Nobody needs to be asked any more. */
  void over(Campaign campaign, TaskStatus status) {
    find(campaign)
        .filter(task -> task.getStatus() == TaskStatus.REQUESTED)
        .ifPresent(
            task -> {
              Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
              put(bundle, task.setStatus(status));
              // The campaign may have been deleted.
              deleted.detach(bundle);
              writer.write(bundle);
            });
  }

  private Optional<Task> find(Campaign campaign) {
    return stored.read(Task.class, id(campaign));
  }

  private static String id(Campaign campaign) {
    return NameBasedId.of("campaign awaits approval " + campaign.id());
  }

  private Task task(Campaign campaign) {
    return OutreachTask.withId(id(campaign), TaskCode.REVIEW_JOURNEY, clock.instant())
        .priority(TaskPriority.ROUTINE)
        .focus("CommunicationRequest/" + campaign.id())
        .task();
  }
}
