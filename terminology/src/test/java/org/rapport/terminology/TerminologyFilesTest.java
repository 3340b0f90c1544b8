package org.rapport.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every shipped file. */
class TerminologyFilesTest {

  static List<Path> files() {
    return TerminologyFiles.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void fileParsesStrictly_andSaysWhatItIs(Path file) {
    String name = file.getFileName().toString();
    MetadataResource resource = TerminologyFiles.read(MetadataResource.class, name);

    String type = resource.fhirType();
    String id = resource.getIdElement().getIdPart();
    assertThat(name).isEqualTo(type + "-" + id + ".json");
    assertThat(resource.getUrl()).isEqualTo(Coded.BASE + "/" + type + "/" + id);
    assertThat(resource.getVersion()).isEqualTo("0.1.0");
    assertThat(resource.getStatus()).isEqualTo(PublicationStatus.ACTIVE);
    assertThat(resource.getTitle()).isNotBlank();
    assertThat(resource.getDescription()).isNotBlank();
  }

  @Test
  void everyValueSetHasAConstant_andEveryConstantAFile() {
    assertThat(Arrays.stream(ValueSets.class.getFields()).map(TerminologyFilesTest::valueOf))
        .containsExactlyInAnyOrderElementsOf(
            files().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith("ValueSet-"))
                .map(name -> Coded.BASE + "/" + name.replaceFirst("-", "/").replace(".json", ""))
                .toList());
  }

  @Test
  void noServiceIsBothPlainAndSensitive() {
    Set<String> both = new HashSet<>(codes("ValueSet-plain-services.json").toList());
    both.retainAll(codes("ValueSet-sensitive-services.json").toList());

    assertThat(both).isEmpty();
    assertThat(codes("ValueSet-sensitive-services.json")).doesNotHaveDuplicates();
    assertThat(codes("ValueSet-plain-services.json")).doesNotHaveDuplicates();
  }

  private static String valueOf(Field constant) {
    try {
      return (String) constant.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<String> codes(String file) {
    return TerminologyFiles.read(ValueSet.class, file).getCompose().getInclude().stream()
        .flatMap(
            include ->
                include.getConcept().stream()
                    .map(concept -> include.getSystem() + "|" + concept.getCode()));
  }
}
