package org.rapport.server.projection;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.rapport.server.projection.read.ContactJson;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds patients by address. A number is kept by its last digits, as its normal form depends on
 * settings, which a projection must not: what is found here are candidates. Also by the addresses
 * of those who may act for a patient; whether they still do, the gate knows.
 */
public final class PatientAddresses {
  private static final int DIGITS = 7;

  /** Beside an address that is the patient's own, in place of the RelatedPerson whose it is. */
  private static final String OWN = "";

  private PatientAddresses() {}

  /** The key of an address: a mailbox in lower case, or the end of a number. */
  public static String tail(String address) {
    if (address.contains("@")) {
      return address.strip().toLowerCase(Locale.ROOT);
    }
    String digits = address.replaceAll("[^0-9]", "");
    return digits.substring(Math.max(0, digits.length() - DIGITS));
  }

  /** Ids of patients with an address of this key. */
  public static List<String> candidates(JdbcClient jdbc, String address) {
    return jdbc.sql("select distinct id from rapport.patient_address where tail = ? order by id")
        .param(tail(address))
        .query(String.class)
        .list();
  }

  static void write(JdbcClient jdbc, String patient, Collection<ContactJson> contacts) {
    remove(jdbc, patient);
    add(jdbc, patient, OWN, contacts);
  }

  /** The addresses of a related person, by which the patient is found too. */
  static void writeRelated(
      JdbcClient jdbc, String person, String patient, Collection<ContactJson> contacts) {
    removeRelated(jdbc, person);
    add(jdbc, patient, person, contacts);
  }

  private static void add(
      JdbcClient jdbc, String patient, String via, Collection<ContactJson> contacts) {
    Set<String> tails = new TreeSet<>();
    for (ContactJson contact : contacts) {
      if (contact.value() != null
          && contact.system() != null
          && Set.of("phone", "sms", "email").contains(contact.system())) {
        tails.add(tail(contact.value()));
      }
    }
    for (String tail : tails) {
      jdbc.sql("insert into rapport.patient_address (id, tail, via) values (?, ?, ?)")
          .params(patient, tail, via)
          .update();
    }
  }

  static void remove(JdbcClient jdbc, String patient) {
    jdbc.sql("delete from rapport.patient_address where id = ? and via = ''")
        .param(patient)
        .update();
  }

  static void removeRelated(JdbcClient jdbc, String person) {
    jdbc.sql("delete from rapport.patient_address where via = ?").param(person).update();
  }
}
