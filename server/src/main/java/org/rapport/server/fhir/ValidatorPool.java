package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.JsonParser;
import org.hl7.fhir.r5.elementmodel.ParserBase;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.ValidatorSession;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.validation.constants.IdStatus;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManagerOld;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidatorSettings;
import org.hl7.fhir.validation.instance.InstanceValidator;

/**
 * HL7's instance validator, kept between resources. HAPI 8.8's own wrapper makes one for each
 * resource, and making one reads a large table of OIDs: two fifths of the whole server's time under
 * load (docs/benchmarks.md). A validator is used by one thread at a time, and thrown away after a
 * while, as it remembers what it has seen. Thread-safe.
 */
final class ValidatorPool {
  private static final int USES = 500;

  private final FhirContext context;
  private final WorkerContextValidationSupportAdapter worker;
  private final Map<String, StructureDefinition> profiles = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Pooled> idle = new ConcurrentLinkedQueue<>();

  ValidatorPool(FhirContext context, IValidationSupport support) {
    this.context = context;
    this.worker =
        WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(support);
  }

  private static final class Pooled {
    private final InstanceValidator validator;
    private final JsonParser parser;
    private int uses;

    // A parser makes two FHIRPath engines of its own: kept with the validator, for the same reason.
    Pooled(InstanceValidator validator, WorkerContextValidationSupportAdapter worker) {
      this.validator = validator;
      this.parser = new JsonParser(worker);
      parser.setupValidation(ParserBase.ValidationPolicy.EVERYTHING);
    }
  }

  /**
   * Validates against R4 and a profile.
   *
   * @param profile canonical URL, or null for R4 alone and what the resource itself declares
   */
  List<ValidationMessage> validate(Resource resource, String profile) {
    Pooled pooled = idle.poll();
    if (pooled == null) {
      pooled = new Pooled(create(), worker);
    }
    List<ValidationMessage> messages = new ArrayList<>();
    byte[] json =
        context.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
    List<StructureDefinition> definitions = new ArrayList<>();
    if (profile != null) {
      definitions.add(
          profiles.computeIfAbsent(
              profile, url -> worker.fetchResource(StructureDefinition.class, url)));
    }
    Element element;
    try {
      element = pooled.parser.parseSingle(new ByteArrayInputStream(json), messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pooled.validator.validate(null, messages, null, element, definitions);
    if (++pooled.uses < USES) {
      idle.offer(pooled);
    }
    return messages;
  }

  private InstanceValidator create() {
    InstanceValidator validator =
        new InstanceValidator(
            worker,
            new FhirInstanceValidator.NullEvaluationContext(),
            new XVerExtensionManagerOld(worker),
            new ValidatorSession(),
            new ValidatorSettings());
    validator.setAssumeValidRestReferences(true);
    validator.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    validator.setAnyExtensionsAllowed(true);
    validator.setResourceIdRule(IdStatus.OPTIONAL);
    validator.setNoTerminologyChecks(false);
    validator.setErrorForUnknownProfiles(false);
    validator.setUnknownCodeSystemsCauseErrors(false);
    validator.setPolicyAdvisor(new FhirDefaultPolicyAdvisor());
    validator.setNoExtensibleWarnings(true);
    validator.setNoBindingMsgSuppressed(true);
    validator.setAllowExamples(true);
    return validator;
  }
}
