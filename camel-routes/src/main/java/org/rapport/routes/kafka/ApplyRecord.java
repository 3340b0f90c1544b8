package org.rapport.routes.kafka;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.hl7.fhir.r4.model.Binary;
import org.rapport.routes.ehr.read.EhrAnswerException;
import org.rapport.routes.ehr.read.EhrServer;
import org.rapport.routes.ehr.read.FhirIntake;
import org.rapport.routes.ehr.read.SentResources;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.UnmappableResourceException;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.siu.DeadLetter;
import org.rapport.routes.intake.siu.NameBasedId;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.routes.intake.store.StoreConflictException;
import org.rapport.routes.intake.store.StoreRefusedException;
import org.rapport.routes.intake.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what a record says of visits, by the same mapping and transaction as what is read at the
 * EHR. One visit that cannot be applied costs the others nothing; its record is kept as a dead
 * letter, once however often it comes. Idempotent. Thread-safe.
 */
public final class ApplyRecord {
  private static final Logger log = LoggerFactory.getLogger(ApplyRecord.class);
  private static final String JSON = "application/fhir+json";

  /** So often a record that the server fails at, and nothing else, is tried: some minutes. */
  private static final int MOST_TRIES = 28;

  private final FhirStore store;
  private final FhirContext context;
  private final EhrBase base;
  private final Optional<EhrServer> ehr;
  private final FhirIntake intake;
  private final Clock clock;
  private final Map<String, Integer> tries = new ConcurrentHashMap<>();

  /**
   * Wires it.
   *
   * @param ehr where to read what was not sent; empty: nowhere
   */
  public ApplyRecord(
      FhirStore store, FhirContext context, EhrBase base, Optional<EhrServer> ehr, Clock clock) {
    this.store = store;
    this.context = context;
    this.base = base;
    this.ehr = ehr;
    this.intake = new FhirIntake(store, new SentResources(base, context, Optional.empty()), clock);
    this.clock = clock;
  }

  /**
   * What came of a record.
   *
   * @param words for the journal; nothing of anybody
   * @param fault why it, or a part of it, was not applied
   */
  public record Result(String words, Optional<Fault> fault) {}

  /**
   * Applies a record, or keeps it as a dead letter.
   *
   * @throws StoreUnavailableException when it has to come again
   * @throws StoreConflictException likewise
   * @throws EhrAnswerException likewise
   */
  void apply(SentRecord sent, JsonNode json) {
    long began = System.nanoTime();
    Result result;
    try {
      result = run(json, sent.at());
    } catch (StoreUnavailableException | EhrAnswerException away) {
      boolean here =
          away instanceof EhrAnswerException || ((StoreUnavailableException) away).isFault();
      if (!here || tries.merge(sent.toString(), 1, Integer::sum) < MOST_TRIES) {
        throw away;
      }
      result = new Result("", Optional.of(fault("no-answer-for-this-record")));
    }
    if (result.fault().isPresent()) {
      keep(sent, type(json), result.fault().get(), began);
    } else {
      note(note(sent, type(json), "AA", "", result.words(), began));
      log.info("Record {}: {}", sent, result.words());
    }
    tries.remove(sent.toString());
  }

  /** Passes a record over, and says why. */
  void ignore(SentRecord sent, String why) {
    log.info("Record {} is passed over: {}", sent, why);
    note(note(sent, "", "AA", "", "Passed over: " + why, System.nanoTime()));
  }

  /**
   * Keeps a record as a dead letter.
   *
   * @throws StoreUnavailableException when it has to come again
   */
  void refuse(SentRecord sent, String code) {
    keep(sent, "", fault(code), System.nanoTime());
  }

