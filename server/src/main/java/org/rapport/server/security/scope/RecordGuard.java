package org.rapport.server.security.scope;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.model.primitive.IdDt;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Keeps people, and the apps that act for them, to what they may see: what is asked is narrowed to
 * it, what does not belong to it is not there, before pages are cut and again before an answer
 * leaves. Clients that act for themselves are held by {@link ScopeAuthorization} alone.
 */
@Component
@Interceptor
public class RecordGuard implements FhirInterceptor {
  private static final String DENIED = "The token's scopes do not allow this";

  /** What a search may say without looking beyond the resources that may be seen. */
  private static final Set<String> PARAMETERS =
      Set.of(
          "_id",
          "_lastUpdated",
          "_count",
          "_offset",
          "_sort",
          "_elements",
          "_summary",
          "_format",
          "_pretty",
          "_getpages",
          "_getpagesoffset",
          "_bundletype",
          "_pageId",
          "patient",
          "subject",
          "recipient",
          "for-patient",
          "date",
          "status",
          "category",
          "sent",
          "received",
          "identifier",
          "authored",
          "authored-on",
          "code",
          "medium",
          "actor",
          "location",
          "about",
          "priority",
          "period",
          "based-on",
          "owner",
          "intent",
          "family",
          "given",
          "name",
          "birthdate",
          "phone",
          "email",
          "telecom",
          "gender",
          "active",
          "questionnaire",
          "appointment",
          "type",
          "organization",
          "practitioner",
          "role",
          "focus",
          "onset-date",
          "clinical-status",
          "class",
          "part-status",
          "service-type",
          "schedule",
          "start",
          "url",
          "version",
          "title");

  /** Of visits that are shown masked, these are all that is told. */
  private static final Set<String> OF_MASKED =
      Set.of(
          "_id",
          "_lastUpdated",
          "_count",
          "_offset",
          "_sort",
          "_elements",
          "_summary",
          "_format",
          "_pretty",
          "_getpages",
          "_getpagesoffset",
          "_bundletype",
          "patient",
          "date",
          "status",
          "actor",
          "location");

  private static final Set<String> MODIFIERS = Set.of("exact", "contains", "missing", "not");
  private static final Set<String> SORTABLE =
      Set.of("_id", "_lastUpdated", "date", "sent", "authored", "authored-on", "name", "family");
  private static final Set<String> OPERATIONS = Set.of("$launch", "$timeline", "$break-glass");

  private final RecordRules rules;
  private final StaffReach reach;
  private final ObjectProvider<DaoRegistry> daos;

  RecordGuard(RecordRules rules, StaffReach reach, ObjectProvider<DaoRegistry> daos) {
    this.rules = rules;
    this.reach = reach;
    this.daos = daos;
  }

