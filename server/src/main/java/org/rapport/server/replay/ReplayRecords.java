package org.rapport.server.replay;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import org.rapport.routes.intake.Answer;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.hl7.Acknowledgements.Code;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.store.StoreUnavailableException;
import org.rapport.routes.kafka.ApplyRecord;
import org.springframework.stereotype.Component;

/**
 * Dead letters that came as FHIR, by Kafka, tried by the routes' own intake over this server's
 * store. Nobody else is asked: what is not in the record has to be known here.
 */
@Component
class ReplayRecords {
  private final IntakeStore store;
  private final FhirContext context;
  private final Clock clock;
  private final ObjectMapper mapper = new ObjectMapper();

  ReplayRecords(IntakeStore store, FhirContext context, Clock clock) {
    this.store = store;
    this.context = context;
    this.clock = clock;
  }

  /**
   * Tries one. In the caller's transaction, which has to end without effect where it is refused.
   *
   * @param base of the EHR whose ids are in it
   * @param since when it was a dead letter: the time of visits that say none
   */
  Answer again(byte[] message, String base, Date since) {
    JsonNode json;
    try {
      json = mapper.readTree(message);
    } catch (IOException unreadable) {
      json = null;
    }
    if (json == null || !json.isObject()) {
      return answer(Code.AE, "", Optional.of(fault("json-unreadable")));
    }
    ApplyRecord records =
        new ApplyRecord(store, context, new EhrBase(base), Optional.empty(), clock);
    try {
      ApplyRecord.Result result = records.run(json, since == null ? null : since.toInstant());
      return answer(result.fault().isEmpty() ? Code.AA : Code.AE, result.words(), result.fault());
    } catch (StoreUnavailableException failed) {
      return answer(Code.AE, "", Optional.of(fault("not-stored")));
    }
  }

  private static Fault fault(String code) {
    return Fault.general(Hl7Error.APPLICATION_INTERNAL, code);
  }

  private static Answer answer(Code code, String words, Optional<Fault> fault) {
    return new Answer(
        code, fault.map(one -> one.error().display()).orElse(words), fault, new byte[0]);
  }
}
