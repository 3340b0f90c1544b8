package org.rapport.server.rights;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.consent.ErasedAddresses;
import org.rapport.server.inbound.TextParts;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.Ref;
import org.springframework.stereotype.Component;

/**
 * What is kept of who is erased, so that they stay silent: keyed hashes. In the caller's
 * transaction.
 */
@Component
class SilencedAddresses {
  private static final Set<String> EVERYTHING =
      Arrays.stream(OutreachPurpose.values())
          .map(OutreachPurpose::code)
          .collect(Collectors.toUnmodifiableSet());

  private final ContactBooks books;
  private final ErasedAddresses addresses;
  private final TextParts parts;
  private final Clock clock;

  SilencedAddresses(ContactBooks books, ErasedAddresses addresses, TextParts parts, Clock clock) {
    this.books = books;
    this.addresses = addresses;
    this.parts = parts;
    this.clock = clock;
  }

  /** Keeps that these messages were taken: an old one that is handed over again says nothing. */
  void taken(Collection<String> gone) {
    Ref.ids("Communication", gone).forEach(addresses::keepMessage);
  }

  /**
   * Keeps what goes on being suppressed of their addresses; what has come from them is not read any
   * more.
   *
   * @return how many addresses
   */
  int keep(Set<String> persons) {
    Instant now = clock.instant();
    int suppressed = 0;
    for (ContactBook book : books.load(persons).values()) {
      parts.forget(book.addresses());
      for (Route route : book.addresses()) {
        addresses.keep(
            route,
            book.stopped(route, now).stream()
                .map(OutreachPurpose::code)
                .collect(Collectors.toSet()),
            now);
        suppressed++;
      }
      // Who acted for the person is not forgotten; but what they have stopped goes with the record.
      for (Route route : book.addressesOfOthers()) {
        if (book.optedOut(route)) {
          addresses.keep(route, EVERYTHING, now);
          suppressed++;
        }
      }
    }
    return suppressed;
  }
}
