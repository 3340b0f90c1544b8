package org.rapport.server.audit.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.TrailSearch;
import org.rapport.server.audit.TrailSearch.Sealed;
import org.rapport.server.audit.chain.NodeKeys;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sends this node's entries on to syslog (RFC 5424), in the order of its chain, from where it
 * stopped. Syslog acknowledges nothing: what was sent counts when the connection still stood at the
 * next look; otherwise it is sent again. So nothing is missing, and some may come twice. Who waits
 * is this loop alone.
 */
@Component
@ConditionalOnExpression("!'${rapport.audit-syslog:}'.isBlank()")
class SyslogExport extends WorkLoop {
  private static final Logger log = LoggerFactory.getLogger(SyslogExport.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final int BATCH = 200;

  /** Facility 13 (log audit), severity 5 and 4 (notice, warning). */
  private static final int NOTICE = 13 * 8 + 5;

  private static final int WARNING = 13 * 8 + 4;

  private final SyslogTarget target;
  private final TrailSearch search;
  private final JdbcClient jdbc;
  private final UUID node;
  private final IParser parser;
  private final String base;
  private final String host;
  private SyslogTarget.Connection connection;
  private long sent = -1;
  private long kept;
  private boolean told;

  SyslogExport(
      @Value("${rapport.audit-syslog}") String target,
      TrailSearch search,
      JdbcClient jdbc,
      NodeKeys keys,
      FhirContext context,
      RapportSettings settings,
      WorkSignal signal) {
    super("audit-syslog", "audit-syslog", signal, LOOK_AGAIN);
    this.target = SyslogTarget.of(target);
    this.search = search;
    this.jdbc = jdbc;
    this.node = keys.node();
    this.parser = context.newJsonParser();
    this.base = settings.publicBase() + "/fhir";
    this.host = settings.publicBase().getHost();
  }

  /** Sends the next; answers how many. */
  synchronized int runOnce() {
    if (sent < 0) {
      kept = position();
      sent = kept;
    }
    if (connection != null && !connection.isOpen()) {
      hangUp();
    }
    if (connection != null && sent > kept) {
      keep(sent);
      kept = sent;
    }
    List<Sealed> next = search.sealedAfter(node, sent, BATCH);
    if (next.isEmpty()) {
      return 0;
    }
    try {
      if (connection == null) {
        connection = target.connect();
      }
      for (Sealed one : next) {
        connection.write(message(one));
      }
      connection.flush();
      told = false;
    } catch (IOException e) {
      if (!told) {
        log.warn("Syslog does not take the audit trail now ({})", e.getClass().getSimpleName());
        told = true;
      }
      hangUp();
      return 0;
    }
    sent = next.get(next.size() - 1).seq();
    return next.size();
  }

  private void hangUp() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    sent = kept;
  }

  private long position() {
    return jdbc.sql("select seq from rapport.audit_syslog where node = ?")
        .param(node)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  private void keep(long seq) {
    jdbc.sql(
            """
            insert into rapport.audit_syslog (node, seq) values (?, ?)
            on conflict (node) do update set seq = excluded.seq""")
        .params(node, seq)
        .update();
  }

  private String message(Sealed sealed) {
    AuditEntry entry = sealed.found().entry();
    List<String> subtypes = entry.subtypes();
    return "<"
        + (entry.outcome().equals(AuditEntry.SUCCESS) ? NOTICE : WARNING)
        + ">1 "
        + sealed.found().recorded()
        + " "
        + host
        + " rapport - "
        + (subtypes.isEmpty() ? "-" : subtypes.get(subtypes.size() - 1))
        + " [audit@32473 node=\""
        + node
        + "\" seq=\""
        + sealed.seq()
        + "\" hash=\""
        + sealed.hash()
        + "\"] "
        + parser.encodeResourceToString(RenderedEvent.of(sealed.found(), base));
  }

  @Override
  protected boolean turn() {
    return runOnce() == BATCH;
  }
}
