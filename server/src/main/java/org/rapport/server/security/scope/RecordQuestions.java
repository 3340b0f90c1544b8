package org.rapport.server.security.scope;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.model.primitive.IdDt;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Keeps what people, and the apps that act for them, ask for to what they may see: a search is
 * narrowed to it and may look at nothing beyond; what asks for more is refused. What comes out is
 * held by {@link RecordGuard}.
 */
@Component
@Interceptor
public class RecordQuestions implements FhirInterceptor {
  /** How an answer is to look. */
  private static final Set<String> FORM =
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
          "_bundletype");

  /** What a search may say without looking beyond the resources that may be seen. */
  private static final Set<String> PARAMETERS =
      with(
          FORM,
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
          "title",
          "author",
          "created",
          "due",
          "taken-by",
          "not-done-reason",
          "delivery-status",
          "status-reason",
          "channel");

  /** Of visits that are shown masked, these are all that is told. */
  private static final Set<String> OF_MASKED =
      with(FORM, "patient", "date", "status", "actor", "location");

  /**
   * Tells campaigns from messages to one person; the right on Group is asked for as of any chain.
   */
  private static final String TO_MANY = "subject:Group.type";

  private static final Set<String> MODIFIERS = Set.of("exact", "contains", "missing", "not");
  private static final Set<String> SORTABLE =
      Set.of("_id", "_lastUpdated", "date", "sent", "authored", "authored-on", "name", "family");

  private final RecordRules rules;
  private final ObjectProvider<DaoRegistry> daos;

  RecordQuestions(RecordRules rules, ObjectProvider<DaoRegistry> daos) {
    this.rules = rules;
    this.daos = daos;
  }

  private static Set<String> with(Set<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
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
    if (person.isFree(type)) {
      return;
    }
    if (Person.TRAIL.equals(type)) {
      throw TokenScopes.denied();
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
      throw TokenScopes.denied();
    }
    if (instance) {
      seen(person, type, request.getId().getIdPart(), request.getRequestType());
    } else if (!page && type != null) {
      search(person, request, type);
    }
  }

  private void operation(Person person, RequestDetails request, String name) {
    if (Operations.areFigures(name)
        && person.account().isStaff()
        && (person.account().locations().isEmpty() || ofOwnPlace(person, request))) {
      return;
    }
    boolean campaign =
        Operations.areOfCampaigns(name) && Person.MESSAGE.equals(request.getResourceName());
    if (!campaign
        && Operations.areOfStaff(name)
        && Operations.needs(name, request.getResourceName()).filter(person::asStaff).isPresent()) {
      return;
    }
    if (campaign
        && request.getId() != null
        && person.account().locations().isEmpty()
        && (person.asStaff("Patient", 'r') || !request.getParameters().containsKey("_count"))) {
      seen(person, Person.MESSAGE, request.getId().getIdPart(), RequestTypeEnum.GET);
      return;
    }
    if (!Operations.areForLimitedPeople(name)) {
      throw TokenScopes.denied();
    }
    if (!Operations.isForThemselves(name)) {
      if (request.getId() == null) {
        throw TokenScopes.denied();
      }
      seen(person, "Patient", request.getId().getIdPart(), RequestTypeEnum.GET);
    }
  }

  // As a body is not looked at here, only what stands in the address counts.
  private static boolean ofOwnPlace(Person person, RequestDetails request) {
    String[] places = request.getParameters().get("location");
    return request.getRequestType() == RequestTypeEnum.GET
        && places != null
        && places.length == 1
        && person.account().locations().contains(places[0]);
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
    if (found == null || !rules.sight(person, List.of(found)).maySee(found)) {
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
      String patient = person.record().orElseThrow(TokenScopes::denied);
      add(asked, narrowing(type), type.equals("Patient") ? patient : "Patient/" + patient);
    }
    if (type.equals(Person.MESSAGE) && person.onlyToMany('s')) {
      add(asked, TO_MANY, "person");
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
                && (parts.length == 1 || MODIFIERS.contains(parts[1]) || parts[1].equals("Patient"))
            || name.equals(TO_MANY);
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
}
