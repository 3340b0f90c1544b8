package org.rapport.server.security.scope;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.stereotype.Component;

/**
 * Keeps people, and the apps that act for them, to what they may see: what does not belong to it is
 * not there, before pages are cut and again before an answer leaves. Clients that act for
 * themselves are held by {@link ScopeAuthorization} alone.
 */
@Component
@Interceptor
public class RecordGuard implements FhirInterceptor {
  private final RecordRules rules;

  RecordGuard(RecordRules rules) {
    this.rules = rules;
  }

  /** What may not be seen is not there. */
  @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
  public void found(RequestDetails request, IPreResourceAccessDetails details) {
    Optional<Person> person = guarded(request, request == null ? null : request.getResourceName());
    if (person.isEmpty()) {
      return;
    }
    List<Resource> found = new ArrayList<>();
    for (int i = 0; i < details.size(); i++) {
      if (details.getResource(i) instanceof Resource resource) {
        found.add(resource);
      }
    }
    Sight sight = rules.sight(person.get(), found);
    for (int i = 0; i < details.size(); i++) {
      if (details.getResource(i) instanceof Resource resource && !sight.maySee(resource)) {
        details.setDontReturnResourceAtIndex(i);
      }
    }
  }

  /** Nothing is written that may not be seen. */
  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void created(RequestDetails request, IBaseResource resource) {
    toMany(request, 'c', resource);
    written(request, resource);
  }

  /** The same for what changes; and what was shown masked is not written over with its mask. */
  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updated(RequestDetails request, IBaseResource before, IBaseResource after) {
    toMany(request, 'u', before);
    toMany(request, 'u', after);
    Optional<Sight> sight = written(request, before);
    written(request, after);
    if (sight.isPresent()
        && request.getRequestType() == RequestTypeEnum.PUT
        && sight.get().isMasked((Resource) before)) {
      throw TokenScopes.denied();
    }
  }

  // Whoever may write to many only writes to nobody by the way.
  private static void toMany(RequestDetails request, char letter, IBaseResource written) {
    if (request instanceof ServletRequestDetails
        && written instanceof Resource resource
        && Sight.isToOne(resource)
        && TokenScopes.person().filter(person -> person.onlyToMany(letter)).isPresent()) {
      throw TokenScopes.denied();
    }
  }

  private Optional<Sight> written(RequestDetails request, IBaseResource resource) {
    Optional<Person> person = guarded(request, resource.fhirType());
    if (person.isEmpty() || !(resource instanceof Resource written)) {
      return Optional.empty();
    }
    Sight sight = rules.sight(person.get(), List.of(written));
    if (!sight.maySee(written)) {
      throw TokenScopes.denied();
    }
    return Optional.of(sight);
  }

  /** The last wall: an answer shows what may be seen, and of a masked visit when and where. */
  @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = -10)
  public void shown(RequestDetails request, ResponseDetails answer) {
    Optional<Person> person = guarded(request, request.getResourceName());
    if (person.isEmpty() || !(answer.getResponseResource() instanceof Resource shown)) {
      return;
    }
    if (shown instanceof Bundle bundle) {
      shown(bundle, person.get());
    } else if (shown instanceof Parameters parameters) {
      shown(parameters, person.get());
    } else if (Person.RECORD.contains(shown.fhirType())) {
      Sight sight = rules.sight(person.get(), List.of(shown));
      if (!sight.maySee(shown)) {
        throw new ResourceNotFoundException("Resource is not known");
      }
      answer.setResponseResource(sight.shown(shown));
    }
  }

  private void shown(Bundle bundle, Person person) {
    List<Resource> resources =
        bundle.getEntry().stream()
            .filter(RecordGuard::shows)
            .map(BundleEntryComponent::getResource)
            .toList();
    Sight sight = rules.sight(person, resources);
    bundle.getEntry().removeIf(entry -> shows(entry) && !sight.maySee(entry.getResource()));
    bundle.getEntry().stream()
        .filter(RecordGuard::shows)
        .forEach(entry -> entry.setResource(sight.shown(entry.getResource())));
    if (person.account().isStaff()) {
      bundle.setTotalElement(null);
    }
  }

  private void shown(Parameters parameters, Person person) {
    List<Resource> resources = new ArrayList<>();
    parameters.getParameter().forEach(part -> add(part, resources));
    if (!resources.isEmpty()) {
      Sight sight = rules.sight(person, resources);
      parameters.getParameter().removeIf(part -> !keep(part, sight));
    }
  }

  private static void add(ParametersParameterComponent part, List<Resource> resources) {
    if (shows(part)) {
      resources.add(part.getResource());
    }
    part.getPart().forEach(inner -> add(inner, resources));
  }

  // What is told of a resource goes with it: a part whose first resource may not be seen.
  private static boolean keep(ParametersParameterComponent part, Sight sight) {
    if (shows(part)) {
      boolean seen = sight.maySee(part.getResource());
      if (seen) {
        part.setResource(sight.shown(part.getResource()));
      }
      return seen;
    }
    Optional<ParametersParameterComponent> first =
        part.getPart().stream().filter(RecordGuard::shows).findFirst();
    if (first.isPresent() && !sight.maySee(first.get().getResource())) {
      return false;
    }
    part.getPart().removeIf(inner -> !keep(inner, sight));
    return true;
  }

  private static boolean shows(ParametersParameterComponent part) {
    return part.hasResource() && !part.getResource().fhirType().equals("OperationOutcome");
  }

  private static boolean shows(BundleEntryComponent entry) {
    return entry.hasResource() && !entry.getResource().fhirType().equals("OperationOutcome");
  }

  /** The person who asks, where something is kept from them. */
  private static Optional<Person> guarded(RequestDetails request, String type) {
    return request instanceof ServletRequestDetails
        ? TokenScopes.person().filter(person -> !person.isFree(type))
        : Optional.empty();
  }
}
