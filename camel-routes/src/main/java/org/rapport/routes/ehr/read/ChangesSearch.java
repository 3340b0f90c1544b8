package org.rapport.routes.ehr.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.UnmappableResourceException;
import org.rapport.routes.intake.store.StoreUnavailableException;
import org.rapport.routes.rapport.EhrChanges;
import org.rapport.routes.rapport.RapportClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the EHR for what has changed since the watermark, or, where there is none, for every visit
 * from today on; and compares what is to come there and here. All pages are read before the
 * watermark moves, as many servers pass over {@code _sort}. What cannot be applied is left to a
 * look-up of its own, and costs its page nothing.
 */
final class ChangesSearch {
  private static final Logger log = LoggerFactory.getLogger(ChangesSearch.class);

  /** Ends the focus of a look-up that is a search of a type; the server writes it. */
  private static final String SEARCH = "?_lastUpdated";

  /** Of one that compares all that is to come. */
  private static final String COMPARE = "?date";

  /** So many may be missing there at once, or half of all: more is no day's work but a mistake. */
  private static final int PLAUSIBLE = 10;

  /** What was written at the EHR while another write was before it, and clocks that differ. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  /** The EHR as a whole, and not one of its resources. */
  private static final Set<Integer> AWAY = Set.of(401, 429, 503);

  /** So may one resource be, but hardly several. */
  private static final Set<Integer> SILENT = Set.of(0, 502, 504);

  private static final int PATIENCE = 3;

  private static final int PAGE = 100;
  private static final int MOST_PAGES = 10_000;

  private final FhirIntake intake;
  private final EhrServer ehr;
  private final ComingVisits ours;
  private final RapportClient client;
  private final Clock clock;

  /** What came of reading all pages of a search. */
  private static final class Found {
    private final Set<URI> pages = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private Instant latest;
    private int applied;
    private int silent;
    private int left;

    @Override
    public String toString() {
      return "pages "
          + pages.size()
          + ", visits "
          + ids.size()
          + ", changed "
          + applied
          + ", left to look-ups of their own "
          + left;
    }
  }

  ChangesSearch(
      FhirIntake intake, EhrServer ehr, ComingVisits ours, RapportClient client, Clock clock) {
    this.intake = intake;
    this.ehr = ehr;
    this.ours = ours;
    this.client = client;
    this.clock = clock;
  }

  /** The type that a look-up searches; empty where it is none. */
  Optional<String> searched(String focus) {
    return type(focus, SEARCH);
  }

  /** The type that a look-up compares; empty where it is none. */
  Optional<String> compared(String focus) {
    return type(focus, COMPARE);
  }

  private Optional<String> type(String focus, String end) {
    String prefix = ehr.base().url() + "/";
    return focus.startsWith(prefix) && focus.endsWith(end)
        ? Optional.of(focus.substring(prefix.length(), focus.length() - end.length()))
        : Optional.empty();
  }

  /**
   * Searches.
   *
   * @param since the watermark, or null
   * @return what was done, in numbers
   * @throws EhrAnswerException where the EHR does not answer to the end: the watermark stays
   */
  String run(String type, String since) {
    Instant began = clock.instant();
    Found found = read(type, since);
    // No clock that is ahead, theirs or one resource's, may have later changes passed over.
    Instant latest = found.latest;
    Instant watermark = latest == null || latest.isAfter(began) ? began : latest;
    if (latest != null || since == null) {
      client.ehrChanges(
          EhrChanges.done(
              new EhrChanges.Watermark(ehr.base().system(type), "_lastUpdated", watermark)));
    }
    return found.toString();
  }

