package org.rapport.server.apply;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.apply.EnrolmentRows.Enrolled;
import org.rapport.server.apply.FocusRows.Found;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.journey.Conditions;
import org.rapport.server.journey.Evidence;
import org.rapport.server.journey.Journey;
import org.rapport.server.store.StoredResources;
import org.rapport.server.store.WholeSearch;
import org.rapport.terminology.EngagementCategory;
import org.springframework.stereotype.Component;

/**
 * Reads the resources that conditions name, for many enrolments at once: one search for each type
 * that is named, none for journeys without conditions.
 */
@Component
class EvidenceLoader {
  private static final int MOST = 10_000;

  private final DaoRegistry daos;
  private final StoredResources stored;
  private final PatientEvidence people;

  EvidenceLoader(DaoRegistry daos, StoredResources stored, PatientEvidence people) {
    this.daos = daos;
    this.stored = stored;
    this.people = people;
  }

  /**
   * What the conditions of each key's journey read.
   *
   * @param found the foci as they are stored, by reference
   * @param sensitive ids of the enrolments that are about something sensitive
   */
  Map<EnrolmentKey, Evidence> load(
      Map<EnrolmentKey, Journey> journeys,
      Map<EnrolmentKey, Enrolled> enrolled,
      Map<String, Found> found,
      Set<String> sensitive,
      Instant now) {
    Map<String, Set<String>> wanted = new LinkedHashMap<>();
    Set<String> visitsOf = new TreeSet<>();
    Set<String> repliesOf = new TreeSet<>();
    Set<String> messagesOf = new TreeSet<>();
    Set<String> refusalsOf = new TreeSet<>();
    List<EnrolmentKey> reading = new ArrayList<>();
    journeys.forEach(
        (key, journey) -> {
          Set<String> reads = journey.reads();
          if (reads.isEmpty()) {
            return;
          }
          reading.add(key);
          if (reads.contains(Conditions.PATIENT)) {
            want(wanted, "Patient", key.patient());
          }
          if (reads.contains(Conditions.FOCUS)) {
            want(wanted, key.focusType(), key.focusId());
          }
          if (reads.contains(Conditions.ENROLMENT) && enrolled.containsKey(key)) {
            want(wanted, "CarePlan", key.carePlanId());
          }
          if (reads.contains(Conditions.APPOINTMENTS)) {
            visitsOf.add(key.patient());
          }
          if (reads.contains(Conditions.REPLIES)) {
            repliesOf.add(key.patient());
          }
          if (reads.contains(Conditions.MESSAGES)) {
            messagesOf.add(key.patient());
          }
          if (reads.contains(Conditions.REFUSED)) {
            refusalsOf.add(key.patient());
          }
        });
    if (reading.isEmpty()) {
      return Map.of();
    }
    Map<String, Resource> read = new HashMap<>();
    wanted.forEach((type, ids) -> byId(type, ids).forEach(r -> read.put(reference(r), r)));
    Map<String, List<Resource>> visits = visits(visitsOf);
    Map<String, List<Resource>> replies = replies(repliesOf);
    Map<String, List<Resource>> messages = people.messages(messagesOf, now);
    Map<String, List<Base>> refused = people.refused(refusalsOf, now);
    Map<EnrolmentKey, Evidence> result = new HashMap<>();
    for (EnrolmentKey key : reading) {
      result.put(
          key,
          Evidence.of(
              Map.of(
                  Conditions.PATIENT, one(read.get("Patient/" + key.patient())),
                  Conditions.FOCUS, one(read.get(key.focus())),
                  Conditions.ENROLMENT, one(read.get("CarePlan/" + key.carePlanId())),
                  Conditions.APPOINTMENTS, visits.getOrDefault(key.patient(), List.of()),
                  Conditions.REPLIES,
                      since(replies.getOrDefault(key.patient(), List.of()), enrolled.get(key)),
                  Conditions.MESSAGES, messages.getOrDefault(key.patient(), List.of()),
                  Conditions.REFUSED, refused.getOrDefault(key.patient(), List.of()),
                  Conditions.CODES, codes(found.get(key.focus())),
                  Conditions.SENSITIVE,
                      List.of(new BooleanType(sensitive.contains(key.carePlanId()))))));
    }
    return result;
  }

