package org.rapport.server.projection;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.store.Valued;
import org.rapport.server.store.rows.WrittenTogether;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Runs the projector of each written resource before its transaction commits, whoever writes it:
 * HTTP, a batch, or our own code.
 */
@Component
@Interceptor
public class ProjectionInterceptor implements StorageInterceptor {
  private final Map<Class<?>, List<ResourceProjector<? extends Resource>>> projectors;
  private final WorkQueue work;
  private final WrittenTogether together;
  private final Valued valued;
  private final JdbcClient jdbc;

  ProjectionInterceptor(
      List<ResourceProjector<? extends Resource>> projectors,
      WorkQueue work,
      WrittenTogether together,
      JdbcClient jdbc,
      FhirContext context) {
    this.projectors = projectors.stream().collect(Collectors.groupingBy(ResourceProjector::type));
    this.work = work;
    this.together = together;
    this.valued = new Valued(context);
    this.jdbc = jdbc;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    write(resource);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource resource) {
    keepLabels(before, resource);
    write(resource);
    if (before instanceof RelatedPerson was && !subject(was).equals(subject(resource))) {
      subject(was).ifPresent(patient -> work.change(patient, "Patient/" + patient));
    }
  }

  // The store keeps security labels that an update leaves out, until $meta-delete takes them away:
  // what is projected has to be what is stored, or a sensitive visit would be told openly.
  private static void keepLabels(IBaseResource before, IBaseResource resource) {
    if (before instanceof Resource stored && resource instanceof Resource written) {
      for (Coding label : stored.getMeta().getSecurity()) {
        if (written.getMeta().getSecurity(label.getSystem(), label.getCode()) == null) {
          written.getMeta().addSecurity(label.copy());
        }
      }
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    List<ResourceProjector<Resource>> found = projectors(resource);
    if (!found.isEmpty()) {
      together.settle();
      found.forEach(projector -> projector.remove((Resource) resource));
      subject(resource).ifPresent(patient -> work.change(patient, "Patient/" + patient));
    }
  }

  // Whose plans depend on it.
  private static Optional<String> subject(IBaseResource resource) {
    if (resource instanceof RelatedPerson person) {
      return Optional.ofNullable(person.getPatient().getReferenceElement().getIdPart());
    }
    return resource instanceof Patient patient
        ? Optional.of(patient.getIdElement().getIdPart())
        : Optional.empty();
  }

  private void write(IBaseResource resource) {
    boolean changed = false;
    List<ResourceProjector<Resource>> found = projectors(resource);
    if (found.isEmpty()) {
      return;
    }
    Resource facts = valued.of((Resource) resource);
    for (ResourceProjector<Resource> projector : found) {
      if (projector instanceof ProjectedTogether<Resource> many) {
        together.leave(many, resource.getIdElement().getIdPart(), facts, many::projectAll);
      } else {
        changed |= projector.project(facts);
      }
    }
    if (!changed) {
      return;
    }
    subject(resource).ifPresent(patient -> work.change(patient, "Patient/" + patient));
    if (resource instanceof Location location) {
      // Another zone moves every visit there whose patient has none of their own.
      jdbc.sql(
              """
              select distinct unnest(patients) from rapport.appointment_facts
              where location_id = ? and status = 'booked'""")
          .param(location.getIdElement().getIdPart())
          .query(String.class)
          .list()
          .forEach(patient -> work.change(patient, "Patient/" + patient));
    }
  }

  @SuppressWarnings("unchecked")
  private List<ResourceProjector<Resource>> projectors(IBaseResource resource) {
    return (List<ResourceProjector<Resource>>)
        (List<?>) projectors.getOrDefault(resource.getClass(), List.of());
  }
}
