package org.rapport.server.subscription;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.time.Clock;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.store.PerTransaction;
import org.rapport.server.store.Sql;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.work.WorkSignal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes down what has changed in the transaction that changes it, and wakes who tells it when that
 * is over: there is no change without its event, and no event without its change.
 */
@Component
@Interceptor
public class CaptureEvents implements StorageInterceptor {
  private final WatchedTopics watched;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final PerTransaction<Boolean> written;

  CaptureEvents(WatchedTopics watched, JdbcClient jdbc, Clock clock, WorkSignal signal) {
    this.watched = watched;
    this.jdbc = jdbc;
    this.clock = clock;
    this.written = new PerTransaction<>(() -> true, any -> signal.raise(DeliveryLoop.KIND));
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    capture(resource, NumberedEvent.CREATE);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after) {
    capture(after, NumberedEvent.UPDATE);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    capture(resource, NumberedEvent.DELETE);
  }

  private void capture(IBaseResource any, String change) {
    if (!(any instanceof Resource resource)) {
      return;
    }
    for (SubscribedTopic topic : SubscribedTopic.of(resource)) {
      if (watched.has(topic) && written.get().isPresent()) {
        Long version = resource.getIdElement().getVersionIdPartAsLong();
        jdbc.sql(
                """
                insert into rapport.topic_event (topic, focus, version, change, at, facts)
                values (?, ?, ?, ?, ?, cast(? as jsonb))\
                """)
            .params(
                topic.code(),
                resource.fhirType() + "/" + resource.getIdElement().getIdPart(),
                version == null ? 1 : version,
                change,
                Sql.at(clock.instant()),
                Subscribers.json(SubscribedTopic.facts(resource)))
            .update();
      }
    }
  }
}
