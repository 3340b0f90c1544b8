package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.fhir.OwnNumber;

/**
 * Creates at the EHR a visit that was booked here, once: it is looked for first, by our number and
 * by whom and when it is, and sent with {@code If-None-Exist}. Each of the three is unknown to some
 * EHR, so none is relied on alone; where none of them would show a visit that an unknown answer may
 * have made, it is a person who looks.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#ccreate">Conditional create</a>
 */
final class CreatedVisits {
  /** How a server says that it makes no Appointments. */
  private static final Set<Integer> UNKNOWN = Set.of(404, 405, 410, 501);

  /** How it says "not now" or "not you", of which nothing was made. */
  private static final Set<Integer> TRY_LATER = Set.of(401, 403, 425, 429);

  private static final int CREATED = 201;
  private static final int REQUEST_TIMEOUT = 408;

  private final Supplier<IGenericClient> server;
  private final Supplier<IGenericClient> ehr;
  private final EhrNumbers numbers;
  private final SameVisits same;

  CreatedVisits(
      Supplier<IGenericClient> server,
      Supplier<IGenericClient> ehr,
      EhrNumbers numbers,
      SameVisits same) {
    this.server = server;
    this.ehr = ehr;
    this.numbers = numbers;
    this.same = same;
  }

  /**
   * One at the EHR.
   *
   * @param made whether it was made just now, so that it says what ours does
   */
  record Visit(String id, boolean made) {}

  /**
   * Creates it, or finds it there.
   *
   * @throws EhrRefusalException where a person has to do it, or to look whether it was done
   */
  Visit create(Appointment ours) {
    Optional<String> found = same.byNumber(OwnNumber.of(ours)).flatMap(CreatedVisits::only);
    if (found.isPresent()) {
      return new Visit(found.get(), false);
    }
    Capabilities can = Capabilities.of(ehr.get());
    if (!can.create()) {
      throw new EhrRefusalException("no-create", true);
    }
    Map<String, String> actors = actors(ours);
    List<String> patients =
        actors.values().stream().filter(one -> one.startsWith("Patient/")).toList();
    Optional<List<String>> sameTime = same.byTime(ours, patients.get(0));
    found = sameTime.flatMap(CreatedVisits::only);
    if (found.isPresent()) {
      return new Visit(found.get(), false);
    }
    boolean shown = sameTime.isPresent() || can.conditionalCreate();
    return post(ours, actors, patients.get(0), shown);
  }

  private Visit post(Appointment ours, Map<String, String> actors, String patient, boolean shown) {
    Identifier number = OwnNumber.of(ours);
    MethodOutcome made;
    try {
      made =
          ehr.get()
              .create()
              .resource(NewVisit.of(ours, actors))
              // By hand: the client would go wherever Location says for a body that is left out,
              // and put a whole address where some servers read parameters alone.
              .withAdditionalHeader("Prefer", "return=representation")
              .withAdditionalHeader(
                  "If-None-Exist", "identifier=" + number.getSystem() + "|" + number.getValue())
              .execute();
    } catch (BaseServerResponseException refused) {
      throw refusal(refused, shown);
    } catch (RuntimeException unread) {
      throw unknown(unread, shown);
    }
    String id =
        MadeVisit.id(made)
            .or(() -> same.byNumber(number).flatMap(CreatedVisits::only))
            .or(() -> same.byTime(ours, patient).flatMap(CreatedVisits::only))
            .orElseThrow(() -> withoutId(made));
    return new Visit(id, made.getResponseStatusCode() == CREATED);
  }

  // A page of a proxy or of a login is no answer of the EHR's; what it did is for the next look.
  private static RuntimeException withoutId(MethodOutcome made) {
    return MadeVisit.isPage(made)
        ? new EhrRefusalException("no-fhir", false)
        : new EhrRefusalException("created-without-id", true);
  }

  private static RuntimeException refusal(BaseServerResponseException refused, boolean shown) {
    int status = refused.getStatusCode();
    if (UNKNOWN.contains(status)) {
      return new EhrRefusalException("no-create", true);
    }
    if (TRY_LATER.contains(status)) {
      return refused;
    }
    boolean answered = status >= 400 && status < 500 && status != REQUEST_TIMEOUT;
    return answered ? EhrRefusalException.of(refused) : unknown(refused, shown);
  }

  private static RuntimeException unknown(RuntimeException failed, boolean shown) {
    return shown ? failed : new EhrRefusalException("created-unknown", true);
  }

  private static Optional<String> only(List<String> found) {
    if (found.size() > 1) {
      throw new EhrRefusalException("several", true);
    }
    return found.stream().findFirst();
  }

  /** The EHR's references by ours, of everybody whom it is known to have. */
  private Map<String, String> actors(Appointment ours) {
    Map<String, String> actors = new HashMap<>();
    ours.getParticipant().stream()
        .map(one -> one.getActor().getReference())
        .filter(reference -> reference != null && new IdType(reference).hasIdPart())
        .distinct()
        .forEach(
            reference ->
                theirs(new IdType(reference)).ifPresent(one -> actors.put(reference, one)));
    if (actors.values().stream().noneMatch(one -> one.startsWith("Patient/"))) {
      throw new EhrRefusalException("patient-unknown", true);
    }
    return actors;
  }

  private Optional<String> theirs(IdType actor) {
    String type = actor.getResourceType();
    DomainResource known =
        (DomainResource) server.get().read().resource(type).withId(actor.getIdPart()).execute();
    if (known instanceof Patient patient) {
      // Without one of several the EHR would have a visit of the others.
      return Optional.of(
          "Patient/"
              + numbers
                  .patient(patient)
                  .orElseThrow(() -> new EhrRefusalException("patient-unknown", true)));
    }
    return known.getNamedProperty("identifier") == null
        ? Optional.empty()
        : numbers
            .told(
                type,
                known.getNamedProperty("identifier").getValues().stream()
                    .map(Identifier.class::cast)
                    .toList())
            .map(id -> type + "/" + id);
  }
}
