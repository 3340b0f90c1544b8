package org.rapport.profiles;

import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.StructureDefinition;

/** HAPI's instance validator over R4 and the shipped files, as the server sets it up. */
final class ProfileValidator {

  private static final IValidationSupport R4 =
      new DefaultProfileValidationSupport(ShippedFiles.FHIR);

  private static final FhirValidator VALIDATOR = create();

  private ProfileValidator() {}

  /** Errors against R4 and the profile; the profile may be null for R4 alone. */
  static List<String> errors(IBaseResource resource, String profile) {
    ValidationOptions options = new ValidationOptions();
    if (profile != null) {
      options.addProfile(profile);
    }
    return VALIDATOR.validateWithResult(resource, options).getMessages().stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
        .map(ProfileValidator::describe)
        .toList();
  }

  /** The paths of all elements of an R4 type. */
  static List<String> elementsOf(String type) {
    StructureDefinition definition =
        (StructureDefinition)
            R4.fetchStructureDefinition("http://hl7.org/fhir/StructureDefinition/" + type);
    return definition.getSnapshot().getElement().stream().map(e -> e.getPath()).toList();
  }

  private static String describe(SingleValidationMessage message) {
    return message.getLocationString() + ": " + message.getMessage();
  }

  private static FhirValidator create() {
    PrePopulatedValidationSupport shipped = new PrePopulatedValidationSupport(ShippedFiles.FHIR);
    ShippedFiles.conformanceResources().forEach(shipped::addResource);
    ValidationSupportChain chain =
        new ValidationSupportChain(
            R4,
            shipped,
            new InMemoryTerminologyServerValidationSupport(ShippedFiles.FHIR),
            new CommonCodeSystemsTerminologyService(ShippedFiles.FHIR),
            new SnapshotGeneratingValidationSupport(ShippedFiles.FHIR));
    return ShippedFiles.FHIR
        .newValidator()
        .registerValidatorModule(new FhirInstanceValidator(chain));
  }
}
