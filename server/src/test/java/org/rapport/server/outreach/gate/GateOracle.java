package org.rapport.server.outreach.gate;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.rapport.server.consent.Decision;
import org.rapport.server.projection.read.ContactJson;

/** The house rules once more, written from the policy and not from the gate. */
final class GateOracle {
  private static final Set<String> OPT_IN = Set.of("survey", "outreach", "marketing", "review");

  private GateOracle() {}

  /** Newest decision by purpose and channel wins, a tie goes to deny; some purposes need a yes. */
  static boolean permitted(List<Decision> decisions, String purpose, String channel, Instant now) {
    List<Decision> spoken =
        decisions.stream()
            .filter(d -> d.purposes().isEmpty() || d.purposes().contains(purpose))
            .filter(d -> d.channels().isEmpty() || d.channels().contains(channel))
            .filter(d -> d.from() == null || d.from().compareTo(now) <= 0)
            .filter(d -> d.until() == null || d.until().compareTo(now) > 0)
            .toList();
    Instant newest =
        spoken.stream().map(Decision::decidedAt).max(Comparator.naturalOrder()).orElse(null);
    List<Decision> last = spoken.stream().filter(d -> d.decidedAt().equals(newest)).toList();
    if (last.stream().anyMatch(d -> !d.permit())) {
      return false;
    }
    if (!OPT_IN.contains(purpose)) {
      return true;
    }
    return !last.isEmpty()
        && (!channel.equals("sms") || last.stream().allMatch(Decision::verified));
  }

  /** Once an address is confidential, no other may be used. */
  static boolean mayUse(List<ContactJson> contacts, String address) {
    boolean confidential = contacts.stream().anyMatch(ContactJson::confidential);
    return contacts.stream()
        .anyMatch(c -> c.value().equals(address) && (c.confidential() || !confidential));
  }

  /** 09:00–20:00 for appointment and care, 09:00–18:00 and no Sundays for the rest. */
  static boolean inWindow(String purpose, Instant instant, ZoneId zone) {
    ZonedDateTime local = instant.atZone(zone);
    int minute = local.getHour() * 60 + local.getMinute();
    if (OPT_IN.contains(purpose)) {
      return minute >= 540 && minute < 1080 && local.getDayOfWeek() != DayOfWeek.SUNDAY;
    }
    return minute >= 540 && minute < 1200;
  }
}
