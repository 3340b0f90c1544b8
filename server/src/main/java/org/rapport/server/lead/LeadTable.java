package org.rapport.server.lead;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.rapport.server.projection.read.PersonName;
import org.rapport.server.words.ShippedTable;

/**
 * A table of inquiries as spreadsheets save it: parted by commas, semicolons, tabs or bars, with or
 * without a line {@code sep=;}, and with names of columns as people write them. Data: {@code
 * rapport-columns/leads.csv}. Pure.
 *
 * @param columns as they stand in the first line, each with the field that it is; null: not known
 * @param rows values by field, of the fields that are known
 */
record LeadTable(List<Column> columns, List<Map<String, String>> rows) {
  private static final String FILE = "/rapport-columns/leads.csv";
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};
  private static final char MARK = '\uFEFF';
  private static final Map<String, Known> KNOWN = known();

  /** A column of the file. */
  record Column(String name, String field) {}

  /** A name of a column: its field, and whether it is the better one of two. */
  private record Known(String field, int order) {}

  private static Map<String, Known> known() {
    Map<String, Known> known = new HashMap<>();
    for (CSVRecord names : ShippedTable.rows(FILE)) {
      for (int i = 0; i < names.size(); i++) {
        known.putIfAbsent(PersonName.normal(names.get(i)), new Known(names.get(0), i));
      }
    }
    return known;
  }

  /**
   * The text of a file: UTF-8 or UTF-16 by its mark, else UTF-8 if it is that, else Windows-1252.
   */
  static String text(byte[] file) {
    if (starts(file, 0xFF, 0xFE)) {
      return new String(file, StandardCharsets.UTF_16LE);
    }
    if (starts(file, 0xFE, 0xFF)) {
      return new String(file, StandardCharsets.UTF_16BE);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      return new String(file, Charset.forName("windows-1252"));
    }
  }

  private static boolean starts(byte[] file, int first, int second) {
    return file.length > 1 && (file[0] & 0xFF) == first && (file[1] & 0xFF) == second;
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException saying in words what is wrong with the whole of it
   */
  static LeadTable of(String csv) {
    String text = !csv.isEmpty() && csv.charAt(0) == MARK ? csv.substring(1) : csv;
    text = text.stripLeading();
    char separator;
    if (text.regionMatches(true, 0, "sep=", 0, 4) && text.length() > 4) {
      separator = text.charAt(4);
      int end = text.indexOf('\n') < 0 ? text.indexOf('\r') : text.indexOf('\n');
      text = end < 0 ? "" : text.substring(end + 1);
    } else {
      separator = separator(text);
    }
    List<CSVRecord> all = records(text, separator);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("it has no line with the fields' names on top");
    }
    List<Column> columns = all.get(0).toList().stream().map(LeadTable::column).toList();
    if (columns.stream().noneMatch(column -> column.field() != null)) {
      throw new IllegalArgumentException(
          "none of its columns is known, read as separated by "
              + name(separator)
              + ": "
              + String.join(", ", columns.stream().map(Column::name).toList()));
    }
    return new LeadTable(
        columns.stream().filter(column -> !column.name().isEmpty()).toList(),
        all.stream().skip(1).map(row -> values(columns, row)).toList());
  }

  // That by which the first line has the most columns that are known, else the most columns.
  private static char separator(String text) {
    String first = text.lines().findFirst().orElse("");
    List<Character> all = new ArrayList<>();
    for (char separator : SEPARATORS) {
      all.add(separator);
    }
    return all.stream()
        .max(
            Comparator.<Character>comparingLong(
                    separator ->
                        heading(first, separator).stream()
                            .filter(name -> column(name).field() != null)
                            .count())
                .thenComparing(separator -> heading(first, separator).size())
                .thenComparing(Comparator.comparing(all::indexOf).reversed()))
        .orElseThrow();
  }

  private static List<String> heading(String line, char separator) {
    try {
      List<CSVRecord> records = records(line, separator);
      return records.isEmpty() ? List.of() : records.get(0).toList();
    } catch (IllegalArgumentException e) {
      // A heading with a line break in quotes: good enough for counting.
      return Arrays.asList(line.split(Pattern.quote("" + separator)));
    }
  }

  private static List<CSVRecord> records(String text, char separator) {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(separator)
            .setTrim(true)
            .setIgnoreEmptyLines(true)
            .setIgnoreSurroundingSpaces(separator != '\t')
            .build();
    try (CSVParser parser = format.parse(new StringReader(text))) {
      return parser.getRecords();
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("it cannot be read as separated by " + name(separator));
    }
  }

  private static String name(char separator) {
    return switch (separator) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      default -> "\"" + separator + "\"";
    };
  }

  private static Column column(String name) {
    Known known = KNOWN.get(PersonName.normal(name));
    return new Column(name, known == null ? own(name) : known.field());
  }

  // A form of one's own has questions of its own, which stand there as they are.
  private static String own(String name) {
    return name.startsWith("utm_") || name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)+") ? name : null;
  }

  private static Map<String, String> values(List<Column> columns, CSVRecord row) {
    Map<String, TreeMap<Integer, String>> found = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(columns.size(), row.size()); i++) {
      Column column = columns.get(i);
      if (column.field() != null && !row.get(i).isBlank()) {
        Known known = KNOWN.get(PersonName.normal(column.name()));
        int order = known == null ? 0 : known.order();
        found
            .computeIfAbsent(column.field(), field -> new TreeMap<>())
            .putIfAbsent(order, row.get(i));
      }
    }
    Map<String, String> values = new LinkedHashMap<>();
    found.forEach((field, all) -> values.put(field, all.firstEntry().getValue()));
    return values;
  }
}
