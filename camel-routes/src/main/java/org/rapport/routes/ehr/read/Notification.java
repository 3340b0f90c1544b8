package org.rapport.routes.ehr.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.rapport.EhrChanges;

/**
 * What a notification says: a resource, a Bundle of them, or a Bundle of the R5 Subscriptions
 * backport that begins with the status of its Subscription (Parameters in R4, SubscriptionStatus in
 * R4B). Only which resources may have changed is taken from it, never what they say: that is read
 * at the EHR. Read as JSON rather than as R4, which has no SubscriptionStatus. Pure.
 *
 * @see <a
 *     href="https://hl7.org/fhir/uv/subscriptions-backport/notifications.html">Notifications</a>
 */
final class Notification {
  /** What visits are made of; any other type is nothing for us. */
  private static final Set<String> WANTED = Set.of("Appointment", "Patient");

  private final EhrBase base;
  private final Set<String> lookUps = new LinkedHashSet<>();
  private final List<EhrChanges.Event> events = new ArrayList<>();
  private boolean said;
  private int foreign;

  private Notification(EhrBase base) {
    this.base = base;
  }

  /** Reads one; a body that is no resource at all says that something has changed. */
  static Notification of(EhrBase base, JsonNode body) {
    Notification notification = new Notification(base);
    if ("Bundle".equals(body.path("resourceType").asText())) {
      notification.bundle(body.path("entry"));
    } else if (body.path("resourceType").isTextual()) {
      notification.resource(body);
    }
    return notification;
  }

  /** What follows from it. */
  EhrChanges changes() {
    return new EhrChanges(
        List.copyOf(lookUps),
        said ? null : base.system("Appointment"),
        null,
        null,
        List.copyOf(events));
  }

  /** How many references led to other servers, and were not followed. */
  int foreign() {
    return foreign;
  }

  private void bundle(JsonNode entries) {
    Optional<Status> status = Status.of(entries.path(0).path("resource"));
    status.ifPresent(this::status);
    int first = status.isPresent() ? 1 : 0;
    for (int i = first; i < entries.size(); i++) {
      entry(entries.get(i));
    }
  }

  private void status(Status status) {
    Optional<String> subscription =
        base.id(status.subscription())
            .filter(id -> id.type().equals("Subscription"))
            .map(base::absolute);
    switch (status.type()) {
      case "handshake", "heartbeat" -> {
        said = true;
        subscription.ifPresent(
            address ->
                status.count().stream()
                    .forEach(n -> events.add(new EhrChanges.Event(address, status.type(), n))));
      }
      default -> {
        for (Status.Event event : status.events()) {
          subscription.ifPresent(
              address ->
                  event.number().stream()
                      .forEach(
                          n -> events.add(new EhrChanges.Event(address, "event-notification", n))));
          event.references().forEach(this::changed);
        }
      }
    }
  }

  private void entry(JsonNode entry) {
    String address = entry.path("fullUrl").asText();
    JsonNode resource = entry.path("resource");
    if (address.matches("(?i)https?://.*")) {
      changed(address);
    } else if (resource.path("resourceType").isTextual()) {
      resource(resource);
    } else {
      changed(entry.path("request").path("url").asText());
    }
  }

  private void resource(JsonNode resource) {
    changed(resource.path("resourceType").asText() + "/" + resource.path("id").asText());
  }

  private void changed(String reference) {
    Optional<EhrBase.Id> id = base.id(reference);
    if (id.isEmpty()) {
      foreign++;
      return;
    }
    said = true;
    id.filter(one -> WANTED.contains(one.type())).map(base::absolute).ifPresent(lookUps::add);
  }
}
