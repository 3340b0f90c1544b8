package org.rapport.server.consent;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.rapport.server.outreach.gate.TestPolicy;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.projection.Responsible;
import org.rapport.server.projection.read.ContactJson;

/** Addresses and decisions of patients. */
public final class TestContacts {
  public static final String MOBILE = "+14165550123";
  public static final String EMAIL = "ana@example.org";

  /** What permits in Toronto, by the shipped rows. */
  public static final Bases TORONTO =
      new Bases(TestPolicy.shipped(), new Jurisdiction("CA", "ON"), ZoneId.of("America/Toronto"));

  private TestContacts() {}

  public static ContactJson mobile(String number) {
    return contact("phone", number, "mobile");
  }

  public static ContactJson home(String number) {
    return contact("phone", number, "home");
  }

  public static ContactJson email(String mailbox) {
    return contact("email", mailbox, null);
  }

  public static ContactJson contact(String system, String value, String use) {
    return new ContactJson(system, value, use, null, false, null, null);
  }

  public static ContactJson ranked(ContactJson of, int rank) {
    return new ContactJson(
        of.system(), of.value(), of.use(), rank, of.confidential(), of.from(), of.until());
  }

  public static ContactJson confidential(ContactJson of) {
    return new ContactJson(
        of.system(), of.value(), of.use(), of.rank(), true, of.from(), of.until());
  }

  public static ContactJson during(ContactJson of, Instant from, Instant until) {
    return new ContactJson(
        of.system(), of.value(), of.use(), of.rank(), of.confidential(), from, until);
  }

  /** A patient with a mobile number and a mailbox who decided nothing. */
  public static ContactBook reachable(Decision... decisions) {
    return book(List.of(mobile(MOBILE), email(EMAIL)), decisions);
  }

  public static ContactBook book(List<ContactJson> contacts, Decision... decisions) {
    return new ContactBook(contacts, List.of(decisions), "CA", TORONTO);
  }

  /** The same of a patient for whom these may act. */
  public static ContactBook represented(ContactBook of, String born, Responsible... persons) {
    return of.represented(born, List.of(persons), false);
  }

  /** Somebody who may act at any time. */
  public static Responsible responsible(ContactJson... contacts) {
    return new Responsible(List.of(contacts), null, null);
  }

  public static Decision permit(Set<String> purposes, Set<String> channels, String at) {
    return new Decision(true, purposes, channels, false, Instant.parse(at), null, null);
  }

  public static Decision verified(Set<String> purposes, Set<String> channels, String at) {
    return new Decision(true, purposes, channels, true, Instant.parse(at), null, null);
  }

  public static Decision deny(Set<String> purposes, Set<String> channels, String at) {
    return new Decision(false, purposes, channels, false, Instant.parse(at), null, null);
  }
}
