package org.rapport.server.monitor;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * How a route stands, as a worker tells it: what is known of it and nothing else, as it is kept and
 * shown to whoever runs this. Pure.
 */
final class RouteReport {
  private static final int LONGEST = 300;

  private static final Map<String, Class<? extends Type>> PARTS =
      Map.of(
          "id", StringType.class,
          "file", StringType.class,
          "state", CodeType.class,
          "total", IntegerType.class,
          "failed", IntegerType.class,
          "in-flight", IntegerType.class,
          "fault", StringType.class,
          "fault-at", InstantType.class);

  private RouteReport() {}

  /**
   * A route without what nobody asks for; what is too long is cut.
   *
   * @throws InvalidRequestException for one without an id, or a part of another type
   */
  static ParametersParameterComponent of(ParametersParameterComponent told) {
    ParametersParameterComponent route = new ParametersParameterComponent();
    route.setName("route");
    for (ParametersParameterComponent part : told.getPart()) {
      Class<? extends Type> type = PARTS.get(String.valueOf(part.getName()));
      boolean twice =
          route.getPart().stream().anyMatch(one -> one.getName().equals(part.getName()));
      if (type == null || twice) {
        continue;
      }
      if (!part.hasValue()
          || part.getValue().getClass() != type
          || !part.getValue().isPrimitive()) {
        throw new InvalidRequestException(
            "route." + part.getName() + " should be a " + type.getSimpleName().replace("Type", ""));
      }
      route.addPart().setName(part.getName()).setValue(bounded(part));
    }
    if (route.getPart().stream().noneMatch(part -> part.getName().equals("id"))) {
      throw new InvalidRequestException("route should have an id");
    }
    return route;
  }

  private static Type bounded(ParametersParameterComponent part) {
    Type value = part.getValue();
    if (value instanceof IntegerType number && number.getValue() < 0) {
      throw new InvalidRequestException("route." + part.getName() + " should not be negative");
    }
    String text = value.primitiveValue();
    if (value instanceof StringType && text.length() > LONGEST) {
      return new StringType(text.substring(0, LONGEST));
    }
    if (value instanceof CodeType && text.length() > LONGEST) {
      throw new InvalidRequestException("route." + part.getName() + " is too long");
    }
    return value;
  }
}
