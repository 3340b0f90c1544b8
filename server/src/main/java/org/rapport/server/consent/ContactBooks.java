package org.rapport.server.consent;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.policy.Policy;
import org.rapport.server.projection.Responsible;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.NotDoneReason;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads contact books of many patients in ten queries, in the caller's transaction. */
@Component
public class ContactBooks {
  private final JdbcClient jdbc;
  private final ErasedAddresses erased;
  private final NumberChecks checks;
  private final Claims claims;
  private final Clock clock;
  private final Policy policy;
  private final ClinicPlace clinic;
  private final ZoneId clinicZone;
  private final String clinicRegion;

  ContactBooks(
      JdbcClient jdbc,
      ErasedAddresses erased,
      NumberChecks checks,
      Claims claims,
      Clock clock,
      Policy policy,
      ClinicPlace clinic,
      RapportSettings settings) {
    this.erased = erased;
    this.checks = checks;
    this.claims = claims;
    this.clock = clock;
    this.jdbc = jdbc;
    this.policy = policy;
    this.clinic = clinic;
    this.clinicZone = settings.clinic().zone();
    this.clinicRegion = Addresses.region(settings.clinic().phone(), "US");
  }

  /** The books by patient id; a patient who is not there has none. */
  public Map<String, ContactBook> load(Collection<String> patients) {
    Map<String, ContactBook> books = known(patients);
    Instant now = clock.instant();
    Map<String, Set<String>> neighbours = claims.neighbours(patients);
    Map<String, ContactBook> others =
        neighbours.isEmpty()
            ? Map.of()
            : known(neighbours.values().stream().flatMap(Set::stream).distinct().toList());
    Map<String, Map<Route, NotDoneReason>> muted = claims.muted(patients, now);
    Stream.concat(neighbours.keySet().stream(), muted.keySet().stream())
        .distinct()
        .forEach(
            id ->
                books.computeIfPresent(
                    id,
                    (same, book) ->
                        book.claimed(
                            muted.getOrDefault(id, Map.of()),
                            neighbours.getOrDefault(id, Set.of()).stream()
                                .map(others::get)
                                .filter(Objects::nonNull)
                                .flatMap(
                                    other ->
                                        SharedDenials.of(other, book.addresses(), now).stream())
                                .toList())));
    return books;
  }

  private Map<String, ContactBook> known(Collection<String> patients) {
    Map<String, List<Stored>> decisions = decisions(patients);
    Map<Route, AddressState> states = states(patients);
    Map<String, List<Responsible>> persons = persons(patients);
    Map<String, ContactBook> books = new HashMap<>();
    jdbc.sql(
            """
            select p.id, p.country, p.contacts, p.state, p.zone, p.sensitivity, i.birth_date
            from rapport.patient_facts p
            left join rapport.patient_identity i on i.id = p.id
            where p.id = any(?)""")
        .param(Sql.array(patients))
        .query(
            row -> {
              String id = row.getString(1);
              String own = row.getString("zone");
              ZoneId zone = own == null ? clinicZone : ZoneId.of(own);
              books.put(
                  id,
                  new ContactBook(
                          ContactJson.read(row.getString(3)).stream()
                              .map(contact -> ContactRoutes.inbox(contact, id))
                              .toList(),
                          decisions(decisions.get(id), ConsentCategory.OUTREACH, zone),
                          states,
                          region(row.getString(2)),
                          decisions(decisions.get(id), ConsentCategory.AUTHORIZATION, zone),
                          new Bases(
                              policy, clinic.orOf(row.getString(2), row.getString("state")), zone))
                      .quiet(quiet(decisions.get(id)))
                      .represented(
                          row.getString("birth_date"),
                          persons.getOrDefault(id, List.of()),
                          row.getInt("sensitivity") > 0));
            });
    erased
        .of(
            books.values().stream()
                .flatMap(
                    book ->
                        Stream.concat(book.addresses().stream(), book.addressesOfOthers().stream()))
                .collect(Collectors.toSet()))
        .forEach(
            (route, kept) ->
                states.merge(
                    route, new AddressState(null, null, null, null, kept), AddressState::and));
    checks
        .newest(patients)
        .forEach((id, of) -> books.computeIfPresent(id, (same, book) -> book.checked(of)));
    return books;
  }

