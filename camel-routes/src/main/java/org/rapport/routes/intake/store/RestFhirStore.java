package org.rapport.routes.intake.store;

import ca.uhn.fhir.rest.api.CacheControlDirective;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.exceptions.FhirClientConnectionException;
import ca.uhn.fhir.rest.gclient.TokenClientParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link FhirStore} over a FHIR REST API; reads of a server in the same JVM without a request.
 * Thread-safe if the clients supplied are.
 */
public final class RestFhirStore implements FhirStore {

  private static final Logger LOG = LoggerFactory.getLogger(RestFhirStore.class);

  private static final TokenClientParam IDENTIFIER = new TokenClientParam("identifier");

  /** Statuses that say "not now" or "not you" rather than "not this". */
  private static final Set<Integer> TRY_LATER = Set.of(401, 403, 408, 425, 429);

  private static final int MAX_LINKS = 8;

  private final Supplier<IGenericClient> clients;
  private final Optional<LocalReads> local;

  /** Takes the source of clients; asked once a call, so tokens may be renewed behind it. */
  public RestFhirStore(Supplier<IGenericClient> clients) {
    this(clients, Optional.empty());
  }

  /**
   * The same where the server may be in this JVM.
   *
   * @param local its reads; empty: it is elsewhere
   */
  public RestFhirStore(Supplier<IGenericClient> clients, Optional<LocalReads> local) {
    this.clients = clients;
    this.local = local;
  }

  @Override
  public boolean exists(String resourceType, String id) {
    if (local.isPresent()) {
      return near(() -> local.get().exists(resourceType, id));
    }
    try {
      return call(client -> client.read().resource(resourceType).withId(id).execute() != null);
    } catch (ResourceNotFoundException | ResourceGoneException absent) {
      return false;
    } catch (BaseServerResponseException refused) {
      throw new StoreUnavailableException(refused.getStatusCode());
    }
  }

  @Override
  public List<Appointment> appointments(String system, String value) {
    return search(Appointment.class, system, value);
  }

  @Override
  public List<Patient> patients(String system, String value) {
    Map<String, Patient> survivors = new LinkedHashMap<>();
    for (Patient found : search(Patient.class, system, value)) {
      Patient survivor = survivor(found);
      survivors.put(survivor.getIdElement().getIdPart(), survivor);
    }
    return List.copyOf(survivors.values());
  }

  @Override
  public List<Patient> records(String system, String value) {
    return search(Patient.class, system, value);
  }

  @Override
  public Optional<Appointment> appointment(String id) {
    return read(Appointment.class, id);
  }

  @Override
  public Optional<Patient> patient(String id) {
    return read(Patient.class, id).map(this::survivor);
  }

  @Override
  public Optional<Slot> slot(String id) {
    return read(Slot.class, id);
  }

  private <T extends Resource> Optional<T> read(Class<T> type, String id) {
    if (local.isPresent()) {
      return near(() -> local.get().read(type, id));
    }
    try {
      return Optional.of(call(client -> client.read().resource(type).withId(id).execute()));
    } catch (ResourceNotFoundException | ResourceGoneException absent) {
      return Optional.empty();
    } catch (BaseServerResponseException refused) {
      throw new StoreUnavailableException(refused.getStatusCode());
    }
  }

  @Override
  public Optional<String> reference(String type, String system, String value) {
    Class<? extends Resource> asked =
        switch (type) {
          case "Location" -> Location.class;
          case "HealthcareService" -> HealthcareService.class;
          default -> Practitioner.class;
        };
    return search(asked, system, value).stream()
        .findFirst()
        .map(found -> type + "/" + found.getIdElement().getIdPart());
  }

  @Override
  public void commit(Bundle transaction) {
    try {
      call(client -> client.transaction().withBundle(transaction).execute());
    } catch (BaseServerResponseException refused) {
      throw Refusal.of(refused);
    }
  }

