package org.rapport.server.journal;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Provenance;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.server.audit.Callers;
import org.rapport.server.store.PerTransaction;
import org.rapport.server.store.StorageInterceptor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes down the message of a transaction whose request says in a header what it was: in that
 * transaction, before its commit. Of people's requests nothing is believed.
 */
@Component
@Interceptor
public class MessageRecorder implements StorageInterceptor {
  private record Run(MessageNote note, MessageTrace led) {}

  private final MessageJournal journal;
  private final Callers callers;
  private final PerTransaction<Run[]> runs = new PerTransaction<>(() -> new Run[1], over -> {});

  MessageRecorder(MessageJournal journal, Callers callers) {
    this.journal = journal;
    this.callers = callers;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    written(resource, request);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource resource, RequestDetails request) {
    written(resource, request);
  }

  private void written(IBaseResource resource, RequestDetails request) {
    String said =
        request instanceof ServletRequestDetails ? request.getHeader(MessageNote.HEADER) : null;
    if (said == null) {
      return;
    }
    runs.get()
        .ifPresent(
            run -> {
              if (run[0] == null) {
                run[0] = begin(said, request);
              }
              if (run[0] != null) {
                add(run[0].led(), resource);
              }
            });
  }

  private static void add(MessageTrace led, IBaseResource resource) {
    led.add(resource.getIdElement());
    if (resource instanceof Provenance provenance) {
      provenance.getTarget().forEach(target -> led.about(target.getReference()));
    }
  }

  // null: it is none of ours.
  private Run begin(String said, RequestDetails request) {
    if (callers.current().account() != null) {
      return null;
    }
    MessageNote note;
    try {
      note = MessageNote.decode(said);
    } catch (IllegalArgumentException other) {
      return null;
    }
    MessageTrace led = new MessageTrace();
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void beforeCommit(boolean readOnly) {
            journal.write(note, false, led, request.getRequestStopwatch().getMillis());
          }
        });
    return new Run(note, led);
  }
}
