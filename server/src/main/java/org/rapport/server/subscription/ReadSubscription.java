package org.rapport.server.subscription;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelComponent;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.egress.Egress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Reads what a Subscription asks for (Subscriptions R5 Backport IG, "Accepting Subscription
 * Requests"): what we would not do is refused, and never taken as if.
 */
@Component
class ReadSubscription {
  private static final Pattern MIME =
      Pattern.compile(
          "application/(fhir\\+)?(json|xml)(\\s*;\\s*(fhirVersion=4\\.0(\\.1)?|charset=utf-8))*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*:(.*)");

  /** What frames a request, or says where it goes, is ours to say. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "content-type",
          "content-encoding",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "keep-alive");

  private static final int LONGEST_TEXT = 2_000;
  private static final int MOST_HEADERS = 20;
  private static final int USUAL_TIMEOUT = 10;
  private static final int LONGEST_TIMEOUT = 30;
  private static final int USUAL_COUNT = 20;
  private static final int MOST_EVENTS = 100;

  private final String base;
  private final Egress egress;

  ReadSubscription(RapportSettings settings, @Value("${rapport.egress-allow:}") String allow) {
    this.base = settings.publicBase() + "/fhir";
    this.egress = new Egress(allow);
  }

  /**
   * Reads one that a client writes.
   *
   * @throws UnprocessableEntityException with an OperationOutcome that names the element
   */
  Wanted read(Subscription subscription) {
    SubscribedTopic topic =
        SubscribedTopic.of(subscription.getCriteria() == null ? "" : subscription.getCriteria())
            .orElseThrow(
                () ->
                    refused(
                        "Subscription.criteria",
                        "should be the canonical address of one of our topics, such as "
                            + SubscribedTopic.APPOINTMENT.canonical()));
    SubscriptionChannelComponent channel = subscription.getChannel();
    boolean message = channel.getType() == SubscriptionChannelType.MESSAGE;
    if (channel.getType() != SubscriptionChannelType.RESTHOOK && !message
        || channel.getTypeElement().hasExtension(Backport.CHANNEL)) {
      throw refused("Subscription.channel.type", "should be rest-hook");
    }
    if (message) {
      nothingOfHttp(channel);
    }
    return new Wanted(
        topic,
        filters(topic, subscription),
        message ? topic(channel.getEndpoint()) : endpoint(channel.getEndpoint()),
        headers(channel),
        mime(channel.getPayload()),
        content(channel.getPayloadElement()),
        heartbeat(channel),
        Math.min(
            number(channel, Backport.TIMEOUT, "backport-timeout", USUAL_TIMEOUT), LONGEST_TIMEOUT),
        Math.min(
            number(channel, Backport.MAX_COUNT, "backport-max-count", USUAL_COUNT), MOST_EVENTS),
        subscription.hasEnd() ? subscription.getEnd().toInstant() : null);
  }

  private List<EventFilter> filters(SubscribedTopic topic, Subscription subscription) {
    List<EventFilter> filters = new ArrayList<>();
    for (Extension extension : subscription.getCriteriaElement().getExtension()) {
      if (!extension.getUrl().equals(Backport.FILTER)) {
        continue;
      }
      String text = extension.getValue() == null ? "" : extension.getValue().primitiveValue();
      if (text == null || text.length() > LONGEST_TEXT) {
        throw refused("Subscription.criteria.extension", "should be a text");
      }
      try {
        filters.addAll(EventFilter.read(topic, text, base));
      } catch (IllegalArgumentException e) {
        throw refused("Subscription.criteria.extension", e.getMessage());
      }
    }
    return filters;
  }

  // There is no connection that could be kept alive, and no request that could have a header.
  private static void nothingOfHttp(SubscriptionChannelComponent channel) {
    if (channel.hasHeader()) {
      throw refused("Subscription.channel.header", "is for rest-hook alone");
    }
    if (channel.hasExtension(Backport.HEARTBEAT)) {
      throw refused(
          "Subscription.channel.extension", "backport-heartbeat-period is for rest-hook alone");
    }
  }

  private static URI topic(String text) {
    if (!MessageChannel.is(text)) {
      throw refused(
          "Subscription.channel.endpoint", "should be kafka: and the name of a topic of Kafka's");
    }
    return URI.create(text);
  }

  private URI endpoint(String text) {
    String where = "Subscription.channel.endpoint";
    if (text == null || text.isBlank() || text.length() > LONGEST_TEXT) {
      throw refused(where, "is missing");
    }
    try {
      URI uri = new URI(text);
      if (uri.getUserInfo() != null || uri.getFragment() != null) {
        throw refused(where, "should have neither a user nor a fragment; use a header");
      }
      egress.check(uri);
      return uri;
    } catch (URISyntaxException | IOException e) {
      // Not what was found out about the name: that would be a way to look into our network.
      throw refused(
          where,
          "should be an https address of the open network (RAPPORT_EGRESS_ALLOW permits more)");
    }
  }

  private static List<String> headers(SubscriptionChannelComponent channel) {
    List<String> headers = new ArrayList<>();
    channel
        .getHeader()
        .forEach(
            header -> {
              String text = header.getValue() == null ? "" : header.getValue();
              var matcher = HEADER.matcher(text);
              if (!matcher.matches()
                  || text.length() > LONGEST_TEXT
                  || text.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
                throw refused(
                    "Subscription.channel.header", "should be as in Authorization: secret");
              }
              String name = matcher.group(1).toLowerCase(Locale.ROOT);
              if (OURS.contains(name) || name.startsWith("proxy-")) {
                throw refused("Subscription.channel.header", name + " is not yours to set");
              }
              headers.add(matcher.group(1) + ": " + matcher.group(2).strip());
            });
    if (headers.size() > MOST_HEADERS) {
      throw refused("Subscription.channel.header", "there are too many");
    }
    return headers;
  }

  private static String mime(String payload) {
    if (payload == null || !MIME.matcher(payload).matches()) {
      throw refused(
          "Subscription.channel.payload",
          "should be application/fhir+json or application/fhir+xml, of FHIR 4.0");
    }
    return payload;
  }

  private static PayloadContent content(Element payload) {
    Extension extension = payload.getExtensionByUrl(Backport.CONTENT);
    String code =
        extension == null || extension.getValue() == null
            ? null
            : extension.getValue().primitiveValue();
    return PayloadContent.of(code)
        .orElseThrow(
            () ->
                refused(
                    "Subscription.channel.payload.extension",
                    "backport-payload-content should be empty, id-only or full-resource"));
  }

  private static Integer heartbeat(SubscriptionChannelComponent channel) {
    int seconds = number(channel, Backport.HEARTBEAT, "backport-heartbeat-period", 0);
    return seconds == 0 ? null : seconds;
  }

  private static int number(
      SubscriptionChannelComponent channel, String url, String name, int usual) {
    Extension extension = channel.getExtensionByUrl(url);
    if (extension == null) {
      return usual;
    }
    if (!(extension.getValue() instanceof IntegerType number)
        || number.getValue() == null
        || number.getValue() < 1) {
      throw refused("Subscription.channel.extension", name + " should be a number over zero");
    }
    return number.getValue();
  }

  /** 422, naming the element. */
  static UnprocessableEntityException refused(String element, String why) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(IssueType.NOTSUPPORTED)
        .setDiagnostics(element + " " + why)
        .addExpression(element);
    return new UnprocessableEntityException(element + " " + why, outcome);
  }
}
