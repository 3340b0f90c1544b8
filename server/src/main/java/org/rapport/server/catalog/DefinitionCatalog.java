package org.rapport.server.catalog;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.server.journey.Journey;
import org.rapport.server.projection.DefinitionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The journeys and templates in force, and the earlier versions that people are still on. A
 * transaction costs one small query; the definitions themselves are read again only when one has
 * changed, on whichever node. Thread-safe.
 */
@Component
public class DefinitionCatalog implements TemplateSource {
  private static final Logger log = LoggerFactory.getLogger(DefinitionCatalog.class);

  private final JdbcClient jdbc;
  private final DefinitionState state;
  private final Map<String, String> told = new ConcurrentHashMap<>();
  private final FhirContext context;
  private volatile Snapshot snapshot = new Snapshot(-1, new Definitions());

  DefinitionCatalog(JdbcClient jdbc, DefinitionState state, FhirContext context) {
    this.jdbc = jdbc;
    this.state = state;
    this.context = context;
  }

  private record Snapshot(long change, Definitions definitions) {}

  private record Row(String kind, String version, String body, boolean inForce) {}

  /** The active journeys by canonical URL without version. */
  public Map<String, Journey> journeys() {
    return current().active();
  }

  /**
   * A journey in the version that somebody is on; when that was never in force here, the active
   * one.
   */
  public Optional<Journey> journey(String canonical) {
    Definitions definitions = current();
    Journey exact = canonical == null ? null : definitions.version(canonical);
    return Optional.ofNullable(
        exact != null || canonical == null ? exact : definitions.active().get(url(canonical)));
  }

  /** Every journey that is or was in force, by its canonical with version. */
  public Map<String, Journey> everyVersion() {
    return current().versions();
  }

  @Override
  public Optional<Template> template(String canonical) {
    return Optional.ofNullable(current().template(canonical));
  }

  /** What a Task of a journey asks for. */
  public Optional<TaskTemplate> task(String canonical) {
    return Optional.ofNullable(current().task(canonical));
  }

  private Definitions current() {
    long change = state.change();
    Snapshot known = snapshot;
    if (known.change() == change) {
      return known.definitions();
    }
    Snapshot fresh = new Snapshot(change, read());
    snapshot = fresh;
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(new Later());
    } else {
      warn(fresh.definitions().unread());
    }
    return fresh.definitions();
  }

  /**
   * Within a transaction a journey may stand before its templates do: what is not used is said once
   * all of it is there. What was rolled back was never there, and the change's number comes again.
   */
  private final class Later implements TransactionSynchronization {
    @Override
    public void afterCommit() {
      warn(read().unread());
    }

    @Override
    public void afterCompletion(int status) {
      if (status != STATUS_COMMITTED) {
        snapshot = new Snapshot(-1, new Definitions());
      }
    }
  }

  // Each once, until it is used or its reason changes.
  private void warn(Map<String, String> unread) {
    told.keySet().retainAll(unread.keySet());
    unread.forEach(
        (id, reason) -> {
          if (!reason.equals(told.put(id, reason))) {
            log.warn("Journey {} is not used: {}", id, reason);
          }
        });
  }

  private Definitions read() {
    IParser parser = context.newJsonParser();
    List<Row> rows = new ArrayList<>();
    rows.addAll(
        jdbc.sql("select kind, business_version, body from rapport.definition_version")
            .query((rs, n) -> new Row(rs.getString(1), rs.getString(2), rs.getString(3), false))
            .list());
    jdbc
        .sql(
            """
            select kind, business_version, body from rapport.definition_facts
            where status = 'active' order by version""")
        .query((rs, n) -> new Row(rs.getString(1), rs.getString(2), rs.getString(3), true))
        .list()
        .stream()
        .sorted(Comparator.comparing(Row::version, Definitions.BY_VERSION))
        .forEach(rows::add);
    Definitions definitions = new Definitions();
    for (Row row : rows) {
      if (row.kind().equals("ActivityDefinition")) {
        definitions.add(parser.parseResource(ActivityDefinition.class, row.body()), row.inForce());
      }
    }
    for (Row row : rows) {
      if (row.kind().equals("PlanDefinition")) {
        definitions.add(parser.parseResource(PlanDefinition.class, row.body()), row.inForce());
      }
    }
    return definitions;
  }

  private static String url(String canonical) {
    int bar = canonical.indexOf('|');
    return bar < 0 ? canonical : canonical.substring(0, bar);
  }
}