  /**
   * Applies what JSON says, and keeps nothing of what cannot be applied.
   *
   * @param at when it was written, for visits that say no time; null: nobody says
   */
  public Result run(JsonNode json, Instant at) {
    String type = type(json);
    if (!type.equals("Appointment") && !type.equals("Bundle")) {
      return new Result(
          "Passed over: " + (type.isEmpty() ? "no resource" : type), Optional.empty());
    }
    RecordContent content = RecordContent.of(json, base, context, ehr, at);
    List<String> effects = new ArrayList<>();
    Optional<Fault> fault =
        content.nameless() == 0 ? Optional.empty() : Optional.of(fault("appointment-without-id"));
    if (content.foreign() > 0) {
      effects.add("another server's");
    }
    for (EhrBase.Id id : content.visits()) {
      try {
        effects.add(words(intake.apply(id, content.sent())));
      } catch (RuntimeException failed) {
        fault = Optional.of(fault.orElse(fault(code(failed))));
      }
    }
    for (EhrBase.Id id : content.gone()) {
      effects.add(words(intake.deleted(id)));
    }
    return new Result(
        effects.isEmpty() ? "Passed over: no Appointment" : String.join(", ", effects), fault);
  }

  private static String words(FhirIntake.Effect effect) {
    return switch (effect) {
      case APPLIED -> "applied";
      case UNCHANGED -> "nothing new";
      case OLDER -> "older than stored";
      case DELETED -> "deleted";
      case IGNORED -> "nobody's that is known";
    };
  }

  /** Why it can never be applied; what may pass is thrown on. */
  private static String code(RuntimeException failed) {
    if (failed instanceof StoreUnavailableException
        || failed instanceof StoreConflictException conflict && conflict.ofVersions()
        || failed instanceof EhrAnswerException refused && refused.passes()) {
      throw failed;
    }
    if (failed instanceof UnmappableResourceException unmappable) {
      return unmappable.code();
    }
    if (failed instanceof EhrAnswerException refused) {
      return refused.code();
    }
    if (failed instanceof StoreRefusedException refused) {
      return refused.words();
    }
    return failed instanceof StoreConflictException
        ? "The server cannot store it, however often it is sent"
        : failed.getClass().getSimpleName();
  }

  private static Fault fault(String code) {
    return Fault.general(Hl7Error.APPLICATION_INTERNAL, code);
  }

  private static String type(JsonNode json) {
    String type = json.path("resourceType").asText();
    return type.matches("[A-Z][A-Za-z]{1,63}") ? type : "";
  }

  private void keep(SentRecord sent, String type, Fault fault, long began) {
    DeadLetter letter =
        DeadLetter.of(
            base.url(),
            sent.source(),
            binary(sent),
            type.isEmpty() ? "Record" : type,
            sent.position(),
            fault,
            clock.instant());
    log.warn("Dead letter: {}", letter.description());
    MessageNote note = note(sent, type, "AE", fault.reason(), fault.text(), began);
    // A Task a person has worked on must not be opened again.
    if (store.exists("Task", letter.taskId())) {
      note(note);
      return;
    }
    try {
      store.commit(letter.transaction(), note);
    } catch (StoreRefusedException refused) {
      // Longer than the server takes, perhaps. It is still where it was, and the log says where.
      log.error("Record {} is passed over, it cannot be kept: {}", sent, refused.getMessage());
    }
  }

  /** Named by its content: the same again is the same dead letter. */
  private Binary binary(SentRecord sent) {
    Binary binary = new Binary().setContentType(JSON);
    binary.setId(
        NameBasedId.derived("record", base.url() + "|" + DigestUtils.sha256Hex(sent.value())));
    return binary.setData(sent.value());
  }

  private void note(MessageNote note) {
    try {
      store.note(note);
    } catch (RuntimeException away) {
      log.warn("A record is not in the journal: {}", away.getClass().getSimpleName());
    }
  }

  private static MessageNote note(
      SentRecord sent, String type, String answer, String fault, String words, long began) {
    return new MessageNote(
        false,
        "",
        sent.source(),
        type,
        sent.position(),
        "",
        "",
        sent.value().length,
        answer,
        fault,
        words,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }
}
