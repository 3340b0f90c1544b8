package org.rapport.routes.ehr.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.UnmappableResourceException;
import org.rapport.routes.intake.store.StoreRefusedException;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.EhrChanges;
import org.rapport.routes.rapport.RapportClient;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is to be looked up at the EHR: a resource, the changes since the watermark, all that is
 * to come, or the events that did not come. Notes as outcome whether that is over, comes again, or
 * is a person's.
 */
public class LookUps {
  private static final Logger log = LoggerFactory.getLogger(LookUps.class);

  private final FhirIntake intake;
  private final EhrServer ehr;
  private final RapportClient client;
  private final ChangesSearch search;

  /**
   * Wires it.
   *
   * @param clock ours: what has no watermark yet is asked for from today on
   */
  public LookUps(
      FhirIntake intake, EhrServer ehr, ComingVisits ours, RapportClient client, Clock clock) {
    this.intake = intake;
    this.ehr = ehr;
    this.client = client;
    this.search = new ChangesSearch(intake, ehr, ours, client, clock);
  }

  /** Does the exchange's item; never throws. */
  public void run(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    try {
      String done = done(item);
      log.info("Look-up at the EHR: {}", done);
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, done);
    } catch (EhrAnswerException refused) {
      note(exchange, refused.passes(), refused.code());
      if (refused.passes()) {
        refused
            .retryAfter()
            .ifPresent(wait -> WorkExchange.unspent(exchange, (int) Math.max(1, wait.toSeconds())));
      }
    } catch (UnmappableResourceException unmappable) {
      note(exchange, false, unmappable.code());
    } catch (StoreRefusedException refused) {
      note(exchange, false, refused.words());
    } catch (RuntimeException other) {
      note(exchange, true, other.getClass().getSimpleName());
    }
  }

  private static void note(Exchange exchange, boolean again, String code) {
    log.warn("Look-up at the EHR: {}{}", code, again ? ", comes again" : "");
    WorkExchange.outcome(exchange, again ? OutcomeKind.RETRY : OutcomeKind.FAILED, null, code);
  }

  private String done(ClaimedItem item) {
    Optional<String> type = search.searched(item.focus());
    if (type.isPresent()) {
      return search.run(type.get(), item.date());
    }
    Optional<String> compared = search.compared(item.focus());
    if (compared.isPresent()) {
      return search.compare(compared.get());
    }
    EhrBase.Id id =
        ehr.base()
            .id(item.focus())
            .orElseThrow(() -> new UnmappableResourceException("not-of-this-ehr"));
    return id.type().equals("Subscription")
        ? events(id, item.date())
        : id.type() + " " + intake.lookUp(id);
  }

  /** Asks for the events after the last that is known; an EHR that cannot say is searched. */
  private String events(EhrBase.Id subscription, String known) {
    String address = ehr.base().absolute(subscription);
    EhrChanges.Event caughtUp = new EhrChanges.Event(address, "caught-up", 0);
    try {
      long next = known == null ? 0 : Long.parseLong(known) + 1;
      JsonNode page = ehr.page(URI.create(address + "/$events?eventsSinceNumber=" + next));
      EhrChanges missing = Notification.of(ehr.base(), page).changes();
      client.ehrChanges(
          new EhrChanges(missing.lookUps(), missing.search(), null, null, List.of(caughtUp)));
      return "events since " + next;
    } catch (EhrAnswerException refused) {
      if (refused.passes() && refused.status() != 501 && refused.status() != 405) {
        throw refused;
      }
      client.ehrChanges(
          new EhrChanges(
              List.of(), ehr.base().system("Appointment"), null, null, List.of(caughtUp)));
      return "no $events, searched instead";
    }
  }
}
