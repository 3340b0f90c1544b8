package org.rapport.server.audit.capture;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.store.StoredBody;
import org.springframework.stereotype.Component;

/**
 * Whom resources are about (R4, compartmentdefinition-patient.html), as relative references. Of the
 * types that there are most of it is read off directly, as every search pays for it.
 */
@Component
class Concerned {
  private static final String PATIENT = "Patient/";

  private final FhirTerser terser;

  Concerned(FhirContext context) {
    this.terser = context.newTerser();
  }

  /** The patients that resources are about, those within Bundles and Parameters too. */
  Set<String> patients(Collection<? extends IBaseResource> resources) {
    Set<String> patients = new LinkedHashSet<>();
    resources.forEach(resource -> add(resource, patients));
    return patients;
  }

  private void add(IBaseResource resource, Set<String> patients) {
    Optional<StoredBody> stored = StoredBody.of(resource);
    if (stored.isPresent()) {
      patients.addAll(stored.get().patients());
    } else if (resource instanceof Bundle bundle) {
      bundle.getEntry().stream()
          .filter(Bundle.BundleEntryComponent::hasResource)
          .forEach(entry -> add(entry.getResource(), patients));
    } else if (resource instanceof Parameters parameters) {
      parameters.getParameter().forEach(part -> add(part, patients));
    } else if (resource instanceof Patient patient && patient.getIdElement().hasIdPart()) {
      patients.add(PATIENT + patient.getIdElement().getIdPart());
    } else if (resource instanceof Resource one && !(one instanceof AuditEvent)) {
      references(one).forEach(reference -> add(reference, patients));
    }
  }

  private void add(ParametersParameterComponent part, Set<String> patients) {
    if (part.hasResource()) {
      add(part.getResource(), patients);
    }
    if (part.getValue() instanceof Reference reference) {
      add(reference, patients);
    }
    part.getPart().forEach(inner -> add(inner, patients));
  }

  private Stream<Reference> references(Resource resource) {
    if (resource instanceof Appointment visit) {
      return visit.getParticipant().stream()
          .map(Appointment.AppointmentParticipantComponent::getActor);
    } else if (resource instanceof Communication message) {
      return Stream.concat(Stream.of(message.getSubject()), message.getRecipient().stream());
    } else if (resource instanceof CommunicationRequest message) {
      return Stream.concat(Stream.of(message.getSubject()), message.getRecipient().stream());
    } else if (resource instanceof Task task) {
      return Stream.of(task.getFor());
    } else if (resource instanceof Consent consent) {
      return Stream.of(consent.getPatient());
    } else if (resource instanceof CarePlan plan) {
      return Stream.of(plan.getSubject());
    } else if (resource instanceof QuestionnaireResponse answers) {
      return Stream.of(answers.getSubject());
    } else if (resource instanceof RelatedPerson person) {
      return Stream.of(person.getPatient());
    } else if (resource instanceof MeasureReport report) {
      return report.getContained().stream()
          .filter(ListResource.class::isInstance)
          .flatMap(list -> ((ListResource) list).getEntry().stream())
          .map(ListResource.ListEntryComponent::getItem);
    }
    return terser.getCompartmentOwnersForResource("Patient", resource, Set.of()).stream()
        .map(id -> new Reference(new IdType(id.getValue())));
  }

  private static void add(Reference reference, Set<String> patients) {
    String text = reference.getReference();
    if (text != null && text.startsWith(PATIENT)) {
      patients.add(PATIENT + text.substring(PATIENT.length()).split("/", 2)[0]);
    }
  }

  /** The reference of a resource without its version. */
  static String reference(IBaseResource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }
}
