package org.rapport.server.audit.capture;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.store.PerTransaction;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.AuditSubtype;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes down what a transaction writes, in that transaction, whoever writes: by HTTP, in a batch,
 * or our own code. One entry for what was created, one for what was changed and one for what was
 * deleted; changes of consents and of journeys have one of their own.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class WrittenRecorder implements StorageInterceptor {
  private final PerTransaction<Map<Topic, Touched>> written;
  private final AuditTrail trail;
  private final Callers callers;
  private final Concerned concerned;

  private record Topic(String action, List<String> codes) {}

  private record Touched(Set<String> patients, Set<String> entities) {}

  WrittenRecorder(AuditTrail trail, Callers callers, Concerned concerned) {
    this.trail = trail;
    this.callers = callers;
    this.concerned = concerned;
    this.written = new PerTransaction<>(this::begin, over -> {});
  }

  private Map<Topic, Touched> begin() {
    Map<Topic, Touched> all = new LinkedHashMap<>();
    Agent agent = callers.current();
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void beforeCommit(boolean readOnly) {
            trail.inTransaction(entries(all, agent));
          }
        });
    return all;
  }

  private static List<AuditEntry> entries(Map<Topic, Touched> all, Agent agent) {
    List<AuditEntry> entries = new ArrayList<>();
    String request = RequestCaller.request().map(one -> one.getHeader("X-Request-Id")).orElse(null);
    all.forEach(
        (topic, touched) ->
            entries.add(
                AuditEntry.of(
                        AuditKind.REST,
                        topic.codes(),
                        topic.action(),
                        agent,
                        touched.patients(),
                        touched.entities())
                    .asked(null, request)));
    return entries;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    keep(resource, "C", "create");
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource resource) {
    keep(resource, "U", "update");
    keep(before, "U", "update");
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    keep(resource, "D", "delete");
  }

  private void keep(IBaseResource resource, String action, String interaction) {
    List<String> codes =
        switch (resource.fhirType()) {
          case "Consent" -> List.of(interaction, AuditSubtype.CONSENT_CHANGE.code());
          case "PlanDefinition", "ActivityDefinition" ->
              List.of(interaction, AuditSubtype.JOURNEY_CHANGE.code());
          default -> List.of(interaction);
        };
    written
        .get()
        .map(
            all ->
                all.computeIfAbsent(
                    new Topic(action, codes),
                    unseen -> new Touched(new LinkedHashSet<>(), new LinkedHashSet<>())))
        .ifPresent(
            touched -> {
              touched.patients().addAll(concerned.patients(List.of(resource)));
              touched.entities().add(Concerned.reference(resource));
            });
  }
}
