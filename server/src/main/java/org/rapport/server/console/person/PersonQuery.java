package org.rapport.server.console.person;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.People;
import org.rapport.server.console.person.PersonView.Cell;
import org.rapport.server.console.person.PersonView.Contact;
import org.rapport.server.console.person.PersonView.Draft;
import org.rapport.server.console.person.PersonView.Journey;
import org.rapport.server.console.person.PersonView.Matrix;
import org.rapport.server.console.person.PersonView.OpenTask;
import org.rapport.server.console.person.PersonView.Row;
import org.rapport.server.console.person.PersonView.Step;
import org.rapport.server.console.person.PersonView.Visit;
import org.rapport.server.console.person.PersonView.Writer;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** Asks for all that a person's page shows, in one batch. */
final class PersonQuery {
  private static final int ENTRIES = 50;
  private static final List<String> KINDS =
      List.of("", "message", "call", "visit", "consent", "not-sent");

  private final Desk desk;
  private final String id;

  PersonQuery(Desk desk, String id) {
    this.desk = desk;
    this.id = id;
  }

  PersonView view() {
    Patient patient = desk.fhir().read(Patient.class, id);
    int offset = offset();
    String kind = desk.asked("kind", "");
    List<Resource> answers =
        desk.fhir()
            .all(
                List.of(
                    "Patient/"
                        + id
                        + "/$timeline?_count="
                        + ENTRIES
                        + "&_offset="
                        + offset
                        + (kind.isEmpty() ? "" : "&kind=" + kind),
                    "Appointment?patient="
                        + id
                        + "&date=ge"
                        + day(desk.now())
                        + "&status=booked,pending,proposed,waitlist&_sort=date&_count=10",
                    "CarePlan?subject=Patient/" + id + "&status=active,on-hold&_count=20",
                    "CommunicationRequest?subject=Patient/"
                        + id
                        + "&status=active,on-hold&_sort=occurrence&_count=40",
                    "CommunicationRequest?subject=Patient/"
                        + id
                        + "&status=draft&_sort=-_lastUpdated&_count=1",
                    "Task?patient="
                        + id
                        + "&status=requested,accepted,ready,in-progress,on-hold&_count=20",
                    "Patient/" + id + "/$permissions"));
    Bundle timeline = (Bundle) answers.get(0);
    return new PersonView(
        id,
        People.name(patient),
        facts(patient),
        contacts(patient),
        kinds(),
        kind,
        timeline == null ? List.of() : new PersonThread(desk).days(timeline, at -> dayName(at)),
        timeline != null && timeline.getLink("next") != null
            ? desk.with("offset", Integer.toString(offset + ENTRIES))
            : null,
        visits((Bundle) answers.get(1)),
        journeys((Bundle) answers.get(2), (Bundle) answers.get(3)),
        matrix((Parameters) answers.get(6)),
        tasks((Bundle) answers.get(5)),
        draft((Bundle) answers.get(4)),
        writer(),
        !patient.hasActive() || patient.getActive());
  }

