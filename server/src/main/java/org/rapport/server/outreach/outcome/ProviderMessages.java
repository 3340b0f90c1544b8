package org.rapport.server.outreach.outcome;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which message a provider means by its own identifier: an attempt that is not recorded yet, else a
 * Communication. Joins the caller's transaction.
 */
@Component
class ProviderMessages {
  private final IFhirResourceDao<Communication> communications;
  private final JdbcClient jdbc;

  ProviderMessages(IFhirResourceDao<Communication> communications, JdbcClient jdbc) {
    this.communications = communications;
    this.jdbc = jdbc;
  }

  /** The attempt's id, which is its Communication's too; of several the newest. */
  Optional<UUID> find(String channel, String providerId) {
    return jdbc.sql(
            """
            select id from rapport.attempt where channel = ?
              and ? = any(string_to_array(provider_id, ' ')) order by answered_at desc limit 1""")
        .params(channel, providerId)
        .query(UUID.class)
        .optional()
        .or(() -> recorded(channel, providerId));
  }

  // Some providers begin to count anew.
  private Optional<UUID> recorded(String channel, String providerId) {
    SearchParameterMap search = new SearchParameterMap();
    search.setLoadSynchronous(true);
    search.add(
        Communication.SP_IDENTIFIER,
        new TokenParam(MessageRecords.PROVIDER_SYSTEM + channel, providerId));
    return communications.search(search, new SystemRequestDetails()).getAllResources().stream()
        .map(Communication.class::cast)
        .max(Comparator.comparing(found -> found.hasSent() ? found.getSent() : new Date(0)))
        .map(found -> UUID.fromString(found.getIdElement().getIdPart()));
  }

  /** Whether it is a part of a message, and another part came after it. */
  boolean earlierPart(UUID attempt, String providerId) {
    return jdbc.sql(
            """
            select coalesce(provider_id like '% %' and provider_id not like '% ' || ?, false)
            from rapport.attempt where id = ?""")
        .params(providerId, attempt)
        .query(Boolean.class)
        .optional()
        .orElseGet(() -> earlierPartOf(attempt, providerId));
  }

  private boolean earlierPartOf(UUID communication, String providerId) {
    List<Identifier> parts =
        communications
            .read(new IdType("Communication", communication.toString()), new SystemRequestDetails())
            .getIdentifier()
            .stream()
            .filter(part -> part.hasSystem())
            .filter(part -> part.getSystem().startsWith(MessageRecords.PROVIDER_SYSTEM))
            .toList();
    return parts.size() > 1 && !providerId.equals(parts.get(parts.size() - 1).getValue());
  }
}
