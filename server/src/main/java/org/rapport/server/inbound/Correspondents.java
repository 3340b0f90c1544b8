package org.rapport.server.inbound;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.projection.PatientAddresses;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who an address belongs to. Reads in the caller's transaction. */
@Component
class Correspondents {
  private final JdbcClient jdbc;
  private final ContactBooks books;

  Correspondents(JdbcClient jdbc, ContactBooks books) {
    this.jdbc = jdbc;
    this.books = books;
  }

  /**
   * A patient with the address, their own or that of who acts for them.
   *
   * @param trusted whether content about visits may go there: false where another is confidential,
   *     and of a patient's own while somebody acts for them
   * @param confidant the same about visits that are sensitive
   */
  record Correspondent(
      String patient, String given, boolean active, boolean trusted, boolean confidant) {}

  /** Every patient who is reached at this address, the active ones first. */
  List<Correspondent> of(Route address, Instant now) {
    List<String> candidates = PatientAddresses.candidates(jdbc, address.address());
    if (candidates.isEmpty()) {
      return List.of();
    }
    Map<String, ContactBook> known = books.load(candidates);
    return jdbc
        .sql(
            """
            select id, given, active from rapport.patient_facts where id = any(?)
            order by active desc, id\
            """)
        .param(Sql.array(candidates))
        .query(
            (row, n) ->
                new Correspondent(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    known.get(row.getString(1)).mayUse(address, now),
                    known.get(row.getString(1)).sensitive().mayUse(address, now)))
        .list()
        .stream()
        .filter(person -> known.get(person.patient()).has(address, now))
        .toList();
  }
}
