package org.rapport.server.security.scope;

import java.sql.Types;
import java.util.Set;
import org.rapport.server.account.Account;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whom the caller of the running request may see, as conditions on rows: for operations that page
 * and count. What they answer is held to {@link Sight} besides, whose rules these are.
 */
@Component
public class CallersReach {
  private final BrokenGlass glass;

  CallersReach(BrokenGlass glass) {
    this.glass = glass;
  }

  /**
   * What the caller may see, now. A client that acts for itself, and a person who is held to
   * nothing, may see everything of the types in scope.
   */
  public Reach current() {
    return TokenScopes.person().map(Person::account).map(this::of).orElse(Reach.EVERYTHING);
  }

  private Reach of(Account account) {
    return new Reach(
        account.locations(),
        account.sensitive(),
        account.sensitive() ? Set.of() : glass.openedTo(account.id()),
        account.patient());
  }

  /**
   * Conditions in SQL, with the parameters that they name.
   *
   * @param places ids of Locations; empty: all
   * @param labelled whether labelled content may be seen
   * @param opened patients whose labelled content may be seen besides
   * @param self the caller's own id as a patient, or null
   */
  public record Reach(Set<String> places, boolean labelled, Set<String> opened, String self) {
    static final Reach EVERYTHING = new Reach(Set.of(), true, Set.of(), null);

    /** Whether the patient of this column may be seen; null is nobody's and everybody's. */
    public String patient(String column) {
      return places.isEmpty()
          ? "true"
          : """
            (%1$s is null or %1$s = :reachSelf
              or exists (select 1 from rapport.lead_facts
                where patient_id = %1$s and location_id = any(:reachPlaces))
              or exists (select 1 from rapport.appointment_facts
                where patients @> array[%1$s] and location_id = any(:reachPlaces)))"""
              .formatted(column);
    }

    /**
     * Whether a row may be seen, of a table that has in {@code patients} and {@code visits} whom a
     * resource names, and in {@code sensitivity} its label.
     */
    public String row(String table) {
      return atPlaces(table) + " and " + labels(table);
    }

    private String atPlaces(String table) {
      return places.isEmpty()
          ? "true"
          : """
            ((cardinality(%1$s.patients) = 0 or :reachSelf = any(%1$s.patients)
              or exists (select 1 from rapport.lead_facts
                where patient_id = any(%1$s.patients) and location_id = any(:reachPlaces))
              or exists (select 1 from rapport.appointment_facts
                where patients && %1$s.patients and location_id = any(:reachPlaces)))
            and not exists (select 1 from rapport.appointment_facts
              where id = any(%1$s.visits) and not location_id = any(:reachPlaces)))"""
              .formatted(table);
    }

    private String labels(String table) {
      return labelled
          ? "true"
          : """
            (%1$s.patients && cast(:reachOpened as text[]) or %1$s.sensitivity = 0
              and not exists (select 1 from rapport.visit
                where id = any(%1$s.visits) and sensitivity > 0))"""
              .formatted(table);
    }

    /** Gives a statement with such conditions what they name. */
    public JdbcClient.StatementSpec in(JdbcClient.StatementSpec statement) {
      // Names that a statement does not have are passed over.
      return statement
          .param("reachPlaces", Sql.array(places))
          .param("reachOpened", Sql.array(opened))
          .param("reachSelf", self, Types.VARCHAR);
    }
  }
}
