package org.rapport.server.rights;

import java.util.List;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Property;

/**
 * A Bundle as CSV (RFC 4180): resource, element, value. A value that a spreadsheet would take for a
 * formula begins with an apostrophe. Pure.
 */
final class PersonalTable {
  private PersonalTable() {}

  static String of(Bundle bundle) {
    StringBuilder csv = new StringBuilder("resource,element,value\r\n");
    for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
      String resource =
          entry.getResource().fhirType() + "/" + entry.getResource().getIdElement().getIdPart();
      add(csv, resource, "", entry.getResource());
    }
    return csv.toString();
  }

  private static void add(StringBuilder csv, String resource, String path, Base base) {
    if (base.isPrimitive()) {
      if (base.primitiveValue() != null) {
        csv.append(cell(resource))
            .append(',')
            .append(cell(path))
            .append(',')
            .append(cell(base.primitiveValue()))
            .append("\r\n");
      }
      return;
    }
    for (Property property : base.children()) {
      List<Base> values = property.getValues();
      for (int i = 0; i < values.size(); i++) {
        String name = property.getName().replace("[x]", "");
        String step = property.getMaxCardinality() > 1 ? name + "[" + i + "]" : name;
        add(csv, resource, path.isEmpty() ? step : path + "." + step, values.get(i));
      }
    }
  }

  static String cell(String value) {
    String safe =
        !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }
}
