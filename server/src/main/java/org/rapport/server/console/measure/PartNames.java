package org.rapport.server.console.measure;

import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.HealthcareService;
import org.rapport.server.console.Desk;

/** What the parts of a measure are called: places and services by their names, not their ids. */
record PartNames(Desk desk, Map<String, String> services) {
  /** Asks for the services; the places are known. */
  static PartNames of(Desk desk) {
    Map<String, String> services = new HashMap<>();
    desk.fhir()
        .list(HealthcareService.class, "HealthcareService?_count=200")
        .forEach(one -> services.put(one.getIdElement().getIdPart(), one.getName()));
    return new PartNames(desk, services);
  }

  /**
   * The name of a part.
   *
   * @param by what the parts are made by, such as {@code location}
   * @param value an id or a code
   */
  String of(String by, String value) {
    if (value == null) {
      return "";
    }
    String id = value.substring(value.lastIndexOf('/') + 1);
    return switch (by) {
      case "location" -> desk.placeName(id, value);
      case "service" -> services.getOrDefault(id, value);
      default -> value;
    };
  }
}
