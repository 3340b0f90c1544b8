package org.rapport.routes.ehr.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our Subscription at the EHR, by which it tells us of changes: made where it is missing, asked for
 * again where it failed, its end put off before it comes. One that somebody turned off there stays
 * off. Idempotent. Thread-safe.
 */
public class OwnSubscription {
  /** The setting for a Subscription as R4 has it. */
  public static final String CLASSIC = "classic";

  private static final Logger log = LoggerFactory.getLogger(OwnSubscription.class);

  private static final Duration LIFE = Duration.ofDays(30);
  private static final Duration RENEWED = Duration.ofDays(10);
  private static final String BACKPORT =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
  private static final int HEARTBEAT_SECONDS = 3600;

  private final EhrServer ehr;
  private final String endpoint;
  private final String header;
  private final List<String> criteria;
  private final Clock clock;

  /**
   * Ours.
   *
   * @param endpoint of our own door
   * @param secret that the EHR is to bring there
   * @param wanted {@value #CLASSIC}, or the canonical URL of a topic of the EHR's
   * @param clock real time, as the EHR's is
   */
  public OwnSubscription(
      EhrServer ehr, String endpoint, String secret, String wanted, Clock clock) {
    this.ehr = ehr;
    this.endpoint = endpoint;
    this.header = "Authorization: Bearer " + secret.strip();
    // HAPI wants the question mark; of a type alone it says that it is no search.
    this.criteria =
        CLASSIC.equals(wanted.strip())
            ? List.of("Appointment?", "Patient?")
            : List.of(wanted.strip());
    this.clock = clock;
  }

  /** Looks after it, for a route; never throws. */
  public void keep(Exchange exchange) {
    try {
      log.info("Our Subscription at the EHR: {}", String.join(", ", keep()));
    } catch (EhrAnswerException refused) {
      log.warn(
          "Our Subscription at the EHR cannot be looked after: {}; it is tried again within the"
              + " hour, and can be made by hand",
          refused.code());
    }
  }

  /**
   * Looks after it.
   *
   * @return what was done for each criteria: kept, made, renewed or off
   * @throws EhrAnswerException where the EHR does not say, or does not take it
   */
  List<String> keep() {
    String query = "Subscription?type=rest-hook&url=" + encoded(endpoint);
    List<Subscription> ours = new ArrayList<>();
    for (JsonNode entry : ehr.page(URI.create(ehr.base().url() + "/" + query)).path("entry")) {
      JsonNode resource = entry.path("resource");
      if ("Subscription".equals(resource.path("resourceType").asText())
          && endpoint.equals(resource.path("channel").path("endpoint").asText())) {
        ours.add((Subscription) ehr.parse(resource, "Subscription"));
      }
    }
    return criteria.stream()
        .map(
            one ->
                keep(one, ours.stream().filter(own -> one.equals(own.getCriteria())).findFirst()))
        .toList();
  }

  private String keep(String wanted, Optional<Subscription> found) {
    if (found.isEmpty()) {
      ehr.write(
          "POST",
          URI.create(ehr.base().system("Subscription")),
          fresh(wanted),
          new String[] {
            "If-None-Exist", "url=" + encoded(endpoint) + "&criteria=" + encoded(wanted)
          });
      return "made";
    }
    Subscription own = found.get();
    if (own.getStatus() == SubscriptionStatus.OFF) {
      return "off";
    }
    boolean ends = own.hasEnd() && own.getEnd().toInstant().isBefore(clock.instant().plus(RENEWED));
    // Many servers do not show it, or hide it: then it is as it was.
    boolean knows =
        own.getChannel().getHeader().isEmpty()
            || own.getChannel().getHeader().stream()
                .map(StringType::getValueNotNull)
                .anyMatch(one -> one.equals(header) || one.contains("***"));
    if (own.getStatus() != SubscriptionStatus.ERROR && !ends && knows) {
      return "kept";
    }
    String id = own.getIdElement().getIdPart();
    Subscription again = fresh(wanted);
    again.setId(id);
    String version = own.getMeta().getVersionId();
    ehr.write(
        "PUT",
        URI.create(ehr.base().system("Subscription") + "/" + id),
        again,
        version == null ? null : new String[] {"If-Match", "W/\"" + version + "\""});
    return "renewed";
  }

  private Subscription fresh(String wanted) {
    Subscription made = new Subscription();
    made.setStatus(SubscriptionStatus.REQUESTED)
        .setReason("Rapport follows appointments")
        .setCriteria(wanted)
        .setEnd(Date.from(clock.instant().plus(LIFE)));
    made.getChannel()
        .setType(SubscriptionChannelType.RESTHOOK)
        .setEndpoint(endpoint)
        .addHeader(header);
    if (wanted.startsWith("http")) {
      // By the topic of the backport: which resource it was, and nothing of it.
      made.getMeta().addProfile(BACKPORT + "backport-subscription");
      made.getChannel().setPayload("application/fhir+json");
      made.getChannel()
          .getPayloadElement()
          .addExtension(BACKPORT + "backport-payload-content", new CodeType("id-only"));
      made.getChannel()
          .addExtension(
              BACKPORT + "backport-heartbeat-period", new UnsignedIntType(HEARTBEAT_SECONDS));
    }
    return made;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
