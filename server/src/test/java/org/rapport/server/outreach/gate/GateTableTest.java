package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.Decision;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * Purposes × channels × states of consent × places × times, against a second writing of the policy
 * that knows nothing of the gate, of its rows or of its reader.
 */
class GateTableTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Set<String> RELATIONSHIP = Set.of("acknowledgement", "appointment", "care");

  private static final List<String> PLACES =
      List.of("CA-ON", "GB-ENG", "US-NY", "US-FL", "US-RI", "US-CT", "US-TX", "US-OK", "US-?", "?");

  /** A Wednesday, a Saturday and a Sunday, at hours on both sides of every edge. */
  private static final List<String> TIMES =
      List.of(
          "2027-05-05T08:59",
          "2027-05-05T09:00",
          "2027-05-05T17:59",
          "2027-05-05T18:00",
          "2027-05-05T19:59",
          "2027-05-05T20:00",
          "2027-05-08T09:30",
          "2027-05-08T16:59",
          "2027-05-08T17:30",
          "2027-05-09T12:30");

  private final Gate gate = new Gate(CivilTime.installed(), TestPolicy.shipped());

  @Test
  void everyCombinationIsDecidedAsThePolicySays() {
    int combinations = 0;
    for (OutreachPurpose purpose : OutreachPurpose.values()) {
      for (String channel : List.of("sms", "email")) {
        for (Map.Entry<String, List<Decision>> consent : consents(purpose, channel).entrySet()) {
          for (String place : PLACES) {
            for (String time : TIMES) {
              ZonedDateTime local = ZonedDateTime.parse(time + ":00-04:00[America/New_York]");
              Verdict verdict =
                  gate.judge(
                      question(purpose, channel, consent.getValue(), place), local.toInstant());

              assertThat(answer(verdict))
                  .as("%s by %s, %s, in %s at %s", purpose, channel, consent.getKey(), place, time)
                  .isEqualTo(policy(purpose.code(), channel, consent.getKey(), place, local));
              combinations++;
            }
          }
        }
      }
    }
    assertThat(combinations).isGreaterThan(2_000);
  }

  private static Gate.Question question(
      OutreachPurpose purpose, String channel, List<Decision> decisions, String place) {
    ContactJson address =
        channel.equals("sms")
            ? TestContacts.mobile(TestContacts.MOBILE)
            : TestContacts.email(TestContacts.EMAIL);
    String[] parts = place.split("-", 2);
    return TestQuestions.message(purpose)
        .contacts(new ContactBook(List.of(address), decisions, "US", TestContacts.TORONTO))
        .zone(ZONE)
        .in(
            parts[0].equals("?") ? null : parts[0],
            parts.length < 2 || parts[1].equals("?") ? null : parts[1])
        .ask();
  }

  private static String answer(Verdict verdict) {
    if (verdict instanceof Verdict.Refuse refuse) {
      return refuse.reason().code();
    }
    return verdict instanceof Verdict.Release ? "release" : "defer";
  }

  private static Map<String, List<Decision>> consents(OutreachPurpose purpose, String channel) {
    Set<String> these = Set.of(purpose.code());
    Set<String> here = Set.of(channel);
    Set<String> other = Set.of(purpose == OutreachPurpose.CARE ? "survey" : "care");
    String early = "2027-01-01T00:00:00Z";
    String late = "2027-02-01T00:00:00Z";
    Map<String, List<Decision>> states = new LinkedHashMap<>();
    states.put("none", List.of());
    states.put("permit", List.of(TestContacts.permit(these, here, early)));
    states.put("confirmed", List.of(TestContacts.verified(these, here, early)));
    states.put("confirmed for all", List.of(TestContacts.verified(Set.of(), Set.of(), early)));
    states.put("deny", List.of(TestContacts.deny(these, here, early)));
    states.put("deny all", List.of(TestContacts.deny(Set.of(), Set.of(), early)));
    states.put(
        "confirmed, then deny",
        List.of(
            TestContacts.verified(these, here, early), TestContacts.deny(these, Set.of(), late)));
    states.put(
        "deny, then confirmed",
        List.of(
            TestContacts.deny(Set.of(), here, early), TestContacts.verified(these, here, late)));
    states.put(
        "confirmed and deny at once",
        List.of(TestContacts.verified(these, here, early), TestContacts.deny(these, here, early)));
    states.put("confirmed for another", List.of(TestContacts.verified(other, here, early)));
    Decision lasting = TestContacts.verified(these, here, early);
    states.put(
        "expired",
        List.of(
            new Decision(true, these, here, true, lasting.decidedAt(), null, Instant.parse(late))));
    return states;
  }

  /** The policy once more, in the words of its page. */
  private static String policy(
      String purpose, String channel, String consent, String place, ZonedDateTime at) {
    String refusal = consent(purpose, channel, consent);
    return refusal != null ? refusal : open(purpose, channel, place, at) ? "release" : "defer";
  }

  private static String consent(String purpose, String channel, String state) {
    return switch (state) {
      case "deny", "deny all", "confirmed, then deny", "confirmed and deny at once" -> "opted-out";
      case "confirmed", "confirmed for all", "deny, then confirmed" -> null;
      case "permit" ->
          RELATIONSHIP.contains(purpose) || channel.equals("email") ? null : "no-consent";
      default -> RELATIONSHIP.contains(purpose) ? null : "no-consent";
    };
  }

  private static boolean open(String purpose, String channel, String place, ZonedDateTime at) {
    int minute = at.getHour() * 60 + at.getMinute();
    if (RELATIONSHIP.contains(purpose)) {
      return minute >= 9 * 60 && minute < 20 * 60;
    }
    if (at.getDayOfWeek() == DayOfWeek.SUNDAY || minute < 9 * 60 || minute >= 18 * 60) {
      return false;
    }
    boolean rhodeIsland = place.equals("US-RI") || place.equals("US-?") || place.equals("?");
    return !rhodeIsland
        || !channel.equals("sms")
        || at.getDayOfWeek() != DayOfWeek.SATURDAY
        || minute >= 10 * 60 && minute < 17 * 60;
  }
}