  // Who may act for them, in the same order each time.
  private Map<String, List<Responsible>> persons(Collection<String> patients) {
    Map<String, List<Responsible>> persons = new HashMap<>();
    jdbc.sql(
            """
            select patient_id, contacts, valid_from, valid_to from rapport.related_person_facts
            where patient_id = any(?) order by id""")
        .param(Sql.array(patients))
        .query(
            row -> {
              persons
                  .computeIfAbsent(row.getString("patient_id"), patient -> new ArrayList<>())
                  .add(
                      new Responsible(
                          ContactJson.read(row.getString("contacts")),
                          Sql.instant(row, "valid_from"),
                          Sql.instant(row, "valid_to")));
            });
    return persons;
  }

  // By the end of the number, so candidates; a book looks up its own addresses among them.
  private Map<Route, AddressState> states(Collection<String> patients) {
    Map<Route, AddressState> states = new HashMap<>();
    jdbc.sql(
            """
            select s.channel, s.address, s.kind, max(s.signalled_at) as at
            from rapport.address_signal s
            where s.tail in (select tail from rapport.patient_address where id = any(?))
            group by s.channel, s.address, s.kind\
            """)
        .param(Sql.array(patients))
        .query(
            row -> {
              Route route =
                  new Route(
                      Channel.fromCode(row.getString("channel")).orElseThrow(),
                      row.getString("address"));
              states.merge(
                  route,
                  AddressState.of(row.getString("kind"), Sql.instant(row, "at")),
                  AddressState::and);
            });
    return states;
  }

  /** What one address has said about messages. */
  public AddressState state(Route route) {
    return jdbc
        .sql(
            """
            select kind, max(signalled_at) as at from rapport.address_signal
            where channel = ? and address = ? group by kind\
            """)
        .params(route.channel().code(), route.key().address())
        .query((row, n) -> AddressState.of(row.getString("kind"), Sql.instant(row, "at")))
        .list()
        .stream()
        .reduce(AddressState.UNKNOWN, AddressState::and);
  }

  private String region(String country) {
    return country != null && country.length() == 2
        ? country.toUpperCase(Locale.ROOT)
        : clinicRegion;
  }

  /** A decision as it is stored: its last day becomes an instant on its patient's calendar. */
  private record Stored(
      String category, Decision decision, Optional<LocalDate> lastDay, OwnHours quiet) {}

  // All that are in force: of two records that were merged, each one's hours hold.
  private static List<OwnHours> quiet(List<Stored> stored) {
    return stored == null
        ? List.of()
        : stored.stream().map(Stored::quiet).filter(Objects::nonNull).distinct().toList();
  }

  private static List<Decision> decisions(
      List<Stored> stored, ConsentCategory category, ZoneId zone) {
    return stored == null
        ? List.of()
        : stored.stream()
            .filter(one -> one.category().equals(category.code()))
            .map(
                one ->
                    one.decision().until(Bases.until(one.lastDay(), one.decision().until(), zone)))
            .toList();
  }

  private Map<String, List<Stored>> decisions(Collection<String> patients) {
    return jdbc
        .sql(
            """
            select patient_id, category, permit, purposes, channels, verified, decided_at,
              valid_from, valid_to, last_day, basis, imported, quiet_from, quiet_until, risk_notice
            from rapport.consent_facts where patient_id = any(?)\
            """)
        .param(Sql.array(patients))
        .query(
            (row, n) ->
                Map.entry(
                    row.getString("patient_id"),
                    new Stored(
                        row.getString("category"),
                        new Decision(
                            row.getBoolean("permit"),
                            Set.copyOf(Arrays.asList(Sql.strings(row, "purposes"))),
                            Set.copyOf(Arrays.asList(Sql.strings(row, "channels"))),
                            row.getBoolean("verified"),
                            Sql.instant(row, "decided_at"),
                            Sql.instant(row, "valid_from"),
                            Sql.instant(row, "valid_to"),
                            row.getString("basis"),
                            row.getBoolean("imported"),
                            row.getString("risk_notice")),
                        Optional.ofNullable(row.getObject("last_day", LocalDate.class)),
                        row.getObject("quiet_from") == null
                            ? null
                            : new OwnHours(
                                row.getObject("quiet_from", LocalTime.class),
                                row.getObject("quiet_until", LocalTime.class)))))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }
}
