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
import org.rapport.server.store.Sql;
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
class CommunicationProjector implements ResourceProjector<Communication> {
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
  public boolean project(Communication communication) {
    signals.project(communication);
    if (!communication.hasBasedOn()) {
      removeOutcome(communication);
      return false;
    }
    jdbc.sql(
            """
            insert into rapport.communication_facts
              (id, version, patient_id, based_on, status, reason, channel, sent_at, fingerprint,
              reply_token, purpose, template, delivery_status)
            values (:id, :version, :patient, :basedOn, :status, :reason, :channel, :sent, :fingerprint,
              :token, :purpose, :template, :delivery)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, based_on = excluded.based_on,
              status = excluded.status, reason = excluded.reason, channel = excluded.channel,
              sent_at = excluded.sent_at, fingerprint = excluded.fingerprint,
              reply_token = excluded.reply_token, purpose = excluded.purpose,
              template = excluded.template, delivery_status = excluded.delivery_status
            where communication_facts.version <= excluded.version\
            """)
        .param("id", communication.getIdElement().getIdPart())
        .param("version", communication.getIdElement().getVersionIdPartAsLong())
        .param("patient", communication.getSubject().getReferenceElement().getIdPart())
        .param("basedOn", communication.getBasedOnFirstRep().getReferenceElement().getIdPart())
        .param("status", communication.hasStatus() ? communication.getStatus().toCode() : "unknown")
        .param(
            "reason",
            PlannedMessageProjector.code(communication.getStatusReason(), NotDoneReason.SYSTEM)
                .orElse(null))
        .param(
            "channel",
            communication.getMedium().stream()
                .findFirst()
                .flatMap(medium -> PlannedMessageProjector.code(medium, Channel.SYSTEM))
                .orElse(null))
        .param("sent", Sql.at(communication.getSent()))
        .param(
            "delivery",
            communication.getExtensionByUrl(Extensions.DELIVERY_STATUS) == null
                ? null
                : communication
                    .getExtensionByUrl(Extensions.DELIVERY_STATUS)
                    .getValue()
                    .primitiveValue())
        .param("fingerprint", fingerprint(communication))
        .param("token", communication.getExtensionString(Extensions.REPLY_TOKEN))
        .param(
            "purpose",
            communication.getCategory().stream()
                .map(category -> PlannedMessageProjector.code(category, EngagementCategory.SYSTEM))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null))
        .param(
            "template",
            communication.getInstantiatesCanonical().stream()
                .map(CanonicalType::getValue)
                .findFirst()
                .orElse(null))
        .update();
    return false;
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
