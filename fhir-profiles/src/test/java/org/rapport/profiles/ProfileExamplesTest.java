package org.rapport.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The profiles accept and refuse what they should.
 *
 * <p>{@code examples/<profile>/valid-….json} must pass; a file named as an invariant must fail with
 * that invariant; any other must fail with the words after {@code invalid-} as its reason to be
 * there.
 */
class ProfileExamplesTest {

  private static final List<String> FOLDERS =
      List.of(
          "engagement-appointment",
          "engagement-communication",
          "engagement-patient",
          "outreach-consent",
          "outreach-task",
          "plan-definition",
          "planned-message");

  static Stream<Arguments> valid() {
    return examples().filter(example -> example.get()[1].toString().startsWith("valid-"));
  }

  static Stream<Arguments> invariants() {
    return examples().filter(example -> example.get()[1].toString().startsWith("rapport-"));
  }

  static Stream<Arguments> invalid() {
    return examples().filter(example -> example.get()[1].toString().startsWith("invalid-"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("valid")
  void validExample_passes(String folder, String name) {
    assertThat(errors(folder, name)).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("invariants")
  void exampleThatBreaksAnInvariant_isRefusedWithItsKey(String folder, String key) {
    assertThat(errors(folder, key)).isNotEmpty().allSatisfy(e -> assertThat(e).contains(key + ":"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("invalid")
  void invalidExample_isRefused_andTheErrorNamesTheElement(String folder, String name) {
    String element = name.split("-")[name.startsWith("invalid-without-") ? 2 : 1];

    assertThat(errors(folder, name)).isNotEmpty().anyMatch(error -> error.contains(element));
  }

  @Test
  void everyInvariantHasAnExampleThatBreaksIt() {
    Set<String> keys =
        Stream.of(Extensions.class, Profiles.class)
            .flatMap(type -> Arrays.stream(type.getFields()))
            .map(ProfileExamplesTest::valueOf)
            .filter(url -> url.startsWith(Canonicals.BASE))
            .map(url -> ShippedFiles.read(StructureDefinition.class, ShippedFiles.fileNameOf(url)))
            .flatMap(definition -> definition.getDifferential().getElement().stream())
            .flatMap(element -> element.getConstraint().stream())
            .map(ElementDefinitionConstraintComponent::getKey)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(invariants().map(example -> example.get()[1].toString()))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  private static List<String> errors(String folder, String name) {
    String profile =
        folder.equals("plan-definition")
            ? null
            : Canonicals.BASE + "/StructureDefinition/" + folder;
    return ProfileValidator.errors(
        ShippedFiles.parse("/examples/" + folder + "/" + name + ".json"), profile);
  }

  private static Stream<Arguments> examples() {
    return FOLDERS.stream()
        .flatMap(
            folder ->
                ShippedFiles.namesIn("/examples/" + folder).stream()
                    .map(name -> Arguments.of(folder, name.replace(".json", ""))));
  }

  private static String valueOf(Field constant) {
    try {
      return (String) constant.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
