package org.rapport.server.subscription;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One condition of a filter (backport-filter-criteria): a name, and values of which one has to be
 * there. Pure.
 *
 * @param name of the topic's filters
 * @param values references as {@code Type/id}, codes with or without their system
 */
record EventFilter(String name, List<String> values) {
  private static final Map<String, String> TYPES =
      Map.of("patient", "Patient/", "location", "Location/", "practitioner", "Practitioner/");

  /**
   * Reads a filter, such as {@code Appointment?patient=Patient/1&status=booked,arrived}.
   *
   * @param base our own, which references may begin with
   * @throws IllegalArgumentException saying what is not offered
   */
  static List<EventFilter> read(SubscribedTopic topic, String text, String base) {
    String query = text.strip();
    int mark = query.indexOf('?');
    if (mark >= 0) {
      if (mark > 0 && !query.substring(0, mark).equals(topic.type())) {
        throw new IllegalArgumentException("A filter of this topic is about " + topic.type());
      }
      query = query.substring(mark + 1);
    }
    List<EventFilter> filters = new ArrayList<>();
    for (String part : query.split("&")) {
      filters.add(one(topic, part, base));
    }
    return filters;
  }

  private static EventFilter one(SubscribedTopic topic, String part, String base) {
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals);
    if (name.equals("subject")) {
      name = "patient";
    }
    if (!topic.filters().contains(name)) {
      throw new IllegalArgumentException(
          "Filters of this topic are "
              + String.join(", ", topic.filters().stream().sorted().toList()));
    }
    String key = name;
    List<String> values =
        equals < 0
            ? List.of()
            : Arrays.stream(part.substring(equals + 1).split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .map(value -> normal(key, value, base))
                .toList();
    if (values.isEmpty()) {
      throw new IllegalArgumentException("A filter has a value, as in " + name + "=x");
    }
    return new EventFilter(name, values);
  }

  private static String normal(String name, String value, String base) {
    String local = value.startsWith(base + "/") ? value.substring(base.length() + 1) : value;
    String type = TYPES.get(name);
    return type != null && !local.contains("/") ? type + local : local;
  }

  /** Whether what filters look at has one of the values. */
  boolean matches(Map<String, List<String>> facts) {
    return facts.getOrDefault(name, List.of()).stream().anyMatch(values::contains);
  }

  /** Whether all of them hold; none holds of everything. */
  static boolean allMatch(List<EventFilter> filters, Map<String, List<String>> facts) {
    return filters.stream().allMatch(filter -> filter.matches(facts));
  }
}
