package org.rapport.server.consent;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.projection.ContactJson;
import org.rapport.server.projection.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads contact books of many patients in two queries, in the caller's transaction. */
@Component
public class ContactBooks {
  private final JdbcClient jdbc;
  private final String clinicRegion;

  ContactBooks(JdbcClient jdbc, RapportSettings settings) {
    this.jdbc = jdbc;
    this.clinicRegion = Addresses.region(settings.clinic().phone(), "US");
  }

  /** The books by patient id; a patient who is not there has none. */
  public Map<String, ContactBook> load(Collection<String> patients) {
    Map<String, List<Decision>> decisions = decisions(patients);
    Map<String, ContactBook> books = new HashMap<>();
    jdbc.sql("select id, country, contacts from rapport.patient_facts where id = any(?)")
        .param(Sql.array(patients))
        .query(
            row -> {
              String id = row.getString(1);
              books.put(
                  id,
                  new ContactBook(
                      ContactJson.read(row.getString(3)),
                      decisions.getOrDefault(id, List.of()),
                      region(row.getString(2))));
            });
    return books;
  }

  private String region(String country) {
    return country != null && country.length() == 2
        ? country.toUpperCase(Locale.ROOT)
        : clinicRegion;
  }

  private Map<String, List<Decision>> decisions(Collection<String> patients) {
    return jdbc
        .sql(
            """
            select patient_id, permit, purposes, channels, verified, decided_at, valid_from, valid_to
            from rapport.consent_facts where patient_id = any(?)""")
        .param(Sql.array(patients))
        .query(
            (row, n) ->
                Map.entry(
                    row.getString("patient_id"),
                    new Decision(
                        row.getBoolean("permit"),
                        Set.copyOf(Arrays.asList(Sql.strings(row, "purposes"))),
                        Set.copyOf(Arrays.asList(Sql.strings(row, "channels"))),
                        row.getBoolean("verified"),
                        Sql.instant(row, "decided_at"),
                        Sql.instant(row, "valid_from"),
                        Sql.instant(row, "valid_to"))))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }
}
