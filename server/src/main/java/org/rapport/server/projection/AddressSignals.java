package org.rapport.server.projection;

import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Sql;
import org.rapport.terminology.CallOutcome;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Communications that say something about an address, to {@code address_signal}: an opt-out (of
 * everything, or of one purpose) or opt-in that came from it, or a provider's word that it takes no
 * messages.
 */
final class AddressSignals {
  static final String OPT_OUT = "opt-out";
  static final String OPT_OUT_ONE = "opt-out-one";
  static final String OPT_IN = "opt-in";
  static final String INVALID = "invalid";
  static final String REASSIGNED = "reassigned";

  private final JdbcClient jdbc;

  AddressSignals(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Signal(String channel, String address, String kind, Instant at) {}

  /** Writes the row of this version, and makes releases to the address stale. */
  void project(Communication communication) {
    Optional<Signal> signal = signal(communication);
    if (signal.isEmpty()) {
      if (!FirstVersion.is(communication)) {
        remove(communication);
      }
      return;
    }
    jdbc.sql(
            """
            insert into rapport.address_signal (id, version, channel, address, tail, kind, signalled_at)
            values (:id, :version, :channel, :address, :tail, :kind, :at)
            on conflict (id) do update set version = excluded.version, channel = excluded.channel,
              address = excluded.address, tail = excluded.tail, kind = excluded.kind, signalled_at = excluded.signalled_at
            where address_signal.version <= excluded.version\
            """)
        .param("id", communication.getIdElement().getIdPart())
        .param("version", communication.getIdElement().getVersionIdPartAsLong())
        .param("channel", signal.get().channel())
        .param("address", signal.get().address())
        .param("tail", PatientAddresses.tail(signal.get().address()))
        .param("kind", signal.get().kind())
        .param("at", Sql.at(signal.get().at()))
        .update();
    bump(signal.get().address());
  }

  void remove(Communication communication) {
    jdbc.sql("delete from rapport.address_signal where id = ? returning address")
        .param(communication.getIdElement().getIdPart())
        .query(String.class)
        .list()
        .forEach(this::bump);
  }

  // What is on its way to the address is judged again before it is handed over.
  private void bump(String address) {
    jdbc.sql("select distinct id from rapport.patient_address where tail = ? order by id")
        .param(PatientAddresses.tail(address))
        .query(String.class)
        .list()
        .forEach(patient -> PatientEpoch.bump(jdbc, patient));
  }

  private static Optional<Signal> signal(Communication communication) {
    ContactPoint from = contact(communication, Extensions.RECEIVED_FROM);
    if (from != null) {
      return kindOfReceived(communication)
          .flatMap(kind -> signal(from, kind, communication.getReceived()));
    }
    ContactPoint to = contact(communication, Extensions.SENT_TO);
    if (to != null
        && ContactProjector.outcome(communication)
            .filter(CallOutcome.WRONG_NUMBER::equals)
            .isPresent()) {
      return signal(to, REASSIGNED, communication.getSent());
    }
    if (to == null
        || communication.getStatus() != Communication.CommunicationStatus.NOTDONE
            && !failed(communication)) {
      return Optional.empty();
    }
    return reason(communication.getStatusReason())
        .flatMap(kind -> signal(to, kind, to.getPeriod().getStart()));
  }

  // Taken by the provider, and then not delivered.
  private static boolean failed(Communication communication) {
    Extension status = communication.getExtensionByUrl(Extensions.DELIVERY_STATUS);
    return status != null && "failed".equals(status.getValue().primitiveValue());
  }

  private static Optional<String> kindOfReceived(Communication communication) {
    Optional<String> reassigned =
        reason(communication.getStatusReason()).filter(REASSIGNED::equals);
    if (reassigned.isPresent()) {
      return reassigned;
    }
    for (CodeableConcept category : communication.getCategory()) {
      if (category.hasCoding(EngagementCategory.SYSTEM, EngagementCategory.OPT_OUT.code())) {
        return Optional.of(ofOnePurpose(communication) ? OPT_OUT_ONE : OPT_OUT);
      }
      if (category.hasCoding(EngagementCategory.SYSTEM, EngagementCategory.OPT_IN.code())) {
        return Optional.of(OPT_IN);
      }
    }
    return reason(communication.getStatusReason());
  }

  // Where the law still leaves it at that, an opt-out names the purpose that it is from.
  private static boolean ofOnePurpose(Communication communication) {
    return communication.getCategory().stream()
        .flatMap(category -> category.getCoding().stream())
        .filter(coding -> EngagementCategory.SYSTEM.equals(coding.getSystem()))
        .anyMatch(coding -> OutreachPurpose.fromCode(coding.getCode()).isPresent());
  }

  private static Optional<String> reason(CodeableConcept reason) {
    if (reason.hasCoding(NotDoneReason.SYSTEM, NotDoneReason.OPTED_OUT.code())) {
      return Optional.of(OPT_OUT);
    }
    if (reason.hasCoding(NotDoneReason.SYSTEM, NotDoneReason.NUMBER_REASSIGNED.code())) {
      return Optional.of(REASSIGNED);
    }
    return reason.hasCoding(NotDoneReason.SYSTEM, NotDoneReason.INVALID_ADDRESS.code())
        ? Optional.of(INVALID)
        : Optional.empty();
  }

  private static Optional<Signal> signal(ContactPoint contact, String kind, Date at) {
    if (at == null || !contact.hasValue()) {
      return Optional.empty();
    }
    boolean email = contact.getSystem() == ContactPointSystem.EMAIL;
    return Optional.of(
        new Signal(
            email ? Channel.EMAIL.code() : Channel.SMS.code(),
            email ? contact.getValue().toLowerCase(Locale.ROOT) : contact.getValue(),
            kind,
            at.toInstant()));
  }

  private static ContactPoint contact(Communication communication, String url) {
    Extension extension = communication.getExtensionByUrl(url);
    return extension != null && extension.getValue() instanceof ContactPoint contact
        ? contact
        : null;
  }
}
