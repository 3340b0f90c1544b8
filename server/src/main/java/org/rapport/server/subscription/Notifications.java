package org.rapport.server.subscription;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.subscription.Contents.Told;
import org.springframework.stereotype.Component;

/**
 * Puts notifications together (Subscriptions R5 Backport IG, "Notifications"): a history Bundle
 * whose first entry is the status, in R4 as Parameters.
 */
@Component
class Notifications {
  static final String HANDSHAKE = "handshake";
  static final String HEARTBEAT = "heartbeat";
  static final String EVENTS = "event-notification";
  static final String QUERY_STATUS = "query-status";
  static final String QUERY_EVENT = "query-event";

  private final String base;

  Notifications(RapportSettings settings) {
    this.base = settings.publicBase() + "/fhir";
  }

  /** An event as it is told: of one that may not be told any more, its number alone. */
  record Line(NumberedEvent event, Told told) {}

  /**
   * A notification.
   *
   * @param status of the Subscription as it is told
   * @param lines none for handshake and heartbeat
   */
  Bundle bundle(
      Subscriber one,
      String type,
      String status,
      PayloadContent content,
      List<Line> lines,
      Instant now) {
    Bundle bundle = new Bundle().setType(BundleType.HISTORY).setTimestamp(Date.from(now));
    bundle.setId(UUID.randomUUID().toString());
    bundle.getMeta().addProfile(Backport.NOTIFICATION);
    boolean named = content != PayloadContent.EMPTY;
    Parameters parameters = status(one, type, status, named);
    for (Line line : lines) {
      parameters.addParameter(part(line, named));
    }
    BundleEntryComponent first = bundle.addEntry();
    first.setFullUrl("urn:uuid:" + parameters.getIdElement().getIdPart()).setResource(parameters);
    first.getRequest().setMethod(HTTPVerb.GET).setUrl(address(one) + "/$status");
    first.getResponse().setStatus("200");
    if (named) {
      lines.stream().filter(line -> line.told() != null).forEach(line -> entry(bundle, line));
    }
    return bundle;
  }

  /** How a Subscription stands, and what it last failed by. */
  Parameters asked(Subscriber one) {
    Parameters parameters = status(one, QUERY_STATUS, one.status(), true);
    if (one.error() != null) {
      parameters.addParameter("error", new CodeableConcept().setText(one.error()));
    }
    return parameters;
  }

  // Where nothing is to be named, the topic is not either.
  private Parameters status(Subscriber one, String type, String status, boolean named) {
    Parameters parameters = new Parameters();
    parameters.setId(UUID.randomUUID().toString());
    parameters.getMeta().addProfile(Backport.STATUS);
    parameters.addParameter("subscription", new Reference(address(one)));
    if (named) {
      parameters.addParameter("topic", new CanonicalType(one.topic().canonical()));
    }
    parameters.addParameter("status", new CodeType(status));
    parameters.addParameter("type", new CodeType(type));
    parameters.addParameter(
        "events-since-subscription-start", new StringType(Long.toString(one.events())));
    return parameters;
  }

  private ParametersParameterComponent part(Line line, boolean named) {
    ParametersParameterComponent part =
        new ParametersParameterComponent().setName("notification-event");
    part.addPart()
        .setName("event-number")
        .setValue(new StringType(Long.toString(line.event().number())));
    part.addPart()
        .setName("timestamp")
        .setValue(
            new InstantType(
                Date.from(line.event().at()),
                TemporalPrecisionEnum.MILLI,
                TimeZone.getTimeZone("UTC")));
    if (named && line.told() != null) {
      part.addPart().setName("focus").setValue(new Reference(base + "/" + line.event().focus()));
    }
    return part;
  }

  private void entry(Bundle bundle, Line line) {
    NumberedEvent event = line.event();
    BundleEntryComponent entry = bundle.addEntry().setFullUrl(base + "/" + event.focus());
    entry.setResource(line.told().resource());
    switch (event.change()) {
      case NumberedEvent.CREATE -> {
        entry.getRequest().setMethod(HTTPVerb.POST).setUrl(event.id().getResourceType());
        entry.getResponse().setStatus("201");
      }
      case NumberedEvent.DELETE -> {
        entry.getRequest().setMethod(HTTPVerb.DELETE).setUrl(event.focus());
        entry.getResponse().setStatus("204");
      }
      default -> {
        entry.getRequest().setMethod(HTTPVerb.PUT).setUrl(event.focus());
        entry.getResponse().setStatus("200");
      }
    }
  }

  private String address(Subscriber one) {
    return base + "/Subscription/" + one.id();
  }
}
