package org.rapport.server.segment;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.rapport.server.journey.TriggerReader;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.work.WorkQueue;
import org.springframework.stereotype.Component;

/**
 * Notices, in the transaction that writes it, what may bring somebody into a segment or out of it.
 * What the planner itself writes does not count, or it would never come to rest.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class SegmentChanges implements StorageInterceptor {
  private static final Set<String> OURS =
      Set.of("CarePlan", "CommunicationRequest", "Provenance", "AuditEvent", "Binary");

  private final FhirContext context;
  private final SegmentsInUse inUse;
  private final WorkQueue queue;
  private final Clock clock;

  SegmentChanges(FhirContext context, SegmentsInUse inUse, WorkQueue queue, Clock clock) {
    this.context = context;
    this.inUse = inUse;
    this.queue = queue;
    this.clock = clock;
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED, order = AFTER_PROJECTIONS)
  public void created(IBaseResource resource) {
    written(List.of(resource));
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED, order = AFTER_PROJECTIONS)
  public void updated(IBaseResource before, IBaseResource resource) {
    written(before == null ? List.of(resource) : List.of(before, resource));
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED, order = AFTER_PROJECTIONS)
  public void deleted(IBaseResource resource) {
    written(List.of(resource));
  }

  private void written(List<IBaseResource> versions) {
    IBaseResource latest = versions.get(versions.size() - 1);
    if (latest instanceof PlanDefinition plan) {
      if (plan.getStatus() == PublicationStatus.ACTIVE) {
        groups(plan).forEach(this::evaluate);
      }
      return;
    }
    if (OURS.contains(latest.fhirType())) {
      return;
    }
    Set<String> groups = inUse.groups();
    if (groups.isEmpty()) {
      return;
    }
    if (latest instanceof Group group) {
      if (groups.contains(group.getIdElement().getIdPart())) {
        evaluate("Group/" + group.getIdElement().getIdPart());
      }
      return;
    }
    Set<String> patients = new TreeSet<>();
    versions.forEach(version -> patients(version, patients));
    patients.forEach(id -> queue.own(WorkQueue.SEGMENT, id, "Patient/" + id, clock.instant()));
  }

  private void evaluate(String group) {
    queue.own(WorkQueue.SEGMENT, group, group, clock.instant());
  }

  private void patients(IBaseResource resource, Set<String> patients) {
    if (resource instanceof Patient patient) {
      patients.add(patient.getIdElement().getIdPart());
      return;
    }
    context.newTerser().getAllResourceReferences(resource).stream()
        .map(info -> info.getResourceReference().getReferenceElement())
        .filter(id -> "Patient".equals(id.getResourceType()) && id.hasIdPart())
        .map(IIdType::getIdPart)
        .forEach(patients::add);
  }

  /** References of the Groups that a journey is for. */
  static Set<String> groups(PlanDefinition plan) {
    Set<String> groups = new TreeSet<>();
    TriggerReader.group(plan.getSubject()).ifPresent(groups::add);
    plan.getAction().forEach(action -> groups(action, groups));
    return groups;
  }

  private static void groups(PlanDefinitionActionComponent action, Set<String> groups) {
    TriggerReader.group(action.getSubject()).ifPresent(groups::add);
    action.getAction().forEach(child -> groups(child, groups));
  }
}
