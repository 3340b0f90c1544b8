package org.rapport.server.work;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Clock;
import java.util.function.UnaryOperator;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Canonicals;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/**
 * What becomes of work that failed: it comes again later, and where it has failed too often it is
 * dead, with one Task for each kind and focus. Joins the caller's transaction.
 */
@Component
public class DeadWork {
  private final WorkItems items;
  private final ResourceWriter writer;
  private final Clock clock;

  DeadWork(WorkItems items, ResourceWriter writer, Clock clock) {
    this.items = items;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Counts a failure of a leased item and gives it back.
   *
   * @param why a short code, no personal data
   */
  public void failed(WorkItem item, String why) {
    failed(item, why, WorkItems.MAX_ATTEMPTS);
  }

  /** The same, dead after {@code most} attempts. */
  public void failed(WorkItem item, String why, int most) {
    failed(item, why, most, task -> task);
  }

  /**
   * The same.
   *
   * @param words has the Task say what is to be done in the item's place
   */
  public void failed(WorkItem item, String why, int most, UnaryOperator<OutreachTask> words) {
    if (items.fail(item, why, most)) {
      report(item, words);
    }
  }

  /** Asks a person to see to an item that is dead. */
  public void report(WorkItem item) {
    report(item, task -> task);
  }

  private void report(WorkItem item, UnaryOperator<OutreachTask> words) {
    OutreachTask task =
        OutreachTask.becauseOf(
                "dead work " + item.kind() + " " + item.focus(),
                TaskCode.ESCALATION,
                clock.instant())
            .saying(
                "Work of kind "
                    + item.kind()
                    + " failed "
                    + item.attempts()
                    + " times and is not tried again by machine.");
    // A search is about nothing that a reference could lead to.
    if (!item.focus().contains("?")) {
      task.focus(focus(item));
    }
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, words.apply(task).task());
    writer.write(bundle);
  }

  // By identity: what cannot be worked on may be deleted, and could not be referred to then. What
  // is
  // at another server is known by its id there.
  private static Reference focus(WorkItem item) {
    IdType id =
        new IdType(
            item.focus().contains("/") ? item.focus() : "CommunicationRequest/" + item.focus());
    return new Reference()
        .setType(id.getResourceType())
        .setIdentifier(
            new Identifier()
                .setSystem(
                    (id.hasBaseUrl() ? id.getBaseUrl() : Canonicals.BASE)
                        + "/"
                        + id.getResourceType())
                .setValue(id.getIdPart()));
  }
}
