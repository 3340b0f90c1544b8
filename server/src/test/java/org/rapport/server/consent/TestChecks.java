package org.rapport.server.consent;

import java.util.Map;
import org.rapport.server.consent.ContactBook.Route;

/** Books of patients about whose numbers a register was asked. */
public final class TestChecks {
  private TestChecks() {}

  public static ContactBook checked(ContactBook book, Route number, NumberCheck check) {
    return book.checked(Map.of(number, check));
  }
}
