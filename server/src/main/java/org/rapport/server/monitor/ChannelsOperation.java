package org.rapport.server.monitor;

import ca.uhn.fhir.rest.annotation.Operation;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.outreach.outcome.ChannelStates;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * {@code $channels}: whether each channel's provider answers, by what workers report wherever they
 * run. Changes nothing.
 */
@Component
public class ChannelsOperation implements FhirOperations {
  private final ChannelStates states;
  private final JdbcClient jdbc;
  private final Clock clock;

  ChannelsOperation(ChannelStates states, JdbcClient jdbc, Clock clock) {
    this.states = states;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Shows: a {@code channel} for each. */
  @Operation(name = "$channels", idempotent = true)
  public Parameters channels() {
    Parameters answer = new Parameters();
    for (ChannelStates.State state : states.all()) {
      ParametersParameterComponent channel = answer.addParameter().setName("channel");
      channel.addPart().setName("code").setValue(new CodeType(state.channel()));
      channel
          .addPart()
          .setName("circuit")
          .setValue(new CodeType(state.downSince().isPresent() ? "open" : "closed"));
      instant(channel, "since", state.downSince());
      channel.addPart().setName("sending").setValue(new IntegerType(sending(state.channel())));
      channel.addPart().setName("waiting").setValue(new IntegerType(waiting(state.channel())));
      instant(channel, "lastSent", state.sent());
      instant(channel, "lastFailure", state.failed());
      if (state.failure() != null) {
        channel.addPart().setName("failure").setValue(new StringType(state.failure()));
      }
    }
    return answer;
  }

  private int sending(String channel) {
    return jdbc.sql(
            "select count(*) from rapport.attempt where channel = ? and state in"
                + " ('released', 'sending')")
        .param(channel)
        .query(Integer.class)
        .single();
  }

  /** How many messages are due by it, or were tried and come again. */
  private int waiting(String channel) {
    return jdbc.sql(
            """
            select count(*) from rapport.work_item w
            join rapport.planned_message m on m.id = w.focus
            where w.kind = 'message' and w.state = 'ready' and m.channel = :channel
              and (w.due_at <= :now or w.attempts > 0)\
            """)
        .param("channel", channel)
        .param("now", Sql.at(clock.instant()))
        .query(Integer.class)
        .single();
  }

  private static void instant(
      ParametersParameterComponent part, String name, Optional<Instant> at) {
    at.ifPresent(when -> part.addPart().setName(name).setValue(new InstantType(Date.from(when))));
  }
}
