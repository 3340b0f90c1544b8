package org.rapport.routes.rapport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;

/** What {@code $explain} answers, as maps and lists that any language of a route can read. */
final class Explanation {
  private Explanation() {}

  /** The parameters by name; what comes more than once is a list. */
  static Map<String, Object> of(Parameters answer) {
    return parts(answer.getParameter());
  }

  private static Map<String, Object> parts(List<ParametersParameterComponent> parts) {
    Map<String, Object> read = new LinkedHashMap<>();
    for (ParametersParameterComponent part : parts) {
      Object value =
          part.hasPart()
              ? parts(part.getPart())
              : part.hasValue() ? part.getValue().primitiveValue() : null;
      read.merge(part.getName(), value == null ? "" : value, Explanation::both);
    }
    return read;
  }

  private static Object both(Object first, Object second) {
    List<Object> all = new ArrayList<>();
    if (first instanceof List<?> some) {
      all.addAll(some);
    } else {
      all.add(first);
    }
    all.add(second);
    return all;
  }
}
