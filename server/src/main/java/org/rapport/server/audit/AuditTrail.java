package org.rapport.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.rapport.server.audit.chain.Chain;
import org.rapport.server.audit.chain.Entry;
import org.rapport.server.door.RefusedException;
import org.rapport.server.store.WithoutMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes down what happens. What writes is taken down in its own transaction, and sealed after its
 * commit; what only reads is written in batches, moments later. Where the trail cannot be written,
 * callers wait for a place in the batch, and are then refused: nothing is shown that is not taken
 * down. Thread-safe.
 */
@Component
public class AuditTrail {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PLACES = 10_000;
  private static final int BATCH = 500;
  private static final int MOST_NAMED = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Chain chain;
  private final Clock clock;
  private final BlockingQueue<Chain.Unsealed> waiting;
  private final Duration patience;
  private final Queue<Chain.Unsealed> committed = new ConcurrentLinkedQueue<>();
  private final AtomicLong last = new AtomicLong();
  private List<Chain.Unsealed> batch = List.of();
  private volatile boolean opened;

  @Autowired
  AuditTrail(Chain chain, Clock clock) {
    this(chain, clock, PLACES, PATIENCE);
  }

  AuditTrail(Chain chain, Clock clock, int places, Duration patience) {
    this.chain = chain;
    this.clock = clock;
    this.waiting = new ArrayBlockingQueue<>(places);
    this.patience = patience;
  }

  /**
   * Before anything is written: a node speaks before it has entries, and ends what a crash left.
   */
  @PostConstruct
  void open() {
    chain.open();
    opened = true;
  }

  /**
   * Takes down what does not write: with the next batch.
   *
   * @throws RefusedException 503 where there is no place for it within five seconds
   */
  public void note(AuditEntry happened) {
    try {
      Chain.Unsealed entry = Chain.Unsealed.fresh(entry(happened));
      if (waiting.offer(entry)
          || waiting.offer(entry, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.error("The audit trail cannot be written: requests are refused");
    throw new RefusedException(
        503, "transient", "", "The audit trail cannot be written now; try again later");
  }

  /**
   * Takes down what the running transaction does; with it, it is committed or was not. Without a
   * transaction it is as {@link #note}.
   */
  public void inTransaction(List<AuditEntry> happened) {
    if (happened.isEmpty()) {
      return;
    }
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      happened.forEach(this::note);
      return;
    }
    List<Entry> entries =
        happened.stream().flatMap(one -> parts(one).stream()).map(this::entry).toList();
    chain.store(entries);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            if (status == STATUS_COMMITTED) {
              entries.forEach(entry -> committed.add(Chain.Unsealed.stored(entry)));
            } else if (status == STATUS_UNKNOWN) {
              opened = false;
            }
          }
        });
  }

  // An entry about thousands of resources would be no page that anybody reads.
  private static List<AuditEntry> parts(AuditEntry all) {
    if (all.entities().size() <= MOST_NAMED) {
      return List.of(all);
    }
    List<AuditEntry> parts = new ArrayList<>();
    for (int from = 0; from < all.entities().size(); from += MOST_NAMED) {
      parts.add(
          AuditEntry.of(
                  all.kind(),
                  all.codes(),
                  all.action(),
                  all.agent(),
                  all.patients(),
                  all.entities().subList(from, Math.min(from + MOST_NAMED, all.entities().size())))
              .asked(all.query(), all.request()));
    }
    return parts;
  }

  private Entry entry(AuditEntry happened) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try {
      return chain.authentic(
          new Entry(
              id(now),
              chain.node(),
              now,
              happened.kind().code(),
              happened.subtypes(),
              happened.action(),
              happened.outcome(),
              happened.named(),
              JSON.writeValueAsString(happened),
              null));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An entry is texts and lists", e);
    }
  }

  /**
   * RFC 9562, version 7, with a counter in the place of some random bits: later ones are greater.
   */
  private UUID id(Instant now) {
    long ticks =
        last.accumulateAndGet(now.toEpochMilli() << 12, (was, at) -> Math.max(was + 1, at));
    long high = (ticks >>> 12) << 16 | 0x7000L | ticks & 0xfffL;
    long low = UUID.randomUUID().getLeastSignificantBits();
    return new UUID(high, low);
  }

  /**
   * Writes and seals a batch of what waits; after a failure the same batch first. Answers whether
   * there may be more.
   */
  public synchronized boolean runOnce() {
    boolean again = !opened;
    if (again) {
      chain.open();
      opened = true;
    }
    if (batch.isEmpty()) {
      batch = next();
    }
    if (batch.isEmpty()) {
      chain.anchorInTime();
      return false;
    }
    if (again) {
      Set<UUID> sealed = chain.sealed(batch);
      batch = batch.stream().filter(one -> !sealed.contains(one.id())).toList();
    }
    // Whatever goes wrong from here: what was written after all is asked before the next attempt.
    opened = false;
    try {
      chain.seal(batch);
    } catch (DuplicateKeyException e) {
      // A commit that was seen before its transaction told of it.
      return true;
    }
    opened = true;
    batch = List.of();
    return !waiting.isEmpty() || !committed.isEmpty();
  }

  private List<Chain.Unsealed> next() {
    List<Chain.Unsealed> next = new ArrayList<>();
    while (next.size() < BATCH && committed.peek() != null) {
      next.add(committed.poll());
    }
    waiting.drainTo(next, BATCH);
    return next;
  }

  /** Writes all that waits now, so that who reads the trail finds it. */
  public void flush() {
    while (runOnce()) {
      // More came, or did not fit.
    }
  }

  @PreDestroy
  void last() {
    try {
      flush();
      chain.anchor();
    } catch (RuntimeException e) {
      log.error(
          "The last {} entries of the audit trail could not be written",
          batch.size() + waiting.size(),
          WithoutMessages.of(e));
    }
  }
}
