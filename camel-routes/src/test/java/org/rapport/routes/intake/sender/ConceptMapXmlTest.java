package org.rapport.routes.intake.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import org.hl7.fhir.r4.model.ConceptMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Code maps in FHIR's XML mean what they mean in JSON, and a slip has its line. */
class ConceptMapXmlTest {
  private static final ZoneId CLINIC = ZoneId.of("America/Toronto");

  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- Languages of the north -->
      <ConceptMap xmlns="http://hl7.org/fhir">
        <text><status value="generated"/>
          <div xmlns="http://www.w3.org/1999/xhtml">Words <b>for people</b></div></text>
        <url value="urn:languages"/>
        <status value="active"/>
        <group>
          <target value="urn:ietf:bcp:47"/>
          <element>
            <code value="F"/>
            <target>
              <code value="fr"/>
              <equivalence value="equivalent"/>
            </target>
          </element>
          <element>
            <code value="X"/>
            <target><equivalence value="unmatched"/></target>
          </element>
          <unmapped>
            <mode value="fixed"/>
            <code value="en"/>
          </unmapped>
        </group>
      </ConceptMap>
      """;

  @TempDir Path folder;

  private SenderProfiles load(String name, byte[] content) throws Exception {
    Files.write(folder.resolve(name), content);
    return SenderProfiles.load(
        Files.writeString(
                folder.resolve("senders.yaml"),
                "senders:\n  - application: A\n    code-maps:\n      PID-15: " + name + "\n")
            .toString(),
        CLINIC);
  }

  @Test
  void whatFhirsEncoderWritesIsReadAsItsJsonIs() throws Exception {
    FhirContext fhir = FhirContext.forR4Cached();
    ConceptMap map = fhir.newXmlParser().parseResource(ConceptMap.class, XML);
    map.getGroupFirstRep().setSource("urn:ehr:languages").getUnmapped().setDisplay("English");
    Map<?, ?> json =
        (Map<?, ?>) YamlText.load(new StringReader(fhir.newJsonParser().encodeToString(map)));

    for (boolean pretty : new boolean[] {true, false}) {
      String xml = fhir.newXmlParser().setPrettyPrint(pretty).encodeResourceToString(map);
      Map<String, Object> read = ConceptMapXml.read(xml.getBytes(StandardCharsets.UTF_8)).map();

      assertThat(read.get("resourceType")).isEqualTo(json.get("resourceType"));
      assertThat(read.get("url")).isEqualTo(json.get("url"));
      assertThat(read.get("group")).isEqualTo(json.get("group"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "languages.xml, UTF-8, ''",
    "languages.XML, UTF-16, ''",
    "languages.map, UTF-8, ''",
    "languages, UTF-8, \uFEFF",
    "languages.xml, ISO-8859-1, ''",
  })
  void itIsKnownByItsNameOrItsContent(String name, String charset, String before) throws Exception {
    String text = before + XML.replace("encoding=\"UTF-8\"", "encoding=\"" + charset + "\"");

    assertThat(
            load(name, text.getBytes(Charset.forName(charset)))
                .all()
                .iterator()
                .next()
                .dialect()
                .mapped())
        .containsKey("PID-15");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<code value=\"fr\"/>;<code value=\"french\"/>;13;'french' is no language",
        "<mode value=\"fixed\"/>;<mode value=\"fixd\"/>;22;'fixd' is none of provided",
        "<element>;<elements>;16;",
        "<code value=\"X\"/>;<cod value=\"X\"/>;18;unknown key 'cod'",
        "<code value=\"X\"/>;<code value=\"F\"/>;18;'F' is there twice",
        "<code value=\"X\"/>;<code value=\"X\"/><code value=\"Y\"/>;18;'code' is there twice",
        "<code value=\"X\"/>;<code>X</code>;18;text outside of an attribute 'value'",
        "</group>;;26;",
        "xmlns=\"http://hl7.org/fhir\";;3;not in the namespace http://hl7.org/fhir",
        "ConceptMap;ValueSet;3;a ConceptMap is needed, not a ValueSet",
      })
  void aSlipIsNamedByItsLineThere(String right, String wrong, int line, String problem) {
    assertThat(XML).contains(right);
    String slipped =
        right.equals("ConceptMap")
            ? XML.replace(right, wrong)
            : XML.replaceFirst(java.util.regex.Pattern.quote(right), wrong == null ? "" : wrong);

    assertThatThrownBy(() -> load("languages.xml", slipped.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining(":4: senders[0] code-maps PID-15: languages.xml:" + line + ": ")
        .hasMessageContaining(problem == null ? "" : problem)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  /** What a DTD names is not read, nor what it would grow to. */
  @Test
  void noEntityIsFollowed() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hidden");
    String xml =
        "<!DOCTYPE ConceptMap [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]>\n"
            + XML.substring(XML.indexOf("<ConceptMap")).replace("value=\"F\"", "value=\"&e;\"");

    assertThatThrownBy(() -> load("languages.xml", xml.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("languages.xml:")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"));
  }
}
