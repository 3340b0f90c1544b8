package org.rapport.server.outreach.text;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.Ref;
import org.springframework.stereotype.Component;

/** The links that a released message carries, as addresses under our own base URL. */
@Component
public class MessageLinks {
  /** An unsubscribe link works longer than any law asks for (policy, R15 and R18). */
  private static final Duration UNSUBSCRIBE = Duration.ofDays(400);

  private static final Duration PREFERENCES = Duration.ofDays(90);
  private static final Pattern SIGN_IN_LINK = Pattern.compile("/login/link/[A-Za-z0-9_-]+");
  private static final Duration SIGN_IN = Duration.ofMinutes(15);
  private static final Duration WITHOUT_VISIT = Duration.ofDays(14);

  private final Links links;
  private final String base;
  private final Clock clock;

  MessageLinks(Links links, RapportSettings settings, Clock clock) {
    this.links = links;
    this.base = settings.publicBase().toString();
    this.clock = clock;
  }

  /** Whether an e-mail of this purpose carries a one-click unsubscribe (RFC 8058). */
  public static boolean unsubscribable(OutreachPurpose purpose) {
    return purpose != OutreachPurpose.ACKNOWLEDGEMENT && purpose != OutreachPurpose.APPOINTMENT;
  }

  /** The page about the visit; it ends when the visit begins. */
  public String visit(DueMessage message, Route route) {
    Instant end =
        message.visit().start() == null
            ? clock.instant().plus(WITHOUT_VISIT)
            : message.visit().start();
    Ref focus = message.visit().id() == null ? null : new Ref("Appointment", message.visit().id());
    return base + "/p/" + issue(Link.Purpose.VISIT, message, route, focus, end);
  }

  /**
   * A page that is not about a visit.
   *
   * @param kind of link: FORM goes on with what was kept, BOOKING shows free times, CONSENT asks
   *     for a yes to what was ticked, SIGN_IN for the date of birth
   */
  public String form(DueMessage message, Route route, String kind) {
    Link.Purpose purpose = Link.Purpose.valueOf(kind);
    if (purpose == Link.Purpose.SIGN_IN) {
      Instant end = clock.instant().plus(SIGN_IN);
      return base + "/login/link/" + issue(purpose, message, route, null, end);
    }
    Instant end = clock.instant().plus(WITHOUT_VISIT);
    return base + "/p/" + issue(purpose, message, route, message.request().focus(), end);
  }

  /** The page of what the clinic may write. */
  public String preferences(DueMessage message, Route route) {
    Instant end = clock.instant().plus(PREFERENCES);
    return base + "/p/" + issue(Link.Purpose.PREFERENCES, message, route, null, end);
  }

  /** The unsubscribe address of an e-mail; null where it needs none. */
  public String unsubscribe(DueMessage message, Route route, OutreachPurpose purpose) {
    if (route.channel() != Channel.EMAIL || !unsubscribable(purpose)) {
      return null;
    }
    Instant end = clock.instant().plus(UNSUBSCRIBE);
    return base + "/u/" + issue(Link.Purpose.UNSUBSCRIBE, message, route, null, end);
  }

  /**
   * A text as it is kept: without the link by which somebody could sign in as the patient. All
   * others are of use only to who holds the address, and stay.
   */
  public static String withoutSignIn(String body) {
    return body == null ? null : SIGN_IN_LINK.matcher(body).replaceAll("/login/link/…");
  }

  private String issue(
      Link.Purpose purpose, DueMessage message, Route route, Ref focus, Instant end) {
    return links.issue(
        Link.to(
            purpose,
            message.recipient().id(),
            focus == null ? null : focus.toString(),
            route.channel().code(),
            route.address(),
            message.request().purpose().code(),
            end));
  }
}