  /**
   * Reads all that is to come, and looks up what we have of it and did not come. Throws as {@link
   * #run}.
   *
   * @throws UnmappableResourceException where so much is missing there that it is no visits that
   *     are gone: somebody has to look first
   */
  String compare(String type) {
    Instant began = clock.instant();
    Found found = read(type, null);
    Set<String> here = ours.ids(ehr.base().system(type), began);
    List<String> missing =
        here.stream()
            .filter(id -> !found.ids.contains(id))
            .flatMap(id -> ehr.base().id(type + "/" + id).stream())
            .map(ehr.base()::absolute)
            .toList();
    if (missing.size() > PLAUSIBLE && missing.size() > here.size() / 2) {
      throw new UnmappableResourceException(
          "missing-at-the-ehr-" + missing.size() + "-of-" + here.size());
    }
    client.ehrChanges(EhrChanges.of(missing));
    client.ehrChanges(
        EhrChanges.done(new EhrChanges.Watermark(ehr.base().system(type), "date", began)));
    return "compared, " + found + ", here alone " + missing.size() + " of " + here.size();
  }

  private Found read(String type, String since) {
    Found found = new Found();
    URI next = first(type, since);
    while (next != null && found.pages.add(next) && found.pages.size() <= MOST_PAGES) {
      JsonNode page = ehr.page(next);
      List<String> later = new ArrayList<>();
      for (JsonNode entry : page.path("entry")) {
        JsonNode resource = entry.path("resource");
        Optional<EhrBase.Id> id = id(type, resource);
        if (id.isPresent()) {
          found.ids.add(id.get().id());
          found.latest = later(found.latest, resource);
          found.applied += apply(id.get(), resource, later, found) ? 1 : 0;
        }
      }
      // Before the next page: that may not come.
      client.ehrChanges(EhrChanges.of(later));
      found.left += later.size();
      next = next(next, page);
    }
    return found;
  }

  private URI first(String type, String since) {
    String from =
        since == null
            ? "date=ge" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1)
            : "_lastUpdated=ge"
                + Instant.parse(since).minus(OVERLAP).truncatedTo(ChronoUnit.SECONDS);
    return URI.create(ehr.base().system(type) + "?" + from + "&_sort=_lastUpdated&_count=" + PAGE);
  }

  private Optional<EhrBase.Id> id(String type, JsonNode resource) {
    return type.equals(resource.path("resourceType").asText())
        ? ehr.base().id(type + "/" + resource.path("id").asText())
        : Optional.empty();
  }

  private boolean apply(EhrBase.Id id, JsonNode resource, List<String> later, Found found) {
    try {
      FhirIntake.Effect effect =
          intake.apply(id, new EhrServer.Read(ehr.parse(resource, id.type()), resource));
      return effect == FhirIntake.Effect.APPLIED;
    } catch (StoreUnavailableException away) {
      throw away;
    } catch (EhrAnswerException refused) {
      boolean silent = SILENT.contains(refused.status()) && ++found.silent > PATIENCE;
      if (AWAY.contains(refused.status()) || silent) {
        throw refused;
      }
      later.add(ehr.base().absolute(id));
    } catch (RuntimeException broken) {
      log.warn("A visit of the EHR is looked up alone: {}", broken.getClass().getSimpleName());
      later.add(ehr.base().absolute(id));
    }
    return false;
  }

  private static Instant later(Instant latest, JsonNode resource) {
    try {
      Instant at =
          OffsetDateTime.parse(resource.path("meta").path("lastUpdated").asText()).toInstant();
      return latest == null || at.isAfter(latest) ? at : latest;
    } catch (DateTimeException none) {
      return latest;
    }
  }

  /**
   * The next page, at the same host alone.
   *
   * @throws EhrAnswerException where the EHR sends us elsewhere: not all was read then
   */
  private URI next(URI page, JsonNode bundle) {
    for (JsonNode link : bundle.path("link")) {
      if ("next".equals(link.path("relation").asText())) {
        URI next;
        try {
          next = page.resolve(link.path("url").asText());
        } catch (IllegalArgumentException unreadable) {
          throw new EhrAnswerException(0, Optional.empty());
        }
        if (!page.getScheme().equalsIgnoreCase(next.getScheme())
            || !page.getRawAuthority().equalsIgnoreCase(next.getRawAuthority())) {
          log.warn("The EHR's next page is not at RAPPORT_EHR_FHIR_URL; it is not read");
          throw new EhrAnswerException(0, Optional.empty());
        }
        return next;
      }
    }
    return null;
  }
}
