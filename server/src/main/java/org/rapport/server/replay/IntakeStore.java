package org.rapport.server.replay;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Slot;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.routes.intake.store.Refusal;
import org.rapport.server.fhir.WriteValidation;
import org.rapport.server.identity.MergePatients;
import org.rapport.server.identity.UnmergePatients;
import org.rapport.server.journal.MessageJournal;
import org.rapport.server.journal.MessageTrace;
import org.rapport.server.store.StoreSession;
import org.rapport.server.store.StoredResources;
import org.rapport.server.store.WholeSearch;
import org.springframework.stereotype.Component;

/**
 * The intake's store within the caller's transaction, which may be rolled back. What it writes is
 * validated as what comes over the API is, and it tells what that was.
 */
@Component
class IntakeStore implements FhirStore {
  private static final int MOST = 1000;
  private static final int LINKS = 8;

  private final IFhirSystemDao<Bundle, Meta> system;
  private final DaoRegistry daos;
  private final StoredResources stored;
  private final StoreSession session;
  private final MergePatients merges;
  private final UnmergePatients unmerges;
  private final WriteValidation validation;
  private final WrittenByIntake written;
  private final MessageJournal journal;

  IntakeStore(
      IFhirSystemDao<Bundle, Meta> system,
      DaoRegistry daos,
      StoredResources stored,
      StoreSession session,
      MergePatients merges,
      UnmergePatients unmerges,
      WriteValidation validation,
      WrittenByIntake written,
      MessageJournal journal) {
    this.system = system;
    this.daos = daos;
    this.stored = stored;
    this.session = session;
    this.merges = merges;
    this.unmerges = unmerges;
    this.validation = validation;
    this.written = written;
    this.journal = journal;
  }

  @Override
  public boolean exists(String resourceType, String id) {
    return stored.has(new IdType(resourceType, id));
  }

  @Override
  public List<Appointment> appointments(String system, String value) {
    return found(Appointment.class, system, value);
  }

  @Override
  public Optional<Appointment> appointment(String id) {
    return stored.read(Appointment.class, id);
  }

  @Override
  public Optional<Patient> patient(String id) {
    return stored.read(Patient.class, id).map(this::survivor);
  }

  @Override
  public List<Patient> patients(String system, String value) {
    Map<String, Patient> survivors = new LinkedHashMap<>();
    for (Patient found : found(Patient.class, system, value)) {
      Patient survivor = survivor(found);
      survivors.put(survivor.getIdElement().getIdPart(), survivor);
    }
    return List.copyOf(survivors.values());
  }

  @Override
  public List<Patient> records(String system, String value) {
    return found(Patient.class, system, value);
  }

  @Override
  public Optional<Slot> slot(String id) {
    return stored.read(Slot.class, id);
  }

  @Override
  public Optional<String> reference(String type, String system, String value) {
    Class<? extends Resource> asked =
        switch (type) {
          case "Location" -> Location.class;
          case "HealthcareService" -> HealthcareService.class;
          default -> Practitioner.class;
        };
    return found(asked, system, value).stream()
        .findFirst()
        .map(one -> type + "/" + one.getIdElement().getIdPart());
  }

  private Patient survivor(Patient found) {
    Patient patient = found;
    for (int i = 0; i < LINKS; i++) {
      Optional<Patient> next =
          patient.getLink().stream()
              .filter(link -> link.getType() == Patient.LinkType.REPLACEDBY)
              .map(link -> link.getOther().getReferenceElement().getIdPart())
              .findFirst()
              .flatMap(id -> stored.read(Patient.class, id));
      if (next.isEmpty()) {
        return patient;
      }
      patient = next.get();
    }
    return patient;
  }

  private <R extends Resource> List<R> found(Class<R> type, String system, String value) {
    // A message may merge several pairs: what the one before has written is searched as well.
    session.renew();
    SearchParameterMap parameters =
        WholeSearch.within(
            new SearchParameterMap().add("identifier", new TokenParam(system, value)), MOST);
    return daos
        .getResourceDao(type)
        .search(parameters, new SystemRequestDetails())
        .getAllResources()
        .stream()
        .map(type::cast)
        .toList();
  }

  @Override
  public void commit(Bundle transaction, MessageNote note) {
    MessageTrace led = new MessageTrace();
    write(transaction, led);
    journal.write(note, true, led, 0);
  }

  @Override
  public void note(MessageNote note) {
    journal.write(note, true, new MessageTrace(), 0);
  }

  @Override
  public void commit(Bundle transaction) {
    write(transaction, new MessageTrace());
  }

  private void write(Bundle transaction, MessageTrace led) {
    Bundle answer =
        refusing(
            () -> {
              transaction.getEntry().stream()
                  .map(BundleEntryComponent::getResource)
                  .forEach(validation::check);
              return system.transactionNested(new SystemRequestDetails(), transaction);
            });
    for (int i = 0; i < transaction.getEntry().size(); i++) {
      boolean conditional = transaction.getEntry().get(i).getRequest().getMethod() == HTTPVerb.POST;
      Bundle.BundleEntryResponseComponent one = answer.getEntry().get(i).getResponse();
      if (!conditional || one.getStatus().startsWith("201")) {
        written.add(new IdType(one.getLocation()));
        led.add(new IdType(one.getLocation()));
      }
      if (transaction.getEntry().get(i).getResource() instanceof Provenance provenance) {
        provenance.getTarget().forEach(target -> led.about(target.getReference()));
      }
    }
  }

  @Override
  public void merge(String source, String target) {
    refusing(() -> merges.merge(source, target, false, written.agent()));
    for (String id : List.of(source, target)) {
      stored.read(Patient.class, id).map(Patient::getIdElement).ifPresent(written::add);
    }
  }

  @Override
  public void unmerge(String source) {
    refusing(() -> unmerges.unmerge(source, written.agent()));
    stored.read(Patient.class, source).map(Patient::getIdElement).ifPresent(written::add);
  }

  private static <T> T refusing(Supplier<T> write) {
    try {
      return write.get();
    } catch (BaseServerResponseException refused) {
      if (refused.getStatusCode() >= 400 && refused.getStatusCode() < 500) {
        throw Refusal.of(refused);
      }
      throw refused;
    }
  }
}
