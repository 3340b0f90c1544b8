package org.rapport.server.work;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Clock;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Canonicals;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/** The Task for work that is not tried again by machine. One for each kind and focus. */
@Component
public class DeadWork {
  private final ResourceWriter writer;
  private final Clock clock;

  DeadWork(ResourceWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  /** Asks a person to see to an item that failed too often. Joins the caller's transaction. */
  public void report(WorkItem item) {
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
    task.focus(focus(item));
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, task.task());
    writer.write(bundle);
  }

  // By identity: what cannot be worked on may be deleted, and could not be referred to then.
  private static Reference focus(WorkItem item) {
    IdType id =
        new IdType(
            item.focus().contains("/") ? item.focus() : "CommunicationRequest/" + item.focus());
    return new Reference()
        .setType(id.getResourceType())
        .setIdentifier(
            new Identifier()
                .setSystem(Canonicals.BASE + "/" + id.getResourceType())
                .setValue(id.getIdPart()));
  }
}
