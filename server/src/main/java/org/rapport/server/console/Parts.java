package org.rapport.server.console;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;

/** What is in the answer of an operation, by name. Pure. */
public final class Parts {
  private Parts() {}

  /** The value of a parameter, as text; empty where there is none. */
  public static String text(Parameters answer, String name) {
    return first(texts(answer.getParameter().stream(), name));
  }

  /** The value of a part, as text; empty where there is none. */
  public static String text(ParametersParameterComponent one, String name) {
    return first(texts(one.getPart().stream(), name));
  }

  /** The values of a part that repeats, as text. */
  public static List<String> all(ParametersParameterComponent one, String name) {
    return texts(one.getPart().stream(), name).toList();
  }

  /** The number in a part; 0 where there is none. */
  public static long number(ParametersParameterComponent one, String name) {
    String text = text(one, name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /** The resource in a part; null where there is none. */
  public static Resource resource(ParametersParameterComponent one, String name) {
    return one.getPart().stream()
        .filter(part -> part.getName().equals(name))
        .map(ParametersParameterComponent::getResource)
        .findFirst()
        .orElse(null);
  }

  /** The parameters of a name. */
  public static List<ParametersParameterComponent> of(Parameters answer, String name) {
    return answer.getParameter().stream().filter(one -> one.getName().equals(name)).toList();
  }

  private static String first(Stream<String> texts) {
    return texts.findFirst().orElse("");
  }

  private static Stream<String> texts(Stream<ParametersParameterComponent> all, String name) {
    return all.filter(one -> one.getName().equals(name) && one.getValue() != null)
        .filter(one -> one.getValue().isPrimitive())
        .map(one -> one.getValue().primitiveValue())
        .filter(Objects::nonNull);
  }
}
