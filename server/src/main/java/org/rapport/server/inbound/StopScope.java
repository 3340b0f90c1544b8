package org.rapport.server.inbound;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ClinicPlace;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow.Revocation;
import org.rapport.server.store.Sql;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far a STOP reaches (R04): to every message, unless the rows of the policy leave it at the
 * purpose of the last message, and it is the first STOP to that. Reads in the caller's transaction.
 */
@Component
class StopScope {
  private final Policy policy;
  private final ClinicPlace clinic;
  private final ContactBooks books;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final ZoneId zone;

  StopScope(
      Policy policy,
      ClinicPlace clinic,
      ContactBooks books,
      RapportSettings settings,
      JdbcClient jdbc,
      Clock clock) {
    this.policy = policy;
    this.clinic = clinic;
    this.books = books;
    this.jdbc = jdbc;
    this.clock = clock;
    this.zone = settings.clinic().zone();
  }

  /** The one purpose that ends; empty: all of them. */
  Optional<OutreachPurpose> only(Inbound inbound, List<String> patients) {
    Optional<OutreachPurpose> last =
        patients.isEmpty() ? Optional.empty() : last(inbound, patients);
    return last.filter(
        purpose ->
            places(patients).stream().allMatch(place -> categoryOnly(place, purpose, inbound))
                && !stopped(inbound, patients, purpose));
  }

  /** Whether the address has opted out of one purpose and not in again since. */
  boolean stoppedOne(Route address, Instant started) {
    return jdbc.sql(
                """
                select count(*) from rapport.address_signal
                where channel = ? and address = ? and kind = 'opt-out-one'
                  and signalled_at > ?""")
            .params(
                address.channel().code(),
                address.key().address(),
                Sql.at(started == null ? Instant.EPOCH : started))
            .query(Long.class)
            .single()
        > 0;
  }

  private boolean categoryOnly(Jurisdiction place, OutreachPurpose purpose, Inbound inbound) {
    return policy.revocation(
            place,
            purpose.code(),
            inbound.from().channel().code(),
            CivilTime.installed().local(clock.instant(), zone).toLocalDate())
        == Revocation.CATEGORY;
  }

  private boolean stopped(Inbound inbound, List<String> patients, OutreachPurpose purpose) {
    Instant now = clock.instant();
    Map<String, ContactBook> known = books.load(patients);
    return patients.stream()
        .map(patient -> known.getOrDefault(patient, ContactBook.EMPTY))
        .anyMatch(book -> book.stopped(inbound.from(), now).contains(purpose));
  }

  private Optional<OutreachPurpose> last(Inbound inbound, List<String> patients) {
    return jdbc.sql(
            """
            select purpose from rapport.communication_facts
            where patient_id = any(:patients) and status = 'completed' and channel = :channel
              and sent_at is not null and purpose <> 'acknowledgement'
            order by sent_at desc limit 1""")
        .param("patients", Sql.array(patients))
        .param("channel", inbound.from().channel().code())
        .query(String.class)
        .optional()
        .flatMap(OutreachPurpose::fromCode);
  }

  private List<Jurisdiction> places(List<String> patients) {
    return jdbc.sql("select country, state from rapport.patient_facts where id = any(?)")
        .param(Sql.array(patients))
        .query((row, n) -> clinic.orOf(row.getString(1), row.getString(2)))
        .list();
  }
}
