package org.rapport.server.apply;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.springframework.stereotype.Component;

/**
 * Who a Task of a journey goes to, from routing: the organization that provides the service of the
 * visit (HealthcareService.providedBy), or who owns the inquiry (Task.owner). Asked once for each
 * Task that is made.
 */
@Component
class TaskOwners {
  private final DaoRegistry daos;

  TaskOwners(DaoRegistry daos) {
    this.daos = daos;
  }

  /** The owner as far as it is known; a Task without one is found by the role of who does it. */
  Optional<Reference> of(EnrolmentKey key) {
    return switch (key.focusType()) {
      case "Appointment" -> read(Appointment.class, key.focusId()).flatMap(this::provider);
      case "Task" ->
          read(Task.class, key.focusId())
              .filter(Task::hasOwner)
              .map(lead -> lead.getOwner().copy());
      default -> Optional.empty();
    };
  }

  // The service that takes part in the visit; else the one of its type at its place; else whoever
  // provides all services there.
  private Optional<Reference> provider(Appointment visit) {
    List<HealthcareService> named =
        actors(visit, "HealthcareService")
            .flatMap(id -> read(HealthcareService.class, id).stream())
            .toList();
    if (!named.isEmpty()) {
      return only(named);
    }
    List<HealthcareService> there =
        actors(visit, "Location").flatMap(place -> at(place).stream()).toList();
    Set<String> types = codes(visit.getServiceType());
    List<HealthcareService> fitting =
        there.stream().filter(s -> !Collections.disjoint(codes(s.getType()), types)).toList();
    return only(fitting.isEmpty() ? there : fitting);
  }

  private static Optional<Reference> only(List<HealthcareService> services) {
    Set<String> providers =
        services.stream()
            .filter(service -> service.getProvidedBy().hasReference())
            .map(service -> service.getProvidedBy().getReference())
            .collect(Collectors.toSet());
    return providers.size() == 1
        ? Optional.of(new Reference(providers.iterator().next()))
        : Optional.empty();
  }

  private static Set<String> codes(List<CodeableConcept> concepts) {
    return concepts.stream()
        .flatMap(concept -> concept.getCoding().stream())
        .map(coding -> coding.getSystem() + "|" + coding.getCode())
        .collect(Collectors.toSet());
  }

  private static Stream<String> actors(Appointment visit, String type) {
    return visit.getParticipant().stream()
        .map(participant -> participant.getActor().getReferenceElement())
        .filter(actor -> type.equals(actor.getResourceType()) && actor.hasIdPart())
        .map(actor -> actor.getIdPart());
  }

  private List<HealthcareService> at(String place) {
    return daos.getResourceDao(HealthcareService.class)
        .searchForResources(
            SearchParameterMap.newSynchronous()
                .add("location", new ReferenceParam("Location/" + place)),
            new SystemRequestDetails());
  }

  private <R extends Resource> Optional<R> read(Class<R> type, String id) {
    try {
      return Optional.of(
          daos.getResourceDao(type)
              .read(new IdType(type.getSimpleName(), id), new SystemRequestDetails()));
    } catch (ResourceNotFoundException | ResourceGoneException e) {
      return Optional.empty();
    }
  }
}
