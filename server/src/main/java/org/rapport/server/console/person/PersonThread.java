package org.rapport.server.console.person;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.Desk;
import org.rapport.server.console.People;
import org.rapport.server.console.person.PersonView.Chip;
import org.rapport.server.console.person.PersonView.Day;
import org.rapport.server.console.person.PersonView.Entry;

/** The resources of a timeline, told as one thread. */
final class PersonThread {
  private final Desk desk;

  PersonThread(Desk desk) {
    this.desk = desk;
  }

  List<Day> days(Bundle timeline) {
    List<Day> days = new ArrayList<>();
    for (Bundle.BundleEntryComponent one : timeline.getEntry()) {
      Entry entry = entry(one.getResource());
      String day = desk.times().longDay(entry.at());
      if (days.isEmpty() || !days.get(days.size() - 1).label().equals(day)) {
        days.add(new Day(day, new ArrayList<>()));
      }
      days.get(days.size() - 1).entries().add(entry);
    }
    return days;
  }

  private Entry entry(Resource resource) {
    if (resource instanceof Communication message) {
      return message(message);
    }
    if (resource instanceof CommunicationRequest request) {
      return request(request);
    }
    if (resource instanceof Appointment visit) {
      return middle(
          visit.getStart(),
          "thread.visit",
          say("visit.status." + visit.getStatus().toCode()),
          List.of());
    }
    if (resource instanceof AppointmentResponse answer) {
      return middle(
          answer.getMeta().getLastUpdated(),
          "thread.answer",
          say("answer." + answer.getParticipantStatus().toCode())
              + (answer.hasComment() ? ": " + answer.getComment() : ""),
          List.of());
    }
    if (resource instanceof Consent consent) {
      return consent(consent);
    }
    if (resource instanceof Task task) {
      List<Chip> chips = new ArrayList<>();
      chips.add(new Chip(say("task.status." + task.getStatus().toCode()), "plain"));
      if (task.hasBusinessStatus()) {
        chips.add(new Chip(desk.name(task.getBusinessStatus()), "plain"));
      }
      return new Entry(
          instant(task.getAuthoredOn()), "mid", desk.name(task.getCode()), note(task), chips, null);
    }
    if (resource instanceof QuestionnaireResponse form) {
      return middle(form.getAuthored(), "thread.form", answers(form), List.of());
    }
    return middle(
        resource.getMeta().getLastUpdated(), "thread.other", resource.fhirType(), List.of());
  }

  private Entry message(Communication message) {
    boolean inbound = message.hasReceived() && !message.hasBasedOn() && !message.hasSent();
    boolean not = message.getStatus() == CommunicationStatus.NOTDONE;
    Date at =
        message.hasSent()
            ? message.getSent()
            : message.hasReceived() ? message.getReceived() : message.getMeta().getLastUpdated();
    String medium = message.hasMedium() ? desk.name(message.getMediumFirstRep()) : "";
    String category = message.hasCategory() ? desk.name(message.getCategoryFirstRep()) : "";
    List<Chip> chips = new ArrayList<>();
    if (not && message.hasStatusReason()) {
      chips.add(new Chip(desk.name(message.getStatusReason()), "warn"));
    } else if (message.hasStatusReason()) {
      chips.add(new Chip(desk.name(message.getStatusReason()), "plain"));
    }
    Extension delivery = message.getExtensionByUrl(Extensions.DELIVERY_STATUS);
    if (delivery != null && !not) {
      String state = delivery.getValue().primitiveValue();
      chips.add(
          new Chip(
              desk.words().or("delivery." + state, state),
              "delivered".equals(state) || "read".equals(state) ? "ok" : "plain"));
    }
    String because =
        message.getBasedOn().stream()
            .map(one -> one.getReferenceElement())
            .filter(one -> "CommunicationRequest".equals(one.getResourceType()))
            .map(one -> "/console/why/" + one.getIdPart())
            .findFirst()
            .orElse(null);
    String said = People.words(message);
    if (message.hasNote()) {
      said = (said.isBlank() ? "" : said + "\n") + message.getNoteFirstRep().getText();
    }
    return new Entry(
        instant(at),
        not ? "not" : inbound ? "in" : "out",
        not
            ? say("thread.not", category, medium)
            : say(inbound ? "thread.in" : "thread.out", category, medium),
        said,
        chips,
        because);
  }

  private Entry request(CommunicationRequest request) {
    List<Chip> chips = new ArrayList<>();
    chips.add(new Chip(say("request.status." + request.getStatus().toCode()), "plain"));
    if (request.hasStatusReason()) {
      chips.add(new Chip(desk.name(request.getStatusReason()), "warn"));
    }
    Date at =
        request.hasOccurrenceDateTimeType()
            ? request.getOccurrenceDateTimeType().getValue()
            : request.getAuthoredOn();
    return new Entry(
        instant(at),
        "mid",
        say(
            "thread.planned",
            request.hasCategory() ? desk.name(request.getCategoryFirstRep()) : "",
            request.hasMedium() ? desk.name(request.getMediumFirstRep()) : ""),
        request.getPayload().stream()
            .map(one -> one.getContent() instanceof StringType text ? text.getValue() : null)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(""),
        chips,
        "/console/why/" + request.getIdElement().getIdPart());
  }

  private Entry consent(Consent consent) {
    boolean permit = consent.getProvision().getType() == Consent.ConsentProvisionType.PERMIT;
    StringBuilder what = new StringBuilder();
    consent
        .getProvision()
        .getPurpose()
        .forEach(
            one ->
                what.append(what.isEmpty() ? "" : ", ")
                    .append(
                        desk.names()
                            .of(
                                one.getSystem(),
                                one.getCode(),
                                one.getDisplay(),
                                desk.language())));
    consent
        .getProvision()
        .getCode()
        .forEach(one -> what.append(what.isEmpty() ? "" : " · ").append(desk.name(one)));
    return middle(
        consent.getDateTime(),
        permit ? "thread.permit" : "thread.deny",
        what.isEmpty() ? say("thread.everything") : what.toString(),
        List.of(
            new Chip(
                say("consent.status." + consent.getStatus().toCode()), permit ? "ok" : "warn")));
  }

  private static String note(Task task) {
    StringBuilder note = new StringBuilder();
    if (task.hasDescription()) {
      note.append(task.getDescription());
    }
    task.getNote().forEach(one -> note.append(note.isEmpty() ? "" : "\n").append(one.getText()));
    return note.toString();
  }

  private static String answers(QuestionnaireResponse form) {
    StringBuilder text = new StringBuilder();
    form.getItem().forEach(item -> answers(item, text));
    return text.toString();
  }

  private static void answers(
      QuestionnaireResponse.QuestionnaireResponseItemComponent item, StringBuilder text) {
    item.getAnswer()
        .forEach(
            answer -> {
              if (answer.getValue() != null && answer.getValue().isPrimitive()) {
                text.append(text.isEmpty() ? "" : "\n")
                    .append(item.hasText() ? item.getText() : item.getLinkId())
                    .append(": ")
                    .append(answer.getValue().primitiveValue());
              }
            });
    item.getItem().forEach(inner -> answers(inner, text));
  }

  private Entry middle(Date at, String kind, String text, List<Chip> chips) {
    return new Entry(instant(at), "mid", say(kind), text, chips, null);
  }

  private String say(String key, Object... values) {
    return desk.words().or(key, key.substring(key.lastIndexOf('.') + 1), values);
  }

  private static Instant instant(Date date) {
    return date == null ? null : date.toInstant();
  }
}
