package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.Decision;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.console.ToldRules;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** Whatever the consents, addresses and hours: the gate never lets out what the policy forbids. */
class GatePropertyTest {
  /** Decisions and questions fall around this instant, so that ties and edges are common. */
  private static final Instant BASE = Instant.parse("2027-03-10T00:00:00Z");

  private static final List<String> ZONES =
      List.of(
          "America/Toronto",
          "America/Phoenix",
          "Europe/London",
          "Australia/Sydney",
          "Asia/Kathmandu",
          "Pacific/Apia");

  private final Gate gate = new Gate(CivilTime.installed(), TestPolicy.shipped());

  @Property(tries = 3000)
  void neverReleasesWhatTheConsentsForbid_andNeverOutsideTheWindow(
      @ForAll("decisions") List<Decision> decisions,
      @ForAll("contacts") List<ContactJson> contacts,
      @ForAll OutreachPurpose purpose,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(min = 0, max = 9 * 24 * 60) int minutes,
      @ForAll @IntRange(min = 0, max = 3000) int useful) {
    Instant now = BASE.plus(Duration.ofMinutes(minutes));
    Instant due = now.minus(Duration.ofHours(1));
    TestQuestions question =
        TestQuestions.message(purpose)
            .contacts(new ContactBook(contacts, decisions, "CA", TestContacts.TORONTO))
            .zone(zone)
            .due(due)
            .usefulUntil(useful == 0 ? null : now.plus(Duration.ofMinutes(useful)));

    Verdict verdict = gate.judge(question.ask(), now);

    ToldRules.areTold(gate.examine(question.ask(), now).rules());
    String code = purpose.code();
    if (verdict instanceof Verdict.Release release) {
      assertThat(
              GateOracle.permitted(decisions, code, release.route().channel().code(), now)
                  && GateOracle.mayUse(contacts, release.route().address()))
          .as("released to %s", release.route())
          .isTrue();
      assertThat(GateOracle.inWindow(code, now, zone)).isTrue();
    } else if (verdict instanceof Verdict.Defer defer) {
      assertThat(defer.until()).isAfter(now);
      assertThat(GateOracle.inWindow(code, defer.until(), zone)).isTrue();
      assertThat(GateOracle.inWindow(code, now, zone)).isFalse();
      assertThat(gate.judge(question.ask(), defer.until())).isNotInstanceOf(Verdict.Defer.class);
    } else if (verdict instanceof Verdict.Refuse refuse
        && refuse.reason() != NotDoneReason.QUIET_HOURS_EXPIRED) {
      assertThat(contacts)
          .as("refused as %s", refuse.reason())
          .noneMatch(
              contact ->
                  GateOracle.mayUse(contacts, contact.value())
                      && GateOracle.permitted(decisions, code, channel(contact), now));
    }
  }

  private static String channel(ContactJson contact) {
    return contact.system().equals("email") ? "email" : "sms";
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(ZONES).map(ZoneId::of);
  }

  @Provide
  Arbitrary<List<ContactJson>> contacts() {
    Arbitrary<ContactJson> one =
        Combinators.combine(
                Arbitraries.of(
                    TestContacts.mobile(TestContacts.MOBILE),
                    TestContacts.home("+14165550199"),
                    TestContacts.email(TestContacts.EMAIL),
                    TestContacts.email("other@example.org")),
                Arbitraries.of(false, false, false, true),
                Arbitraries.of(0, 1, 2))
            .as(
                (contact, confidential, rank) -> {
                  ContactJson marked = confidential ? TestContacts.confidential(contact) : contact;
                  return rank == 0 ? marked : TestContacts.ranked(marked, rank);
                });
    return one.list().ofMaxSize(4).uniqueElements(ContactJson::value);
  }

  @Provide
  Arbitrary<List<Decision>> decisions() {
    Arbitrary<Instant> around =
        Arbitraries.of(-10, -2, -1, 0, 1, 2).map(days -> BASE.plus(Duration.ofDays(days)));
    Arbitrary<Set<String>> purposes =
        Arbitraries.of("appointment", "care", "survey", "outreach", "marketing", "review")
            .set()
            .ofMaxSize(2);
    Arbitrary<Set<String>> channels = Arbitraries.of("sms", "email", "voice").set().ofMaxSize(2);
    return Combinators.combine(
            Arbitraries.of(true, false),
            purposes,
            channels,
            Arbitraries.of(true, false),
            around,
            around.injectNull(0.7),
            around.map(at -> at.plus(Duration.ofDays(3))).injectNull(0.7))
        .as(Decision::new)
        .list()
        .ofMaxSize(5);
  }
}
