package org.rapport.server.journal;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.routes.ehr.Receivers;
import org.rapport.routes.ehr.receiver.ReceiverProfile;
import org.rapport.routes.ehr.receiver.ReceiverProfiles;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.Sql;
import org.rapport.server.store.WholeSearch;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.Ref;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is told by HL7 v2, whether they answer, and what waits for them. */
@Component
class ReceiversShown {
  /** Of more it is not asked whose each is: who waits behind so many waits for the same. */
  private static final int MOST = 200;

  private final Receivers receivers;
  private final RapportSettings.Ehr ehr;
  private final boolean secure;
  private final JdbcClient jdbc;
  private final DaoRegistry daos;

  ReceiversShown(
      Senders senders,
      RapportSettings settings,
      JdbcClient jdbc,
      DaoRegistry daos,
      @Value("${rapport.senders:}") String file,
      @Value("${rapport.clinic.zone:UTC}") ZoneId zone,
      @Value("${rapport.ehr.mllp-tls:}") String tls) {
    this.receivers = new Receivers(ReceiverProfiles.load(file, zone), senders.profiles());
    this.ehr = settings.ehr();
    this.secure = !tls.isBlank();
    this.jdbc = jdbc;
    this.daos = daos;
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

  private Map<String, Integer> waiting(Map<String, ReceiverProfile> all) {
    Map<String, Integer> waiting = new TreeMap<>();
    List<String> foci =
        jdbc.sql(
                "select focus from rapport.work_item where kind = :kind and state <> 'dead'"
                    + " order by id limit :most")
            .param("kind", WorkQueue.EHR_UPDATE)
            .param("most", MOST)
            .query(String.class)
            .list();
    Map<String, Resource> stored = read(foci);
    stored.putAll(
        read(
            stored.values().stream()
                .flatMap(ReceiversShown::of)
                .filter(visit -> !stored.containsKey(versionless(visit)))
                .toList()));
    for (String focus : foci) {
      Optional.ofNullable(stored.get(versionless(focus))).stream()
          .flatMap(ReceiversShown::of)
          .map(ReceiversShown::versionless)
          .map(stored::get)
          .filter(Objects::nonNull)
          .flatMap(visit -> receivers.of((Appointment) visit).stream())
          .forEach(
              one -> {
                all.putIfAbsent(key(one), one);
                waiting.merge(key(one), 1, Integer::sum);
              });
    }
    return waiting;
  }

  /** The visit that is told, or that what is told is about: at most one relative reference. */
  private static Stream<String> of(Resource told) {
    String visit =
        told instanceof Appointment
            ? told.getIdElement().getValue()
            : told instanceof AppointmentResponse response
                ? response.getAppointment().getReference()
                : ((Task) told).getFocus().getReference();
    return Ref.is("Appointment", visit) ? Stream.of(visit) : Stream.empty();
  }

  private static String versionless(String reference) {
    return new IdType(reference).toUnqualifiedVersionless().getValue();
  }

  /** By relative reference, in a query a type however many they are; who is gone is left out. */
  private Map<String, Resource> read(List<String> references) {
    Map<String, TokenOrListParam> types = new TreeMap<>();
    for (String reference : references) {
      IdType id = new IdType(reference);
      types
          .computeIfAbsent(id.getResourceType(), type -> new TokenOrListParam())
          .add(new TokenParam(id.getIdPart()));
    }
    Map<String, Resource> found = new TreeMap<>();
    types.forEach(
        (type, ids) -> {
          SearchParameterMap search = WholeSearch.upTo(MOST);
          search.add("_id", ids);
          daos.getResourceDao(type)
              .search(search, new SystemRequestDetails())
              .getAllResources()
              .forEach(
                  one ->
                      found.put(
                          versionless(type + "/" + one.getIdElement().getIdPart()),
                          (Resource) one));
        });
    return found;
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
