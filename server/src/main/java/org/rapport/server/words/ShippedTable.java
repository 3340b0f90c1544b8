package org.rapport.server.words;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Data that ships as CSV (RFC 4180) on the class path, in UTF-8: lines that begin with {@code #}
 * say what they mean and are no rows, nor are empty ones. Stateless.
 */
public final class ShippedTable {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setCommentMarker('#').setIgnoreEmptyLines(true).build();

  private ShippedTable() {}

  /**
   * All rows of a file, a heading among them where it has one.
   *
   * @param file absolute path of the resource
   * @throws UncheckedIOException where it is missing or cannot be read, which is a defect of the
   *     build
   */
  public static List<CSVRecord> rows(String file) {
    try (InputStream in = ShippedTable.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new FileNotFoundException(file);
      }
      try (CSVParser parser = FORMAT.parse(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return parser.getRecords();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