  @Override
  public void commit(Bundle transaction, MessageNote note) {
    try {
      call(
          client ->
              client
                  .transaction()
                  .withBundle(transaction)
                  .withAdditionalHeader(MessageNote.HEADER, note.encoded())
                  .execute());
    } catch (BaseServerResponseException refused) {
      throw Refusal.of(refused);
    }
  }

  @Override
  public void note(MessageNote note) {
    Parameters parameters = new Parameters();
    parameters.addParameter("note", note.encoded());
    try {
      call(
          client ->
              client
                  .operation()
                  .onServer()
                  .named("$record-message")
                  .withParameters(parameters)
                  .execute());
    } catch (BaseServerResponseException refused) {
      throw new StoreUnavailableException(refused.getStatusCode());
    }
  }

  @Override
  public void merge(String source, String target) {
    Parameters parameters = new Parameters();
    parameters.addParameter("source-patient", new Reference("Patient/" + source));
    parameters.addParameter("target-patient", new Reference("Patient/" + target));
    try {
      call(
          client ->
              client
                  .operation()
                  .onType(Patient.class)
                  .named("$merge")
                  .withParameters(parameters)
                  .execute());
    } catch (BaseServerResponseException refused) {
      throw Refusal.of(refused);
    }
  }

  @Override
  public void unmerge(String source) {
    try {
      call(
          client ->
              client
                  .operation()
                  .onInstance("Patient/" + source)
                  .named("$unmerge")
                  .withNoParameters(Parameters.class)
                  .execute());
    } catch (BaseServerResponseException refused) {
      throw Refusal.of(refused);
    }
  }

  private Patient survivor(Patient found) {
    Patient patient = found;
    for (int i = 0; i < MAX_LINKS; i++) {
      String next =
          patient.getLink().stream()
              .filter(link -> link.getType() == Patient.LinkType.REPLACEDBY)
              .map(link -> link.getOther().getReferenceElement().getIdPart())
              .findFirst()
              .orElse(null);
      if (next == null) {
        return patient;
      }
      Optional<Patient> following = read(Patient.class, next);
      if (following.isEmpty()) {
        return patient;
      }
      patient = following.get();
    }
    return patient;
  }

  private <T extends Resource> List<T> search(Class<T> type, String system, String value) {
    if (local.isPresent()) {
      return near(() -> local.get().identified(type, system, value));
    }
    try {
      Bundle page =
          call(
              client ->
                  client
                      .search()
                      .forResource(type)
                      .where(IDENTIFIER.exactly().systemAndIdentifier(system, value))
                      .cacheControl(new CacheControlDirective().setNoStore(true))
                      .returnBundle(Bundle.class)
                      .execute());
      List<T> found = new ArrayList<>();
      for (Bundle.BundleEntryComponent entry : page.getEntry()) {
        if (type.isInstance(entry.getResource())) {
          found.add(type.cast(entry.getResource()));
        }
      }
      return found;
    } catch (BaseServerResponseException refused) {
      throw new StoreUnavailableException(refused.getStatusCode());
    }
  }

  // Whatever keeps the database from answering may be over when the sender comes again.
  private static <T> T near(Supplier<T> read) {
    try {
      return read.get();
    } catch (RuntimeException unavailable) {
      LOG.warn("The server cannot be read: {}", unavailable.getClass().getSimpleName());
      throw new StoreUnavailableException(0);
    }
  }

  /** Runs a call; what is not about this very request becomes "unavailable". */
  private <T> T call(Function<IGenericClient, T> request) {
    try {
      return request.apply(clients.get());
    } catch (FhirClientConnectionException noAnswer) {
      throw new StoreUnavailableException(0);
    } catch (BaseServerResponseException answer) {
      int status = answer.getStatusCode();
      if (status < 400 || status >= 500 || TRY_LATER.contains(status)) {
        throw new StoreUnavailableException(status);
      }
      throw answer;
    }
  }
}
