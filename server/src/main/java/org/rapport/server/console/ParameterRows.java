package org.rapport.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;

/** Rows of an operation's answer: a parameter each, with a part for each column. */
public final class ParameterRows {
  private ParameterRows() {}

  /** Those of a name, part by part, as text; several of a part by commas. */
  public static List<Map<String, String>> of(Desk desk, Parameters answer, String name) {
    return answer.getParameter().stream()
        .filter(one -> one.getName().equals(name))
        .map(
            one -> {
              Map<String, String> row = new LinkedHashMap<>();
              for (ParametersParameterComponent part : one.getPart()) {
                if (part.getValue() != null) {
                  row.merge(part.getName(), said(desk, part.getValue()), (a, b) -> a + ", " + b);
                }
              }
              return row;
            })
        .toList();
  }

  private static String said(Desk desk, Type value) {
    if (value instanceof Reference reference) {
      return reference.hasDisplay() ? reference.getDisplay() : reference.getReference();
    }
    if (value instanceof BaseDateTimeType time && time.getValue() != null && time.hasTime()) {
      return desk.times().stamp(time.getValue());
    }
    return value.isPrimitive() ? value.primitiveValue() : "";
  }
}