  private int offset() {
    try {
      return Math.max(0, Integer.parseInt(desk.asked("offset", "0")));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private String day(Instant at) {
    return DateTimeFormatter.ISO_LOCAL_DATE.format(at.atZone(zone()));
  }

  private String dayName(Instant at) {
    return DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", desk.words().locale())
        .format(at.atZone(zone()));
  }

  private ZoneId zone() {
    return desk.zone();
  }

  private List<String> facts(Patient patient) {
    List<String> facts = new ArrayList<>();
    if (patient.hasGender()) {
      facts.add(say("gender." + patient.getGender().toCode()));
    }
    if (patient.hasBirthDate()) {
      facts.add(patient.getBirthDateElement().getValueAsString());
    }
    for (Identifier one : patient.getIdentifier()) {
      if (one.hasValue()) {
        facts.add(say("person.number", one.getValue()));
      }
    }
    return facts;
  }

  private static List<Contact> contacts(Patient patient) {
    List<Contact> contacts = new ArrayList<>();
    for (ContactPoint one : patient.getTelecom()) {
      if (one.hasValue()) {
        contacts.add(
            new Contact(
                one.hasSystem() ? one.getSystem().toCode() : "other",
                one.getValue(),
                one.getUse() != ContactPoint.ContactPointUse.OLD
                    && !(one.hasPeriod() && one.getPeriod().hasEnd())));
      }
    }
    return contacts;
  }

  private List<Frame.Option> kinds() {
    List<Frame.Option> kinds = new ArrayList<>();
    for (String kind : KINDS) {
      kinds.add(
          new Frame.Option(
              desk.with("kind", kind.isEmpty() ? null : kind),
              say("thread.kinds." + (kind.isEmpty() ? "all" : kind))));
    }
    return kinds;
  }

  private List<Visit> visits(Bundle found) {
    List<Visit> visits = new ArrayList<>();
    for (Resource one : resources(found)) {
      Appointment visit = (Appointment) one;
      String where =
          visit.getParticipant().stream()
              .filter(
                  part ->
                      "Location".equals(part.getActor().getReferenceElement().getResourceType()))
              .map(
                  part ->
                      desk.places().stream()
                          .filter(
                              place ->
                                  place
                                      .value()
                                      .equals(part.getActor().getReferenceElement().getIdPart()))
                          .map(Frame.Option::label)
                          .findFirst()
                          .orElse(part.getActor().getDisplay()))
              .findFirst()
              .orElse("");
      Instant start = visit.hasStart() ? visit.getStart().toInstant() : null;
      visits.add(
          new Visit(
              visit.getIdElement().getIdPart(),
              start == null
                  ? say("visit.nodate")
                  : dayName(start)
                      + ", "
                      + DateTimeFormatter.ofLocalizedTime(java.time.format.FormatStyle.SHORT)
                          .withLocale(desk.words().locale())
                          .format(start.atZone(zone())),
              where,
              say("visit.status." + visit.getStatus().toCode()),
              false));
    }
    return visits;
  }

  private List<Journey> journeys(Bundle plans, Bundle requests) {
    Map<String, List<Step>> steps = new LinkedHashMap<>();
    for (Resource one : resources(requests)) {
      CommunicationRequest request = (CommunicationRequest) one;
      request
          .getBasedOn()
          .forEach(
              plan -> {
                String step = step(request);
                if (step != null) {
                  steps
                      .computeIfAbsent(
                          plan.getReferenceElement().getIdPart(), unseen -> new ArrayList<>())
                      .add(
                          new Step(
                              step,
                              step.replace('-', ' '),
                              request.hasOccurrenceDateTimeType()
                                  ? request.getOccurrenceDateTimeType().getValue().toInstant()
                                  : null));
                }
              });
    }
    List<Journey> journeys = new ArrayList<>();
    for (Resource one : resources(plans)) {
      CarePlan plan = (CarePlan) one;
      String planId = plan.getIdElement().getIdPart();
      String canonical =
          plan.hasInstantiatesCanonical() ? plan.getInstantiatesCanonical().get(0).getValue() : "";
      String name = canonical.substring(canonical.lastIndexOf('/') + 1).replace('|', ' ');
      journeys.add(
          new Journey(
              planId,
              plan.hasTitle() ? plan.getTitle() : name.replace('-', ' '),
              say("plan.status." + plan.getStatus().toCode()),
              plan.getStatus() == CarePlan.CarePlanStatus.ONHOLD,
              steps.getOrDefault(planId, List.of())));
    }
    return journeys;
  }

  private static String step(CommunicationRequest request) {
    var step = request.getExtensionByUrl(Extensions.JOURNEY_STEP);
    return step == null || step.getExtensionByUrl("step") == null
        ? null
        : step.getExtensionByUrl("step").getValue().primitiveValue();
  }

  private Matrix matrix(Parameters permissions) {
    if (permissions == null) {
      return null;
    }
    List<String> channels = new ArrayList<>();
    Map<String, List<Cell>> rows = new LinkedHashMap<>();
    for (ParametersParameterComponent one : permissions.getParameter()) {
      if (!one.getName().equals("permission")) {
        continue;
      }
      String channel = part(one, "channel");
      if (!channels.contains(channel)) {
        channels.add(channel);
      }
      String verdict = part(one, "verdict");
      rows.computeIfAbsent(part(one, "purpose"), unseen -> new ArrayList<>())
          .add(
              new Cell(
                  desk.words().has("permission." + verdict)
                      ? say("permission." + verdict)
                      : verdict,
                  switch (verdict) {
                    case "yes" -> "ok";
                    case "no" -> "late";
                    default -> "warn";
                  },
                  part(one, "source")));
    }
    List<Row> named = new ArrayList<>();
    rows.forEach(
        (purpose, cells) -> named.add(new Row(OutreachPurposeName.of(desk, purpose), cells)));
    return new Matrix(
        channels.stream()
            .map(code -> desk.names().of(Channel.SMS.system(), code, code, desk.language()))
            .toList(),
        named);
  }

  /** Names of purposes. */
  private static final class OutreachPurposeName {
    static String of(Desk desk, String code) {
      return desk.names().of(OutreachPurpose.CARE.system(), code, code, desk.language());
    }
  }

  private static String part(ParametersParameterComponent one, String name) {
    return one.getPart().stream()
        .filter(part -> part.getName().equals(name) && part.getValue() != null)
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  private List<OpenTask> tasks(Bundle found) {
    List<OpenTask> tasks = new ArrayList<>();
    for (Resource one : resources(found)) {
      Task task = (Task) one;
      tasks.add(
          new OpenTask(
              task.getIdElement().getIdPart(),
              task.getIdElement().getVersionIdPart(),
              desk.name(task.getCode()),
              task.getRestriction().getPeriod().hasEnd()
                  ? task.getRestriction().getPeriod().getEnd().toInstant()
                  : null,
              People.holder(task) == null ? null : People.holder(task).getDisplay()));
    }
    return tasks;
  }

  private static Draft draft(Bundle found) {
    for (Resource one : resources(found)) {
      CommunicationRequest draft = (CommunicationRequest) one;
      if (draft.getPayloadFirstRep().getContent() instanceof StringType text) {
        return new Draft(
            draft.getIdElement().getIdPart(),
            draft.getIdElement().getVersionIdPart(),
            text.getValue(),
            draft.getMediumFirstRep().getCodingFirstRep().getCode(),
            draft.getCategoryFirstRep().getCodingFirstRep().getCode());
      }
    }
    return null;
  }

  private Writer writer() {
    List<Frame.Option> channels = new ArrayList<>();
    for (Channel channel : List.of(Channel.SMS, Channel.EMAIL)) {
      channels.add(new Frame.Option(channel.code(), desk.names().of(channel, desk.language())));
    }
    List<Frame.Option> purposes = new ArrayList<>();
    for (OutreachPurpose purpose :
        List.of(
            OutreachPurpose.CARE, OutreachPurpose.APPOINTMENT, OutreachPurpose.ACKNOWLEDGEMENT)) {
      purposes.add(new Frame.Option(purpose.code(), desk.names().of(purpose, desk.language())));
    }
    return new Writer(
        channels,
        purposes,
        desk.user().may("CommunicationRequest", 'c'),
        UUID.randomUUID().toString());
  }

  private static List<Resource> resources(Bundle bundle) {
    return bundle == null
        ? List.of()
        : bundle.getEntry().stream().map(Bundle.BundleEntryComponent::getResource).toList();
  }

  private String say(String key, Object... values) {
    return desk.words().has(key)
        ? desk.words().say(key, values)
        : key.substring(key.lastIndexOf('.') + 1);
  }
}
