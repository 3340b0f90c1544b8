package org.rapport.server.journal;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.routes.ehr.Receivers;
import org.rapport.routes.ehr.receiver.ReceiverProfile;
import org.rapport.routes.ehr.receiver.ReceiverProfiles;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is told by HL7 v2, whether they answer, and what waits for them. */
@Component
class ReceiversShown {
  /** An answer and a wish are told about the visit that they refer to. */
  private static final String WAITING =
      """
      with told as (
        select w.id, r.number, r.type from rapport.work_item w
          join %1$s r on r.type = w.focus_type and r.id = split_part(w.focus, '/', 2)
            and not r.deleted
        where w.kind = :kind and w.state <> 'dead'),
      visits as (
        select id, number from told where type = 'Appointment'
        union all
        select t.id, min(l.target) from told t
          join %2$s l on l.source = t.number
          join %1$s v on v.number = l.target and v.type = 'Appointment' and not v.deleted
        where t.type <> 'Appointment' group by t.id),
      named as (
        select v.id, array(select distinct k.system from %3$s k
            where k.number = v.number and k.parameter = 'identifier' and k.system is not null
            order by k.system) as systems
        from visits v)
      select systems, count(*) as number from named group by systems"""
          .formatted(HapiTables.RESOURCES, HapiTables.LINKS, HapiTables.TOKENS);

  private final Receivers receivers;
  private final RapportSettings.Ehr ehr;
  private final boolean secure;
  private final JdbcClient jdbc;

  ReceiversShown(
      Senders senders,
      RapportSettings settings,
      JdbcClient jdbc,
      @Value("${rapport.senders:}") String file,
      @Value("${rapport.clinic.zone:UTC}") ZoneId zone,
      @Value("${rapport.ehr.mllp-tls:}") String tls) {
    this.receivers = new Receivers(ReceiverProfiles.load(file, zone), senders.profiles());
    this.ehr = settings.ehr();
    this.secure = !tls.isBlank();
    this.jdbc = jdbc;
  }

  private record State(
      String name,
      String address,
      Instant answeredAt,
      String answer,
      Instant downSince,
      String failure) {}

  /** Adds a {@code receiver} for each; none where nobody is told by HL7 v2. */
  void addTo(Parameters answer) {
    if (!ehr.mllpPresent()) {
      return;
    }
    Map<String, ReceiverProfile> all = new TreeMap<>();
    receivers.all().forEach(one -> all.put(key(one), one));
    Map<String, Integer> waiting = waiting(all);
    Map<String, State> states = states();
    states.forEach((key, state) -> all.putIfAbsent(key, null));
    all.forEach(
        (key, profile) ->
            show(
                answer.addParameter().setName("receiver"),
                key,
                profile,
                states.get(key),
                waiting.getOrDefault(key, 0)));
  }

  private String key(ReceiverProfile profile) {
    return profile.name() + " " + profile.address().orElse(ehr.mllp());
  }

  /**
   * All that waits, by whom it waits for, which the identifiers of its visit say: so it is counted
   * by their systems, of which there are few, however many visits there are.
   */
  private Map<String, Integer> waiting(Map<String, ReceiverProfile> all) {
    Map<String, Integer> waiting = new TreeMap<>();
    jdbc.sql(WAITING)
        .param("kind", WorkQueue.EHR_UPDATE)
        .query(
            row -> {
              Set<String> systems = Set.of((String[]) row.getArray("systems").getArray());
              int number = row.getInt("number");
              receivers
                  .of(systems)
                  .ifPresent(
                      one -> {
                        all.putIfAbsent(key(one), one);
                        waiting.merge(key(one), number, Integer::sum);
                      });
            });
    return waiting;
  }

  private Map<String, State> states() {
    Map<String, State> states = new TreeMap<>();
    jdbc.sql(
            "select name, address, answered_at, answer, down_since, failure"
                + " from rapport.receiver_state")
        .query(
            row -> {
              State state =
                  new State(
                      row.getString("name"),
                      row.getString("address"),
                      Sql.instant(row, "answered_at"),
                      row.getString("answer"),
                      Sql.instant(row, "down_since"),
                      row.getString("failure"));
              states.put(state.name() + " " + state.address(), state);
            });
    return states;
  }

  private void show(
      ParametersParameterComponent receiver,
      String key,
      ReceiverProfile profile,
      State state,
      int waiting) {
    String[] parts = key.split(" ", 2);
    receiver.addPart().setName("name").setValue(new StringType(parts[0]));
    receiver.addPart().setName("address").setValue(new StringType(parts[1]));
    boolean tls = profile == null ? secure : profile.tls().orElse(secure);
    receiver.addPart().setName("tls").setValue(new BooleanType(tls));
    if (profile != null) {
      receiver
          .addPart()
          .setName("acknowledgement")
          .setValue(new CodeType(profile.enhanced() ? "enhanced" : "original"));
      profile.events().stream()
          .sorted()
          .forEach(event -> receiver.addPart().setName("event").setValue(new CodeType(event)));
    }
    receiver.addPart().setName("waiting").setValue(new IntegerType(waiting));
    if (state != null) {
      instant(receiver, "last", state.answeredAt());
      if (state.answer() != null) {
        receiver.addPart().setName("answer").setValue(new CodeType(state.answer()));
      }
      instant(receiver, "down-since", state.downSince());
      if (state.downSince() != null && state.failure() != null) {
        receiver.addPart().setName("failure").setValue(new StringType(state.failure()));
      }
    }
  }

  private static void instant(ParametersParameterComponent part, String name, Instant at) {
    if (at != null) {
      part.addPart().setName(name).setValue(new InstantType(Date.from(at)));
    }
  }
}
