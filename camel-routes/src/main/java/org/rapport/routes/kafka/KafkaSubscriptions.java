package org.rapport.routes.kafka;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.rapport.profiles.Canonicals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our Subscriptions at the server, one a topic: made where they are missing, asked for again where
 * they failed, changed with the settings. One that somebody turned off stays off. Idempotent.
 */
public class KafkaSubscriptions {
  /** Codes of the topics; each is the end of the name of Kafka's topic too. */
  static final List<String> TOPICS =
      List.of(
          "appointment-change",
          "lead-change",
          "task-change",
          "communication-outcome",
          "consent-change");

  private static final Logger log = LoggerFactory.getLogger(KafkaSubscriptions.class);
  private static final String BACKPORT =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

  /** Events of one claim: one after the other they are done well within its lease. */
  private static final int AT_ONCE = 50;

  private final Supplier<IGenericClient> server;
  private final KafkaSettings settings;

  public KafkaSubscriptions(Supplier<IGenericClient> server, KafkaSettings settings) {
    this.server = server;
    this.settings = settings;
  }

  /** Looks after them, for a route; never throws. */
  public void keep(Exchange exchange) {
    try {
      List<String> written = keep();
      if (!written.isEmpty()) {
        log.info("Subscriptions for Kafka: {}", String.join(", ", written));
      }
    } catch (RuntimeException away) {
      log.warn(
          "Subscriptions for Kafka cannot be looked after now: {}",
          away.getClass().getSimpleName());
    }
  }

  /** Looks after them; answers what was written. */
  List<String> keep() {
    IGenericClient client = server.get();
    Map<String, Subscription> found = new HashMap<>();
    Bundle answer =
        client
            .search()
            .forResource(Subscription.class)
            .where(
                Subscription.RES_ID
                    .exactly()
                    .codes(TOPICS.stream().map(KafkaSubscriptions::id).toList()))
            .count(TOPICS.size())
            .returnBundle(Bundle.class)
            .execute();
    answer.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(Subscription.class::isInstance)
        .map(Subscription.class::cast)
        .forEach(one -> found.put(one.getIdElement().getIdPart(), one));
    List<String> written = new ArrayList<>();
    for (String topic : TOPICS) {
      Subscription wanted = wanted(topic);
      Subscription there = found.get(id(topic));
      if (there == null || !stands(there, wanted)) {
        client.update().resource(wanted).execute();
        written.add(topic + (there == null ? " made" : " renewed"));
      }
    }
    return written;
  }

  private static boolean stands(Subscription there, Subscription wanted) {
    return there.getStatus() == SubscriptionStatus.OFF
        || there.getStatus() != SubscriptionStatus.ERROR
            && wanted.getChannel().getEndpoint().equals(there.getChannel().getEndpoint())
            && content(wanted).equals(content(there));
  }

  private static String content(Subscription one) {
    return String.valueOf(
        one.getChannel()
            .getPayloadElement()
            .getExtensionString(BACKPORT + "backport-payload-content"));
  }

  private static String id(String topic) {
    return "kafka-" + topic;
  }

  private Subscription wanted(String topic) {
    Subscription wanted = new Subscription();
    wanted.setId(id(topic));
    wanted.getMeta().addProfile(BACKPORT + "backport-subscription");
    wanted
        .setStatus(SubscriptionStatus.REQUESTED)
        .setReason("Events for Kafka")
        .setCriteria(Canonicals.BASE + "/SubscriptionTopic/" + topic);
    wanted
        .getChannel()
        .setType(SubscriptionChannelType.MESSAGE)
        .setEndpoint("kafka:" + settings.prefix() + topic)
        .setPayload("application/fhir+json");
    wanted.getChannel().addExtension(BACKPORT + "backport-max-count", new PositiveIntType(AT_ONCE));
    wanted
        .getChannel()
        .getPayloadElement()
        .addExtension(BACKPORT + "backport-payload-content", new CodeType(settings.content()));
    return wanted;
  }
}
