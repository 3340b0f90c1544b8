package org.rapport.routes.ehr.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The status that a notification of the Subscriptions backport begins with, in either of its forms.
 *
 * @param type handshake, heartbeat, event-notification, query-status or query-event
 * @param subscription a reference
 * @param count events since the Subscription's start, where it says so
 */
record Status(String type, String subscription, OptionalLong count, List<Event> events) {

  /**
   * An event.
   *
   * @param references its focus and what goes with it; empty where the payload is
   */
  record Event(OptionalLong number, List<String> references) {}

  /** Reads one; empty for any other resource. */
  static Optional<Status> of(JsonNode resource) {
    return switch (resource.path("resourceType").asText()) {
      case "Parameters" -> parameters(resource.path("parameter"));
      case "SubscriptionStatus" -> Optional.of(r4b(resource));
      default -> Optional.empty();
    };
  }

  private static Status r4b(JsonNode status) {
    List<Event> events = new ArrayList<>();
    for (JsonNode event : status.path("notificationEvent")) {
      List<String> references = new ArrayList<>();
      add(references, event.path("focus"));
      event.path("additionalContext").forEach(one -> add(references, one));
      events.add(new Event(number(event.path("eventNumber")), references));
    }
    return new Status(
        status.path("type").asText(),
        status.path("subscription").path("reference").asText(),
        number(status.path("eventsSinceSubscriptionStart")),
        events);
  }

  /** R4: each element is a parameter, with hyphens in its name. */
  private static Optional<Status> parameters(JsonNode parameters) {
    String type = value(parameters, "type").asText();
    if (type.isEmpty()) {
      return Optional.empty();
    }
    List<Event> events = new ArrayList<>();
    for (JsonNode parameter : parameters) {
      if ("notification-event".equals(parameter.path("name").asText())) {
        JsonNode parts = parameter.path("part");
        List<String> references = new ArrayList<>();
        for (JsonNode part : parts) {
          String name = part.path("name").asText();
          if (name.equals("focus") || name.equals("additional-context")) {
            add(references, part.path("valueReference"));
          }
        }
        events.add(new Event(number(value(parts, "event-number")), references));
      }
    }
    return Optional.of(
        new Status(
            type,
            value(parameters, "subscription").path("reference").asText(),
            number(value(parameters, "events-since-subscription-start")),
            events));
  }

  private static void add(List<String> references, JsonNode reference) {
    if (reference.path("reference").isTextual()) {
      references.add(reference.path("reference").asText());
    }
  }

  /** The value of a parameter, of whatever type. */
  private static JsonNode value(JsonNode parameters, String name) {
    for (JsonNode parameter : parameters) {
      if (name.equals(parameter.path("name").asText())) {
        for (var field : parameter.properties()) {
          if (field.getKey().startsWith("value")) {
            return field.getValue();
          }
        }
      }
    }
    return MissingNode.getInstance();
  }

  /** A string in R4 and R4B's JSON, a number where somebody writes one. */
  private static OptionalLong number(JsonNode value) {
    String text = value.asText("");
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
