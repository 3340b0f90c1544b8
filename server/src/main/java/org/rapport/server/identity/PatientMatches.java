package org.rapport.server.identity;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.identity.Likeness.Person;
import org.rapport.server.projection.IdentityProjector;
import org.rapport.server.projection.PatientAddresses;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.server.projection.read.PersonName;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds the patients that somebody may be. Three queries, however many candidates; in the caller's
 * transaction, so that what it wrote before is seen. Changes nothing.
 */
@Component
public class PatientMatches {
  private static final Comparator<Match> BEST_FIRST =
      Comparator.comparing(Match::grade)
          .thenComparing(Match::score, Comparator.reverseOrder())
          .thenComparing(Match::patientId);

  private final JdbcClient jdbc;
  private final String clinicRegion;

  PatientMatches(JdbcClient jdbc, RapportSettings settings) {
    this.jdbc = jdbc;
    this.clinicRegion = Addresses.region(settings.clinic().phone(), "US");
  }

  /**
   * Active patients with at least something in common that makes a match {@link
   * MatchGrade#POSSIBLE}, best first. A record that was merged away speaks for the one that took
   * its place; one that is inactive or dead without such is not found.
   */
  public List<Match> find(Traits traits) {
    Person asked = person(traits);
    Set<String> keys =
        IdentityProjector.keys(traits.identifiers(), asked.names(), asked.birthDate());
    Set<String> tails = new TreeSet<>();
    asked.contacts().forEach(contact -> tails.add(PatientAddresses.tail(contact)));
    if (keys.isEmpty() && tails.isEmpty()) {
      return List.of();
    }
    Map<String, Person> candidates = candidates(keys, tails);
    Map<String, String> standing = standing(candidates.keySet());
    Map<String, Match> best = new HashMap<>();
    candidates.forEach(
        (id, person) -> {
          Likeness likeness = Likeness.of(asked, person);
          String patient = standing.get(id);
          if (patient != null && likeness.grade() != MatchGrade.CERTAINLY_NOT) {
            Match match = new Match(patient, likeness.grade(), likeness.score());
            best.merge(
                patient, match, (one, other) -> BEST_FIRST.compare(one, other) <= 0 ? one : other);
          }
        });
    return best.values().stream().sorted(BEST_FIRST).toList();
  }

  private Person person(Traits traits) {
    PersonName name = PersonName.of(traits.given(), traits.family());
    Set<String> contacts = new HashSet<>();
    for (ContactPoint telecom : traits.telecom()) {
      if (telecom.hasSystem() && telecom.hasValue()) {
        contact(telecom.getSystem().toCode(), telecom.getValue(), clinicRegion)
            .ifPresent(contacts::add);
      }
    }
    Set<String> identifiers = new HashSet<>();
    for (Identifier identifier : traits.identifiers()) {
      if (IdentityProjector.identifies(identifier)) {
        identifiers.addAll(IdentityProjector.keys(List.of(identifier), List.of(), null));
      }
    }
    return new Person(
        List.of(name),
        traits.birthDate() == null ? null : traits.birthDate().toString(),
        contacts,
        identifiers);
  }

  private Map<String, Person> candidates(Collection<String> keys, Collection<String> tails) {
    Map<String, Person> people = new HashMap<>();
    jdbc.sql(
            """
            with found as (
              select id from rapport.patient_key where key = any(:keys)
              union
              select id from rapport.patient_address where tail = any(:tails) and via = '')
            select i.id, i.birth_date, i.names, p.country, p.contacts,
              array(select k.key from rapport.patient_key k
                where k.id = i.id and k.key like 'identifier %') as identifiers
            from found f
            join rapport.patient_identity i on i.id = f.id
            join rapport.patient_facts p on p.id = f.id""")
        .param("keys", Sql.array(keys))
        .param("tails", Sql.array(tails))
        .query(
            row -> {
              String region = region(row.getString("country"));
              Set<String> contacts = new HashSet<>();
              for (ContactJson contact : ContactJson.read(row.getString("contacts"))) {
                contact(contact.system(), contact.value(), region).ifPresent(contacts::add);
              }
              people.put(
                  row.getString("id"),
                  new Person(
                      IdentityProjector.read(row.getString("names")),
                      row.getString("birth_date"),
                      contacts,
                      Set.of(Sql.strings(row, "identifiers"))));
            });
    return people;
  }

  // The active record that stands for each: itself, or the end of its chain of replacements.
  private Map<String, String> standing(Collection<String> ids) {
    Map<String, String> standing = new HashMap<>();
    jdbc.sql(
            """
            with recursive chain (origin, id, replaced_by, active, path) as (
              select id, id, replaced_by, active, array[id]
              from rapport.patient_identity where id = any(?)
              union all
              select c.origin, i.id, i.replaced_by, i.active, c.path || i.id
              from chain c join rapport.patient_identity i on i.id = c.replaced_by
              where not i.id = any(c.path))
            select origin, id from chain where active""")
        .param(Sql.array(ids))
        .query(
            row -> {
              standing.put(row.getString("origin"), row.getString("id"));
            });
    return standing;
  }

  private String region(String country) {
    return country != null && country.length() == 2
        ? country.toUpperCase(Locale.ROOT)
        : clinicRegion;
  }

  private static Optional<String> contact(String system, String value, String region) {
    return switch (String.valueOf(system)) {
      case "phone", "sms" -> Addresses.ofSomebody(value, region);
      case "email" -> Addresses.email(value).map(mailbox -> mailbox.toLowerCase(Locale.ROOT));
      default -> Optional.empty();
    };
  }

  /** Whether there is anything to look for. */
  static boolean findable(Traits traits) {
    boolean contact = traits.telecom().stream().anyMatch(one -> one.hasSystem() && one.hasValue());
    boolean identifier = traits.identifiers().stream().anyMatch(IdentityProjector::identifies);
    boolean born = traits.birthDate() != null && !PersonName.normal(traits.family()).isEmpty();
    return contact || identifier || born;
  }
}
