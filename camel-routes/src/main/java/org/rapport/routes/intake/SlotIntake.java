package org.rapport.routes.intake;

import java.time.Clock;
import java.util.List;
import org.rapport.routes.intake.siu.AppointmentKey;
import org.rapport.routes.intake.siu.SiuEvent;
import org.rapport.routes.intake.siu.SlotMapping;
import org.rapport.routes.intake.siu.UnmappableMessageException;
import org.rapport.routes.intake.store.FhirStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one SIU^S23 or S24: a time that is blocked, or open again, as a Slot. Idempotent; an
 * older message changes nothing. One that does not say which time, when or whose is accepted all
 * the same: these were acknowledged before there were Slots, and no feed fails of them.
 */
final class SlotIntake {
  private static final Logger LOG = LoggerFactory.getLogger(SlotIntake.class);

  private final FhirStore store;
  private final ApplyOnce once;
  private final KeyLocks keys;
  private final SlotMapping mapping;

  SlotIntake(FhirStore store, ApplyOnce once, KeyLocks keys, Clock clock) {
    this.store = store;
    this.once = once;
    this.keys = keys;
    this.mapping = new SlotMapping(clock);
  }

  Answer apply(Received received, SiuEvent event) {
    AppointmentKey key;
    try {
      key = AppointmentKey.of(received.message(), received.sender());
    } catch (UnmappableMessageException nameless) {
      return unchanged(received, "Nothing to change: no identifier");
    }
    SlotMapping.Request request =
        new SlotMapping.Request(received.raw(), received.message(), event, received.sender(), key);
    return once.apply(
        received,
        () ->
            keys.holding(
                List.of(key.system() + '|' + key.value()), () -> applied(received, request)));
  }

  private Answer applied(Received received, SlotMapping.Request request) {
    SlotMapping.Result result = mapping.map(request, store.slot(request.slot()));
    if (result.transaction().isEmpty()) {
      return unchanged(received, result.words());
    }
    Answer answer = once.commit(received, result.transaction().get(), result.words());
    LOG.info("{}: {}", received.words(), result.words());
    return answer;
  }

  private Answer unchanged(Received received, String words) {
    LOG.info("{}: {}", received.words(), words);
    return once.unchanged(received, words);
  }
}
