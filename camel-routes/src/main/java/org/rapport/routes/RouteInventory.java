package org.rapport.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * What must be there once Camel stands. Camel itself starts in silence when an include pattern
 * matches nothing, or when a route names an error policy that does not exist.
 */
final class RouteInventory {
  static final List<String> ROUTES =
      List.of(
          "siu-intake",
          "journey-reconcile",
          "dispatch",
          "channel-sms",
          "channel-email",
          "channel-smpp",
          "channel-portal",
          "channel-voice",
          "channel-sandbox",
          "smpp-receipt",
          "smpp-text",
          "sms-status",
          "sms-inbound",
          "email-events",
          "lead-webhook",
          "voice-webhook",
          "ehr-update",
          "ehr-write",
          "ehr-look-up",
          "ehr-keys",
          "ehr-poll",
          "ehr-subscription",
          "worker-heartbeat",
          "ehr-notification-post",
          "ehr-notification-put",
          "number-register",
          "number-register-http");

  /** Those that are there where a broker is set, and else are not even read. */
  static final List<String> KAFKA_ROUTES =
      List.of("kafka-subscriptions", "kafka-events", "kafka-appointments");

  static final List<String> CONFIGURATIONS =
      List.of(
          "mllp-errors",
          "work-errors",
          "channel-errors",
          "webhook-errors",
          "ehr-errors",
          "register-errors",
          "smpp-errors");

  static final List<String> KAFKA_CONFIGURATIONS =
      List.of("kafka-events-errors", "kafka-appointments-errors");

  /** Where shipped routes are called at by HTTP. */
  static final List<String> PATHS =
      List.of(
          "/webhooks/sms",
          "/webhooks/sms/status/{attempt}",
          "/webhooks/voice",
          "/webhooks/email",
          "/webhooks/leads/{source}",
          "/ehr/notification",
          "/ehr/notification/{type}/{id}",
          "/ehr/jwks.json");

  static final List<String> KAMELETS =
      List.of(
          "rapport-siu-source",
          "rapport-fhir-notification-source",
          "rapport-fhir-poll-source",
          "rapport-apply-action",
          "rapport-explain-action",
          "rapport-message-action",
          "rapport-http-post-action",
          "rapport-http-outcome-action",
          "rapport-outcome-action",
          "rapport-webhook-check-action",
          "rapport-callback-check-action",
          "rapport-answer-action",
          "rapport-sms-sink",
          "rapport-email-sink",
          "rapport-voice-sink");

  private RouteInventory() {}

  /**
   * Checks routes, error policies and kamelets.
   *
   * @param kafka whether a broker is set
   * @throws IllegalStateException naming everything that is missing
   */
  static void check(CamelContext context, boolean kafka) {
    ModelCamelContext model = (ModelCamelContext) context;
    List<String> missing = new ArrayList<>();
    Set<String> routes = context.getRoutes().stream().map(Route::getId).collect(Collectors.toSet());
    of(ROUTES, KAFKA_ROUTES, kafka).stream()
        .filter(id -> !routes.contains(id))
        .forEach(id -> missing.add("route " + id));
    Set<String> configurations =
        model.getRouteConfigurationDefinitions().stream()
            .map(RouteConfigurationDefinition::getId)
            .collect(Collectors.toSet());
    of(CONFIGURATIONS, KAFKA_CONFIGURATIONS, kafka).stream()
        .filter(id -> !configurations.contains(id))
        .forEach(id -> missing.add("route configuration " + id));
    for (RouteDefinition route : model.getRouteDefinitions()) {
      String wanted = route.getRouteConfigurationId();
      if (wanted != null && !configurations.contains(wanted)) {
        missing.add("route configuration " + wanted + " of route " + route.getId());
      }
    }
    // Camel reads a kamelet when a route names it; those that only others' routes name are files.
    KAMELETS.stream()
        .filter(
            name ->
                model.getRouteTemplateDefinition(name) == null
                    && RouteInventory.class.getResource("/kamelets/" + name + ".kamelet.yaml")
                        == null)
        .forEach(name -> missing.add("kamelet " + name));
    if (!missing.isEmpty()) {
      throw new IllegalStateException("Missing: " + String.join(", ", missing));
    }
  }

  /** All of both, or of the first alone. */
  static List<String> of(List<String> always, List<String> sometimes, boolean too) {
    return Stream.concat(always.stream(), too ? sometimes.stream() : Stream.empty()).toList();
  }
}
