package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.i18n.I18nConstants;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.rapport.profiles.Profiles;
import org.rapport.server.fhir.acceptor.Acceptor;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.ConsentCategory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Validates what clients write of the types that we own, against FHIR R4 and our profiles. What our
 * own code writes is not validated again: it is built from validated facts, and is the hot path.
 * What can be seen to conform is not shown to the full validator, which takes a hundred times as
 * long (docs/decisions/0063). Everything is in memory; nothing is fetched.
 */
@Component
@Interceptor
public class WriteValidation implements StorageInterceptor {
  /** Types whose every instance is ours, with the profile that holds for it. */
  private static final Map<String, String> OWNED =
      Map.of(
          "Patient", Profiles.ENGAGEMENT_PATIENT,
          "Appointment", Profiles.ENGAGEMENT_APPOINTMENT);

  /** Types that are ours only where they say so. */
  private static final Set<String> DECLARED =
      Set.of("Consent", "CommunicationRequest", "Communication", "Task");

  /**
   * Invariants that we do not hold a sender to: EHRs send visits without an end, and a plan needs
   * only the start (app-2, app-3); a patient's word about messages needs no policy document
   * (ppc-1).
   */
  private static final Set<String> TOLERATED = Set.of("app-2", "app-3", "ppc-1");

  /**
   * What says that a required binding is not kept. All else that is said about codes is about
   * bindings that are preferred or extensible, and about codes that are not in a code system: both
   * may be in a conforming resource (R4, terminologies.html#strength).
   */
  private static final Set<String> REQUIRED_BINDINGS =
      Set.of(
          I18nConstants.TERMINOLOGY_TX_CODE_VALUESET,
          I18nConstants.TERMINOLOGY_TX_NOVALID_1_CC,
          I18nConstants.TERMINOLOGY_TX_NOVALID_4,
          I18nConstants.TERMINOLOGY_TX_NOVALID_16);

  private final ValidatorPool validator;
  private final Acceptor acceptor;

  WriteValidation(FhirContext context) {
    IValidationSupport definitions = definitions(context);
    this.validator = new ValidatorPool(context, definitions);
    this.acceptor =
        new Acceptor(
            context,
            definitions,
            TOLERATED,
            // Both add to R4 extensions of ours that may be there, and nothing else.
            Map.of(
                "Patient", Set.of(Profiles.ENGAGEMENT_PATIENT),
                "Appointment", Set.of(Profiles.ENGAGEMENT_APPOINTMENT)));
  }

  private static IValidationSupport definitions(FhirContext context) {
    PrePopulatedValidationSupport ours = new PrePopulatedValidationSupport(context);
    for (MetadataResource shipped : ConformanceLoader.shipped(context)) {
      switch (shipped.fhirType()) {
        case "StructureDefinition", "CodeSystem", "ValueSet" -> ours.addResource(shipped);
        default -> {
          // Journeys and search parameters say nothing about instances.
        }
      }
    }
    UnknownCodeSystemWarningValidationSupport unknown =
        new UnknownCodeSystemWarningValidationSupport(context);
    unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
    return new ValidationSupportChain(
        ours,
        new DefaultProfileValidationSupport(context),
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        new SnapshotGeneratingValidationSupport(context),
        unknown);
  }

  @EventListener(ApplicationReadyEvent.class)
  void warmUpBeside() {
    // The first validation reads all of R4's definitions, which takes seconds: neither in the start
    // nor in somebody's first request.
    Thread warmUp = new Thread(this::warmUp, "validator-warm-up");
    warmUp.setDaemon(true);
    warmUp.start();
  }

  private void warmUp() {
    Appointment visit = new Appointment().setStatus(Appointment.AppointmentStatus.BOOKED);
    visit
        .addParticipant()
        .setActor(new Reference("Patient/warm-up"))
        .setStatus(Appointment.ParticipationStatus.ACCEPTED);
    Patient patient = new Patient().setActive(true);
    patient.addTelecom().setSystem(ContactPoint.ContactPointSystem.PHONE).setValue("1");
    for (Resource resource : List.of(patient, visit)) {
      acceptor.surelyConforms(resource);
    }
    for (Resource resource : List.of(patient, visit)) {
      validator.validate(resource, profile(resource));
    }
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void creating(IBaseResource resource, RequestDetails request) {
    validate(resource, request);
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource resource, RequestDetails request) {
    validate(resource, request);
  }

  private void validate(IBaseResource written, RequestDetails request) {
    if (request instanceof ServletRequestDetails && written instanceof Resource resource) {
      check(resource);
    }
  }

  /**
   * Validates what our own code writes on behalf of somebody else.
   *
   * @throws UnprocessableEntityException naming what is wrong
   */
  public void check(Resource resource) {
    String profile = profile(resource);
    if (profile == null && !DECLARED.contains(resource.fhirType())) {
      return;
    }
    if (surelyConforms(resource)) {
      return;
    }
    List<ValidationMessage> errors = errors(resource);
    if (!errors.isEmpty()) {
      throw refusal(resource, errors);
    }
  }

  /** Whether {@link #errors} surely finds nothing, seen in microseconds. */
  boolean surelyConforms(Resource resource) {
    return !Profiles.OUTREACH_CONSENT.equals(profile(resource))
        && acceptor.surelyConforms(resource);
  }

  /** What the full validator finds that a writer is held to. */
  List<ValidationMessage> errors(Resource resource) {
    return validator.validate(resource, profile(resource)).stream()
        .filter(message -> message.getLevel().isError())
        .filter(message -> holds(message, resource))
        .toList();
  }

  private static boolean holds(ValidationMessage error, Resource resource) {
    String message = error.getMessage();
    if (error.getType() == ValidationMessage.IssueType.CODEINVALID
        || String.valueOf(error.getMessageId()).startsWith("Terminology_")) {
      return REQUIRED_BINDINGS.contains(error.getMessageId());
    }
    // In words app-4 allows a reason for no-shows; its expression has "no-show", which no status
    // is.
    boolean noShow =
        resource instanceof Appointment visit
            && visit.getStatus() == Appointment.AppointmentStatus.NOSHOW;
    return !(noShow && message.contains("app-4"))
        && TOLERATED.stream().noneMatch(message::contains);
  }

  private static String profile(Resource resource) {
    if (resource instanceof Consent consent
        && consent.getCategory().stream()
            .anyMatch(
                category ->
                    category.hasCoding(ConsentCategory.SYSTEM, ConsentCategory.OUTREACH.code())
                        || category.hasCoding(
                            ConsentCategory.SYSTEM, ConsentCategory.QUIET_HOURS.code()))) {
      return Profiles.OUTREACH_CONSENT;
    }
    return OWNED.get(resource.fhirType());
  }

  private UnprocessableEntityException refusal(Resource resource, List<ValidationMessage> errors) {
    OperationOutcome outcome = new OperationOutcome();
    for (ValidationMessage error : errors) {
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.ERROR)
          .setCode(IssueType.INVALID)
          .setDiagnostics(error.getMessage())
          .addExpression(error.getLocation());
    }
    return new UnprocessableEntityException(
        "The " + resource.fhirType() + " does not conform", outcome);
  }
}
