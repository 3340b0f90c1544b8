package org.rapport.server.inbound;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Communication;
import org.rapport.server.consent.AddressState;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.consent.ErasedAddresses;
import org.rapport.server.identity.ProvenClaims;
import org.rapport.server.inbound.Correspondents.Correspondent;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a text from a patient: reads it, and writes what it is and what follows from it in one
 * transaction. Idempotent by the provider's identifier; texts of one address are taken one after
 * the other.
 */
@Component
public class ReceiveMessage {
  private final ReadText reader = new ReadText();
  private final Correspondents correspondents;
  private final Consequences consequences;
  private final ContactBooks books;
  private final StopScope scope;
  private final ProvenClaims claims;
  private final ErasedAddresses erased;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final HapiTables tables;
  private final Clock clock;

  ReceiveMessage(
      Correspondents correspondents,
      Consequences consequences,
      ContactBooks books,
      StopScope scope,
      ProvenClaims claims,
      ErasedAddresses erased,
      PatientLocks locks,
      ResourceWriter writer,
      TransactionTemplate transaction,
      HapiTables tables,
      Clock clock) {
    this.correspondents = correspondents;
    this.consequences = consequences;
    this.books = books;
    this.scope = scope;
    this.claims = claims;
    this.erased = erased;
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
    this.tables = tables;
    this.clock = clock;
  }

  /**
   * What became of it.
   *
   * @param id of the Communication; null while there is none
   * @param code what the text was understood as; {@code duplicate} where it had been taken before,
   *     {@code part} where the rest of it is waited for
   */
  public record Received(String id, String code) {}

  /** Takes one text. */
  public Received receive(Inbound inbound) {
    return transaction.execute(status -> take(inbound));
  }

  private Received take(Inbound inbound) {
    locks.lock(List.of("address " + inbound.from().key().address()));
    String id = inbound.communication();
    if (taken(id)) {
      return new Received(id, "duplicate");
    }
    Instant now = clock.instant();
    Meaning meaning = meaning(inbound);
    if (meaning.answers()) {
      claims.answered(inbound.from());
    }
    List<Correspondent> people = correspondents.of(inbound.from(), now);
    locks.lock(people.stream().map(Correspondent::patient).toList());
    AddressState state = books.state(inbound.from());
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    InboundRecords records = new InboundRecords(bundle, now, after(now, state));
    List<String> patients = people.stream().map(Correspondent::patient).toList();
    boolean again =
        state.optedOut()
            || state.isReassigned()
            || scope.stoppedOne(inbound.from(), state.started());
    OutreachPurpose only =
        meaning.kind() == Meaning.Kind.STOP && !again
            ? scope.only(inbound, patients).orElse(null)
            : null;
    Communication received =
        records.received(inbound, category(meaning), patients, reason(meaning));
    if (meaning.kind() == Meaning.Kind.AUTOMATIC) {
      received.addNote().setText("An automatic reply");
    }
    if (only != null) {
      // An opt-out with a purpose beside it is one from that purpose alone.
      EngagementCategory.fromCode(only.code())
          .ifPresent(purpose -> received.addCategory(Concepts.of(purpose)));
    }
    consequences.write(
        new Consequences.Case(
            inbound, meaning, reader.aboutVisitToo(meaning), people, again, only, now),
        bundle,
        records);
    writer.write(bundle);
    return new Received(id, code(meaning));
  }

  // A provider that has blocked the number, or opened it again, has decided what the words mean;
  // whoever may be in danger is looked after all the same.
  private Meaning meaning(Inbound inbound) {
    Meaning read = reader.read(inbound.body());
    return inbound.declared() == null || read.kind() == Meaning.Kind.CRISIS
        ? read
        : Meaning.of(inbound.declared());
  }

  // Everything that is received leaves a row in HAPI's own table under its id, until its patient is
  // erased; what was signed before that, and is handed over again, counts for nothing.
  boolean taken(String id) {
    return tables.wasStored("Communication", id) || erased.hasMessage(id);
  }

  // Of two signals of an address the later counts, also while a simulated clock stands still.
  private static Instant after(Instant now, AddressState state) {
    return state
        .last()
        .filter(last -> !now.isAfter(last))
        .map(last -> last.plusMillis(1))
        .orElse(now);
  }

  private static NotDoneReason reason(Meaning meaning) {
    return meaning.kind() == Meaning.Kind.WRONG_NUMBER ? NotDoneReason.NUMBER_REASSIGNED : null;
  }

  // What a machine says by itself is nothing that the patient has said.
  private static EngagementCategory category(Meaning meaning) {
    if (meaning.kind() == Meaning.Kind.AUTOMATIC) {
      return null;
    }
    if (meaning.optsOut()) {
      return EngagementCategory.OPT_OUT;
    }
    return meaning.kind() == Meaning.Kind.START
        ? EngagementCategory.OPT_IN
        : EngagementCategory.REPLY;
  }

  private static String code(Meaning meaning) {
    return meaning.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
