package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/**
 * docs/hl7-senders.md says of each row of HL7's mapping of PID to Patient what becomes of it, and
 * what it says is mapped is.
 *
 * @see <a href="https://hl7.org/fhir/uv/v2mappings/">HL7 v2-to-FHIR</a>
 */
class PidTableTest {
  private static final Path GUIDE = Path.of("src/test/resources/hl7v2/v2-to-fhir/PID-Patient.csv");
  private static final Path PAGE = Path.of("../docs/hl7-senders.md");
  private static final int HEADINGS = 2;
  private static final int ATTRIBUTE = 9;
  private static final String NONE = "–";
  private static final Pattern HERE =
      Pattern.compile("mapped to `(\\w+)`.*|not mapped, because .{10,}");

  /**
   * A row of the page.
   *
   * @param field such as {@code PID-13}
   * @param attributes of the guide, or a dash
   * @param here what becomes of it
   */
  private record Row(String field, List<String> attributes, String here) {}

  private static List<Row> page() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.matches("\\| PID-\\d+ \\|.*")) {
        String[] cells = line.substring(1, line.length() - 1).split("\\|");
        rows.add(
            new Row(
                cells[0].strip(),
                Arrays.stream(cells[1].strip().split(", "))
                    .map(one -> one.replace("`", ""))
                    .toList(),
                cells[2].strip()));
      }
    }
    return rows;
  }

  private static List<CSVRecord> guide() throws IOException {
    try (Reader file = Files.newBufferedReader(GUIDE)) {
      List<CSVRecord> all = CSVFormat.DEFAULT.parse(file).getRecords();
      return all.subList(HEADINGS, all.size());
    }
  }

  private static String attribute(CSVRecord row) {
    return Stream.of(ATTRIBUTE, ATTRIBUTE + 1)
        .map(row::get)
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .findFirst()
        .orElse(NONE);
  }

  @Test
  void everyRowOfTheGuideIsOnThePage_andNoOther() throws IOException {
    assertThat(
            page().stream()
                .flatMap(row -> row.attributes().stream().map(one -> row.field() + " " + one)))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            guide().stream().map(row -> row.get(1) + " " + attribute(row)).distinct().toList());
  }

  @Test
  void whatThePageCallsMappedIs_andTheRestHasAReason() throws IOException {
    IntakeFixture fixture = new IntakeFixture();
    // A message with something in each field that the guide maps.
    fixture.send(TestMessages.sample("ADT-A28-01.hl7"));
    Patient patient = fixture.patient();

    for (Row row : page()) {
      Matcher here = HERE.matcher(row.here());
      assertThat(here.matches()).as(row.field() + ": " + row.here()).isTrue();
      if (here.group(1) != null) {
        assertThat(patient.getNamedProperty(here.group(1)).getValues())
            .as(row.field())
            .isNotEmpty();
      }
    }
  }

  @Test
  void theSampleHasAllFields() {
    String pid =
        new String(TestMessages.sample("ADT-A28-01.hl7"), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("PID|"))
            .findFirst()
            .orElseThrow();

    assertThat(List.of(pid.split("\\|")).subList(1, 41))
        .as("but PID-31, 32, 34, 37 and 38, of which the guide maps none to Patient itself")
        .filteredOn(String::isEmpty)
        .hasSize(5);
  }
}
