package org.rapport.server.journal;

import ca.uhn.fhir.rest.annotation.Operation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.rapport.routes.intake.sender.AddressRange;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** {@code $senders}: how each EHR's messages are read, and how they have fared of late. */
@Component
public class SendersOperation implements FhirOperations {
  private static final Duration OF_LATE = Duration.ofHours(24);

  private final Senders senders;
  private final ReceiversShown receivers;
  private final JdbcClient jdbc;
  private final Clock clock;

  SendersOperation(Senders senders, ReceiversShown receivers, JdbcClient jdbc, Clock clock) {
    this.senders = senders;
    this.receivers = receivers;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private record Fared(Instant last, Map<String, Integer> counts, String letter, Instant since) {}

  /**
   * Shows a {@code sender} for each that has a profile, or has sent while the journal goes back,
   * and a {@code receiver} for each that is told.
   */
  @Operation(name = "$senders", idempotent = true)
  public Parameters senders() {
    Map<String, Fared> fared = fared();
    Map<String, SenderProfile> profiles = new TreeMap<>();
    senders.profiles().all().forEach(one -> profiles.put(one.name(), one));
    Set<String> names = new TreeSet<>(fared.keySet());
    names.addAll(profiles.keySet());
    Parameters answer = new Parameters();
    for (String name : names) {
      ParametersParameterComponent sender = answer.addParameter().setName("sender");
      String[] parts = name.split(":", 2);
      SenderProfile profile =
          profiles.getOrDefault(
              name, senders.profiles().of(parts[0], parts.length < 2 ? "" : parts[1]));
      profile(sender, name, profile, profiles.containsKey(name));
      if (fared.containsKey(name)) {
        fared(sender, fared.get(name));
      }
    }
    receivers.addTo(answer);
    return answer;
  }

  private Map<String, Fared> fared() {
    Map<String, Fared> fared = new TreeMap<>();
    jdbc.sql(
            """
            -- From one name to the next by the index: the journal has millions of rows of a few senders.
            with recursive s(sender) as (
              (select sender from rapport.hl7_message order by sender limit 1)
              union all
              select (select m.sender from rapport.hl7_message m where m.sender > s.sender
                order by m.sender limit 1)
              from s where s.sender is not null),
            letters as (
              select m.sender, min(m.at) as since,
                (array_agg(t.id order by m.at, m.id))[1] as letter
              from rapport.open_task t join rapport.hl7_message m on m.task_id = t.id
              where t.kind = 'dead-letter' and m.direction = 'in' group by m.sender)
            select s.sender, last.at as last, late.aa, late.ae, late.ar, l.since, l.letter
            from s
            join lateral (select m.at from rapport.hl7_message m
              where m.sender = s.sender and m.direction = 'in'
              order by m.at desc limit 1) last on true
            join lateral (select count(*) filter (where m.answer = 'AA') as aa,
                count(*) filter (where m.answer = 'AE') as ae,
                count(*) filter (where m.answer = 'AR') as ar
              from rapport.hl7_message m
              where m.sender = s.sender and m.direction = 'in' and m.at >= :late) late on true
            left join letters l on l.sender = s.sender
            where s.sender not in ('', ':')\
            """)
        .param("late", Sql.at(clock.instant().minus(OF_LATE)))
        .query(
            row -> {
              fared.put(row.getString("sender"), row(row));
            });
    return fared;
  }

  private static Fared row(ResultSet row) throws SQLException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String answer : new String[] {"AA", "AE", "AR"}) {
      counts.put(answer, row.getInt(answer.toLowerCase(Locale.ROOT)));
    }
    return new Fared(
        Sql.instant(row, "last"), counts, row.getString("letter"), Sql.instant(row, "since"));
  }

  private static void profile(
      ParametersParameterComponent sender, String name, SenderProfile profile, boolean configured) {
    sender.addPart().setName("name").setValue(new StringType(name));
    sender.addPart().setName("configured").setValue(new BooleanType(configured));
    sender.addPart().setName("zone").setValue(new StringType(profile.zone().getId()));
    sender
        .addPart()
        .setName("appointment-system")
        .setValue(new UriType(profile.appointmentSystem()));
    sender.addPart().setName("patient-system").setValue(new UriType(profile.patientSystem()));
    profile
        .phoneRegion()
        .ifPresent(one -> sender.addPart().setName("phone-region").setValue(new StringType(one)));
    profile
        .merges()
        .ifPresent(one -> sender.addPart().setName("merges").setValue(new BooleanType(one)));
    profile
        .newPatients()
        .ifPresent(one -> sender.addPart().setName("new-patients").setValue(new BooleanType(one)));
    for (AddressRange range : profile.addresses()) {
      sender.addPart().setName("address").setValue(new StringType(range.toString()));
    }
    sender
        .addPart()
        .setName("acknowledgement")
        .setValue(new CodeType(profile.acknowledging().name().toLowerCase(Locale.ROOT)));
    profile.dialect().takenFrom().forEach((to, from) -> mapped(sender, "taken-from", from, to));
    profile
        .dialect()
        .mapped()
        .forEach((field, codes) -> mapped(sender, "code-map", field, String.join(", ", codes)));
    new TreeMap<>(profile.statusCodes())
        .forEach((code, status) -> mapped(sender, "status-code", code, status));
    new TreeMap<>(profile.codeSystems())
        .forEach((code, system) -> mapped(sender, "code-system", code, system));
  }

  private static void mapped(
      ParametersParameterComponent sender, String name, String from, String to) {
    ParametersParameterComponent map = sender.addPart().setName(name);
    map.addPart().setName("from").setValue(new StringType(from));
    map.addPart().setName("to").setValue(new StringType(to));
  }

  private static void fared(ParametersParameterComponent sender, Fared fared) {
    sender.addPart().setName("last").setValue(new InstantType(Date.from(fared.last())));
    fared
        .counts()
        .forEach(
            (answer, number) -> {
              ParametersParameterComponent count = sender.addPart().setName("count");
              count.addPart().setName("answer").setValue(new CodeType(answer));
              count.addPart().setName("value").setValue(new IntegerType(number));
            });
    if (fared.letter() != null) {
      sender.addPart().setName("dead-letter").setValue(new Reference("Task/" + fared.letter()));
      sender
          .addPart()
          .setName("dead-letter-since")
          .setValue(new InstantType(Date.from(fared.since())));
    }
  }
}
