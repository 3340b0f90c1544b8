package org.rapport.server.console.person;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.JourneyNames;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.rapport.server.console.person.PersonView.Contact;
import org.rapport.server.console.person.PersonView.Draft;
import org.rapport.server.console.person.PersonView.OpenTask;
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
    int offset = desk.number("offset");
    String kind = desk.asked("kind", "");
    List<Resource> answers =
        desk.fhir()
            .all(
                List.of(
                    Query.of("Patient/" + id + "/$timeline")
                        .with("_count", ENTRIES)
                        .with("_offset", offset)
                        .with("kind", kind)
                        .toString(),
                    "Appointment?patient="
                        + id
                        + "&date=ge"
                        + desk.today()
                        + "&status=booked,pending,proposed,waitlist&_sort=date&_count=10",
                    "CarePlan?subject=Patient/" + id + "&status=active,on-hold&_count=20",
                    "CommunicationRequest?subject=Patient/"
                        + id
                        + "&status=active,on-hold&_sort=occurrence&_count=40",
                    "CommunicationRequest?subject=Patient/"
                        + id
                        + "&status=draft&_sort=-_lastUpdated&_count=10",
                    "Task?patient="
                        + id
                        + "&status=requested,accepted,ready,in-progress,on-hold&_count=20",
                    "Patient/" + id + "/$permissions",
                    JourneyNames.ASKED));
    Bundle timeline = (Bundle) answers.get(0);
    List<Draft> drafts = drafts(answers.get(4));
    return new PersonView(
        id,
        People.name(patient),
        facts(patient),
        contacts(patient),
        kinds(),
        kind,
        timeline == null ? List.of() : new PersonThread(desk).days(timeline),
        timeline != null && timeline.getLink("next") != null
            ? desk.with("offset", Integer.toString(offset + ENTRIES))
            : null,
        visits(answers.get(1)),
        OwnJourneys.of(desk, answers.get(2), answers.get(3), answers.get(7)),
        Permissions.of(desk, (Parameters) answers.get(6)),
        tasks(answers.get(5)),
        drafts.stream().filter(draft -> draft.by() == null).findFirst().orElse(null),
        drafts.stream().filter(draft -> draft.by() != null).toList(),
        writer(),
        !patient.hasActive() || patient.getActive());
  }

  private List<String> facts(Patient patient) {
    List<String> facts = new ArrayList<>();
    if (patient.hasGender()) {
      facts.add(say("gender." + patient.getGender().toCode()));
    }
    if (patient.hasBirthDate()) {
      facts.add(desk.times().date(patient.getBirthDateElement()));
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

  private List<Visit> visits(Resource found) {
    List<Visit> visits = new ArrayList<>();
    for (Appointment visit : ConsoleFhir.of(Appointment.class, found)) {
      String where =
          visit.getParticipant().stream()
              .map(Appointment.AppointmentParticipantComponent::getActor)
              .filter(actor -> "Location".equals(actor.getReferenceElement().getResourceType()))
              .map(
                  actor ->
                      desk.placeName(actor.getReferenceElement().getIdPart(), actor.getDisplay()))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse("");
      Instant start = visit.hasStart() ? visit.getStart().toInstant() : null;
      visits.add(
          new Visit(
              visit.getIdElement().getIdPart(),
              start == null
                  ? say("visit.nodate")
                  : desk.times().longDay(start) + ", " + desk.times().time(start),
              where,
              say("visit.status." + visit.getStatus().toCode())));
    }
    return visits;
  }

  private List<OpenTask> tasks(Resource found) {
    List<OpenTask> tasks = new ArrayList<>();
    for (Task task : ConsoleFhir.of(Task.class, found)) {
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

  // The newest first.
  private List<Draft> drafts(Resource found) {
    List<Draft> drafts = new ArrayList<>();
    for (CommunicationRequest draft : ConsoleFhir.of(CommunicationRequest.class, found)) {
      if (draft.getPayloadFirstRep().getContent() instanceof StringType text) {
        drafts.add(
            new Draft(
                draft.getIdElement().getIdPart(),
                text.getValue(),
                draft.getMediumFirstRep().getCodingFirstRep().getCode(),
                draft.getCategoryFirstRep().getCodingFirstRep().getCode(),
                desk.user().wrote(draft.getRequester()) ? null : writes(draft)));
      }
    }
    return drafts;
  }

  private String writes(CommunicationRequest draft) {
    return draft.getRequester().hasDisplay()
        ? draft.getRequester().getDisplay()
        : say("person.colleague");
  }

  private Writer writer() {
    List<Frame.Option> channels = new ArrayList<>();
    for (Channel channel : List.of(Channel.SMS, Channel.EMAIL)) {
      channels.add(new Frame.Option(channel.code(), desk.name(channel)));
    }
    List<Frame.Option> purposes = new ArrayList<>();
    for (OutreachPurpose purpose :
        List.of(
            OutreachPurpose.CARE, OutreachPurpose.APPOINTMENT, OutreachPurpose.ACKNOWLEDGEMENT)) {
      purposes.add(new Frame.Option(purpose.code(), desk.name(purpose)));
    }
    return new Writer(
        channels,
        purposes,
        desk.user().may("CommunicationRequest", 'c'),
        UUID.randomUUID().toString(),
        answered());
  }

  private List<Frame.Option> answered() {
    List<Frame.Option> answered = new ArrayList<>();
    for (String name : WriteMessage.ANSWERED) {
      if (desk.asked(name) != null) {
        answered.add(new Frame.Option(name, desk.asked(name)));
      }
    }
    return desk.asked(WriteMessage.TASK) == null ? List.of() : answered;
  }

  private String say(String key, Object... values) {
    return desk.words().or(key, key.substring(key.lastIndexOf('.') + 1), values);
  }
}
