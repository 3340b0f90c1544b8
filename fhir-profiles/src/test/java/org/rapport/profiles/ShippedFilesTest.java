package org.rapport.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.ExtensionContextType;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionContextComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every shipped file. */
class ShippedFilesTest {

  static List<String> names() {
    return ShippedFiles.names();
  }

  static Stream<Arguments> terminology() {
    return ShippedFiles.conformanceResources().stream()
        .map(MetadataResource.class::cast)
        .filter(resource -> List.of("CodeSystem", "ValueSet").contains(resource.fhirType()))
        .map(resource -> Arguments.of(resource.getUrl(), resource));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void fileParsesStrictly_andSaysWhatItIs(String name) {
    MetadataResource resource = ShippedFiles.read(MetadataResource.class, name);

    String id = resource.getIdElement().getIdPart();
    assertThat(name).isEqualTo(resource.fhirType() + "-" + id + ".json");
    assertThat(resource.getUrl()).isEqualTo(Canonicals.BASE + "/" + resource.fhirType() + "/" + id);
    assertThat(resource.getVersion()).isEqualTo(Canonicals.VERSION);
    // What takes the place of another journey is for the clinic to activate.
    assertThat(resource.getStatus())
        .isEqualTo(
            resource instanceof PlanDefinition plan && plan.hasExtension(Extensions.INSTEAD_OF)
                ? PublicationStatus.DRAFT
                : PublicationStatus.ACTIVE);
    assertThat(resource.getDescription()).isNotBlank();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void fileIsValidR4(String name) {
    MetadataResource resource = ShippedFiles.read(MetadataResource.class, name);
    if (resource instanceof StructureDefinition definition) {
      checkContextsHere(definition);
    }

    assertThat(ProfileValidator.errors(resource, null)).isEmpty();
  }

  /** Here and not in its own module, which does without the validator. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("terminology")
  void terminologyIsValidR4(String url, MetadataResource resource) {
    assertThat(ProfileValidator.errors(resource, null)).as(url).isEmpty();
  }

  /**
   * The validator looks up an element context in a package that it downloads. The lookup is done
   * here instead, and the context is then shown to the validator as the FHIRPath that it also is.
   */
  private static void checkContextsHere(StructureDefinition definition) {
    for (StructureDefinitionContextComponent context : definition.getContext()) {
      assertThat(ProfileValidator.elementsOf(context.getExpression().split("\\.")[0]))
          .contains(context.getExpression());
      context.setType(ExtensionContextType.FHIRPATH);
    }
  }

  @Test
  void everyFileHasAConstant_andEveryConstantAFile() {
    Stream<String> constants =
        Stream.of(
                Extensions.class,
                Profiles.class,
                SearchParameters.class,
                Journeys.class,
                Measures.class)
            .flatMap(type -> Arrays.stream(type.getFields()))
            .map(ShippedFilesTest::valueOf)
            .filter(value -> value.startsWith(Canonicals.BASE))
            .map(ShippedFiles::fileNameOf);

    assertThat(constants)
        .containsExactlyInAnyOrderElementsOf(
            names().stream().filter(name -> !name.startsWith("ActivityDefinition-")).toList());
  }

  @Test
  void constantsOfExtensionsNameExtensions_andConstantsOfProfilesProfiles() {
    assertThat(ourOwn(Extensions.class))
        .allSatisfy(url -> assertThat(definitionOf(url).getType()).isEqualTo("Extension"));
    assertThat(ourOwn(Profiles.class))
        .allSatisfy(url -> assertThat(definitionOf(url).getType()).isNotEqualTo("Extension"));
  }

  @Test
  void everyPartOfAComplexExtensionHasAConstant_andEveryConstantAPart() {
    assertThat(partsOf(Extensions.ATTRIBUTION))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.Attribution.class));
    assertThat(partsOf(Extensions.ENROLMENT_OVERRIDE))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.EnrolmentOverride.class));
    assertThat(partsOf(Extensions.EXPERIMENT))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.Experiment.class));
    assertThat(partsOf(Extensions.EXPERIMENT_VARIANT))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.ExperimentVariant.class));
    assertThat(partsOf(Extensions.JOURNEY_STEP))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.JourneyStep.class));
    assertThat(partsOf(Extensions.MESSAGE_VARIANT))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.MessageVariant.class));
    assertThat(partsOf(Extensions.PLANNED_LOCAL_TIME))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.PlannedLocalTime.class));
    assertThat(partsOf(Extensions.SOURCE_EVENT))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.SourceEvent.class));
    assertThat(partsOf(Extensions.VISIT_INSTRUCTIONS))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.VisitInstructions.class));
    assertThat(partsOf(Extensions.USEFULNESS))
        .containsExactlyInAnyOrderElementsOf(values(Extensions.Usefulness.class));
  }

  private static List<String> partsOf(String url) {
    return definitionOf(url).getDifferential().getElement().stream()
        .filter(element -> element.hasSliceName())
        .map(element -> element.getSliceName())
        .toList();
  }

  private static List<String> ourOwn(Class<?> type) {
    return values(type).stream().filter(url -> url.startsWith(Canonicals.BASE)).toList();
  }

  private static StructureDefinition definitionOf(String url) {
    return ShippedFiles.read(StructureDefinition.class, ShippedFiles.fileNameOf(url));
  }

  private static List<String> values(Class<?> type) {
    return Arrays.stream(type.getFields()).map(ShippedFilesTest::valueOf).toList();
  }

  private static String valueOf(Field constant) {
    try {
      return (String) constant.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
