package org.rapport.server.topic;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.rapport.server.store.PerTransaction;
import org.rapport.server.store.StorageInterceptor;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Moves the topics of what was written when its transaction is over, and not before: who asks in
 * between would look at what is not there yet, and not again. Of one that was taken back too, which
 * costs a look.
 */
@Component
@Interceptor
public class WatchWrites implements StorageInterceptor, SmartLifecycle {
  private final TopicNumbers numbers;
  private final PerTransaction<Set<Topic>> changed;
  private volatile boolean running;

  WatchWrites(TopicNumbers numbers) {
    this.numbers = numbers;
    this.changed = new PerTransaction<>(() -> EnumSet.noneOf(Topic.class), numbers::moved);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource) {
    Set<Topic> topics = Topic.of(resource);
    if (!topics.isEmpty()) {
      changed.get().ifPresent(all -> all.addAll(topics));
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after) {
    created(before);
    created(after);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    created(resource);
  }

  /** Moves every topic: a node that fell may not have told of its last change. */
  @Override
  public void start() {
    numbers.moved(EnumSet.allOf(Topic.class));
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