  /** Narrows what is asked, or refuses it. */
  @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED, order = 10)
  public void asked(RequestDetails request) {
    Optional<Person> current = TokenScopes.person();
    String path = request.getRequestPath() == null ? "" : request.getRequestPath();
    if (current.isEmpty() || path.startsWith("metadata")) {
      return;
    }
    Person person = current.get();
    String type = request.getResourceName();
    String operation = request.getOperation();
    if (isFree(person, type)) {
      return;
    }
    if (operation != null && operation.startsWith("$")) {
      operation(person, request, operation);
      return;
    }
    boolean page = request.getParameters().containsKey("_getpages");
    boolean instance = request.getId() != null;
    if (type == null && !page
        || "_history".equals(operation) && !instance
        || request.getCompartmentName() != null
        || request.getHeader("If-None-Exist") != null
        || request.getRequestType() != RequestTypeEnum.GET
            && request.getRequestType() != RequestTypeEnum.HEAD
            && !(request.getRequestType() == RequestTypeEnum.POST)
            && !instance) {
      throw new ForbiddenOperationException(DENIED);
    }
    if (instance) {
      seen(person, type, request.getId().getIdPart(), request.getRequestType());
    } else if (!page && type != null) {
      search(person, request, type);
    }
  }

  private static boolean isFree(Person person, String type) {
    return person.isUnlimited()
        && person.patient() == null
        && (type == null || person.asStaff(type, 'r') || person.asStaff(type, 's'))
        && person.scopes().stream().allMatch(scope -> scope.query() == null);
  }

  private void operation(Person person, RequestDetails request, String name) {
    if (!OPERATIONS.contains(name)) {
      throw new ForbiddenOperationException(DENIED);
    }
    if (!name.equals("$launch")) {
      if (request.getId() == null) {
        throw new ForbiddenOperationException(DENIED);
      }
      seen(person, "Patient", request.getId().getIdPart(), RequestTypeEnum.GET);
    }
  }

  // What may not be seen and what is not there are told alike.
  private void seen(Person person, String type, String id, RequestTypeEnum verb) {
    Resource found = null;
    try {
      found =
          (Resource)
              daos.getObject()
                  .getResourceDao(type)
                  .read(new IdDt(type, id), new SystemRequestDetails());
    } catch (BaseServerResponseException e) {
      if (verb == RequestTypeEnum.PUT && person.asStaff(type, 'u')) {
        return;
      }
    }
    if (found == null || !rules.maySee(person, found)) {
      throw new ResourceNotFoundException("Resource " + type + "/" + id + " is not known");
    }
  }

  private void search(Person person, RequestDetails request, String type) {
    boolean create =
        request.getRequestType() == RequestTypeEnum.POST
            && !"_search".equals(request.getOperation());
    if (create) {
      return;
    }
    Map<String, String[]> asked = new LinkedHashMap<>(request.getParameters());
    boolean masked = type.equals("Appointment") && !person.account().sensitive();
    for (Map.Entry<String, String[]> parameter : asked.entrySet()) {
      parameter(parameter.getKey(), parameter.getValue(), masked);
    }
    if (!person.asStaff(type, 's') && !Person.DIRECTORY.contains(type)) {
      String patient = person.record().orElseThrow(() -> new ForbiddenOperationException(DENIED));
      add(asked, narrowing(type), type.equals("Patient") ? patient : "Patient/" + patient);
    }
    List<SmartScope> scopes = person.about(type, 's');
    if (scopes.size() == 1 && scopes.get(0).query() != null) {
      for (String pair : scopes.get(0).query().split("&")) {
        String[] parts = pair.split("=", 2);
        add(asked, parts[0], parts.length < 2 ? "" : parts[1]);
      }
    }
    request.setParameters(asked);
  }

  private static String narrowing(String type) {
    return switch (type) {
      case "Patient" -> "_id";
      case "Communication", "CommunicationRequest" -> "for-patient";
      default -> "patient";
    };
  }

  private static void add(Map<String, String[]> parameters, String name, String value) {
    List<String> values = new ArrayList<>(List.of(parameters.getOrDefault(name, new String[0])));
    values.add(value);
    parameters.put(name, values.toArray(String[]::new));
  }

  private static void parameter(String name, String[] values, boolean masked) {
    String[] parts = name.split(":", 2);
    boolean known =
        (masked ? OF_MASKED : PARAMETERS).contains(parts[0])
            && (parts.length == 1 || MODIFIERS.contains(parts[1]) || parts[1].equals("Patient"));
    boolean counts =
        name.equals("_summary") && List.of(values).contains("count")
            || name.equals("_count") && List.of(values).contains("0");
    boolean sorted =
        !name.equals("_sort")
            || Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(key -> key.startsWith("-") ? key.substring(1) : key)
                .allMatch(SORTABLE::contains);
    if (!known || counts || !sorted) {
      throw new ForbiddenOperationException(
          "A search may not say " + (name.length() < 40 ? name : "this") + " with this token");
    }
  }

  /** What may not be seen is not there. */
  @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
  public void found(RequestDetails request, IPreResourceAccessDetails details) {
    Optional<Person> person = person(request);
    if (person.isPresent() && !isFree(person.get(), request.getResourceName())) {
      for (int i = 0; i < details.size(); i++) {
        if (details.getResource(i) instanceof Resource resource
            && !rules.maySee(person.get(), resource)) {
          details.setDontReturnResourceAtIndex(i);
        }
      }
    }
  }

  /** Nothing is written that may not be seen. */
  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void created(RequestDetails request, IBaseResource resource) {
    written(request, resource);
  }

  /** The same for what changes. */
  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updated(RequestDetails request, IBaseResource before, IBaseResource after) {
    written(request, before);
    written(request, after);
  }

  private void written(RequestDetails request, IBaseResource resource) {
    Optional<Person> person = person(request);
    if (person.isPresent()
        && !isFree(person.get(), resource.fhirType())
        && resource instanceof Resource written
        && !rules.maySee(person.get(), written)) {
      throw new ForbiddenOperationException(DENIED);
    }
  }

  private static Optional<Person> person(RequestDetails request) {
    return request instanceof ServletRequestDetails ? TokenScopes.person() : Optional.empty();
  }

  /** The last wall: an answer shows what may be seen, and of a masked visit when and where. */
  @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = -10)
  public void shown(RequestDetails request, ResponseDetails answer) {
    Optional<Person> person = person(request);
    if (person.isEmpty()
        || isFree(person.get(), request.getResourceName())
        || !(answer.getResponseResource() instanceof Resource shown)) {
      return;
    }
    if (shown instanceof Bundle bundle) {
      for (Iterator<Bundle.BundleEntryComponent> it = bundle.getEntry().iterator();
          it.hasNext(); ) {
        Bundle.BundleEntryComponent entry = it.next();
        if (!entry.hasResource() || entry.getResource().fhirType().equals("OperationOutcome")) {
          continue;
        }
        if (rules.maySee(person.get(), entry.getResource())) {
          entry.setResource(masked(person.get(), entry.getResource()));
        } else {
          it.remove();
        }
      }
      if (person.get().account().isStaff()) {
        bundle.setTotalElement(null);
      }
    } else if (Person.RECORD.contains(shown.fhirType())) {
      if (!rules.maySee(person.get(), shown)) {
        throw new ResourceNotFoundException("Resource is not known");
      }
      answer.setResponseResource(masked(person.get(), shown));
    }
  }

  private Resource masked(Person person, Resource resource) {
    if (!(resource instanceof Appointment visit)) {
      return resource;
    }
    Appointment shown = visit.copy();
    if (rules.isMasked(person, resource)) {
      shown = whenAndWhere(visit);
    }
    if (!person.asStaff("Appointment", 'r') && person.record().isPresent()) {
      String own = "Patient/" + person.record().get();
      shown
          .getParticipant()
          .removeIf(
              one ->
                  one.getActor().getReference() != null
                      && (one.getActor().getReference().startsWith("Patient/")
                              && !one.getActor().getReference().equals(own)
                          || one.getActor().getReference().startsWith("RelatedPerson/")));
    }
    return shown;
  }

  private static Appointment whenAndWhere(Appointment visit) {
    Appointment shown = new Appointment();
    shown.setId(visit.getIdElement());
    shown.getMeta().setVersionId(visit.getMeta().getVersionId());
    shown.getMeta().setLastUpdatedElement(visit.getMeta().getLastUpdatedElement());
    shown
        .getMeta()
        .addTag()
        .setSystem("http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
        .setCode("REDACTED");
    shown.setStatusElement(visit.getStatusElement());
    shown.setStartElement(visit.getStartElement());
    shown.setEndElement(visit.getEndElement());
    visit.getParticipant().stream()
        .filter(
            one -> {
              String actor = one.getActor().getReference();
              return actor != null
                  && (actor.startsWith("Patient/") || actor.startsWith("Location/"));
            })
        .forEach(shown::addParticipant);
    return shown;
  }
}
