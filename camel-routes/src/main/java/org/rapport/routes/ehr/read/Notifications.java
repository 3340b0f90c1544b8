package org.rapport.routes.ehr.read;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.rapport.routes.channel.RequestBody;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.rapport.EhrChanges;
import org.rapport.routes.rapport.WorkExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door for an EHR's notifications: rest-hooks with a payload or without, as HAPI, Medplum and
 * the Subscriptions backport send them. A notification is a hint at most; what it says is read at
 * the EHR afterwards. Thread-safe.
 */
public class Notifications {
  private static final Logger log = LoggerFactory.getLogger(Notifications.class);
  private static final String SCHEME = "Bearer ";

  /** Medplum sends an empty object, and here what is gone. */
  private static final String DELETED = "X-Medplum-Deleted-Resource";

  private static final String BODY = "RapportNotificationBody";

  private final EhrBase base;
  private final FhirContext context;
  private final byte[] secret;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * A door.
   *
   * @param secret that the EHR sends as a bearer token; blank refuses everything
   */
  public Notifications(EhrBase base, FhirContext context, String secret) {
    this.base = base;
    this.context = context;
    this.secret = secret.strip().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the request does not bring the secret; the time to say so tells nothing of it. */
  public boolean unauthorized(Exchange exchange) {
    String header = exchange.getMessage().getHeader("Authorization", String.class);
    if (secret.length == 0
        || header == null
        || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return true;
    }
    byte[] given = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
    return !MessageDigest.isEqual(given, secret);
  }

  /** Whether there is a body, and it can be read neither as JSON nor as XML. */
  public boolean malformed(Exchange exchange) {
    byte[] sent = RequestBody.bytes(exchange);
    if (isInPath(exchange) || sent.length == 0) {
      return false;
    }
    // What comes as a stream can be read once.
    exchange.getMessage().setBody(sent);
    Optional<JsonNode> body = body(exchange).filter(JsonNode::isObject);
    body.ifPresent(json -> exchange.setProperty(BODY, json));
    return body.isEmpty();
  }

  private Optional<JsonNode> body(Exchange exchange) {
    String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, "", String.class);
    if (!type.toLowerCase(Locale.ROOT).contains("xml")) {
      return RequestBody.json(exchange);
    }
    try {
      String xml = new String(RequestBody.bytes(exchange), StandardCharsets.UTF_8);
      return Optional.of(
          mapper.readTree(
              context.newJsonParser().encodeToString(context.newXmlParser().parseResource(xml))));
    } catch (DataFormatException | JsonProcessingException unreadable) {
      return Optional.empty();
    }
  }

  /** Notes what is to be looked up as property. */
  public void read(Exchange exchange) {
    exchange.setProperty(WorkExchange.INBOUND, changes(exchange));
  }

  private EhrChanges changes(Exchange exchange) {
    String deleted = exchange.getMessage().getHeader(DELETED, String.class);
    JsonNode body = exchange.getProperty(BODY, JsonNode.class);
    // HAPI puts to Type/id below the endpoint, and deletes there: the path says what the body does.
    if (isInPath(exchange)) {
      return named(
          exchange.getMessage().getHeader("type", String.class)
              + "/"
              + exchange.getMessage().getHeader("id", String.class));
    }
    if (deleted != null) {
      return named(deleted.strip());
    }
    if (body == null) {
      return EhrChanges.somewhere(base.system("Appointment"));
    }
    Notification notification = Notification.of(base, body);
    foreign(notification.foreign());
    return notification.changes();
  }

  private EhrChanges named(String reference) {
    Optional<EhrBase.Id> id = base.id(reference);
    foreign(id.isEmpty() ? 1 : 0);
    return EhrChanges.of(
        id.filter(one -> List.of("Appointment", "Patient").contains(one.type()))
            .map(one -> List.of(base.absolute(one)))
            .orElse(List.of()));
  }

  private static void foreign(int count) {
    if (count > 0) {
      log.warn(
          "A notification of the EHR leads {} times elsewhere than below RAPPORT_EHR_FHIR_URL;"
              + " nothing is read there",
          count);
    }
  }

  private static boolean isInPath(Exchange exchange) {
    return exchange.getMessage().getHeader("type") != null
        && exchange.getMessage().getHeader("id") != null;
  }
}