  /** Opening hours for the keys whose journey counts business time, by the visit's place. */
  Map<EnrolmentKey, BusinessHours> hours(
      Map<EnrolmentKey, Journey> journeys, Map<String, Found> found, ZoneId clinicZone) {
    Map<EnrolmentKey, String> places = new HashMap<>();
    journeys.forEach(
        (key, journey) -> {
          Found focus = found.get(key.focus());
          if (journey.countsBusinessTime() && focus != null && focus.location() != null) {
            places.put(key, focus.location());
          }
        });
    if (places.isEmpty()) {
      return Map.of();
    }
    Set<String> ids = new TreeSet<>(places.values());
    Map<String, Resource> locations =
        byId("Location", ids).stream()
            .collect(Collectors.toMap(r -> r.getIdElement().getIdPart(), r -> r));
    List<Resource> services = byReference(HealthcareService.class, "location", "Location", ids);
    Map<EnrolmentKey, BusinessHours> result = new HashMap<>();
    places.forEach(
        (key, id) -> {
          if (locations.get(id) instanceof Location location) {
            String zone = found.get(key.focus()).zone();
            result.put(
                key,
                BusinessHours.of(
                    location,
                    services.stream()
                        .map(HealthcareService.class::cast)
                        .filter(service -> isAt(service, id))
                        .toList(),
                    zone == null ? clinicZone : ZoneId.of(zone)));
          }
        });
    return result;
  }

  private static List<Base> codes(Found focus) {
    return focus == null ? List.of() : focus.kinds().stream().<Base>map(StringType::new).toList();
  }

  private static boolean isAt(HealthcareService service, String location) {
    return service.getLocation().stream()
        .anyMatch(reference -> location.equals(reference.getReferenceElement().getIdPart()));
  }

  private static void want(Map<String, Set<String>> wanted, String type, String id) {
    wanted.computeIfAbsent(type, unused -> new TreeSet<>()).add(id);
  }

  private static List<Resource> one(Resource resource) {
    return resource == null ? List.of() : List.of(resource);
  }

  private static List<Resource> since(List<Resource> replies, Enrolled enrolled) {
    return replies.stream()
        .filter(
            reply ->
                enrolled != null
                    && (enrolled.entered() == null
                        || reply instanceof Communication received
                            && received.hasReceived()
                            && !received.getReceived().toInstant().isBefore(enrolled.entered())))
        .toList();
  }

  private Map<String, List<Resource>> visits(Set<String> patients) {
    Map<String, List<Resource>> result = new HashMap<>();
    for (Resource found : byReference(Appointment.class, "patient", "Patient", patients)) {
      ((Appointment) found)
          .getParticipant()
          .forEach(
              participant -> {
                var actor = participant.getActor().getReferenceElement();
                if ("Patient".equals(actor.getResourceType())) {
                  result.computeIfAbsent(actor.getIdPart(), unused -> new ArrayList<>()).add(found);
                }
              });
    }
    return result;
  }

  private Map<String, List<Resource>> replies(Set<String> patients) {
    return byReference(Communication.class, "patient", "Patient", patients).stream()
        .map(Communication.class::cast)
        .filter(
            communication ->
                communication.getCategory().stream()
                    .anyMatch(
                        category ->
                            category.hasCoding(
                                EngagementCategory.SYSTEM, EngagementCategory.REPLY.code())))
        .collect(
            Collectors.groupingBy(
                communication -> communication.getSubject().getReferenceElement().getIdPart(),
                Collectors.mapping(Resource.class::cast, Collectors.toList())));
  }

  private List<Resource> byId(String type, Collection<String> ids) {
    if (ids.size() == 1) {
      // The most frequent case by far, for a third of what a search costs.
      return stored.read(new IdType(type, ids.iterator().next())).stream().toList();
    }
    TokenOrListParam any = new TokenOrListParam();
    ids.forEach(id -> any.add(new TokenParam(id)));
    return search(daos.getResourceDao(type), new SearchParameterMap().add("_id", any));
  }

  private List<Resource> byReference(
      Class<? extends Resource> type, String parameter, String target, Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    ReferenceOrListParam any = new ReferenceOrListParam();
    ids.forEach(id -> any.add(new ReferenceParam(target + "/" + id)));
    return search(daos.getResourceDao(type), new SearchParameterMap().add(parameter, any));
  }

  private static List<Resource> search(IFhirResourceDao<?> dao, SearchParameterMap parameters) {
    return dao
        .search(WholeSearch.within(parameters, MOST), new SystemRequestDetails())
        .getAllResources()
        .stream()
        .map(Resource.class::cast)
        .toList();
  }

  private static String reference(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }
}
