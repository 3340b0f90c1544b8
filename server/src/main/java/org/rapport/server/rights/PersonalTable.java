package org.rapport.server.rights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Property;

/**
 * A Bundle as CSV (RFC 4180): resource, element, value. A value that a spreadsheet would take for a
 * formula begins with an apostrophe. Pure.
 */
final class PersonalTable {
  private static final CSVFormat CSV =
      CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.ALL).build();

  private PersonalTable() {}

  static String of(Bundle bundle) {
    StringBuilder csv = new StringBuilder("resource,element,value\r\n");
    try (CSVPrinter rows = new CSVPrinter(csv, CSV)) {
      for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
        String resource =
            entry.getResource().fhirType() + "/" + entry.getResource().getIdElement().getIdPart();
        add(rows, resource, "", entry.getResource());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return csv.toString();
  }

  private static void add(CSVPrinter rows, String resource, String path, Base base)
      throws IOException {
    if (base.isPrimitive()) {
      if (base.primitiveValue() != null) {
        rows.printRecord(safe(resource), safe(path), safe(base.primitiveValue()));
      }
      return;
    }
    for (Property property : base.children()) {
      List<Base> values = property.getValues();
      for (int i = 0; i < values.size(); i++) {
        String name = property.getName().replace("[x]", "");
        String step = property.getMaxCardinality() > 1 ? name + "[" + i + "]" : name;
        add(rows, resource, path.isEmpty() ? step : path + "." + step, values.get(i));
      }
    }
  }

  static String safe(String value) {
    return !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }
}
