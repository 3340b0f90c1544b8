package org.rapport.server.projection;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Fingerprint;
import org.rapport.server.store.RowSet;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.NotDoneReason;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Outbound Communication to {@code communication_facts}: how each planned message ended; and what
 * any says about an address.
 */
@Component
class CommunicationProjector implements ProjectedTogether<Communication> {
  private final JdbcClient jdbc;
  private final AddressSignals signals;

  CommunicationProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.signals = new AddressSignals(jdbc);
  }

  @Override
  public Class<Communication> type() {
    return Communication.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("communication_facts"), ProjectedRows.all("address_signal"));
  }

  @Override
  public void projectAll(List<Communication> communications) {
    RowSet rows = new RowSet();
    for (Communication communication : communications) {
      signals.project(communication);
      if (communication.hasBasedOn()) {
        add(rows, communication);
      } else if (!FirstVersion.is(communication)) {
        removeOutcome(communication);
      }
    }
    write(rows);
  }

  private static void add(RowSet rows, Communication communication) {
    rows.row()
        .set("id", communication.getIdElement().getIdPart())
        .set("version", communication.getIdElement().getVersionIdPartAsLong())
        .set("patient_id", communication.getSubject().getReferenceElement().getIdPart())
        .set("based_on", communication.getBasedOnFirstRep().getReferenceElement().getIdPart())
        .set("status", communication.hasStatus() ? communication.getStatus().toCode() : "unknown")
        .set(
            "reason",
            PlannedMessageProjector.code(communication.getStatusReason(), NotDoneReason.SYSTEM)
                .orElse(null))
        .set(
            "channel",
            communication.getMedium().stream()
                .findFirst()
                .flatMap(medium -> PlannedMessageProjector.code(medium, Channel.SYSTEM))
                .orElse(null))
        .set("sent_at", communication.getSent())
        .set("fingerprint", fingerprint(communication))
        .set("reply_token", communication.getExtensionString(Extensions.REPLY_TOKEN))
        .set(
            "purpose",
            communication.getCategory().stream()
                .map(category -> PlannedMessageProjector.code(category, EngagementCategory.SYSTEM))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null))
        .set(
            "template",
            communication.getInstantiatesCanonical().stream()
                .map(CanonicalType::getValue)
                .findFirst()
                .orElse(null))
        .set(
            "delivery_status",
            communication.getExtensionByUrl(Extensions.DELIVERY_STATUS) == null
                ? null
                : communication
                    .getExtensionByUrl(Extensions.DELIVERY_STATUS)
                    .getValue()
                    .primitiveValue());
  }

  private void write(RowSet rows) {
    if (rows.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into rapport.communication_facts
              (id, version, patient_id, based_on, status, reason, channel, sent_at, fingerprint,
              reply_token, purpose, template, delivery_status)
            select id, version, patient_id, based_on, status, reason, channel, sent_at, fingerprint,
              reply_token, purpose, template, delivery_status
            from json_to_recordset(cast(:rows as json)) as r(id text, version bigint,
              patient_id text, based_on text, status text, reason text, channel text,
              sent_at timestamptz, fingerprint text, reply_token text, purpose text, template text,
              delivery_status text)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, based_on = excluded.based_on,
              status = excluded.status, reason = excluded.reason, channel = excluded.channel,
              sent_at = excluded.sent_at, fingerprint = excluded.fingerprint,
              reply_token = excluded.reply_token, purpose = excluded.purpose,
              template = excluded.template, delivery_status = excluded.delivery_status
            where communication_facts.version <= excluded.version""")
        .param("rows", rows.json())
        .update();
  }

  @Override
  public void remove(Communication communication) {
    signals.remove(communication);
    removeOutcome(communication);
  }

  private void removeOutcome(Communication communication) {
    jdbc.sql("delete from rapport.communication_facts where id = ?")
        .param(communication.getIdElement().getIdPart())
        .update();
  }

  private static String fingerprint(Communication communication) {
    Extension address = communication.getExtensionByUrl(Extensions.SENT_TO);
    if (address == null
        || !(address.getValue() instanceof ContactPoint to)
        || !(communication.getPayloadFirstRep().getContent() instanceof StringType body)) {
      return null;
    }
    return Fingerprint.of(to.getValue(), body.getValue());
  }
}
