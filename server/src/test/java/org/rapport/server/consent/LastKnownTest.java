package org.rapport.server.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.consent.TestContacts.MOBILE;
import static org.rapport.server.consent.TestContacts.deny;
import static org.rapport.server.consent.TestContacts.during;
import static org.rapport.server.consent.TestContacts.mobile;
import static org.rapport.server.consent.TestContacts.permit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.terminology.Channel;

/**
 * R12: the day that a register is asked about is the last on which the number was the patient's.
 */
class LastKnownTest {
  private static final Route NUMBER = new Route(Channel.SMS, MOBILE);

  private static ContactBook book(ContactJson contact, AddressState state, Decision... decisions) {
    return new ContactBook(
        List.of(contact),
        List.of(decisions),
        Map.of(NUMBER, state),
        "CA",
        List.of(),
        TestContacts.TORONTO);
  }

  private static Decision on(String channel, String at) {
    return permit(Set.of(), Set.of(channel), at);
  }

  @Test
  void aNewestPermissionForTextsOrCallsTells_onTheCalendarWhereThePatientLives() {
    assertThat(
            LastKnown.of(
                book(
                    mobile(MOBILE),
                    AddressState.UNKNOWN,
                    on("sms", "2027-01-01T12:00:00Z"),
                    on("voice", "2027-02-02T03:00:00Z"),
                    on("email", "2027-03-03T12:00:00Z"),
                    deny(Set.of(), Set.of("sms"), "2027-04-04T12:00:00Z")),
                NUMBER))
        .contains(LocalDate.of(2027, 2, 1));
  }

  @Test
  void whatTheLawTakesForGrantedTellsNothing() {
    Decision implied =
        new Decision(
            true,
            Set.of(),
            Set.of("sms"),
            false,
            Instant.parse("2027-02-01T12:00:00Z"),
            null,
            null,
            "implied-inquiry",
            false);

    assertThat(LastKnown.of(book(mobile(MOBILE), AddressState.UNKNOWN, implied), NUMBER)).isEmpty();
  }

  @Test
  void theBeginningOfItsEntryTells_andAStart() {
    Instant from = Instant.parse("2027-01-05T12:00:00Z");
    Instant started = Instant.parse("2027-01-09T12:00:00Z");

    assertThat(LastKnown.of(book(during(mobile(MOBILE), from, null), AddressState.UNKNOWN), NUMBER))
        .contains(LocalDate.of(2027, 1, 5));
    assertThat(
            LastKnown.of(
                book(
                    during(mobile("+14165550199"), from, null),
                    new AddressState(null, started, null)),
                new Route(Channel.VOICE, MOBILE)))
        .as("the entry is of another number; a text tells of calls too")
        .contains(LocalDate.of(2027, 1, 9));
    assertThat(
            LastKnown.of(
                book(
                    mobile(MOBILE),
                    new AddressState(Instant.parse("2027-01-09T12:00:00Z"), null, null)),
                NUMBER))
        .as("anybody may say STOP")
        .isEmpty();
  }
}
